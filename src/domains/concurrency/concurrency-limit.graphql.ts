/** Concurrency limits in GraphQL, and the leases that hold their slots. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
import { IdFilter, idCriterion, NameFilter, nameCriterion, OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import {
  activeSlots,
  type ConcurrencyLease,
  type ConcurrencyLimit as ConcurrencyLimitRow,
  isTagLimitName,
  tagOf,
} from "../../orchestration/slots/limit.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import {
  type ConcurrencyLimitOrderField,
  concurrencyLimitCursor,
  countConcurrencyLimits,
  pageConcurrencyLimits,
} from "./concurrency-limit.queries.ts";

/** Leases shown of one limit; `leaseCount` tells of the others. */
const SHOWN_LEASES = 100;

const LeaseHolderTypeEnum = builder.enumType("ConcurrencyLeaseHolderType", {
  description: "What kind of thing holds slots.",
  values: {
    FLOW_RUN: { value: "flow_run", description: "A flow run." },
    TASK_RUN: { value: "task_run", description: "A task run." },
    DEPLOYMENT: { value: "deployment", description: "A deployment." },
  } as const,
});

const HOLDER_TYPES: ReadonlySet<string> = new Set(["flow_run", "task_run", "deployment"]);

const ConcurrencyLeaseType = builder.objectRef<ConcurrencyLease>("ConcurrencyLease").implement({
  description: "Slots that somebody holds until they are given back, or the lease expires because nobody renews it.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the lease.",
      resolve: (lease) => lease.id,
    }),
    slots: t.exposeInt("slots", { description: "How many slots of the limit are held." }),
    created: t.expose("created", { type: "DateTime", description: "Since when they are held." }),
    expires: t.expose("expiration", {
      type: "DateTime",
      description: "When they come back unless the lease is renewed; a century ahead where its holder cannot renew it.",
    }),
    holderType: t.field({
      type: LeaseHolderTypeEnum,
      nullable: true,
      description: "The kind of holder; null where it did not say who it is.",
      resolve: ({ holder_type: type }) =>
        type !== null && HOLDER_TYPES.has(type) ? (type as "flow_run" | "task_run" | "deployment") : null,
    }),
    holderId: t.exposeString("holder_id", { nullable: true, description: "The id by which Prefect knows the holder." }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The holder, where it is a flow run that is there.",
      resolve: ({ holder_type: type, holder_id: id }, _args, { loaders }) =>
        type === "flow_run" && id !== null ? loaders.flowRuns.load(id) : null,
    }),
    taskRun: t.field({
      type: TaskRun,
      nullable: true,
      description: "The holder, where it is a task run that is there.",
      resolve: ({ holder_type: type, holder_id: id }, _args, { loaders }) =>
        type === "task_run" && id !== null ? loaders.taskRuns.load(id) : null,
    }),
  }),
});

export const ConcurrencyLimit = builder.objectRef<ConcurrencyLimitRow>("ConcurrencyLimit");

