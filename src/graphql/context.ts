/** What resolvers get. One context serves one execution: a request, or one item of a subscription. */
import type { Core } from "../core.ts";
import type { LogFollower } from "../db/log-follower.ts";
import { type LogSnapshot, logSnapshot } from "../db/log-snapshot.ts";
import type { PrismaReader } from "../db/prisma.ts";
import type { LiveFlowRunLists } from "../domains/flow-runs/live-flow-runs.ts";
import type { ChildLoaders } from "./child-connections.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import { snapshotCursor } from "./streams/cursor.ts";
import type { ItemResult, SharedOperation, SharedOperations } from "./streams/sharing.ts";

/** The live tails of the append-only tables, shared by every subscriber of the process. */
export interface Followers {
  readonly event: LogFollower<"event">;
  readonly log: LogFollower<"log">;
}

/** What all executions share. */
export interface SharedContext {
  readonly core: Core;
  readonly prisma: PrismaReader;
  readonly followers: Followers;
  readonly liveFlowRuns: LiveFlowRunLists;
  readonly subscriptions: SharedOperations;
}

export interface GraphQLContext extends SharedContext {
  readonly loaders: Loaders;
  readonly children: ChildLoaders;
  /** `Last-Event-ID` of a reconnecting EventSource: where its stream goes on, whatever `after` its URL still says. */
  readonly lastEventId: string | null;
  /** The end of the logs before anything else of this operation was read; there when the operation asks for it. */
  snapshot?: LogSnapshot;
  /** What a subscription shares with others that ask for the same. */
  sharing?: SharedOperation;
  /** What a subscription answers, before it is wrapped for the hooks of plugins, none of which concern printed results. */
  results?: AsyncIterable<ItemResult>;
}

/** A context with loaders of its own. */
export function createContext(shared: SharedContext, lastEventId: string | null = null): GraphQLContext {
  const { core, prisma, followers, liveFlowRuns, subscriptions } = shared;
  const own = { loaders: createLoaders(core), children: new Map(), lastEventId };
  return { core, prisma, followers, liveFlowRuns, subscriptions, ...own };
}

/** The cursor of the moment before anything else of the operation was read. */
export async function cursorOfSnapshot({ core, snapshot }: GraphQLContext): Promise<string> {
  return snapshotCursor(snapshot ?? (await logSnapshot(core.database)));
}
