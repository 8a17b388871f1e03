/** DeploymentFilter as REST reads it. */
import { wire } from "../../rest/wire.ts";
import { criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";

const integer = criterion(wire.integer());

export const deploymentFilterSchema = filterObject("DeploymentFilter", {
  operator,
  id: criterion(filterObject("DeploymentFilterId", { any_: ids, not_any_: ids })),
  name: criterion(filterObject("DeploymentFilterName", { any_: texts, like_: text })),
  flow_or_deployment_name: criterion(filterObject("DeploymentOrFlowNameFilter", { like_: text })),
  paused: criterion(filterObject("DeploymentFilterPaused", { eq_: flag })),
  tags: criterion(filterObject("DeploymentFilterTags", { operator, all_: texts, any_: texts, is_null_: flag })),
  work_queue_name: criterion(filterObject("DeploymentFilterWorkQueueName", { any_: texts })),
  concurrency_limit: criterion(
    filterObject("DeploymentFilterConcurrencyLimit", { ge_: integer, le_: integer, is_null_: flag }),
  ),
});
