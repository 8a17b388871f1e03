/** Task runs to deliver, and subscribers that keep what they are handed. */
import type { Core } from "../../../src/core.ts";
import { createTaskRun, proposeTaskRunState } from "../../../src/domains/task-runs/task-run.commands.ts";
import type { TaskRunRow } from "../../../src/domains/task-runs/task-run.ts";
import type { DeliveryDispatcher, Subscription } from "../../../src/domains/task-workers/delivery-dispatcher.ts";
import { newId } from "../../../src/ids.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microseconds } from "../../../src/time/duration.ts";
import type { Instant } from "../../../src/time/instant.ts";

/** Stands still but for a microsecond a look: no two states of a run have one timestamp. */
export class TickingClock extends ManualClock {
  override now(): Instant {
    this.advance(microseconds(1));
    return super.now();
  }
}

export const PARAMETERS = "11111111-2222-4333-8444-555555555555";

/** Queues a run of the key, as `.delay()` does; returns its id. */
export async function delay(core: Core, key: string, stateName = "Scheduled"): Promise<string> {
  const { run } = await createTaskRun(core, {
    task_key: key,
    dynamic_key: newId(core.clock.now()),
    state: { type: "SCHEDULED", name: stateName, state_details: { deferred: true, task_parameters_id: PARAMETERS } },
  });
  return run.id;
}

/** What a worker tells of a run before it runs, and when it runs. */
export async function begin(core: Core, id: string, type: "PENDING" | "RUNNING"): Promise<void> {
  const state_details = type === "PENDING" ? { deferred: true } : {};
  await proposeTaskRunState(core, id, { state: { type, state_details }, force: true });
}

export class Worker {
  readonly delivered: TaskRunRow[] = [];
  readonly subscription: Subscription;
  hasBeenGivenUp = false;
  #arrived: (() => void) | undefined;

  constructor(dispatcher: DeliveryDispatcher, keys: readonly string[], acknowledges = false) {
    this.subscription = dispatcher.subscribe({
      keys,
      deliver: (run) => {
        this.delivered.push(run);
        this.#arrived?.();
        if (acknowledges) queueMicrotask(() => this.subscription.acknowledge());
      },
      giveUp: () => {
        this.hasBeenGivenUp = true;
      },
    });
  }

  get ids(): string[] {
    return this.delivered.map((run) => run.id);
  }

  /** The ids of the first `count` deliveries, once there are so many. */
  async received(count: number): Promise<string[]> {
    while (this.delivered.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await promise;
    }
    return this.ids;
  }
}
