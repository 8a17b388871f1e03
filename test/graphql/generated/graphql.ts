/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Narrows flows; all criteria must hold. */
export type FlowFilter = {
  /** Has deployments, or, when false, none. */
  hasDeployments?: boolean | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
  /** By tags. */
  tags?: TagsFilter | null | undefined;
};

/** Narrows flow runs; all criteria must hold. */
export type FlowRunFilter = {
  /** By the deployment. */
  deploymentId?: ParentFilter | null | undefined;
  /** By the time a run ended. */
  endTime?: OptionalTimeFilter | null | undefined;
  /** By the time a run is or was expected to start. */
  expectedStartTime?: TimeFilter | null | undefined;
  /** By the flow. */
  flow?: FlowFilter | null | undefined;
  /** The version of the flow is one of these. */
  flowVersion?: Array<string> | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** By the key the run was created with. */
  idempotencyKey?: TextFilter | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
  /** By the time a scheduled run is due. */
  nextScheduledStartTime?: TimeFilter | null | undefined;
  /** Subflow runs of these flow runs: global ids or UUIDs. */
  parentFlowRunId?: Array<string | number> | null | undefined;
  /** By the task run that stands for the subflow run. */
  parentTaskRunId?: ParentFilter | null | undefined;
  /** By the time a run started or, before that, is expected to; `isNull` by the actual start alone. */
  startTime?: OptionalTimeFilter | null | undefined;
  /** By the current state. */
  state?: FlowRunStateFilter | null | undefined;
  /** By tags. */
  tags?: TagsFilter | null | undefined;
  /** By the work pool. */
  workPoolName?: WorkNameFilter | null | undefined;
  /** By the work queue. */
  workQueueName?: WorkNameFilter | null | undefined;
};

/** An order of flow runs. */
export type FlowRunOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: FlowRunOrderField;
};

/** What flow runs can be ordered by; runs of equal value are ordered by id. */
export type FlowRunOrderField =
  /** By the time a run ended. */
  | 'END_TIME'
  /** By the time a run is or was expected to start. */
  | 'EXPECTED_START_TIME'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME'
  /** By the time a scheduled run is due. */
  | 'NEXT_SCHEDULED_START_TIME'
  /** By the time a run started or, before that, is expected to. */
  | 'START_TIME';

/** Narrows by a run's current state. */
export type FlowRunStateFilter = {
  /** By the state's name, such as Late. */
  name?: TextFilter | null | undefined;
  /** By the state's type. */
  type?: StateTypeFilter | null | undefined;
};

/** Narrows by ids: global ids or plain UUIDs. */
export type IdFilter = {
  /** One of these; an empty list matches nothing. */
  in?: Array<string | number> | null | undefined;
  /** None of these. */
  notIn?: Array<string | number> | null | undefined;
};

/** Narrows by a name. */
export type NameFilter = {
  /** Contains this text, whatever its case; `%` stands for any text and `_` for any character. */
  contains?: string | null | undefined;
  /** Exactly one of these; an empty list matches nothing. */
  in?: Array<string> | null | undefined;
};

/** Narrows by a time that an object may not have yet. Both ends are inclusive. */
export type OptionalTimeFilter = {
  /** At this instant or later. */
  after?: string | null | undefined;
  /** At this instant or earlier. */
  before?: string | null | undefined;
  /** Has no such time, or, when false, has one. */
  isNull?: boolean | null | undefined;
};

/** Which end of an order comes first. */
export type OrderDirection =
  /** The smallest, the earliest, or A first. */
  | 'ASC'
  /** The largest, the latest, or Z first. */
  | 'DESC';

/** Narrows by what an object belongs to. */
export type ParentFilter = {
  /** It belongs to one of these: global ids or UUIDs. */
  in?: Array<string | number> | null | undefined;
  /** It belongs to none, or, when false, to some. */
  isNull?: boolean | null | undefined;
};

/** What kind of state a run is in. States of one type may have names of their own, such as Late or Retrying. */
export type StateType =
  /** Has been cancelled. */
  | 'CANCELLED'
  /** Is being cancelled; its infrastructure has still to be stopped. */
  | 'CANCELLING'
  /** Has ended as it should. */
  | 'COMPLETED'
  /** Has ended because the infrastructure failed. */
  | 'CRASHED'
  /** Has ended with an error of its code. */
  | 'FAILED'
  /** Waits for somebody to resume it. */
  | 'PAUSED'
  /** Is being prepared to run. */
  | 'PENDING'
  /** Runs. */
  | 'RUNNING'
  /** Will run at a time that may lie in the past. */
  | 'SCHEDULED';

