/** What narrows lists of artifacts and of their keys in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import {
  bounded,
  IdFilter,
  idCriterion,
  ParentFilter,
  parentCriterion,
  TextFilter,
  TimeFilter,
  timeCriterion,
  valueCriterion,
} from "../../graphql/filters.ts";
import type { ArtifactCollectionFilter, ArtifactFilter } from "./artifact.filter.ts";

const ArtifactKeyFilter = builder.inputType("ArtifactKeyFilter", {
  description: "Narrows by the key artifacts were published under.",
  fields: (t) => ({
    in: t.stringList({ description: "Exactly one of these; an empty list matches nothing." }),
    contains: t.string({
      description: "Contains this text, whatever its case; `%` stands for any text and `_` for any character.",
    }),
    isNull: t.boolean({ description: "Has no key, or, when false, has one." }),
  }),
});

export const ArtifactFilterInput = builder.inputType("ArtifactFilter", {
  description: "Narrows artifacts; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    key: t.field({ type: ArtifactKeyFilter, description: "By key." }),
    type: t.field({
      type: TextFilter,
      description: "By type. Results of tasks are of the type result; artifacts without a type match neither list.",
    }),
    flowRunId: t.field({ type: ParentFilter, description: "By the flow run that published it." }),
    taskRunId: t.field({ type: ParentFilter, description: "By the task run that published it." }),
    created: t.field({ type: TimeFilter, description: "By the time it was published." }),
    isLatest: t.boolean({
      description: "The latest of its key, or, when false, not so. For all keys, ask for `artifactCollections`.",
    }),
  }),
});

export const ArtifactCollectionFilterInput = builder.inputType("ArtifactCollectionFilter", {
  description: "Narrows keys by the latest artifact of each; all criteria must hold.",
  fields: (t) => ({
    key: t.field({ type: ArtifactKeyFilter, description: "By key." }),
    type: t.field({ type: TextFilter, description: "By type." }),
    flowRunId: t.field({ type: ParentFilter, description: "By the flow run that published it." }),
    taskRunId: t.field({ type: ParentFilter, description: "By the task run that published it." }),
  }),
});

/** What both filters have, as the wire's. */
function contentsOf(input: typeof ArtifactCollectionFilterInput.$inferInput) {
  const { key, type, flowRunId, taskRunId } = input;
  return {
    key: key == null ? undefined : { any_: bounded(key.in), like_: key.contains, exists_: negated(key.isNull) },
    type: valueCriterion(type ?? null),
    flow_run_id: parentCriterion("FlowRun", flowRunId),
    task_run_id: parentCriterion("TaskRun", taskRunId),
  };
}

function negated(flag: boolean | null | undefined): boolean | undefined {
  return flag == null ? undefined : !flag;
}

/** @throws PenstockError INVALID for lists that are too long and ids of other types */
export function artifactFilterOf(input: typeof ArtifactFilterInput.$inferInput | null | undefined): ArtifactFilter {
  if (input == null) return {};
  const { id, created, isLatest } = input;
  return { ...contentsOf(input), id: idCriterion("Artifact", id), created: timeCriterion(created), isLatest };
}

/** @throws PenstockError INVALID for lists that are too long and ids of other types */
export function collectionFilterOf(
  input: typeof ArtifactCollectionFilterInput.$inferInput | null | undefined,
): ArtifactCollectionFilter {
  return input == null ? {} : contentsOf(input);
}
