/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What an automation does: exactly one of these. */
export type ActionInput =
  {   /** Calls a webhook. */
  callWebhook: CallWebhookActionInput; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never;   /** Changes a flow run's state. */
  changeFlowRunState: ChangeFlowRunStateActionInput; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never;   /** Pauses an automation. */
  pauseAutomation: ActionTargetInput; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never;   /** Pauses a deployment. */
  pauseDeployment: ActionTargetInput; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never;   /** Pauses a work pool. */
  pauseWorkPool: ActionTargetInput; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never;   /** Pauses a work queue. */
  pauseWorkQueue: ActionTargetInput; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never;   /** An action that needs no more than its name. */
  plain: PlainAction; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never;   /** Resumes an automation. */
  resumeAutomation: ActionTargetInput; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never;   /** Resumes a deployment. */
  resumeDeployment: ActionTargetInput; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never;   /** Resumes a work pool. */
  resumeWorkPool: ActionTargetInput; resumeWorkQueue?: never; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never;   /** Resumes a work queue. */
  resumeWorkQueue: ActionTargetInput; runDeployment?: never; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never;   /** Runs a deployment. */
  runDeployment: RunDeploymentActionInput; sendNotification?: never; }
  |  { callWebhook?: never; changeFlowRunState?: never; pauseAutomation?: never; pauseDeployment?: never; pauseWorkPool?: never; pauseWorkQueue?: never; plain?: never; resumeAutomation?: never; resumeDeployment?: never; resumeWorkPool?: never; resumeWorkQueue?: never; runDeployment?: never;   /** Sends a notification. */
  sendNotification: SendNotificationActionInput; };

/** What an action is done to. */
export type ActionTargetInput = {
  /** Its global id or UUID; that of the event unless given. */
  id?: string | number | null | undefined;
};

/** Narrows keys by the latest artifact of each; all criteria must hold. */
export type ArtifactCollectionFilter = {
  /** By the flow run that published it. */
  flowRunId?: ParentFilter | null | undefined;
  /** By key. */
  key?: ArtifactKeyFilter | null | undefined;
  /** By the task run that published it. */
  taskRunId?: ParentFilter | null | undefined;
  /** By type. */
  type?: TextFilter | null | undefined;
};

/** Narrows artifacts; all criteria must hold. */
export type ArtifactFilter = {
  /** By the time it was published. */
  created?: TimeFilter | null | undefined;
  /** By the flow run that published it. */
  flowRunId?: ParentFilter | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** The latest of its key, or, when false, not so. For all keys, ask for `artifactCollections`. */
  isLatest?: boolean | null | undefined;
  /** By key. */
  key?: ArtifactKeyFilter | null | undefined;
  /** By the task run that published it. */
  taskRunId?: ParentFilter | null | undefined;
  /** By type. Results of tasks are of the type result; artifacts without a type match neither list. */
  type?: TextFilter | null | undefined;
};

/** Narrows by the key artifacts were published under. */
export type ArtifactKeyFilter = {
  /** Contains this text, whatever its case; `%` stands for any text and `_` for any character. */
  contains?: string | null | undefined;
  /** Exactly one of these; an empty list matches nothing. */
  in?: Array<string> | null | undefined;
  /** Has no key, or, when false, has one. */
  isNull?: boolean | null | undefined;
};

/** An order of artifacts, or of their keys. */
export type ArtifactOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: ArtifactOrderField;
};

/** What artifacts and their keys can be ordered by; those of equal value are ordered by id. */
export type ArtifactOrderField =
  /** By the time of creation. */
  | 'CREATED'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By key. */
  | 'KEY'
  /** By the time of the last change. */
  | 'UPDATED';

/** Narrows automations; all criteria must hold. */
export type AutomationFilter = {
  /** It is one of these: global ids or UUIDs. */
  id?: Array<string | number> | null | undefined;
  /** The name is one of these. */
  name?: Array<string> | null | undefined;
  /** It has all of these tags. */
  tags?: Array<string> | null | undefined;
};

/** What an automation is. */
export type AutomationInput = {
  /** What it does whenever it fires. */
  actions: Array<ActionInput>;
  /** What it does besides when it goes into the triggered state, with the event of that. */
  actionsOnTrigger?: Array<ActionInput> | null | undefined;
  /** What is to be said of it. */
  description?: string | null | undefined;
  /** Whether its trigger is evaluated. */
  enabled?: boolean | null | undefined;
  /** Its name. */
  name: string;
  /** Its tags. */
  tags?: Array<string> | null | undefined;
  /** What it waits for. */
  trigger: TriggerInput;
};

/** An order of automations. */
export type AutomationOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: AutomationOrderField;
};

/** What automations can be ordered by; those of equal value are ordered by id. */
export type AutomationOrderField =
  /** By the time of creation. */
  | 'CREATED'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME'
  /** By the time of the last change. */
  | 'UPDATED';

/** Narrows block documents; all criteria must hold. */
export type BlockDocumentFilter = {
  /** Of these block types: global ids or UUIDs. */
  blockTypeId?: Array<string | number> | null | undefined;
  /** Of the block types of these slugs; an empty list matches nothing. */
  blockTypeSlug?: Array<string> | null | undefined;
  /** Blocks of its schema can do all of this. */
  capabilities?: Array<string> | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** Kept out of lists, or, when false, not so, which is meant where this is left out; null for both kinds. */
  isAnonymous?: boolean | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
};

/** An order of block documents. */
export type BlockDocumentOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: BlockDocumentOrderField;
};

/** What block documents can be ordered by; those of equal value are ordered by id. */
export type BlockDocumentOrderField =
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME';

/** Narrows block schemas; all criteria must hold. */
export type BlockSchemaFilter = {
  /** Of these block types: global ids or UUIDs. */
  blockTypeId?: Array<string | number> | null | undefined;
  /** Blocks of it can do all of this. */
  capabilities?: Array<string> | null | undefined;
  /** The checksum is one of these; an empty list matches nothing. */
  checksum?: Array<string> | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** The version is one of these; an empty list matches nothing. */
  version?: Array<string> | null | undefined;
};

/** An order of block schemas. */
export type BlockSchemaOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: BlockSchemaOrderField;
};

/** What block schemas can be ordered by; those of equal value are ordered by id. */
export type BlockSchemaOrderField =
  /** By the time of creation. */
  | 'CREATED'
  /** By id; ids ascend with the time of creation. */
  | 'ID';

/** Narrows block types; all criteria must hold. */
export type BlockTypeFilter = {
  /** At least one of its schemas can do all of this. */
  capabilities?: Array<string> | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
  /** The slug is one of these; an empty list matches nothing. */
  slug?: Array<string> | null | undefined;
};

/** An order of block types. */
export type BlockTypeOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: BlockTypeOrderField;
};

/** What block types can be ordered by; those of equal value are ordered by id. */
export type BlockTypeOrderField =
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME';

/** Calls the webhook of a block. */
export type CallWebhookActionInput = {
  /** The UUID of the block document. */
  blockDocumentId: string | number;
  /** What is sent, which may be a template. */
  payload?: string | null | undefined;
};

/** A flow run to cancel. */
export type CancelFlowRunInput = {
  /** The flow run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** What there is to say; told with the state. */
  message?: string | null | undefined;
};

/** Gives the flow run of the event another state. */
export type ChangeFlowRunStateActionInput = {
  /** Whether the rules of transitions are passed over. */
  force?: boolean | null | undefined;
  /** What the state says; that of the automation unless given. */
  message?: string | null | undefined;
  /** The name of the state; that of its type unless given. */
  stateName?: string | null | undefined;
  /** The type of the state. */
  stateType: StateType;
};

/** What has happened to an object. */
export type ChangeKind =
  /** It is in another state, or has been edited. */
  | 'CHANGED'
  /** It is new. */
  | 'CREATED'
  /** It is gone. */
  | 'DELETED';

/** What becomes of a run for which a deployment's limit has no slot. */
export type CollisionStrategy =
  /** It is cancelled. */
  | 'CANCEL_NEW'
  /** It waits for a slot. */
  | 'ENQUEUE';

/** Fires once enough of the triggers inside it have fired. */
export type CompoundTriggerInput = {
  /** How many of them must fire; all unless given. */
  required?: number | null | undefined;
  /** The triggers inside it. */
  triggers: Array<TriggerInput>;
  /** In how many seconds they must fire; any time unless given. */
  withinSeconds?: number | null | undefined;
};

/** What kind of thing holds slots. */
export type ConcurrencyLeaseHolderType =
  /** A deployment. */
  | 'DEPLOYMENT'
  /** A flow run. */
  | 'FLOW_RUN'
  /** A task run. */
  | 'TASK_RUN';

/** What has happened to a concurrency limit. */
export type ConcurrencyLimitChangeKind =
  /** It has been edited. */
  | 'CHANGED'
  /** It is new. */
  | 'CREATED'
  /** It is gone. */
  | 'DELETED'
  /** All its slots have been taken back from whoever had them. */
  | 'RESET'
  /** Slots have been given back by such a client. */
  | 'SLOTS_GIVEN_BACK'
  /** Slots have been taken by a client that told so, as Prefect's `concurrency` and `rate_limit` do. */
  | 'SLOTS_TAKEN';

/** Narrows concurrency limits; all criteria must hold. */
export type ConcurrencyLimitFilter = {
  /** Switched on, or, when false, switched off. */
  active?: boolean | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** On a tag of task runs, or, when false, on none. */
  isOnTag?: boolean | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
  /** The limits on one of these tags of task runs; an empty list matches nothing. */
  tags?: Array<string> | null | undefined;
};

/** An order of concurrency limits. */
export type ConcurrencyLimitOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: ConcurrencyLimitOrderField;
};

/** What concurrency limits can be ordered by; limits of equal value are ordered by id. */
export type ConcurrencyLimitOrderField =
  /** By the time of creation. */
  | 'CREATED'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME';

/** A new artifact. */
export type CreateArtifactInput = {
  /** What it holds; nothing unless given. */
  data?: unknown;
  /** What there is to say of it. */
  description?: string | null | undefined;
  /** The flow run it is of: its global id or UUID; none unless given. */
  flowRunId?: string | number | null | undefined;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** The key to publish it under, as its latest: lowercase letters, digits and dashes; none unless given. */
  key?: string | null | undefined;
  /** Names with texts; those of over 500 characters are cut short. */
  metadata?: unknown;
  /** The task run it is of: its global id or UUID; none unless given. */
  taskRunId?: string | number | null | undefined;
  /** What kind of artifact it is, such as markdown or table; none unless given. */
  type?: string | null | undefined;
};

/** A new automation. */
export type CreateAutomationInput = {
  /** What it is. */
  automation: AutomationInput;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
};

/** A new block document. */
export type CreateBlockDocumentInput = {
  /** The schema its values are of: its global id or UUID. The values are not held against it. */
  blockSchemaId: string | number;
  /** The kind of block it is: the type's global id or UUID. */
  blockTypeId: string | number;
  /** The values of its fields; none unless given. A value `{"$ref": {"block_document_id": "<UUID>"}}` of a field stands for the block document of that id. */
  data?: unknown;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** Whether to keep it out of lists, and to tell no events of it. */
  isAnonymous?: boolean;
  /** Its name, unique in its block type: lowercase letters, digits and dashes. It may be left out of an anonymous one, which is then given a name. */
  name?: string | null | undefined;
};

/** A block schema. */
export type CreateBlockSchemaInput = {
  /** The kind of blocks it is of: its global id or UUID. */
  blockTypeId: string | number;
  /** What blocks of it can do; nothing unless given. */
  capabilities?: Array<string> | null | undefined;
  /** The fields as a JSON schema, with the definitions of blocks inside. */
  fields: unknown;
  /** Its version; non-versioned unless given. */
  version?: string | null | undefined;
};

/** A new block type. */
export type CreateBlockTypeInput = {
  /** How it is used; `&`, `<` and `>` are kept escaped. */
  codeExample?: string | null | undefined;
  /** What there is to say of it; `&`, `<` and `>` are kept escaped. */
  description?: string | null | undefined;
  /** Where it is described. */
  documentationUrl?: string | null | undefined;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** Where its logo is. */
  logoUrl?: string | null | undefined;
  /** Its name, for people. Those that begin with Prefect are reserved. */
  name: string;
  /** Its name in code, unique among block types: lowercase letters, digits and dashes. */
  slug: string;
};

/** A new concurrency limit. */
export type CreateConcurrencyLimitInput = {
  /** Whether it is switched on; it is unless told otherwise. */
  active?: boolean | null | undefined;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** How many slots there are; 0 lets nobody in. */
  limit: number;
  /** Its name, unique among limits; `tag:` and a tag make it one on task runs with that tag. */
  name: string;
  /** How many slots come back a second by themselves, which makes it a rate limit; 0 unless given. */
  slotDecayPerSecond?: number | null | undefined;
};

