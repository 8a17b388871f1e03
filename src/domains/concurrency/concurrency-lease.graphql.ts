/** The leases that hold slots of concurrency limits in GraphQL, and the list of them that hangs on each limit. */
import { type SqlBool, sql } from "kysely";
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import type { Instant } from "../../time/instant.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import { ConcurrencyLimit } from "./concurrency-limit.graphql.ts";
import { type ConcurrencyHolding, holdsNow } from "./concurrency-limit.queries.ts";

const LeaseHolderTypeEnum = builder.enumType("ConcurrencyLeaseHolderType", {
  description: "What kind of thing holds slots.",
  values: {
    FLOW_RUN: { value: "flow_run", description: "A flow run." },
    TASK_RUN: { value: "task_run", description: "A task run." },
    DEPLOYMENT: { value: "deployment", description: "A deployment." },
  } as const,
});

const HOLDER_TYPES: ReadonlySet<string> = new Set(["flow_run", "task_run", "deployment"]);

const ConcurrencyLeaseType = builder.objectRef<ConcurrencyHolding>("ConcurrencyLease").implement({
  description: "Slots that somebody holds until they are given back, or the lease expires because nobody renews it.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the lease.",
      resolve: (holding) => holding.lease_id,
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

const ConcurrencyLeaseConnection = builder.connectionObject(
  {
    type: ConcurrencyLeaseType,
    name: "ConcurrencyLeaseConnection",
    description: "A page of the leases that hold slots of a concurrency limit.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description:
          "How many leases hold slots of the limit now, on all pages together; slots may also be taken without one. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ConcurrencyLeaseEdge", description: "A lease in its place in a list." },
);

function leasesOfLimit(now: Instant, direction: Direction): ChildList {
  return {
    table: "concurrency_holding",
    index: "concurrency_holding_limit_id_created_id_idx",
    isChildOf: (limit) => sql<SqlBool>`concurrency_holding.limit_id = ${limit}`,
    conditions: [holdsNow(now)],
    order: { column: "created", nullable: false, direction },
  };
}

builder.objectField(ConcurrencyLimit, "leases", (t) =>
  t.field({
    type: ConcurrencyLeaseConnection,
    description: "Who holds slots of the limit now, in the order in which they took them.",
    args: t.arg.connectionArgs(),
    resolve: (limit, args, context) =>
      childConnection(context, {
        field: "ConcurrencyLimit.leases",
        parentId: limit.id,
        arguments: args,
        list: (direction) => leasesOfLimit(context.core.clock.now(), direction),
        defaultDirection: "ASC",
        rows: context.loaders.concurrencyHoldings,
        cursorOf: ({ created, id }) => ({ value: created, id }),
      }),
  }),
);