builder.node(ConcurrencyLimit, {
  id: { resolve: (limit) => limit.id, description: "The limit's global id." },
  description:
    "A limit on how much may go on at once: under a name of its own, on a tag of task runs, or of a deployment.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.concurrencyLimits.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the limit.",
      resolve: (limit) => limit.id,
    }),
    name: t.exposeString("name", { description: "The limit's name, unique among limits." }),
    tag: t.string({
      nullable: true,
      description: "The tag of task runs it is on; null where it is on none.",
      resolve: (limit) => (isTagLimitName(limit.name) ? tagOf(limit) : null),
    }),
    active: t.boolean({
      description: "Whether it is switched on; otherwise it lets everybody in.",
      resolve: (limit) => limit.active === 1,
    }),
    limit: t.exposeInt("limit", { description: "How many slots there are." }),
    activeSlots: t.field({
      type: "SafeInt",
      description: "How many slots are taken as of now: those of a rate limit come back with time.",
      resolve: (limit, _args, { core }) => activeSlots(limit, core.clock.now()),
    }),
    slotDecayPerSecond: t.exposeFloat("slot_decay_per_second", {
      description: "How many slots come back a second by themselves; 0 unless it is a rate limit.",
    }),
    averageOccupancySeconds: t.exposeFloat("avg_slot_occupancy_seconds", {
      description: "For how many seconds a slot is held on average, by which waits are reckoned.",
    }),
    leases: t.field({
      type: [ConcurrencyLeaseType],
      description: `Who holds slots now, in the order in which they took them; the first ${SHOWN_LEASES}.`,
      resolve: async (limit, _args, { loaders }) =>
        (await loaders.leasesOfConcurrencyLimit.load(limit.id)).slice(0, SHOWN_LEASES),
    }),
    leaseCount: t.field({
      type: "SafeInt",
      description: "How many leases hold slots now. Slots may also be taken without one.",
      resolve: async (limit, _args, { loaders }) => (await loaders.leasesOfConcurrencyLimit.load(limit.id)).length,
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was created." }),
    updated: t.expose("updated", {
      type: "DateTime",
      description: "When it was last changed, or slots of it were taken or given back.",
    }),
  }),
});

builder.prismaObjectField(Deployment, "globalConcurrencyLimit", (t) =>
  t.field({
    type: ConcurrencyLimit,
    nullable: true,
    description: "The limit on how many of its runs may go on at once, its own or one that it shares; null for none.",
    resolve: (deployment, _args, { loaders }) =>
      deployment.concurrency_limit_id === null ? null : loaders.concurrencyLimits.load(deployment.concurrency_limit_id),
  }),
);

const ConcurrencyLimitConnection = builder.connectionObject(
  {
    type: ConcurrencyLimit,
    name: "ConcurrencyLimitConnection",
    description: "A page of concurrency limits.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many limits match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ConcurrencyLimitEdge", description: "A concurrency limit in its place in a list." },
);

const OrderFieldEnum = builder.enumType("ConcurrencyLimitOrderField", {
  description: "What concurrency limits can be ordered by; limits of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
    CREATED: { description: "By the time of creation." },
  } as const satisfies Record<ConcurrencyLimitOrderField, object>,
});

const ConcurrencyLimitOrder = builder.inputType("ConcurrencyLimitOrder", {
  description: "An order of concurrency limits.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const ConcurrencyLimitFilterInput = builder.inputType("ConcurrencyLimitFilter", {
  description: "Narrows concurrency limits; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    tags: t.stringList({ description: "The limits on one of these tags of task runs; an empty list matches nothing." }),
    isOnTag: t.boolean({ description: "On a tag of task runs, or, when false, on none." }),
    active: t.boolean({ description: "Switched on, or, when false, switched off." }),
  }),
});

function orderField(name: ConcurrencyLimitOrderField): OrderField {
  return { name, type: name === "CREATED" ? "number" : "text" };
}

builder.queryFields((t) => ({
  concurrencyLimit: t.field({
    type: ConcurrencyLimit,
    nullable: true,
    description: "A concurrency limit; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The limit's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.concurrencyLimits.load(databaseIdOf("ConcurrencyLimit", id)),
  }),
  concurrencyLimits: t.field({
    type: ConcurrencyLimitConnection,
    description: "Concurrency limits, by name unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: ConcurrencyLimitFilterInput, description: "Only limits that match." }),
      orderBy: t.arg({
        type: ConcurrencyLimitOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const { id, name, tags, isOnTag, active } = args.filter ?? {};
      const filter = {
        id: idCriterion("ConcurrencyLimit", id),
        name: nameCriterion(name),
        tags: nameCriterion({ in: tags })?.any_,
        isOnTag,
        active,
      };
      const orderBy = orderOf(args.orderBy, { field: "NAME", direction: "ASC" });
      const page = await pageConcurrencyLimits(core, { filter, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (limit) => concurrencyLimitCursor(limit, orderBy.field),
        () => countConcurrencyLimits(core, filter),
      );
    },
  }),
}));