/** A new schedule of a deployment. */
export type CreateDeploymentScheduleInput = {
  /** Whether it plans runs. */
  active?: boolean | null | undefined;
  /** The deployment's global id or UUID. */
  deploymentId: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** How many runs are planned ahead: 50 at most. */
  maxScheduledRuns?: number | null | undefined;
  /** Parameters over those of the deployment: an object. */
  parameters?: unknown;
  /** When runs are due. */
  schedule: ScheduleInput;
  /** A name, unique among the deployment's schedules. */
  slug?: string | null | undefined;
};

/** A new flow run. */
export type CreateFlowRunInput = {
  /** What else to give the run: an object. */
  context?: unknown;
  /** The flow's global id or UUID. */
  flowId: string | number;
  /** The version of the flow's code. */
  flowVersion?: string | null | undefined;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** The run's labels: an object of names and plain values. */
  labels?: unknown;
  /** The run's name; a random one unless given. */
  name?: string | null | undefined;
  /** The parameters to call the flow with: an object. */
  parameters?: unknown;
  /** The task run that is to stand for the run in its parent: a global id or UUID. */
  parentTaskRunId?: string | number | null | undefined;
  /** The run's first state; PENDING unless given. */
  state?: StateInput | null | undefined;
  /** The run's tags. */
  tags?: Array<string> | null | undefined;
};

/** What a flow run is to be told. */
export type CreateFlowRunInputInput = {
  /** The flow run's global id or UUID. */
  flowRunId: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** The key, new among the run's inputs: lowercase letters, digits and dashes, 1000 characters at most. */
  key: string;
  /** Who sends it; nobody unless given. */
  sender?: string | null | undefined;
  /** What to tell it, stored as it is; Prefect's clients expect JSON. */
  value: string;
};

/** A new variable. */
export type CreateVariableInput = {
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** Its name, unique among variables: lowercase letters, digits, dashes and underscores, 255 characters at most. */
  name: string;
  /** Its tags; none unless given. */
  tags?: Array<string> | null | undefined;
  /** What it holds; null unless given. */
  value?: unknown;
};

/** A new work pool; it gets a queue named default. */
export type CreateWorkPoolInput = {
  /** How the settings of its jobs are put together from variables. */
  baseJobTemplate?: unknown;
  /** How many of its runs may be pending or running at once. */
  concurrencyLimit?: number | null | undefined;
  /** What it is for, in words. */
  description?: string | null | undefined;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** Whether nothing is handed out of it; false unless given. */
  isPaused?: boolean | null | undefined;
  /** Its name, unique among pools. */
  name: string;
  /** The kind of its workers, such as process. */
  type: string;
};

/** A new work queue. */
export type CreateWorkQueueInput = {
  /** How many of its runs may be pending or running at once. */
  concurrencyLimit?: number | null | undefined;
  /** What it is for, in words. */
  description?: string | null | undefined;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** Whether nothing is handed out of it; false unless given. */
  isPaused?: boolean | null | undefined;
  /** Its name, unique in its pool. */
  name: string;
  /** Its place among the queues of the pool, 1 the first; others make room. Behind them unless given. */
  priority?: number | null | undefined;
  /** The pool it belongs to: a global id or UUID. */
  workPoolId: string | number;
};

/** Due when a cron expression says so. */
export type CronScheduleInput = {
  /** The cron expression, such as `0 6 * * *`. */
  cron: string;
  /** Whether a day of the month or a day of the week is enough where the expression names both. */
  dayOr?: boolean | null | undefined;
  /** An IANA zone, such as Europe/Oslo; UTC unless given. */
  timezone?: string | null | undefined;
};

/** An artifact to be deleted. */
export type DeleteArtifactInput = {
  /** The artifact's global id or UUID. */
  id: string | number;
};

/** An automation to be deleted. */
export type DeleteAutomationInput = {
  /** The automation's global id or UUID. */
  id: string | number;
};

/** A block document to be deleted. */
export type DeleteBlockDocumentInput = {
  /** The document's global id or UUID. */
  id: string | number;
};

/** A block schema to be deleted. */
export type DeleteBlockSchemaInput = {
  /** The schema's global id or UUID. */
  id: string | number;
};

/** A block type to be deleted. */
export type DeleteBlockTypeInput = {
  /** The block type's global id or UUID. */
  id: string | number;
};

/** A concurrency limit to be deleted. */
export type DeleteConcurrencyLimitInput = {
  /** The limit's global id or UUID. */
  id: string | number;
};

/** A deployment to delete. */
export type DeleteDeploymentInput = {
  /** The deployment's global id or UUID. */
  id: string | number;
};

/** A schedule to delete. */
export type DeleteDeploymentScheduleInput = {
  /** The schedule's global id or UUID. */
  id: string | number;
};

/** A flow run to delete. */
export type DeleteFlowRunInput = {
  /** The flow run's global id or UUID. */
  id: string | number;
};

/** An input of a flow run to be deleted. */
export type DeleteFlowRunInputInput = {
  /** The input's global id or UUID. */
  id: string | number;
};

/** A variable to be deleted. */
export type DeleteVariableInput = {
  /** The variable's global id or UUID. */
  id: string | number;
};

/** Narrows deployments; all criteria must hold. */
export type DeploymentFilter = {
  /** By the flow. */
  flow?: FlowFilter | null | undefined;
  /** The name of the deployment or of its flow contains this text, whatever its case. */
  flowOrDeploymentName?: string | null | undefined;
  /** By id. */
  id?: IdFilter | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
  /** Whether it is paused. */
  paused?: boolean | null | undefined;
  /** By tags. */
  tags?: TagsFilter | null | undefined;
  /** The name of the work pool is one of these. */
  workPoolName?: Array<string> | null | undefined;
  /** The name of the work queue is one of these. */
  workQueueName?: Array<string> | null | undefined;
};

/** An order of deployments. */
export type DeploymentOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: DeploymentOrderField;
};

/** What deployments can be ordered by; those of equal value are ordered by id. */
export type DeploymentOrderField =
  /** By the time of creation. */
  | 'CREATED'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME'
  /** By the time of the last change. */
  | 'UPDATED';

/** Whether anybody asks for a deployment's runs. */
export type DeploymentStatus =
  /** Nobody has; its runs would not be taken up. */
  | 'NOT_READY'
  /** A runner or a worker has polled for its runs lately. */
  | 'READY';

/** Narrows events; all criteria must hold. */
export type EventFilter = {
  /** It, or some resource related to it, is one of these. */
  anyResourceId?: Array<string> | null | undefined;
  /** Named like none of these. */
  excludeName?: Array<string> | null | undefined;
  /** The name begins with none of these. */
  excludeNamePrefix?: Array<string> | null | undefined;
  /** Belongs to one of these flow runs: global ids or UUIDs. */
  flowRunId?: Array<string | number> | null | undefined;
  /** Named exactly like one of these. */
  name?: Array<string> | null | undefined;
  /** The name begins with one of these, such as prefect.flow-run. */
  namePrefix?: Array<string> | null | undefined;
  /** By the time it happened. */
  occurred?: TimeFilter | null | undefined;
  /** Some resource related to it is one of these, such as prefect.deployment.<UUID>. */
  relatedResourceId?: Array<string> | null | undefined;
  /** Happened to one of these resources, such as prefect.flow-run.<UUID>. */
  resourceId?: Array<string> | null | undefined;
  /** Happened to a resource whose id begins with one of these, such as prefect.work-pool. */
  resourceIdPrefix?: Array<string> | null | undefined;
  /** Words and "quoted phrases" of which one occurs in the name, the labels or the payload, whatever its case; a minus before one that must not occur, a plus before one that must. 200 characters at most. */
  text?: string | null | undefined;
};

/** Fires upon events, or upon their absence. */
export type EventTriggerInput = {
  /** Names of events of which one must come first. */
  after?: Array<string> | null | undefined;
  /** Names of the events that count; every event where there are none. */
  expect?: Array<string> | null | undefined;
  /** Labels for each combination of whose values it counts apart. */
  forEach?: Array<string> | null | undefined;
  /** What the resource of an event must be like; any will do. */
  match?: ResourceMatchInput | null | undefined;
  /** What related resources must be like: each of these is met by some. */
  matchRelated?: Array<ResourceMatchInput> | null | undefined;
  /** Whether it waits for events or for their absence. */
  posture: TriggerPosture;
  /** How many events fire it, or keep it from firing. */
  threshold?: number | null | undefined;
  /** In how many seconds; of a proactive trigger 10 at least, and 10 unless given. */
  withinSeconds?: number | null | undefined;
};

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

/** An order of flows. */
export type FlowOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: FlowOrderField;
};

/** What flows can be ordered by; flows of equal value are ordered by id. */
export type FlowOrderField =
  /** By the time of creation. */
  | 'CREATED'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME'
  /** By the time of the last change. */
  | 'UPDATED';

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

/** How the block types that every server has are to be installed. */
export type InstallSystemBlockTypesInput = {
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
};

/** Due every so often. */
export type IntervalScheduleInput = {
  /** An instant at which a run is due; now unless given. */
  anchorDate?: string | null | undefined;
  /** The time from one run to the next, in seconds. */
  intervalSeconds: number;
  /** An IANA zone, such as Europe/Oslo; UTC unless given. */
  timezone?: string | null | undefined;
};

/** What a label of a resource must be. */
export type LabelMatchInput = {
  /** The label's name. */
  label: string;
  /** Any one of these fits; a star stands for any text, and a ! before it all turns it round. */
  patterns: Array<string>;
};

/** What has happened to a list of objects that match a filter. */
export type ListChangeKind =
  /** The object matched and still does; something about it is different. */
  | 'CHANGED'
  /** The object matches, and did not before, or is new. */
  | 'ENTERED'
  /** The object matched and no longer does, or is gone. */
  | 'LEFT';

