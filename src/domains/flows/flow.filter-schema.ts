/** FlowFilter as REST reads it. */
import { criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";

export const flowFilterSchema = filterObject("FlowFilter", {
  operator,
  id: criterion(filterObject("FlowFilterId", { any_: ids, not_any_: ids })),
  deployment: criterion(filterObject("FlowFilterDeployment", { operator, is_null_: flag })),
  name: criterion(filterObject("FlowFilterName", { any_: texts, like_: text })),
  tags: criterion(filterObject("FlowFilterTags", { operator, all_: texts, is_null_: flag })),
});
