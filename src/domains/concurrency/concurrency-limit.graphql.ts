/** Concurrency limits in GraphQL: the type. */
import { builder } from "../../graphql/builder.ts";
import {
  activeSlots,
  type ConcurrencyLimit as ConcurrencyLimitRow,
  deniedSlots,
  isTagLimitName,
  tagOf,
} from "../../orchestration/slots/limit.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";

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
    deniedSlots: t.field({
      type: "SafeInt",
      description:
        "How many slots clients have asked for in vain of late. A denial is forgotten after about as long as slots are held, so this tells how many wait for slots of limits that are asked for by name.",
      resolve: (limit, _args, { core }) => deniedSlots(limit, core.settings, core.clock.now()),
    }),
    slotDecayPerSecond: t.exposeFloat("slot_decay_per_second", {
      description: "How many slots come back a second by themselves; 0 unless it is a rate limit.",
    }),
    averageOccupancySeconds: t.exposeFloat("avg_slot_occupancy_seconds", {
      description: "For how many seconds a slot is held on average, by which waits are reckoned.",
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