/** Narrows logs; all criteria must hold. */
export type LogFilter = {
  /** Of these flow runs: global ids or UUIDs. */
  flowRunId?: Array<string | number> | null | undefined;
  /** Of this level or a less serious one. */
  maxLevel?: number | null | undefined;
  /** Of this level or a more serious one, such as 30 for warnings and worse. */
  minLevel?: number | null | undefined;
  /** By the task run. */
  taskRunId?: ParentFilter | null | undefined;
  /** The message or the logger's name contains one of these words, whatever their case; `-word` must not, `+word` must be there, "two words" go together. */
  text?: string | null | undefined;
  /** By the time it was logged. */
  timestamp?: TimeFilter | null | undefined;
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

/** A deployment to pause. */
export type PauseDeploymentInput = {
  /** The deployment's global id or UUID. */
  id: string | number;
};

/** A flow run to pause. */
export type PauseFlowRunInput = {
  /** The flow run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** What there is to say; told with the state. */
  message?: string | null | undefined;
  /** After how many seconds the run fails unless it has been resumed; without it the pause has no end. */
  timeoutSeconds?: number | null | undefined;
};

/** An action that needs no more than its name. */
export type PlainAction =
  /** Cancels the flow run of the event. */
  | 'CANCEL_FLOW_RUN'
  /** Deletes the flow run of the event. */
  | 'DELETE_FLOW_RUN'
  /** Only tells that the automation has fired. */
  | 'DO_NOTHING'
  /** Resumes the flow run of the event. */
  | 'RESUME_FLOW_RUN'
  /** Suspends the flow run of the event. */
  | 'SUSPEND_FLOW_RUN';

/** Due when recurrence rules of RFC 5545 say so. */
export type RRuleScheduleInput = {
  /** The rules, such as `FREQ=DAILY;BYHOUR=6`. */
  rrule: string;
  /** An IANA zone, such as Europe/Oslo; UTC unless given. */
  timezone?: string | null | undefined;
};

/** How a proposed state was turned down. */
export type RejectedStatus =
  /** It was not accepted, and the run must not go on as if it had been. */
  | 'ABORT'
  /** It was not accepted; another state may have been written in its place. */
  | 'REJECT'
  /** It may be proposed again later. */
  | 'WAIT';

/** An automation and what it is to be. */
export type ReplaceAutomationInput = {
  /** What it is to be, as a whole. */
  automation: AutomationInput;
  /** The automation's global id or UUID. */
  id: string | number;
};

/** A concurrency limit whose slots are all to come free. */
export type ResetConcurrencyLimitInput = {
  /** The limit's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
};

/** What a resource must be like. */
export type ResourceMatchInput = {
  /** Labels that must all fit. */
  labels: Array<LabelMatchInput>;
};

/** A deployment to resume. */
export type ResumeDeploymentInput = {
  /** The deployment's global id or UUID. */
  id: string | number;
};

/** A flow run to resume. */
export type ResumeFlowRunInput = {
  /** The flow run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** What the run has asked for: an object. */
  runInput?: unknown;
};

/** A flow run to retry. */
export type RetryFlowRunInput = {
  /** Whether to schedule the run even without a deployment, and whatever its result. */
  force?: boolean | null | undefined;
  /** The flow run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** What there is to say; told with the state. */
  message?: string | null | undefined;
};

/** Creates a flow run of a deployment. */
export type RunDeploymentActionInput = {
  /** The deployment's global id or UUID; that of the event unless given. */
  deploymentId?: string | number | null | undefined;
  /** Job variables. */
  jobVariables?: unknown;
  /** Parameters, which may hold templates. */
  parameters?: unknown;
  /** In how many seconds the run is to begin. */
  scheduleAfterSeconds?: number | null | undefined;
};

/** A new run of a deployment. */
export type RunDeploymentInput = {
  /** The deployment's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** What to configure the run's infrastructure with, over what the deployment says: an object. */
  jobVariables?: unknown;
  /** Labels over those of the deployment: names and plain values. */
  labels?: unknown;
  /** The run's name; a random one unless given. */
  name?: string | null | undefined;
  /** Parameters that go over those of the deployment, one by one: an object. */
  parameters?: unknown;
  /** The task run that is to stand for the run in its parent: a global id or UUID. */
  parentTaskRunId?: string | number | null | undefined;
  /** The run's first state; SCHEDULED for now unless given. */
  state?: StateInput | null | undefined;
  /** Tags besides those of the deployment. */
  tags?: Array<string> | null | undefined;
  /** Another queue of the deployment's work pool to wait in; it is made where it is missing. */
  workQueueName?: string | null | undefined;
};

/** What is run. */
export type RunKind =
  /** A flow. */
  | 'FLOW_RUN'
  /** A task. */
  | 'TASK_RUN';

/** When runs are due: exactly one of these. */
export type ScheduleInput =
  {   /** By a cron expression. */
  cron: CronScheduleInput; interval?: never; rrule?: never; }
  |  { cron?: never;   /** Every so often. */
  interval: IntervalScheduleInput; rrule?: never; }
  |  { cron?: never; interval?: never;   /** By recurrence rules. */
  rrule: RRuleScheduleInput; };

/** Sends a notification by a block. */
export type SendNotificationActionInput = {
  /** The UUID of the block document. */
  blockDocumentId: string | number;
  /** The text, which may be a template. */
  body: string;
  /** The subject, which may be a template. */
  subject?: string | null | undefined;
};

/** Fires once the triggers inside it have all fired in their order. */
export type SequenceTriggerInput = {
  /** The triggers, in their order. */
  triggers: Array<TriggerInput>;
  /** In how many seconds they must fire; any time unless given. */
  withinSeconds?: number | null | undefined;
};

/** An automation to be paused or resumed. */
export type SetAutomationEnabledInput = {
  /** Whether its trigger is to be evaluated. */
  enabled: boolean;
  /** The automation's global id or UUID. */
  id: string | number;
};

/** The block in which clients are to keep results when they do not say where. */
export type SetDefaultResultStorageInput = {
  /** The document's global id or UUID; its blocks must be able to write-path. Null for none; it may not be left out. */
  blockDocumentId?: string | number | null | undefined;
};

/** A schedule to switch on or off. */
export type SetDeploymentScheduleActiveInput = {
  /** Whether it is to plan runs. */
  active: boolean;
  /** The schedule's global id or UUID. */
  id: string | number;
};

/** A state to propose for a flow run. */
export type SetFlowRunStateInput = {
  /** Whether to pass over the rules, but for those that protect data. */
  force?: boolean | null | undefined;
  /** The flow run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** The state to propose. */
  state: StateInput;
};

/** A state to propose for a task run. */
export type SetTaskRunStateInput = {
  /** Whether to pass over the rules, but for those that protect data. */
  force?: boolean | null | undefined;
  /** The task run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** The state to propose. */
  state: StateInput;
};

/** A state to propose for a run. */
export type StateInput = {
  /** A reference to the result. */
  data?: unknown;
  /** What there is to say. */
  message?: string | null | undefined;
  /** The state's name; that of its type unless given. */
  name?: string | null | undefined;
  /** When a SCHEDULED run is due; at once unless given. */
  scheduledTime?: string | null | undefined;
  /** The state's type. */
  type: StateType;
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

/** Why a stream cannot tell of everything behind a cursor. */
export type StreamGapReason =
  /** Something that the filter speaks of has changed and is not told of: a flow's tags, whether it has deployments, a work pool that is gone. */
  | 'FILTER_SHIFTED'
  /** What followed the cursor is no longer kept. */
  | 'HISTORY_REMOVED'
  /** The cursor lies behind the end: the database is an older copy, or another one. */
  | 'LOG_SET_BACK';

/** A flow run to suspend. */
export type SuspendFlowRunInput = {
  /** The flow run's global id or UUID. */
  id: string | number;
  /** A text of your own making, 255 characters at most. Asked again with it and the same input within 7 days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice. */
  idempotencyKey?: string | null | undefined;
  /** What there is to say; told with the state. */
  message?: string | null | undefined;
  /** After how many seconds the run fails unless it has been resumed; without it the pause has no end. */
  timeoutSeconds?: number | null | undefined;
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

/** Narrows task runs; all criteria must hold. */
export type TaskRunFilter = {
  /** By the time a run ended. */
  endTime?: OptionalTimeFilter | null | undefined;
  /** By the time a run is or was expected to start. */
  expectedStartTime?: TimeFilter | null | undefined;
  /** By the flow run a task runs in. */
  flowRun?: FlowRunFilter | null | undefined;
  /** In these flow runs: global ids or UUIDs. */
  flowRunId?: Array<string | number> | null | undefined;
  /** Runs in a flow run, or, when false, by itself. */
  hasFlowRun?: boolean | null | undefined;
  /** By id. */
  id?: TaskRunIdFilter | null | undefined;
  /** Stands for a subflow run, or, when false, is the run of a task proper. */
  isSubflow?: boolean | null | undefined;
  /** By name. */
  name?: NameFilter | null | undefined;
  /** By the time a run started. */
  startTime?: OptionalTimeFilter | null | undefined;
  /** By the current state. */
  state?: TaskRunStateFilter | null | undefined;
  /** By tags. */
  tags?: TaskRunTagsFilter | null | undefined;
};

/** Narrows by the ids of task runs: global ids or plain UUIDs. */
export type TaskRunIdFilter = {
  /** One of these; an empty list matches nothing. */
  in: Array<string | number>;
};

/** An order of task runs. */
export type TaskRunOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: TaskRunOrderField;
};

/** What task runs can be ordered by; runs of equal value are ordered by id. */
export type TaskRunOrderField =
  /** By the time a run ended. */
  | 'END_TIME'
  /** By the time a run is or was expected to start. */
  | 'EXPECTED_START_TIME'
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By name. */
  | 'NAME'
  /** By the time a scheduled run is due. */
  | 'NEXT_SCHEDULED_START_TIME';

/** Narrows by a task run's current state. */
export type TaskRunStateFilter = {
  /** The state's name is one of these; an empty list matches nothing. */
  name?: Array<string> | null | undefined;
  /** The state's type is one of these; an empty list matches nothing. */
  type?: Array<StateType> | null | undefined;
};

/** Narrows by a task run's tags. */
export type TaskRunTagsFilter = {
  /** Has every one of these tags. */
  all?: Array<string> | null | undefined;
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

/** What an automation waits for: exactly one of these. */
export type TriggerInput =
  {   /** Several triggers together. */
  compound: CompoundTriggerInput; event?: never; sequence?: never; }
  |  { compound?: never;   /** Events, or their absence. */
  event: EventTriggerInput; sequence?: never; }
  |  { compound?: never; event?: never;   /** Several triggers in order. */
  sequence: SequenceTriggerInput; };

/** What an event trigger waits for. */
export type TriggerPosture =
  /** That they do not happen in time. */
  | 'PROACTIVE'
  /** That the events happen. */
  | 'REACTIVE';

/** Changes of an artifact; what is left out stays as it is. */
export type UpdateArtifactInput = {
  /** What it is to hold; null for nothing. */
  data?: unknown;
  /** What there is to say of it; null for nothing. */
  description?: string | null | undefined;
  /** The artifact's global id or UUID. */
  id: string | number;
  /** Names with texts; those of over 500 characters are cut short. In place of what there is; null for none. */
  metadata?: unknown;
};

/** Changes of a block document; what is left out stays as it is. */
export type UpdateBlockDocumentInput = {
  /** Another schema of the same block type that the values are of: its global id or UUID. */
  blockSchemaId?: string | number | null | undefined;
  /** Values of its fields. A secret that comes as `********` stays what it is. A value `{"$ref": {"block_document_id": "<UUID>"}}` of a field stands for the block document of that id. References that are not given again are dropped. */
  data: unknown;
  /** The document's global id or UUID. */
  id: string | number;
  /** Whether values that are not given stay as they are; otherwise they go. */
  mergeExistingData?: boolean;
};

/** Changes of how a block type is presented; what is left out stays as it is. */
export type UpdateBlockTypeInput = {
  /** How it is used; null for no example. */
  codeExample?: string | null | undefined;
  /** What there is to say of it; null for nothing. */
  description?: string | null | undefined;
  /** Where it is described; null for nowhere. */
  documentationUrl?: string | null | undefined;
  /** The block type's global id or UUID. */
  id: string | number;
  /** Where its logo is; null for nowhere. */
  logoUrl?: string | null | undefined;
};

/** Changes of a concurrency limit; what is left out stays as it is. */
export type UpdateConcurrencyLimitInput = {
  /** Whether it is switched on. */
  active?: boolean | null | undefined;
  /** The limit's global id or UUID. */
  id: string | number;
  /** How many slots there are; those that are taken beyond it stay taken. */
  limit?: number | null | undefined;
  /** Another name. */
  name?: string | null | undefined;
  /** How many slots come back a second by themselves. */
  slotDecayPerSecond?: number | null | undefined;
};

/** What to change of a deployment; what is left out stays as it is. */
export type UpdateDeploymentInput = {
  /** How many of its runs may go on at once; null for any number. */
  concurrencyLimit?: number | null | undefined;
  /** What it is for, in words; null for no words. */
  description?: string | null | undefined;
  /** Whether parameters that the schema refuses are refused. */
  enforceParameterSchema?: boolean | null | undefined;
  /** The deployment's global id or UUID. */
  id: string | number;
  /** All of the new job variables: an object. */
  jobVariables?: unknown;
  /** All of the new parameters: an object. */
  parameters?: unknown;
  /** Whether its schedules rest. */
  paused?: boolean | null | undefined;
  /** All of the new tags. */
  tags?: Array<string> | null | undefined;
  /** The version of what is deployed; null for none. */
  version?: string | null | undefined;
  /** The work pool its runs wait in; null takes it out of its pool. */
  workPoolName?: string | null | undefined;
  /** The work queue of the pool; it is made where it is missing. */
  workQueueName?: string | null | undefined;
};

/** What to change of a schedule; what is left out stays as it is. */
export type UpdateDeploymentScheduleInput = {
  /** Whether it plans runs. */
  active?: boolean | null | undefined;
  /** The schedule's global id or UUID. */
  id: string | number;
  /** How many runs are planned ahead: 50 at most. */
  maxScheduledRuns?: number | null | undefined;
  /** All of the new parameters: an object. */
  parameters?: unknown;
  /** When runs are due. */
  schedule?: ScheduleInput | null | undefined;
  /** A name, unique among the deployment's schedules. */
  slug?: string | null | undefined;
};

/** What to change of a flow run; what is left out stays as it is. */
export type UpdateFlowRunInput = {
  /** The flow run's global id or UUID. */
  id: string | number;
  /** The new name. */
  name?: string | null | undefined;
  /** All of the new tags. */
  tags?: Array<string> | null | undefined;
};

/** Changes of a variable; what is left out stays as it is. */
export type UpdateVariableInput = {
  /** The variable's global id or UUID. */
  id: string | number;
  /** Another name: lowercase letters, digits, dashes and underscores, 255 characters at most. */
  name?: string | null | undefined;
  /** Its tags, in place of those it has. */
  tags?: Array<string> | null | undefined;
  /** What it is to hold; null is a value too. */
  value?: unknown;
};

/** Changes of a work pool; what is left out stays. */
export type UpdateWorkPoolInput = {
  /** How the settings of its jobs are put together. */
  baseJobTemplate?: unknown;
  /** How many of its runs may go on at once; null for any number. */
  concurrencyLimit?: number | null | undefined;
  /** What it is for, in words. */
  description?: string | null | undefined;
  /** The work pool's global id or UUID. */
  id: string | number;
};

/** Changes of a work queue; what is left out stays. */
export type UpdateWorkQueueInput = {
  /** How many of its runs may go on at once; null for any number. */
  concurrencyLimit?: number | null | undefined;
  /** What it is for, in words. */
  description?: string | null | undefined;
  /** The work queue's global id or UUID. */
  id: string | number;
  /** Its name, unique in its pool. */
  name?: string | null | undefined;
  /** Its place among the queues of its pool, 1 the first; others make room. */
  priority?: number | null | undefined;
};

/** Narrows by the name of a work pool or a work queue. */
export type WorkNameFilter = {
  /** One of these; an empty list matches nothing. */
  in: Array<string>;
};

/** Narrows work pools; all criteria must hold. */
export type WorkPoolFilter = {
  /** It is one of these: global ids or UUIDs. */
  id?: Array<string | number> | null | undefined;
  /** The name is one of these. */
  name?: Array<string> | null | undefined;
  /** The status is one of these. */
  status?: Array<WorkPoolStatus> | null | undefined;
  /** The type is one of these. */
  type?: Array<string> | null | undefined;
};

/** Whether a work pool's runs are taken up. */
export type WorkPoolStatus =
  /** No worker is. */
  | 'NOT_READY'
  /** Nothing is handed out, whoever is there. */
  | 'PAUSED'
  /** A worker is online. */
  | 'READY';

/** Narrows work queues; all criteria must hold. */
export type WorkQueueFilter = {
  /** The name is one of these. */
  name?: Array<string> | null | undefined;
  /** The name begins with one of these, whatever its case. */
  namePrefixes?: Array<string> | null | undefined;
  /** The status is one of these. */
  status?: Array<WorkQueueStatus> | null | undefined;
  /** It belongs to one of these pools: global ids or UUIDs. */
  workPoolId?: Array<string | number> | null | undefined;
};

/** Whether the runs of a work queue are asked for. */
export type WorkQueueStatus =
  /** It has not. */
  | 'NOT_READY'
  /** Nothing is handed out of it, whoever polls. */
  | 'PAUSED'
  /** It has been polled lately. */
  | 'READY';

/** Narrows workers; all criteria must hold. */
export type WorkerFilter = {
  /** By name. */
  name?: NameFilter | null | undefined;
  /** The status is one of these. */
  status?: Array<WorkerStatus> | null | undefined;
  /** It polls one of these pools: global ids or UUIDs. */
  workPoolId?: Array<string | number> | null | undefined;
};

/** An order of workers. */
export type WorkerOrder = {
  /** Which end comes first. */
  direction?: OrderDirection | null | undefined;
  /** What to order by. */
  field: WorkerOrderField;
};

/** What workers of all pools can be ordered by; those of equal value are ordered by id. */
export type WorkerOrderField =
  /** By id; ids ascend with the time of creation. */
  | 'ID'
  /** By when they were last heard of. */
  | 'LAST_HEARTBEAT';

/** Whether a worker is there. */
export type WorkerStatus =
  /** It has missed too many. */
  | 'OFFLINE'
  /** Its heartbeats come. */
  | 'ONLINE';

export type ArtifactsQueryVariables = Exact<{
  filter?: ArtifactFilter | null | undefined;
  orderBy?: ArtifactOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
}>;


export type ArtifactsQuery = { artifacts: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ databaseId: string, type: string | null }> } };

export type CollectionsQueryVariables = Exact<{
  filter?: ArtifactCollectionFilter | null | undefined;
  orderBy?: ArtifactOrder | null | undefined;
}>;


export type CollectionsQuery = { artifactCollections: { totalCount: number, nodes: Array<{ key: string, type: string | null, latestId: string }> } };

export type OneArtifactQueryVariables = Exact<{
  id: string | number;
}>;


export type OneArtifactQuery = { artifact: { key: string | null, data: unknown, metadata: unknown, isLatest: boolean, flowRun: { name: string } | null, taskRun: { name: string } | null, collection: { key: string, latest: { databaseId: string } | null, artifacts: { nodes: Array<{ databaseId: string }> } } | null } | null };

export type CreateArtifactMutationVariables = Exact<{
  input: CreateArtifactInput;
}>;


export type CreateArtifactMutation = { createArtifact:
    | { __typename: 'ArtifactSuccess', artifact: { id: string, databaseId: string, key: string | null, type: string | null, description: string | null, data: unknown, metadata: unknown, isLatest: boolean, flowRunId: string | null, taskRunId: string | null } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type UpdateArtifactMutationVariables = Exact<{
  input: UpdateArtifactInput;
}>;


export type UpdateArtifactMutation = { updateArtifact:
    | { __typename: 'ArtifactSuccess', artifact: { description: string | null, data: unknown, metadata: unknown } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteArtifactMutationVariables = Exact<{
  input: DeleteArtifactInput;
}>;


export type DeleteArtifactMutation = { deleteArtifact:
    | { __typename: 'DeleteArtifactSuccess', deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ArtifactsOfRunsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ArtifactsOfRunsQuery = { flowRun: { artifacts: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ key: string | null }> }, taskRuns: { nodes: Array<{ name: string, artifacts: { totalCount: number, nodes: Array<{ key: string | null }> } }> }, graph: { nodes: Array<{ label: string, artifacts: { nodes: Array<{ key: string | null, type: string | null }> } }> } } | null };

export type AutomationsQueryVariables = Exact<{
  filter?: AutomationFilter | null | undefined;
  orderBy?: AutomationOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AutomationsQuery = { automations: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ name: string, enabled: boolean, tags: Array<string> }> } };

export type AutomationPageQueryVariables = Exact<{
  id: string | number;
}>;


export type AutomationPageQuery = { automation: { name: string, trigger:
      | { __typename: 'CompoundTrigger', required: number, withinSeconds: number | null, triggers: Array<
          | { __typename: 'CompoundTrigger' }
          | { __typename: 'EventTrigger', posture: TriggerPosture, after: Array<string>, expect: Array<string>, forEach: Array<string>, threshold: number, withinSeconds: number, match: { labels: Array<{ label: string, patterns: Array<string> }> }, matchRelated: Array<{ labels: Array<{ label: string, patterns: Array<string> }> }> }
          | { __typename: 'SequenceTrigger', triggers: Array<
              | { __typename: 'CompoundTrigger' }
              | { __typename: 'EventTrigger' }
              | { __typename: 'SequenceTrigger' }
            > }
        > }
      | { __typename: 'EventTrigger' }
      | { __typename: 'SequenceTrigger' }
    , actions: Array<
      | { __typename: 'AutomationAction' }
      | { __typename: 'CallWebhookAction', payload: string }
      | { __typename: 'ChangeFlowRunStateAction', stateType: StateType, stateName: string | null, force: boolean }
      | { __typename: 'DeploymentAction', type: string, deployment: { name: string } | null }
      | { __typename: 'DoNothingAction' }
      | { __typename: 'FlowRunAction', type: string }
      | { __typename: 'RunDeploymentAction', isInferred: boolean, parameters: unknown, scheduleAfterSeconds: number, deployment: { name: string } | null }
      | { __typename: 'SendNotificationAction' }
      | { __typename: 'WorkPoolAction' }
      | { __typename: 'WorkQueueAction' }
    > } | null };

export type CreateAutomationMutationVariables = Exact<{
  input: CreateAutomationInput;
}>;


export type CreateAutomationMutation = { createAutomation:
    | { __typename: 'AutomationSuccess', automation: { databaseId: string, name: string, trigger:
          | { __typename: 'CompoundTrigger' }
          | { __typename: 'EventTrigger' }
          | { __typename: 'SequenceTrigger' }
        , actions: Array<
          | { __typename: 'AutomationAction' }
          | { __typename: 'CallWebhookAction' }
          | { __typename: 'ChangeFlowRunStateAction' }
          | { __typename: 'DeploymentAction' }
          | { __typename: 'DoNothingAction' }
          | { __typename: 'FlowRunAction' }
          | { __typename: 'RunDeploymentAction' }
          | { __typename: 'SendNotificationAction' }
          | { __typename: 'WorkPoolAction' }
          | { __typename: 'WorkQueueAction' }
        > } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ReplaceAutomationMutationVariables = Exact<{
  input: ReplaceAutomationInput;
}>;


export type ReplaceAutomationMutation = { replaceAutomation:
    | { __typename: 'AutomationSuccess', automation: { name: string, enabled: boolean, tags: Array<string>, trigger:
          | { __typename: 'CompoundTrigger' }
          | { __typename: 'EventTrigger' }
          | { __typename: 'SequenceTrigger' }
         } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type SetAutomationEnabledMutationVariables = Exact<{
  input: SetAutomationEnabledInput;
}>;


export type SetAutomationEnabledMutation = { setAutomationEnabled:
    | { __typename: 'AutomationSuccess', automation: { enabled: boolean } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteAutomationMutationVariables = Exact<{
  input: DeleteAutomationInput;
}>;


export type DeleteAutomationMutation = { deleteAutomation:
    | { __typename: 'DeleteAutomationSuccess', deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
   };

export type BlockDocumentsQueryVariables = Exact<{
  filter?: BlockDocumentFilter | null | undefined;
  orderBy?: BlockDocumentOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type BlockDocumentsQuery = { blockDocuments: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ name: string }> } };

export type BlockTypesQueryVariables = Exact<{
  filter?: BlockTypeFilter | null | undefined;
  orderBy?: BlockTypeOrder | null | undefined;
}>;


export type BlockTypesQuery = { blockTypes: { totalCount: number, nodes: Array<{ slug: string }> } };

export type BlockSchemasQueryVariables = Exact<{
  filter?: BlockSchemaFilter | null | undefined;
  orderBy?: BlockSchemaOrder | null | undefined;
}>;


export type BlockSchemasQuery = { blockSchemas: { totalCount: number, nodes: Array<{ version: string }> } };

export type BlockDocumentQueryVariables = Exact<{
  id: string | number;
  includeSecrets: boolean;
}>;


export type BlockDocumentQuery = { blockDocument: { name: string, isAnonymous: boolean, data: unknown, references: Array<{ name: string, document: { name: string, data: unknown, references: Array<{ name: string }> } | null }>, blockType: { slug: string, documents: { nodes: Array<{ name: string }> }, schemas: { totalCount: number, nodes: Array<{ version: string }> } } | null, blockSchema: { capabilities: Array<string>, fields: unknown, blockType: { slug: string } | null } | null } | null };

export type FoundBlocksQueryVariables = Exact<{
  slug: string;
  name: string;
  checksum: string;
}>;


export type FoundBlocksQuery = { blockCapabilities: Array<string>, blockTypeBySlug: { databaseId: string } | null, blockDocumentByName: { databaseId: string } | null, blockSchemaByChecksum: { databaseId: string } | null, defaultResultStorage: { name: string } | null };

export type CreateBlockTypeMutationVariables = Exact<{
  input: CreateBlockTypeInput;
}>;


export type CreateBlockTypeMutation = { createBlockType:
    | { __typename: 'BlockTypeSuccess', blockType: { id: string, name: string, slug: string, logoUrl: string | null, description: string | null, isProtected: boolean } }
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type UpdateBlockTypeMutationVariables = Exact<{
  input: UpdateBlockTypeInput;
}>;


export type UpdateBlockTypeMutation = { updateBlockType:
    | { __typename: 'BlockTypeSuccess', blockType: { logoUrl: string | null, documentationUrl: string | null, description: string | null, codeExample: string | null } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteBlockTypeMutationVariables = Exact<{
  input: DeleteBlockTypeInput;
}>;


export type DeleteBlockTypeMutation = { deleteBlockType:
    | { __typename: 'DeleteBlockTypeSuccess', deletedId: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type CreateBlockSchemaMutationVariables = Exact<{
  input: CreateBlockSchemaInput;
}>;


export type CreateBlockSchemaMutation = { createBlockSchema:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'CreateBlockSchemaSuccess', created: boolean, blockSchema: { id: string, checksum: string, version: string, capabilities: Array<string>, fields: unknown } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteBlockSchemaMutationVariables = Exact<{
  input: DeleteBlockSchemaInput;
}>;


export type DeleteBlockSchemaMutation = { deleteBlockSchema:
    | { __typename: 'DeleteBlockSchemaSuccess' }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type CreateBlockDocumentMutationVariables = Exact<{
  input: CreateBlockDocumentInput;
}>;


export type CreateBlockDocumentMutation = { createBlockDocument:
    | { __typename: 'BlockDocumentSuccess', blockDocument: { id: string, databaseId: string, name: string, isAnonymous: boolean, data: unknown } }
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type UpdateBlockDocumentMutationVariables = Exact<{
  input: UpdateBlockDocumentInput;
}>;


export type UpdateBlockDocumentMutation = { updateBlockDocument:
    | { __typename: 'BlockDocumentSuccess', blockDocument: { data: unknown } }
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteBlockDocumentMutationVariables = Exact<{
  input: DeleteBlockDocumentInput;
}>;


export type DeleteBlockDocumentMutation = { deleteBlockDocument:
    | { __typename: 'DeleteBlockDocumentSuccess' }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type InstallSystemBlockTypesMutationVariables = Exact<{
  input: InstallSystemBlockTypesInput;
}>;


export type InstallSystemBlockTypesMutation = { installSystemBlockTypes:
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'InstallSystemBlockTypesSuccess', blockTypes: Array<{ slug: string, isProtected: boolean, description: string | null, schemas: { totalCount: number, nodes: Array<{ fields: unknown }> } }> }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type SetDefaultResultStorageMutationVariables = Exact<{
  input: SetDefaultResultStorageInput;
}>;


export type SetDefaultResultStorageMutation = { setDefaultResultStorage:
    | { __typename: 'DefaultResultStorageSuccess', blockDocument: { name: string } | null }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type HoldersQueryVariables = Exact<{ [key: string]: never; }>;


export type HoldersQuery = { concurrencyLimits: { nodes: Array<{ name: string, activeSlots: number, leases: { totalCount: number, nodes: Array<{ slots: number, expires: string, holderType: ConcurrencyLeaseHolderType | null, holderId: string | null, flowRun: { name: string } | null, taskRun: { name: string } | null }> } }> } };

export type LeasesOfQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}>;


export type LeasesOfQuery = { concurrencyLimit: { leases: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ holderId: string | null }> } } | null };

export type LimitChangesSubscriptionVariables = Exact<{
  ids?: Array<string | number> | string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type LimitChangesSubscription = { concurrencyLimitChanges:
    | { __typename: 'ConcurrencyLimitChange', cursor: string, kind: ConcurrencyLimitChangeKind, concurrencyLimitId: string, concurrencyLimit: { name: string, limit: number, activeSlots: number } | null }
    | { __typename: 'StreamGap' }
   };

export type CreateLimitMutationVariables = Exact<{
  input: CreateConcurrencyLimitInput;
}>;


export type CreateLimitMutation = { createConcurrencyLimit:
    | { __typename: 'ConcurrencyLimitSuccess', concurrencyLimit: { id: string, databaseId: string, name: string, tag: string | null, limit: number, active: boolean, slotDecayPerSecond: number } }
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type UpdateLimitMutationVariables = Exact<{
  input: UpdateConcurrencyLimitInput;
}>;


export type UpdateLimitMutation = { updateConcurrencyLimit:
    | { __typename: 'ConcurrencyLimitSuccess', concurrencyLimit: { name: string, limit: number, active: boolean, activeSlots: number, slotDecayPerSecond: number } }
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ResetLimitMutationVariables = Exact<{
  input: ResetConcurrencyLimitInput;
}>;


export type ResetLimitMutation = { resetConcurrencyLimit:
    | { __typename: 'ConcurrencyLimitSuccess', concurrencyLimit: { activeSlots: number, leases: { totalCount: number } } }
    | { __typename: 'IdempotencyConflictError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
   };

export type DeleteLimitMutationVariables = Exact<{
  input: DeleteConcurrencyLimitInput;
}>;


export type DeleteLimitMutation = { deleteConcurrencyLimit:
    | { __typename: 'DeleteConcurrencyLimitSuccess', deletedId: string, deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
   };

export type LimitsQueryVariables = Exact<{
  filter?: ConcurrencyLimitFilter | null | undefined;
  orderBy?: ConcurrencyLimitOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type LimitsQuery = { concurrencyLimits: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ name: string, tag: string | null, activeSlots: number }> } };

export type DeployedQueryVariables = Exact<{
  id: string | number;
}>;


export type DeployedQuery = { deployment: { activeSlots: number | null, globalConcurrencyLimit: { name: string, limit: number } | null } | null };

export type LimitNodeQueryVariables = Exact<{
  id: string | number;
}>;


export type LimitNodeQuery = { node:
    | { __typename: 'Artifact' }
    | { __typename: 'ArtifactCollection' }
    | { __typename: 'Automation' }
    | { __typename: 'BlockDocument' }
    | { __typename: 'BlockSchema' }
    | { __typename: 'BlockType' }
    | { __typename: 'ConcurrencyLimit', name: string }
    | { __typename: 'Deployment' }
    | { __typename: 'DeploymentSchedule' }
    | { __typename: 'Event' }
    | { __typename: 'Flow' }
    | { __typename: 'FlowRun' }
    | { __typename: 'FlowRunInput' }
    | { __typename: 'FlowRunState' }
    | { __typename: 'Log' }
    | { __typename: 'SavedSearch' }
    | { __typename: 'TaskRun' }
    | { __typename: 'TaskRunState' }
    | { __typename: 'Variable' }
    | { __typename: 'WorkPool' }
    | { __typename: 'WorkQueue' }
    | { __typename: 'Worker' }
   | null, concurrencyLimit: { name: string } | null };

export type HealthOfDeploymentsQueryVariables = Exact<{
  last?: number | null | undefined;
}>;


export type HealthOfDeploymentsQuery = { deployments: { nodes: Array<{ name: string, health: { successRatio: number | null, isLate: boolean, lateSince: string | null, lastRuns: { total: number } } }> } };

export type RecentRunsQueryVariables = Exact<{
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}>;


export type RecentRunsQuery = { deployments: { nodes: Array<{ recentRuns: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ name: string }> } }> } };

export type DeploymentFieldsQueryVariables = Exact<{
  id: string | number;
}>;


export type DeploymentFieldsQuery = { deployment: { id: string, databaseId: string, name: string, description: string | null, version: string | null, paused: boolean, status: DeploymentStatus, lastPolled: string | null, tags: Array<string>, labels: unknown, parameters: unknown, parameterOpenapiSchema: unknown, enforceParameterSchema: boolean, jobVariables: unknown, workQueueName: string | null, workPoolName: string | null, concurrencyLimit: number | null, activeSlots: number | null, collisionStrategy: CollisionStrategy | null, gracePeriodSeconds: number | null, flow: { name: string, deployments: { totalCount: number, nodes: Array<{ name: string }> } } | null, schedules: Array<{ slug: string | null, active: boolean, maxScheduledRuns: number | null, parameters: unknown, schedule:
        | { __typename: 'CronSchedule', cron: string, timezone: string | null, dayOr: boolean }
        | { __typename: 'IntervalSchedule', intervalSeconds: number, anchorDate: string, timezone: string | null }
        | { __typename: 'RRuleSchedule', rrule: string }
       }> } | null };

export type DeploymentsQueryVariables = Exact<{
  filter?: DeploymentFilter | null | undefined;
  orderBy?: DeploymentOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DeploymentsQuery = { deployments: { totalCount: number, pageInfo: { endCursor: string | null, hasNextPage: boolean }, nodes: Array<{ name: string }> } };

export type DeploymentPageQueryVariables = Exact<{ [key: string]: never; }>;


export type DeploymentPageQuery = { deployments: { nodes: Array<{ name: string, status: DeploymentStatus, workPoolName: string | null, concurrencyLimit: number | null, flow: { name: string } | null, schedules: Array<{ slug: string | null }>, nextRun: { name: string } | null, lastRun: { name: string, deployment: { name: string } | null } | null, flowRuns: { nodes: Array<{ name: string, stateType: StateType | null }> }, upcomingRuns: { totalCount: number, nodes: Array<{ name: string }> } }> } };

export type DueRunsQueryVariables = Exact<{
  until?: string | null | undefined;
  threshold?: number | null | undefined;
  filter?: FlowRunFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DueRunsQuery = { upcomingRuns: { totalCount: number, pageInfo: { endCursor: string | null }, nodes: Array<{ name: string }> }, lateRuns: { nodes: Array<{ name: string, deployment: { name: string } | null }> } };

export type RunDeploymentMutationVariables = Exact<{
  input: RunDeploymentInput;
}>;


export type RunDeploymentMutation = { runDeployment:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RunDeploymentSuccess', created: boolean, flowRun: { name: string, stateType: StateType | null, tags: Array<string>, parameters: unknown, deployment: { name: string } | null } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ChangeDeploymentMutationVariables = Exact<{
  pause: PauseDeploymentInput;
  update: UpdateDeploymentInput;
  resume: ResumeDeploymentInput;
}>;


export type ChangeDeploymentMutation = { pauseDeployment:
    | { __typename: 'DeploymentSuccess', deployment: { paused: boolean } }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
  , updateDeployment:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'DeploymentSuccess', deployment: { description: string | null, tags: Array<string>, parameters: unknown, concurrencyLimit: number | null, paused: boolean, workPoolName: string | null, workQueueName: string | null } }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
  , resumeDeployment:
    | { __typename: 'DeploymentSuccess', deployment: { paused: boolean } }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'ValidationError', message: string }
   };

export type DeleteDeploymentMutationVariables = Exact<{
  input: DeleteDeploymentInput;
}>;


export type DeleteDeploymentMutation = { deleteDeployment:
    | { __typename: 'DeleteDeploymentSuccess', deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type CreateScheduleMutationVariables = Exact<{
  input: CreateDeploymentScheduleInput;
}>;


export type CreateScheduleMutation = { createDeploymentSchedule:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'DeploymentScheduleSuccess', schedule: { id: string, active: boolean, slug: string | null, maxScheduledRuns: number | null, parameters: unknown, deployment: { name: string } | null, schedule:
          | { __typename: 'CronSchedule' }
          | { __typename: 'IntervalSchedule' }
          | { __typename: 'RRuleSchedule' }
         } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ChangeScheduleMutationVariables = Exact<{
  update: UpdateDeploymentScheduleInput;
  active: SetDeploymentScheduleActiveInput;
  delete: DeleteDeploymentScheduleInput;
}>;


export type ChangeScheduleMutation = { updateDeploymentSchedule:
    | { __typename: 'ConflictError', message: string }
    | { __typename: 'DeploymentScheduleSuccess', schedule: { slug: string | null, active: boolean, parameters: unknown } }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'ValidationError', message: string }
  , setDeploymentScheduleActive:
    | { __typename: 'DeploymentScheduleSuccess', schedule: { active: boolean, parameters: unknown } }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
  , deleteDeploymentSchedule:
    | { __typename: 'DeleteDeploymentScheduleSuccess', deployment: { schedules: Array<{ slug: string | null }> } | null }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeploymentNodeQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type DeploymentNodeQuery = { nodes: Array<
    | { __typename: 'Artifact' }
    | { __typename: 'ArtifactCollection' }
    | { __typename: 'Automation' }
    | { __typename: 'BlockDocument' }
    | { __typename: 'BlockSchema' }
    | { __typename: 'BlockType' }
    | { __typename: 'ConcurrencyLimit' }
    | { __typename: 'Deployment', name: string, parameters: unknown, workPoolName: string | null, concurrencyLimit: number | null, schedules: Array<{ id: string }> }
    | { __typename: 'DeploymentSchedule', slug: string | null, parameters: unknown, schedule:
        | { __typename: 'CronSchedule' }
        | { __typename: 'IntervalSchedule' }
        | { __typename: 'RRuleSchedule' }
       }
    | { __typename: 'Event' }
    | { __typename: 'Flow' }
    | { __typename: 'FlowRun' }
    | { __typename: 'FlowRunInput' }
    | { __typename: 'FlowRunState' }
    | { __typename: 'Log' }
    | { __typename: 'SavedSearch' }
    | { __typename: 'TaskRun' }
    | { __typename: 'TaskRunState' }
    | { __typename: 'Variable' }
    | { __typename: 'WorkPool' }
    | { __typename: 'WorkQueue' }
    | { __typename: 'Worker' }
   | null> };

export type DeploymentChangesSubscriptionVariables = Exact<{
  ids?: Array<string | number> | string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type DeploymentChangesSubscription = { deploymentChanges:
    | { __typename: 'DeploymentChange', cursor: string, kind: ChangeKind, deploymentId: string, deployment: { name: string, status: DeploymentStatus, paused: boolean } | null }
    | { __typename: 'StreamGap' }
   };

export type CreateInputMutationVariables = Exact<{
  input: CreateFlowRunInputInput;
}>;


export type CreateInputMutation = { createFlowRunInput:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'FlowRunInputSuccess', flowRunInput: { id: string, databaseId: string, key: string, value: string | null, sender: string | null, flowRunId: string, created: string, flowRun: { name: string } | null } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DeleteInputMutationVariables = Exact<{
  input: DeleteFlowRunInputInput;
}>;


export type DeleteInputMutation = { deleteFlowRunInput:
    | { __typename: 'DeleteFlowRunInputSuccess', deletedId: string, deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ResumeWithInputMutationVariables = Exact<{
  input: ResumeFlowRunInput;
}>;


export type ResumeWithInputMutation = { resumeFlowRun:
    | { __typename: 'ConflictError', message: string }
    | { __typename: 'FlowRunSuccess', flowRun: { stateType: StateType | null } }
    | { __typename: 'IdempotencyConflictError', message: string }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'TransitionRejectedError', message: string }
    | { __typename: 'ValidationError', message: string }
   };

export type InputsOfRunsQueryVariables = Exact<{
  first?: number | null | undefined;
  direction?: OrderDirection | null | undefined;
}>;


export type InputsOfRunsQuery = { flowRuns: { nodes: Array<{ inputs: { totalCount: number, nodes: Array<{ key: string, value: string | null, flowRun: { name: string } | null }> } }> } };

export type FlowsQueryVariables = Exact<{
  filter?: FlowFilter | null | undefined;
  orderBy?: FlowOrder | null | undefined;
}>;


export type FlowsQuery = { flows: { totalCount: number, nodes: Array<{ name: string }> } };

export type TaskRunsQueryVariables = Exact<{
  filter?: TaskRunFilter | null | undefined;
  orderBy?: TaskRunOrder | null | undefined;
  first?: number | null | undefined;
}>;


export type TaskRunsQuery = { taskRuns: { totalCount: number, nodes: Array<{ name: string, flowRun: { name: string } | null, state: { name: string } | null }> } };

export type LogsQueryVariables = Exact<{
  filter?: LogFilter | null | undefined;
  direction?: OrderDirection | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type LogsQuery = { logs: { totalCount: number, edges: Array<{ cursor: string, node: { message: string } }> } };

export type EventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  direction?: OrderDirection | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EventsQuery = { events: { totalCount: number, pageInfo: { endCursor: string | null }, nodes: Array<{ name: string, resourceId: string, occurred: string, flowRun: { name: string } | null }> } };

export type RunsOfPageQueryVariables = Exact<{ [key: string]: never; }>;


export type RunsOfPageQuery = { flowRuns: { nodes: Array<{ id: string, name: string, stateType: StateType | null, tags: Array<string>, parameters: unknown, estimatedRunTime: number, estimatedStartTimeDelta: number, workPoolName: string | null, flow: { name: string } | null, state: { name: string, message: string | null, details: { scheduledTime: string | null } } | null }> } };

export type CreateMutationVariables = Exact<{
  input: CreateFlowRunInput;
}>;


export type CreateMutation = { createFlowRun:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'CreateFlowRunSuccess', created: boolean, flowRun: { id: string, databaseId: string, name: string, stateName: string | null, tags: Array<string>, parameters: unknown, labels: unknown, expectedStartTime: string | null, idempotencyKey: string | null } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type SetStateMutationVariables = Exact<{
  input: SetFlowRunStateInput;
}>;


export type SetStateMutation = { setFlowRunState:
    | { __typename: 'FlowRunSuccess', flowRun: { stateName: string | null, states: Array<{ name: string, message: string | null }> } }
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TransitionRejectedError', code: string, message: string, status: RejectedStatus, reason: string | null, delaySeconds: number | null, state:
        | { __typename: 'FlowRunState', id: string, name: string, flowRun: { name: string } | null }
        | { __typename: 'TaskRunState', id: string, name: string }
       | null }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ActMutationVariables = Exact<{
  cancel: CancelFlowRunInput;
  pause: PauseFlowRunInput;
  suspend: SuspendFlowRunInput;
  resume: ResumeFlowRunInput;
  retry: RetryFlowRunInput;
  doCancel?: boolean | null | undefined;
  doPause?: boolean | null | undefined;
  doSuspend?: boolean | null | undefined;
  doResume?: boolean | null | undefined;
  doRetry?: boolean | null | undefined;
}>;


export type ActMutation = { cancelFlowRun?:
    | { flowRun: { stateType: StateType | null, stateName: string | null, states: Array<{ name: string, message: string | null, details: { pauseTimeout: string | null, pauseReschedule: boolean | null } }> } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TransitionRejectedError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
  , pauseFlowRun?:
    | { flowRun: { stateType: StateType | null, stateName: string | null, states: Array<{ name: string, message: string | null, details: { pauseTimeout: string | null, pauseReschedule: boolean | null } }> } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TransitionRejectedError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
  , suspendFlowRun?:
    | { flowRun: { stateType: StateType | null, stateName: string | null, states: Array<{ name: string, message: string | null, details: { pauseTimeout: string | null, pauseReschedule: boolean | null } }> } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TransitionRejectedError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
  , resumeFlowRun?:
    | { __typename: 'ConflictError', code: string, message: string }
    | { flowRun: { stateType: StateType | null, stateName: string | null, states: Array<{ name: string, message: string | null, details: { pauseTimeout: string | null, pauseReschedule: boolean | null } }> } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TransitionRejectedError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
  , retryFlowRun?:
    | { flowRun: { stateType: StateType | null, stateName: string | null, states: Array<{ name: string, message: string | null, details: { pauseTimeout: string | null, pauseReschedule: boolean | null } }> } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'TransitionRejectedError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type DoneFragment = { flowRun: { stateType: StateType | null, stateName: string | null, states: Array<{ name: string, message: string | null, details: { pauseTimeout: string | null, pauseReschedule: boolean | null } }> } };

type Refused_ConflictError_Fragment = { __typename: 'ConflictError', code: string, message: string };

type Refused_IdempotencyConflictError_Fragment = { __typename: 'IdempotencyConflictError', code: string, message: string };

type Refused_NotFoundError_Fragment = { __typename: 'NotFoundError', code: string, message: string };

type Refused_TransitionRejectedError_Fragment = { __typename: 'TransitionRejectedError', code: string, message: string };

type Refused_ValidationError_Fragment = { __typename: 'ValidationError', code: string, message: string };

export type RefusedFragment =
  | Refused_ConflictError_Fragment
  | Refused_IdempotencyConflictError_Fragment
  | Refused_NotFoundError_Fragment
  | Refused_TransitionRejectedError_Fragment
  | Refused_ValidationError_Fragment
;

export type UpdateMutationVariables = Exact<{
  input: UpdateFlowRunInput;
}>;


export type UpdateMutation = { updateFlowRun:
    | { __typename: 'FlowRunSuccess', flowRun: { name: string, tags: Array<string> } }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
   };

export type DeleteMutationVariables = Exact<{
  input: DeleteFlowRunInput;
}>;


export type DeleteMutation = { deleteFlowRun:
    | { __typename: 'DeleteFlowRunSuccess', deletedId: string, deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type SetTaskStateMutationVariables = Exact<{
  input: SetTaskRunStateInput;
}>;


export type SetTaskStateMutation = { setTaskRunState:
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'TaskRunSuccess', taskRun: { stateName: string | null, states: Array<{ name: string }> } }
    | { __typename: 'TransitionRejectedError', status: RejectedStatus, reason: string | null, state:
        | { __typename: 'FlowRunState', name: string }
        | { __typename: 'TaskRunState', name: string }
       | null }
    | { __typename: 'ValidationError' }
   };

export type RunPageQueryVariables = Exact<{
  id: string | number;
}>;


export type RunPageQuery = { flowRun: { id: string, databaseId: string, name: string, stateType: StateType | null, stateName: string | null, runCount: number, startTime: string | null, endTime: string | null, totalRunTime: number, expectedStartTime: string | null, tags: Array<string>, parameters: unknown, state: { type: StateType, name: string, message: string | null, timestamp: string } | null, states: Array<{ type: StateType, name: string, timestamp: string }>, flow: { name: string } | null, taskRuns: { nodes: Array<{ name: string, stateName: string | null, state: { name: string } | null, states: Array<{ name: string }>, subflowRun: { name: string } | null }> }, subflowRuns: { nodes: Array<{ name: string, parentTaskRun: { name: string } | null }> }, logs: { nodes: Array<{ level: number, message: string, timestamp: string }> } } | null };

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


export type FlowsWithRunsQuery = { flows: { nodes: Array<{ name: string, flowRuns: { totalCount: number, nodes: Array<{ name: string, flow: { name: string } | null, state: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }> } };

export type AnyNodeQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type AnyNodeQuery = { nodes: Array<
    | { __typename: 'Artifact', id: string }
    | { __typename: 'ArtifactCollection', id: string }
    | { __typename: 'Automation', id: string }
    | { __typename: 'BlockDocument', id: string }
    | { __typename: 'BlockSchema', id: string }
    | { __typename: 'BlockType', id: string }
    | { __typename: 'ConcurrencyLimit', id: string }
    | { __typename: 'Deployment', id: string }
    | { __typename: 'DeploymentSchedule', id: string }
    | { __typename: 'Event', name: string, occurred: string, payload: unknown, id: string }
    | { __typename: 'Flow', name: string, tags: Array<string>, labels: unknown, id: string }
    | { __typename: 'FlowRun', name: string, parameters: unknown, created: string, workPoolName: string | null, id: string, state: { name: string, timestamp: string } | null }
    | { __typename: 'FlowRunInput', id: string }
    | { __typename: 'FlowRunState', name: string, timestamp: string, data: unknown, id: string, flowRun: { name: string } | null }
    | { __typename: 'Log', message: string, timestamp: string, id: string, flowRun: { name: string } | null }
    | { __typename: 'SavedSearch', id: string }
    | { __typename: 'TaskRun', name: string, id: string, flowRun: { name: string } | null }
    | { __typename: 'TaskRunState', name: string, timestamp: string, data: unknown, id: string, taskRun: { name: string } | null }
    | { __typename: 'Variable', id: string }
    | { __typename: 'WorkPool', id: string }
    | { __typename: 'WorkQueue', id: string }
    | { __typename: 'Worker', id: string }
   | null> };

export type ChangesOverSleepSubscriptionVariables = Exact<{
  filter?: FlowRunFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type ChangesOverSleepSubscription = { flowRunChanges:
    | { __typename: 'FlowRunChange', flowRun: { name: string } | null }
    | { __typename: 'StreamGap', reason: StreamGapReason }
   };

export type FollowSubscriptionVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type FollowSubscription = { runStateTransitions:
    | { cursor: string, to: { name: string } }
    | Record<PropertyKey, never>
   };

export type NowQueryVariables = Exact<{ [key: string]: never; }>;


export type NowQuery = { snapshotCursor: string };

export type TransitionsSubscriptionVariables = Exact<{
  id: string | number;
  includeTasks?: boolean | null | undefined;
  after?: string | null | undefined;
}>;


export type TransitionsSubscription = { runStateTransitions:
    | { __typename: 'RunStateTransition', cursor: string, sequence: number, kind: RunKind, runId: string, occurred: string, from: { type: StateType, name: string } | null, to: { type: StateType, name: string, message: string | null, timestamp: string }, flowRun: { name: string } | null, taskRun: { name: string } | null }
    | { __typename: 'StreamGap', reason: StreamGapReason, after: string, resumeAfter: string }
   };

export type ChangesSubscriptionVariables = Exact<{
  filter?: FlowRunFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type ChangesSubscription = { flowRunChanges:
    | { __typename: 'FlowRunChange', cursor: string, kind: ListChangeKind, runId: string, flowRun: { name: string, stateName: string | null, flow: { name: string } | null } | null }
    | { __typename: 'StreamGap' }
   };

export type TailSubscriptionVariables = Exact<{
  filter?: LogFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type TailSubscription = { logTail:
    | { __typename: 'LogBatch', cursor: string, logs: Array<{ message: string, level: number, flowRun: { name: string } | null }> }
    | { __typename: 'StreamGap' }
   };

export type SnapshotQueryVariables = Exact<{ [key: string]: never; }>;


export type SnapshotQuery = { snapshotCursor: string, flowRuns: { nodes: Array<{ name: string, stateName: string | null }> } };

export type CreateVariableMutationVariables = Exact<{
  input: CreateVariableInput;
}>;


export type CreateVariableMutation = { createVariable:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
    | { __typename: 'VariableSuccess', variable: { id: string, databaseId: string, name: string, value: unknown, tags: Array<string> } }
   };

export type UpdateVariableMutationVariables = Exact<{
  input: UpdateVariableInput;
}>;


export type UpdateVariableMutation = { updateVariable:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
    | { __typename: 'VariableSuccess', variable: { name: string, value: unknown, tags: Array<string>, updated: string } }
   };

export type DeleteVariableMutationVariables = Exact<{
  input: DeleteVariableInput;
}>;


export type DeleteVariableMutation = { deleteVariable:
    | { __typename: 'DeleteVariableSuccess', deletedId: string, deletedDatabaseId: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type VariableByNameQueryVariables = Exact<{
  name: string;
}>;


export type VariableByNameQuery = { variableByName: { databaseId: string, value: unknown } | null };

export type RunsOfPoolsQueryVariables = Exact<{
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}>;


export type RunsOfPoolsQuery = { workPools: { nodes: Array<{ activeRuns: { totalCount: number, countsByState: { total: number }, nodes: Array<{ name: string }> }, upcomingRuns: { totalCount: number, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean }, nodes: Array<{ name: string }> }, workQueues: { nodes: Array<{ name: string, upcomingRuns: { totalCount: number, nodes: Array<{ name: string }> }, activeRuns: { nodes: Array<{ name: string }> } }> } }> } };

export type WorkPoolHealthQueryVariables = Exact<{
  filter?: WorkPoolFilter | null | undefined;
}>;


export type WorkPoolHealthQuery = { workPools: { totalCount: number, nodes: Array<{ id: string, databaseId: string, name: string, type: string, description: string | null, status: WorkPoolStatus | null, statusSince: string | null, isPaused: boolean, concurrencyLimit: number | null, activeSlots: number, baseJobTemplate: unknown, storageConfiguration: unknown, backlog: { scheduled: number, due: number, late: number }, defaultQueue: { name: string } | null, workQueues: { totalCount: number, nodes: Array<{ name: string, priority: number, status: WorkQueueStatus, lastPolled: string | null, isPaused: boolean, concurrencyLimit: number | null, activeSlots: number, backlog: { scheduled: number, due: number, late: number }, workPool: { name: string } | null }> }, workers: { totalCount: number, nodes: Array<{ name: string, status: WorkerStatus, lastHeartbeat: string, heartbeatIntervalSeconds: number | null, workPool: { name: string } | null }> } }> } };

export type WorkQueuesQueryVariables = Exact<{
  filter?: WorkQueueFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WorkQueuesQuery = { workQueues: { totalCount: number, pageInfo: { endCursor: string | null, hasNextPage: boolean }, nodes: Array<{ name: string }> } };

export type PlacedRunsQueryVariables = Exact<{ [key: string]: never; }>;


export type PlacedRunsQuery = { flowRuns: { nodes: Array<{ name: string, workQueue: { name: string } | null, workPool: { name: string } | null }> } };

export type CreateWorkPoolMutationVariables = Exact<{
  input: CreateWorkPoolInput;
}>;


export type CreateWorkPoolMutation = { createWorkPool:
    | { __typename: 'ConflictError', message: string, code: string }
    | { __typename: 'IdempotencyConflictError', message: string, code: string }
    | { __typename: 'NotFoundError', message: string, code: string }
    | { __typename: 'ValidationError', message: string, code: string }
    | { __typename: 'WorkPoolSuccess', workPool: { id: string, name: string, type: string, status: WorkPoolStatus | null, concurrencyLimit: number | null } }
   };

export type ChangeWorkPoolMutationVariables = Exact<{
  update: UpdateWorkPoolInput;
  id: string | number;
}>;


export type ChangeWorkPoolMutation = { updateWorkPool:
    | { __typename: 'ConflictError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
    | { __typename: 'WorkPoolSuccess', workPool: { description: string | null, concurrencyLimit: number | null } }
  , pauseWorkPool:
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
    | { __typename: 'WorkPoolSuccess', workPool: { status: WorkPoolStatus | null, isPaused: boolean } }
  , resumeWorkPool:
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
    | { __typename: 'WorkPoolSuccess', workPool: { status: WorkPoolStatus | null, isPaused: boolean } }
  , deleteWorkPool:
    | { __typename: 'DeleteWorkPoolSuccess', deletedId: string }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
   };

export type CreateWorkQueueMutationVariables = Exact<{
  input: CreateWorkQueueInput;
}>;


export type CreateWorkQueueMutation = { createWorkQueue:
    | { __typename: 'ConflictError', code: string }
    | { __typename: 'IdempotencyConflictError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
    | { __typename: 'WorkQueueSuccess', workQueue: { id: string, name: string, priority: number } }
   };

export type ChangeWorkQueueMutationVariables = Exact<{
  update: UpdateWorkQueueInput;
  id: string | number;
}>;


export type ChangeWorkQueueMutation = { updateWorkQueue:
    | { __typename: 'ConflictError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
    | { __typename: 'WorkQueueSuccess', workQueue: { name: string, priority: number, concurrencyLimit: number | null } }
  , pauseWorkQueue:
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
    | { __typename: 'WorkQueueSuccess', workQueue: { status: WorkQueueStatus } }
  , resumeWorkQueue:
    | { __typename: 'NotFoundError' }
    | { __typename: 'ValidationError' }
    | { __typename: 'WorkQueueSuccess', workQueue: { status: WorkQueueStatus } }
  , deleteWorkQueue:
    | { __typename: 'ConflictError', code: string }
    | { __typename: 'DeleteWorkQueueSuccess' }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'ValidationError', code: string }
   };

export type WorkPoolChangesSubscriptionVariables = Exact<{
  ids?: Array<string | number> | string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type WorkPoolChangesSubscription = { workPoolChanges:
    | { __typename: 'StreamGap' }
    | { __typename: 'WorkPoolChange', kind: ChangeKind, cursor: string, workPool: { name: string, status: WorkPoolStatus | null } | null, worker: { name: string, status: WorkerStatus } | null }
   };

export type WorkersQueryVariables = Exact<{
  filter?: WorkerFilter | null | undefined;
  orderBy?: WorkerOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WorkersQuery = { workers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: WorkerStatus, lastHeartbeat: string, workPool: { id: string, name: string } | null }> } };

export type OneWorkerQueryVariables = Exact<{
  id: string | number;
}>;


export type OneWorkerQuery = { worker: { name: string } | null };

export type WorkersOfPoolQueryVariables = Exact<{
  status?: WorkerStatus | null | undefined;
}>;


export type WorkersOfPoolQuery = { workPools: { nodes: Array<{ workers: { totalCount: number, nodes: Array<{ name: string }> } }> } };

export const DoneFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Done"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReschedule"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DoneFragment, unknown>;
export const RefusedFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refused"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<RefusedFragment, unknown>;
export const ArtifactsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Artifacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ArtifactFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ArtifactOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}}]}}]} as unknown as DocumentNode<ArtifactsQuery, ArtifactsQueryVariables>;
export const CollectionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Collections"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ArtifactCollectionFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ArtifactOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"artifactCollections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"latestId"}}]}}]}}]}}]} as unknown as DocumentNode<CollectionsQuery, CollectionsQueryVariables>;
export const OneArtifactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneArtifact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"artifact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"isLatest"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"collection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"latest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OneArtifactQuery, OneArtifactQueryVariables>;
export const CreateArtifactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateArtifact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateArtifactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createArtifact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ArtifactSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"isLatest"}},{"kind":"Field","name":{"kind":"Name","value":"flowRunId"}},{"kind":"Field","name":{"kind":"Name","value":"taskRunId"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateArtifactMutation, CreateArtifactMutationVariables>;
export const UpdateArtifactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateArtifact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateArtifactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateArtifact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ArtifactSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"artifact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateArtifactMutation, UpdateArtifactMutationVariables>;
export const DeleteArtifactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteArtifact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArtifactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteArtifact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArtifactSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteArtifactMutation, DeleteArtifactMutationVariables>;
export const ArtifactsOfRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ArtifactsOfRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taskRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"type"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"table","block":false}]}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"graph"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"artifacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ArtifactsOfRunsQuery, ArtifactsOfRunsQueryVariables>;
export const AutomationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Automations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AutomationFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AutomationOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"automations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}}]}}]}}]}}]} as unknown as DocumentNode<AutomationsQuery, AutomationsQueryVariables>;
export const AutomationPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AutomationPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"automation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CompoundTrigger"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"withinSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"triggers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventTrigger"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"posture"}},{"kind":"Field","name":{"kind":"Name","value":"match"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"patterns"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"matchRelated"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"patterns"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"expect"}},{"kind":"Field","name":{"kind":"Name","value":"forEach"}},{"kind":"Field","name":{"kind":"Name","value":"threshold"}},{"kind":"Field","name":{"kind":"Name","value":"withinSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SequenceTrigger"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"triggers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"actions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RunDeploymentAction"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isInferred"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"scheduleAfterSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentAction"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeFlowRunStateAction"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"force"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunAction"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CallWebhookAction"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AutomationPageQuery, AutomationPageQueryVariables>;
export const CreateAutomationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAutomation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAutomationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAutomation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AutomationSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"automation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}},{"kind":"Field","name":{"kind":"Name","value":"actions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateAutomationMutation, CreateAutomationMutationVariables>;
export const ReplaceAutomationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReplaceAutomation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReplaceAutomationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replaceAutomation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AutomationSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"automation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReplaceAutomationMutation, ReplaceAutomationMutationVariables>;
export const SetAutomationEnabledDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetAutomationEnabled"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetAutomationEnabledInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setAutomationEnabled"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AutomationSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"automation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetAutomationEnabledMutation, SetAutomationEnabledMutationVariables>;
export const DeleteAutomationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAutomation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAutomationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteAutomation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAutomationSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteAutomationMutation, DeleteAutomationMutationVariables>;
export const BlockDocumentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BlockDocuments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BlockDocumentFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BlockDocumentOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockDocuments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<BlockDocumentsQuery, BlockDocumentsQueryVariables>;
export const BlockTypesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BlockTypes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BlockTypeFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BlockTypeOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockTypes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}}]}}]}}]}}]} as unknown as DocumentNode<BlockTypesQuery, BlockTypesQueryVariables>;
export const BlockSchemasDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BlockSchemas"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BlockSchemaFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BlockSchemaOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockSchemas"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<BlockSchemasQuery, BlockSchemasQueryVariables>;
export const BlockDocumentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BlockDocument"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeSecrets"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockDocument"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isAnonymous"}},{"kind":"Field","name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"includeSecrets"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeSecrets"}}}]},{"kind":"Field","name":{"kind":"Name","value":"references"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"document"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"references"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockType"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"documents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"schemas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockSchema"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"capabilities"}},{"kind":"Field","name":{"kind":"Name","value":"fields"}},{"kind":"Field","name":{"kind":"Name","value":"blockType"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BlockDocumentQuery, BlockDocumentQueryVariables>;
export const FoundBlocksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FoundBlocks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"slug"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"checksum"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockTypeBySlug"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"slug"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slug"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockDocumentByName"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"blockTypeSlug"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slug"}}},{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockSchemaByChecksum"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"checksum"},"value":{"kind":"Variable","name":{"kind":"Name","value":"checksum"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockCapabilities"}},{"kind":"Field","name":{"kind":"Name","value":"defaultResultStorage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<FoundBlocksQuery, FoundBlocksQueryVariables>;
export const CreateBlockTypeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateBlockType"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateBlockTypeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createBlockType"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BlockTypeSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockType"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"isProtected"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateBlockTypeMutation, CreateBlockTypeMutationVariables>;
export const UpdateBlockTypeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateBlockType"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateBlockTypeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateBlockType"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BlockTypeSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockType"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"documentationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"codeExample"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateBlockTypeMutation, UpdateBlockTypeMutationVariables>;
export const DeleteBlockTypeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteBlockType"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteBlockTypeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteBlockType"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteBlockTypeSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteBlockTypeMutation, DeleteBlockTypeMutationVariables>;
export const CreateBlockSchemaDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateBlockSchema"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateBlockSchemaInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createBlockSchema"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateBlockSchemaSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"blockSchema"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"checksum"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"capabilities"}},{"kind":"Field","name":{"kind":"Name","value":"fields"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateBlockSchemaMutation, CreateBlockSchemaMutationVariables>;
export const DeleteBlockSchemaDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteBlockSchema"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteBlockSchemaInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteBlockSchema"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteBlockSchemaMutation, DeleteBlockSchemaMutationVariables>;
export const CreateBlockDocumentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateBlockDocument"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateBlockDocumentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createBlockDocument"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BlockDocumentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockDocument"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isAnonymous"}},{"kind":"Field","name":{"kind":"Name","value":"data"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateBlockDocumentMutation, CreateBlockDocumentMutationVariables>;
export const UpdateBlockDocumentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateBlockDocument"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateBlockDocumentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateBlockDocument"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BlockDocumentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockDocument"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"includeSecrets"},"value":{"kind":"BooleanValue","value":true}}]}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateBlockDocumentMutation, UpdateBlockDocumentMutationVariables>;
export const DeleteBlockDocumentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteBlockDocument"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteBlockDocumentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteBlockDocument"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteBlockDocumentMutation, DeleteBlockDocumentMutationVariables>;
export const InstallSystemBlockTypesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InstallSystemBlockTypes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InstallSystemBlockTypesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"installSystemBlockTypes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InstallSystemBlockTypesSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"isProtected"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"schemas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<InstallSystemBlockTypesMutation, InstallSystemBlockTypesMutationVariables>;
export const SetDefaultResultStorageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetDefaultResultStorage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetDefaultResultStorageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setDefaultResultStorage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DefaultResultStorageSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockDocument"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetDefaultResultStorageMutation, SetDefaultResultStorageMutationVariables>;
export const HoldersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Holders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"leases"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slots"}},{"kind":"Field","name":{"kind":"Name","value":"expires"}},{"kind":"Field","name":{"kind":"Name","value":"holderType"}},{"kind":"Field","name":{"kind":"Name","value":"holderId"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<HoldersQuery, HoldersQueryVariables>;
export const LeasesOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LeasesOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"leases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"holderId"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LeasesOfQuery, LeasesOfQueryVariables>;
export const LimitChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LimitChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimitChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimitChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimitId"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LimitChangesSubscription, LimitChangesSubscriptionVariables>;
export const CreateLimitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateLimit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConcurrencyLimitInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConcurrencyLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimitSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"slotDecayPerSecond"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateLimitMutation, CreateLimitMutationVariables>;
export const UpdateLimitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateLimit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateConcurrencyLimitInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateConcurrencyLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimitSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"slotDecayPerSecond"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateLimitMutation, UpdateLimitMutationVariables>;
export const ResetLimitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResetLimit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResetConcurrencyLimitInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetConcurrencyLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimitSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"leases"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ResetLimitMutation, ResetLimitMutationVariables>;
export const DeleteLimitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteLimit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteConcurrencyLimitInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteConcurrencyLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteConcurrencyLimitSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteLimitMutation, DeleteLimitMutationVariables>;
export const LimitsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Limits"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimitFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimitOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}}]}}]}}]}}]} as unknown as DocumentNode<LimitsQuery, LimitsQueryVariables>;
export const DeployedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Deployed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"globalConcurrencyLimit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}}]}}]}}]}}]} as unknown as DocumentNode<DeployedQuery, DeployedQueryVariables>;
export const LimitNodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LimitNode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConcurrencyLimit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<LimitNodeQuery, LimitNodeQueryVariables>;
export const HealthOfDeploymentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HealthOfDeployments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"successRatio"}},{"kind":"Field","name":{"kind":"Name","value":"isLate"}},{"kind":"Field","name":{"kind":"Name","value":"lateSince"}},{"kind":"Field","name":{"kind":"Name","value":"lastRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<HealthOfDeploymentsQuery, HealthOfDeploymentsQueryVariables>;
export const RecentRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecentRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"busy","block":false}]}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recentRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RecentRunsQuery, RecentRunsQueryVariables>;
export const DeploymentFieldsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeploymentFields"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"paused"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lastPolled"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"parameterOpenapiSchema"}},{"kind":"Field","name":{"kind":"Name","value":"enforceParameterSchema"}},{"kind":"Field","name":{"kind":"Name","value":"jobVariables"}},{"kind":"Field","name":{"kind":"Name","value":"workQueueName"}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"collisionStrategy"}},{"kind":"Field","name":{"kind":"Name","value":"gracePeriodSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deployments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"maxScheduledRuns"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CronSchedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cron"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"dayOr"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IntervalSchedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"intervalSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"anchorDate"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RRuleSchedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<DeploymentFieldsQuery, DeploymentFieldsQueryVariables>;
export const DeploymentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Deployments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<DeploymentsQuery, DeploymentsQueryVariables>;
export const DeploymentPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeploymentPage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nextRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateType"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"upcomingRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<DeploymentPageQuery, DeploymentPageQueryVariables>;
export const DueRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DueRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"until"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"threshold"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upcomingRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"until"},"value":{"kind":"Variable","name":{"kind":"Name","value":"until"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lateRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"threshold"},"value":{"kind":"Variable","name":{"kind":"Name","value":"threshold"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DueRunsQuery, DueRunsQueryVariables>;
export const RunDeploymentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RunDeployment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RunDeploymentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runDeployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RunDeploymentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RunDeploymentMutation, RunDeploymentMutationVariables>;
export const ChangeDeploymentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeDeployment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"pause"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PauseDeploymentInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"update"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateDeploymentInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"resume"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeDeploymentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseDeployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"pause"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paused"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"updateDeployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"update"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"paused"}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}},{"kind":"Field","name":{"kind":"Name","value":"workQueueName"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"resumeDeployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"resume"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paused"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeDeploymentMutation, ChangeDeploymentMutationVariables>;
export const DeleteDeploymentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteDeployment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteDeploymentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteDeployment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteDeploymentSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteDeploymentMutation, DeleteDeploymentMutationVariables>;
export const CreateScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateDeploymentScheduleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createDeploymentSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentScheduleSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"maxScheduledRuns"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateScheduleMutation, CreateScheduleMutationVariables>;
export const ChangeScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"update"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateDeploymentScheduleInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetDeploymentScheduleActiveInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"delete"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteDeploymentScheduleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateDeploymentSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"update"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentScheduleSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"setDeploymentScheduleActive"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentScheduleSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deleteDeploymentSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"delete"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteDeploymentScheduleSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeScheduleMutation, ChangeScheduleMutationVariables>;
export const DeploymentNodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeploymentNode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Deployment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"schedules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentSchedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DeploymentNodeQuery, DeploymentNodeQueryVariables>;
export const DeploymentChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"DeploymentChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deploymentChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeploymentChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"deploymentId"}},{"kind":"Field","name":{"kind":"Name","value":"deployment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"paused"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DeploymentChangesSubscription, DeploymentChangesSubscriptionVariables>;
export const CreateInputDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateInput"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateFlowRunInputInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createFlowRunInput"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunInputSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRunInput"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"sender"}},{"kind":"Field","name":{"kind":"Name","value":"flowRunId"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"created"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateInputMutation, CreateInputMutationVariables>;
export const DeleteInputDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteInput"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteFlowRunInputInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteFlowRunInput"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteFlowRunInputSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteInputMutation, DeleteInputMutationVariables>;
export const ResumeWithInputDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeWithInput"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeFlowRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateType"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ResumeWithInputMutation, ResumeWithInputMutationVariables>;
export const InputsOfRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InputsOfRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"direction"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderDirection"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inputs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}},{"kind":"Argument","name":{"kind":"Name","value":"direction"},"value":{"kind":"Variable","name":{"kind":"Name","value":"direction"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<InputsOfRunsQuery, InputsOfRunsQueryVariables>;
export const FlowsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Flows"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flows"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<FlowsQuery, FlowsQueryVariables>;
export const TaskRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TaskRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRunOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TaskRunsQuery, TaskRunsQueryVariables>;
export const LogsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Logs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LogFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"direction"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderDirection"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"direction"},"value":{"kind":"Variable","name":{"kind":"Name","value":"direction"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LogsQuery, LogsQueryVariables>;
export const EventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Events"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"direction"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderDirection"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"direction"},"value":{"kind":"Variable","name":{"kind":"Name","value":"direction"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"occurred"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<EventsQuery, EventsQueryVariables>;
export const RunsOfPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunsOfPage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedRunTime"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedStartTimeDelta"}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledTime"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}}]}}]}}]}}]} as unknown as DocumentNode<RunsOfPageQuery, RunsOfPageQueryVariables>;
export const CreateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Create"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateFlowRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateFlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"expectedStartTime"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateMutation, CreateMutationVariables>;
export const SetStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetFlowRunStateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setFlowRunState"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TransitionRejectedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"delaySeconds"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunState"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetStateMutation, SetStateMutationVariables>;
export const ActDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Act"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cancel"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelFlowRunInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"pause"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PauseFlowRunInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"suspend"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SuspendFlowRunInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"resume"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeFlowRunInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"retry"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetryFlowRunInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"doCancel"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"doPause"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"doSuspend"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"doResume"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"doRetry"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cancel"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"doCancel"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Done"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refused"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pauseFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"pause"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"doPause"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Done"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refused"}}]}},{"kind":"Field","name":{"kind":"Name","value":"suspendFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"suspend"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"doSuspend"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Done"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refused"}}]}},{"kind":"Field","name":{"kind":"Name","value":"resumeFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"resume"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"doResume"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Done"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refused"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retryFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"retry"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"doRetry"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Done"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refused"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Done"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReschedule"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refused"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ActMutation, ActMutationVariables>;
export const UpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Update"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateFlowRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateMutation, UpdateMutationVariables>;
export const DeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Delete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteFlowRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteFlowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteFlowRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteMutation, DeleteMutationVariables>;
export const SetTaskStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetTaskState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetTaskRunStateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setTaskRunState"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRunSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TransitionRejectedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<SetTaskStateMutation, SetTaskStateMutationVariables>;
export const RunPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateType"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"runCount"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"totalRunTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedStartTime"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taskRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"states"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subflowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"subflowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"parentTaskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"logs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunPageQuery, RunPageQueryVariables>;
export const RunListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<RunListQuery, RunListQueryVariables>;
export const FlowsWithRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FlowsWithRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flows"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FlowsWithRunsQuery, FlowsWithRunsQueryVariables>;
export const AnyNodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AnyNode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workPoolName"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Flow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"State"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"data"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunState"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRunState"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Log"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"occurred"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]} as unknown as DocumentNode<AnyNodeQuery, AnyNodeQueryVariables>;
export const ChangesOverSleepDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ChangesOverSleep"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRunChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StreamGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<ChangesOverSleepSubscription, ChangesOverSleepSubscriptionVariables>;
export const FollowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Follow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runStateTransitions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"flowRunId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RunStateTransition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FollowSubscription, FollowSubscriptionVariables>;
export const NowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Now"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"snapshotCursor"}}]}}]} as unknown as DocumentNode<NowQuery, NowQueryVariables>;
export const TransitionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Transitions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeTasks"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runStateTransitions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"flowRunId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"includeTasks"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeTasks"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RunStateTransition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"runId"}},{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"occurred"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taskRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StreamGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"resumeAfter"}}]}}]}}]}}]} as unknown as DocumentNode<TransitionsSubscription, TransitionsSubscriptionVariables>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRunChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FlowRunChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"runId"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}},{"kind":"Field","name":{"kind":"Name","value":"flow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ChangesSubscription, ChangesSubscriptionVariables>;
export const TailDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Tail"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LogFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logTail"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LogBatch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"logs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"flowRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<TailSubscription, TailSubscriptionVariables>;
export const SnapshotDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Snapshot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"snapshotCursor"}},{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"stateName"}}]}}]}}]}}]} as unknown as DocumentNode<SnapshotQuery, SnapshotQueryVariables>;
export const CreateVariableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateVariable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateVariableInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createVariable"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VariableSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateVariableMutation, CreateVariableMutationVariables>;
export const UpdateVariableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateVariable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateVariableInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateVariable"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VariableSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"updated"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateVariableMutation, UpdateVariableMutationVariables>;
export const DeleteVariableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteVariable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteVariableInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteVariable"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteVariableSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"deletedDatabaseId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteVariableMutation, DeleteVariableMutationVariables>;
export const VariableByNameDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"VariableByName"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variableByName"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]} as unknown as DocumentNode<VariableByNameQuery, VariableByNameQueryVariables>;
export const RunsOfPoolsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunsOfPools"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPools"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"busy","block":false}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activeRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"countsByState"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"upcomingRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"workQueues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"upcomingRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"activeRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunsOfPoolsQuery, RunsOfPoolsQueryVariables>;
export const WorkPoolHealthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkPoolHealth"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WorkPoolFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPools"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusSince"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"baseJobTemplate"}},{"kind":"Field","name":{"kind":"Name","value":"storageConfiguration"}},{"kind":"Field","name":{"kind":"Name","value":"backlog"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduled"}},{"kind":"Field","name":{"kind":"Name","value":"due"}},{"kind":"Field","name":{"kind":"Name","value":"late"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultQueue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workQueues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lastPolled"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"activeSlots"}},{"kind":"Field","name":{"kind":"Name","value":"backlog"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduled"}},{"kind":"Field","name":{"kind":"Name","value":"due"}},{"kind":"Field","name":{"kind":"Name","value":"late"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"workers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lastHeartbeat"}},{"kind":"Field","name":{"kind":"Name","value":"heartbeatIntervalSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WorkPoolHealthQuery, WorkPoolHealthQueryVariables>;
export const WorkQueuesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkQueues"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WorkQueueFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workQueues"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<WorkQueuesQuery, WorkQueuesQueryVariables>;
export const PlacedRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PlacedRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flowRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"NAME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"workQueue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PlacedRunsQuery, PlacedRunsQueryVariables>;
export const CreateWorkPoolDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWorkPool"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWorkPoolInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWorkPool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkPoolSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<CreateWorkPoolMutation, CreateWorkPoolMutationVariables>;
export const ChangeWorkPoolDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeWorkPool"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"update"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWorkPoolInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWorkPool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"update"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkPoolSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pauseWorkPool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkPoolSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"resumeWorkPool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkPoolSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isPaused"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deleteWorkPool"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteWorkPoolSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeWorkPoolMutation, ChangeWorkPoolMutationVariables>;
export const CreateWorkQueueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWorkQueue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWorkQueueInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWorkQueue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkQueueSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workQueue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<CreateWorkQueueMutation, CreateWorkQueueMutationVariables>;
export const ChangeWorkQueueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeWorkQueue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"update"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWorkQueueInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWorkQueue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"update"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkQueueSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workQueue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"concurrencyLimit"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pauseWorkQueue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkQueueSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workQueue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"resumeWorkQueue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkQueueSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workQueue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deleteWorkQueue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeWorkQueueMutation, ChangeWorkQueueMutationVariables>;
export const WorkPoolChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WorkPoolChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPoolChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkPoolChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"worker"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WorkPoolChangesSubscription, WorkPoolChangesSubscriptionVariables>;
export const WorkersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Workers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WorkerFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WorkerOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lastHeartbeat"}},{"kind":"Field","name":{"kind":"Name","value":"workPool"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WorkersQuery, WorkersQueryVariables>;
export const OneWorkerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneWorker"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"worker"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<OneWorkerQuery, OneWorkerQueryVariables>;
export const WorkersOfPoolDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkersOfPool"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WorkerStatus"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workPools"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"yard","block":false}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WorkersOfPoolQuery, WorkersOfPoolQueryVariables>;