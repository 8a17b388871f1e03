/** ArtifactFilter and ArtifactCollectionFilter as REST reads them. */
import { criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";

/** The criteria that both filters have; the reference names their schemas after the filter. */
function contents(filter: "ArtifactFilter" | "ArtifactCollectionFilter") {
  return {
    key: criterion(filterObject(`${filter}Key`, { any_: texts, like_: text, exists_: flag })),
    flow_run_id: criterion(filterObject(`${filter}FlowRunId`, { any_: ids })),
    task_run_id: criterion(filterObject(`${filter}TaskRunId`, { any_: ids })),
    type: criterion(filterObject(`${filter}Type`, { any_: texts, not_any_: texts })),
  };
}

export const artifactFilterSchema = filterObject("ArtifactFilter", {
  operator,
  id: criterion(filterObject("ArtifactFilterId", { any_: ids })),
  ...contents("ArtifactFilter"),
});

export const artifactCollectionFilterSchema = filterObject("ArtifactCollectionFilter", {
  operator,
  latest_id: criterion(filterObject("ArtifactCollectionFilterLatestId", { any_: ids })),
  ...contents("ArtifactCollectionFilter"),
});
