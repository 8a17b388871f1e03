/** What a worker's hello does: its pool is found, made or given a template, its queues are found, and it is online. */
import type { Core } from "../../core.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { changeWorkPool, checkTemplateDefaults, createWorkPool } from "../work-pools/work-pool.commands.ts";
import { lockWorkPool, readWorkPool } from "../work-pools/work-pool.queries.ts";
import { isReservedPoolName, type WorkPoolRow } from "../work-pools/work-pool.ts";
import { workPoolJson } from "../work-pools/work-pool.wire.ts";
import { countSlotsByPool } from "../work-pools/work-pool-slots.queries.ts";
import { readQueueOfPool, readQueuesOfPool } from "../work-queues/work-queue.queries.ts";
import type { WorkQueueRow } from "../work-queues/work-queue.ts";
import { recordHeartbeat } from "./worker.commands.ts";
import { CHANNEL_VERSION, ChannelRefusedError, type Hello } from "./worker-channel.ts";

export interface ChannelSetup {
  readonly pool: WorkPoolRow;
  readonly queues: readonly WorkQueueRow[];
  /** Whether the pool has got the worker's template, which other workers of it are told. */
  readonly hasNewTemplate: boolean;
}

/** The reference's own checks end a setup as a protocol error; what is not there or not allowed, as no authorization. */
function refusalOf(error: unknown): unknown {
  return error instanceof PenstockError ? new ChannelRefusedError("protocol_error", { cause: error }) : error;
}

async function findOrCreatePool(core: Core, name: string, hello: Hello): Promise<WorkPoolRow> {
  const found = await readWorkPool(core, { name });
  if (found !== undefined) return found;
  if (!hello.createsPool || isReservedPoolName(name)) throw new ChannelRefusedError("authorization_failed");
  try {
    return await createWorkPool(core, { name, type: hello.workerType, base_job_template: hello.defaultTemplate });
  } catch (error) {
    // Another worker of the pool was faster.
    const made = await readWorkPool(core, { name });
    if (made === undefined) throw refusalOf(error);
    return made;
  }
}

async function findQueues(core: Core, pool: WorkPoolRow, names: readonly string[]): Promise<readonly WorkQueueRow[]> {
  if (names.length === 0) return readQueuesOfPool(core, pool.id);
  const queues: WorkQueueRow[] = [];
  for (const name of names) {
    const queue = await readQueueOfPool(core, pool.id, name);
    if (queue === undefined) throw new ChannelRefusedError("authorization_failed");
    queues.push(queue);
  }
  return queues;
}

async function giveTemplate(core: Core, pool: WorkPoolRow, hello: Hello): Promise<boolean> {
  if (pool.base_job_template !== EMPTY_OBJECT || hello.defaultTemplate === EMPTY_OBJECT) return false;
  try {
    await checkTemplateDefaults(core, hello.defaultTemplate);
  } catch (error) {
    throw refusalOf(error);
  }
  return core.database.transaction(async (transaction) => {
    const locked = await lockWorkPool(core, transaction, { id: pool.id });
    if (locked?.base_job_template !== EMPTY_OBJECT) return false;
    await changeWorkPool(core, transaction, locked, { base_job_template: hello.defaultTemplate });
    return true;
  });
}

/**
 * @throws ChannelRefusedError with the reason to close the channel with
 */
export async function setUpChannel(core: Core, poolName: string, hello: Hello): Promise<ChannelSetup> {
  if (!hello.versions.includes(CHANNEL_VERSION)) throw new ChannelRefusedError("unsupported_version");
  const pool = await findOrCreatePool(core, poolName, hello);
  const queues = await findQueues(core, pool, hello.workQueueNames);
  const hasNewTemplate = await giveTemplate(core, pool, hello);
  try {
    await recordHeartbeat(core, poolName, {
      name: hello.workerName,
      heartbeat_interval_seconds: hello.heartbeatIntervalSeconds,
    });
  } catch (error) {
    throw new ChannelRefusedError("heartbeat_persistence_failed", { cause: error });
  }
  const current = await readWorkPool(core, { id: pool.id });
  if (current === undefined) throw new ChannelRefusedError("authorization_failed");
  return { pool: current, queues, hasNewTemplate };
}

/** The pool as channels tell of it. */
export async function channelPoolJson(core: Core, pool: WorkPoolRow): Promise<string> {
  const slots = pool.concurrency_limit === null ? new Map<string, number>() : await countSlotsByPool(core, [pool.id]);
  return workPoolJson(pool, slots.get(pool.id) ?? 0, { withoutResultStorage: false });
}
