/** WorkPoolFilter as REST reads it. */
import { criterion, filterObject, ids, operator, texts } from "../filters/criteria-schema.ts";

export const workPoolFilterSchema = filterObject("WorkPoolFilter", {
  operator,
  id: criterion(filterObject("WorkPoolFilterId", { any_: ids })),
  name: criterion(filterObject("WorkPoolFilterName", { any_: texts })),
  type: criterion(filterObject("WorkPoolFilterType", { any_: texts })),
});
