/** The graph of a flow run in GraphQL: chunks of nodes with their edges, first of all there is and then of what changes. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { parseUuid } from "../../graphql/global-ids.ts";
import { readStreamCursor, streamCursor } from "../../graphql/streams/cursor.ts";
import { RunKind } from "../runs/run-transitions.graphql.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import { TaskRun } from "../task-runs/task-run.graphql.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import type { ChunkNode } from "./flow-run-graph-chunk-nodes.queries.ts";
import { type GraphChunk, type GraphMark, readGraphChunk } from "./flow-run-graph-chunks.queries.ts";

/** A graph of 20,000 nodes comes in 20 chunks of some 300 kB. */
const DEFAULT_CHUNK_SIZE = 1_000;
/** Beyond this a chunk would take long enough to be noticed by whoever asks beside. */
const MAX_CHUNK_SIZE = 2_000;
/** A stream's cursor, and some ids. */
const LONGEST_CURSOR = 50_000;

function malformed(): PenstockError {
  return new PenstockError("INVALID", "The cursor in `since` is malformed");
}

function cursorOf(flowRunId: string, { position, seen, walk }: GraphMark): string {
  const place = walk === null ? [] : [walk.value, walk.id];
  return Buffer.from(JSON.stringify([flowRunId, streamCursor("event", position, seen), ...place])).toString(
    "base64url",
  );
}

function walkOf(value: unknown, id: unknown): GraphMark["walk"] {
  const uuid = typeof id === "string" ? parseUuid(id) : undefined;
  if (uuid === undefined || !(value === null || Number.isSafeInteger(value))) throw malformed();
  return { value: value as number | null, id: uuid };
}

/** @throws PenstockError INVALID for a cursor that is none, or that of another run's graph */
function markOf(flowRunId: string, cursor: string): GraphMark {
  let parts: unknown;
  try {
    parts = cursor.length <= LONGEST_CURSOR ? JSON.parse(Buffer.from(cursor, "base64url").toString()) : undefined;
  } catch {
    parts = undefined;
  }
  if (!Array.isArray(parts) || (parts.length !== 2 && parts.length !== 4)) throw malformed();
  const [runId, stream, ...place] = parts as readonly unknown[];
  if (typeof stream !== "string") throw malformed();
  if (runId !== flowRunId)
    throw new PenstockError("INVALID", "The cursor in `since` belongs to the graph of another run");
  return {
    ...readStreamCursor(stream, "event", "since"),
    walk: place.length === 0 ? null : walkOf(place[0], place[1]),
  };
}

export const FlowRunGraphNode = builder.objectRef<ChunkNode>("FlowRunGraphNode").implement({
  description:
    "A node of a flow run's graph: a task run, or the subflow run that a task run stands for. Its edges are the ids in `parents` and `encapsulating`.",
  fields: (t) => ({
    taskRunId: t.field({
      type: "UUID",
      description:
        "What tells the node from others, and what edges name it by: the id by which Prefect knows the task run. A node keeps it when a subflow's run takes the task run's place.",
      resolve: (node) => node.task_run_id,
    }),
    flowRunId: t.field({
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the subflow's run; null for a task proper.",
      resolve: (node) => node.flow_run_id,
    }),
    kind: t.field({
      type: RunKind,
      description: "What the node shows.",
      resolve: (node) => (node.flow_run_id === null ? "TASK_RUN" : "FLOW_RUN"),
    }),
    label: t.exposeString("label", {
      description: "The task run's name, or the names of the subflow and its run with ` / ` between them.",
    }),
    stateType: t.expose("state_type", {
      type: StateTypeEnum,
      nullable: true,
      description: "The type of the current state; null where the run has no state.",
    }),
    stateName: t.exposeString("state_name", {
      nullable: true,
      description: "The name of the current state; null where the run has no state.",
    }),
    startTime: t.expose("start_time", {
      type: "DateTime",
      description: "When it started, or is expected to.",
    }),
    endTime: t.expose("end_time", { type: "DateTime", nullable: true, description: "When it ended; null before." }),
    parents: t.field({
      type: ["UUID"],
      description:
        "The `taskRunId` of each node whose results this one took, once each. Mostly they have been told before; one may also follow.",
      resolve: (node) => [...node.parents],
    }),
    encapsulating: t.field({
      type: ["UUID"],
      description: "The `taskRunId` of each node in which this one was called, once each.",
      resolve: (node) => [...node.encapsulating],
    }),
    taskRun: t.field({
      type: TaskRun,
      nullable: true,
      description: "The task run that is the node or stands for its subflow run; null when it is gone meanwhile.",
      resolve: (node, _args, { loaders }) => loaders.taskRuns.load(node.task_run_id),
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The subflow's run; null for a task proper, and when it is gone meanwhile.",
      resolve: (node, _args, { loaders }) =>
        node.flow_run_id === null ? null : loaders.flowRuns.load(node.flow_run_id),
    }),
  }),
});

/** Up to eight statements for each run's chunk, which are not read together with those of others: 1 or 2 ms. */
const CHUNK_COST = 200;

interface Chunk extends GraphChunk {
  readonly flowRunId: string;
}

const FlowRunGraphChunk = builder.objectRef<Chunk>("FlowRunGraphChunk").implement({
  description:
    "A piece of a flow run's graph, to be laid over what has been told before: nodes replace those of the same `taskRunId`.",
  fields: (t) => ({
    nodes: t.field({
      type: [FlowRunGraphNode],
      description:
        "Nodes that are new or have changed. While the graph is told for the first time they come by their expected start, the earliest first.",
      resolve: (chunk) => [...chunk.nodes],
    }),
    removed: t.field({
      type: ["UUID"],
      description: "The `taskRunId` of each node that is gone, with its edges.",
      resolve: (chunk) => [...chunk.removed],
    }),
    cursor: t.string({
      description: "To be given as `since`, to be told what follows this chunk. Good for this run only.",
      resolve: (chunk) => cursorOf(chunk.flowRunId, chunk.mark),
    }),
    hasMore: t.exposeBoolean("hasMore", {
      description: "Whether there is more to be told by now. When false, ask again later.",
    }),
    isAnew: t.exposeBoolean("isAnew", {
      description:
        "Whether the graph is told from the beginning again, because what has changed behind `since` is no longer known: drop what you have.",
    }),
  }),
});

builder.prismaObjectField(FlowRun, "graph", (t) =>
  t.field({
    type: FlowRunGraphChunk,
    description:
      "The run's task runs and subflow runs with what they took from each other, in chunks of bounded size. Ask without `since` first, then with the `cursor` of the chunk before, at once while `hasMore`, and later for what has changed since. A chunk may have less than it could, and no nodes at all.",
    args: {
      since: t.arg.string({
        description: "The `cursor` of the chunk before; without it the graph is told from the beginning.",
      }),
      first: t.arg.int({
        required: true,
        defaultValue: DEFAULT_CHUNK_SIZE,
        description: `The most nodes of a chunk: ${DEFAULT_CHUNK_SIZE} by default, ${MAX_CHUNK_SIZE} at most.`,
      }),
    },
    extensions: { largestPage: MAX_CHUNK_SIZE, ownCost: CHUNK_COST },
    resolve: async (run, { since, first }, { core }) => {
      if (first < 1 || first > MAX_CHUNK_SIZE) {
        throw new PenstockError("INVALID", `\`first\` must be from 1 to ${MAX_CHUNK_SIZE}`);
      }
      const mark = since == null ? null : markOf(run.id, since);
      return { ...(await readGraphChunk(core, run.id, mark, first)), flowRunId: run.id };
    },
  }),
);