/** Narrows by the type of a run's current state. */
export type StateTypeFilter = {
  /** One of these; an empty list matches nothing. */
  in?: Array<StateType> | null | undefined;
  /** None of these. */
  notIn?: Array<StateType> | null | undefined;
};

/** Narrows by tags. */
export type TagsFilter = {
  /** Has every one of these tags. */
  all?: Array<string> | null | undefined;
  /** Has at least one of these tags; an empty list matches nothing. */
  any?: Array<string> | null | undefined;
  /** Has no tags at all, or, when false, some. */
  isEmpty?: boolean | null | undefined;
};

/** Narrows by a text that is compared exactly. */
export type TextFilter = {
  /** One of these; an empty list matches nothing. */
  in?: Array<string> | null | undefined;
  /** None of these. */
  notIn?: Array<string> | null | undefined;
};

/** Narrows by a time. Both ends are inclusive. */
export type TimeFilter = {
  /** At this instant or later. */
  after?: string | null | undefined;
  /** At this instant or earlier. */
  before?: string | null | undefined;
};

/** Narrows by the name of a work pool or a work queue. */
export type WorkNameFilter = {
  /** One of these; an empty list matches nothing. */
  in: Array<string>;
};

export type RunPageQueryVariables = Exact<{
  id: string | number;
}>;


export type RunPageQuery = { flowRun: { id: string, databaseId: string, name: string, stateType: StateType | null, stateName: string | null, runCount: number, startTime: string | null, endTime: string | null, totalRunTime: number, expectedStartTime: string | null, tags: Array<string>, parameters: unknown, state: { type: StateType, name: string, message: string | null, timestamp: string } | null, states: Array<{ type: StateType, name: string, timestamp: string }>, flow: { name: string }, taskRuns: { nodes: Array<{ name: string, stateName: string | null, state: { name: string } | null, states: Array<{ name: string }>, subflowRun: { name: string } | null }> }, subflowRuns: { nodes: Array<{ name: string, parentTaskRun: { name: string } | null }> }, logs: { nodes: Array<{ level: number, message: string, timestamp: string }> } } | null };

export type RunListQueryVariables = Exact<{
  filter?: FlowRunFilter | null | undefined;
  orderBy?: FlowRunOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type RunListQuery = { flowRuns: { nodes: Array<{ name: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type FlowsWithRunsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: FlowRunFilter | null | undefined;
}>;


export type FlowsWithRunsQuery = { flows: { nodes: Array<{ name: string, flowRuns: { totalCount: number, nodes: Array<{ name: string, flow: { name: string }, state: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }> } };

export type AnyNodeQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type AnyNodeQuery = { nodes: Array<
    | { __typename: 'Event', name: string, occurred: string, payload: unknown, id: string }
    | { __typename: 'Flow', name: string, tags: Array<string>, labels: unknown, id: string }
    | { __typename: 'FlowRun', name: string, parameters: unknown, created: string, workPoolName: string | null, id: string, state: { name: string, timestamp: string } | null }
    | { __typename: 'FlowRunState', name: string, timestamp: string, data: unknown, id: string, flowRun: { name: string } | null }
    | { __typename: 'Log', message: string, timestamp: string, id: string, flowRun: { name: string } | null }
    | { __typename: 'TaskRun', name: string, id: string, flowRun: { name: string } | null }
    | { __typename: 'TaskRunState', name: string, timestamp: string, data: unknown, id: string, taskRun: { name: string } | null }
   | null> };


export const RunPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"runCount"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"totalRunTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedStartTime"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taskRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subflowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"subflowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"parentTaskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"logs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunPageQuery, RunPageQueryVariables>;
export const RunListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<RunListQuery, RunListQueryVariables>;
export const FlowsWithRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FlowsWithRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flows"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FlowsWithRunsQuery, FlowsWithRunsQueryVariables>;
export const AnyNodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AnyNode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Flow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"State"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"data"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunState"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRunState"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Log"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"occurred"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]} as unknown as DocumentNode<AnyNodeQuery, AnyNodeQueryVariables>;