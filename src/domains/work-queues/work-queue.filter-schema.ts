/** WorkQueueFilter as REST reads it. */
import { criterion, filterObject, ids, operator, texts } from "../filters/criteria-schema.ts";

export const workQueueFilterSchema = filterObject("WorkQueueFilter", {
  operator,
  id: criterion(filterObject("WorkQueueFilterId", { any_: ids })),
  name: criterion(filterObject("WorkQueueFilterName", { any_: texts, startswith_: texts })),
});
