/** Tells worker channels of this server process when their pools change in what workers go by. */
import type { Core } from "../../core.ts";
import { readWorkPoolsByIds } from "../work-pools/work-pool.queries.ts";
import type { WorkPoolRow } from "../work-pools/work-pool.ts";

/** How often pools are looked at whose signal was lost. */
const POLL_MILLISECONDS = 1_000;

interface Watched {
  known: string;
  readonly listeners: Set<() => void>;
}

/** What a change of is told, as in the reference; a status, for instance, is not. */
function tellingParts(pool: WorkPoolRow): string {
  return JSON.stringify([pool.base_job_template, pool.concurrency_limit, pool.is_paused, pool.storage_configuration]);
}

export class PoolWatch {
  readonly #core: Core;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  #isWoken = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Calls `listener` when the pool is not any more as given, or gone, until the returned function is called. */
  watch(pool: WorkPoolRow, listener: () => void): () => void {
    const watched = this.#watched.get(pool.id) ?? { known: tellingParts(pool), listeners: new Set() };
    watched.listeners.add(listener);
    this.#watched.set(pool.id, watched);
    this.#timer ??= setInterval(() => void this.look(), POLL_MILLISECONDS).unref();
    this.#unsubscribe ??= this.#core.database.signals.subscribe("work-pool", () => void this.look());
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0) this.#watched.delete(pool.id);
      if (this.#watched.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
    };
  }

  /** Looks at the pools once; a call while that is under way has it look again. */
  look(): Promise<void> {
    this.#isWoken = true;
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        this.#core.logger.error({ err: error }, "The pools of worker channels could not be looked at");
      })
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    while (this.#isWoken && this.#watched.size > 0) {
      this.#isWoken = false;
      const pools = await readWorkPoolsByIds(this.#core, [...this.#watched.keys()]);
      const parts = new Map(pools.map((pool) => [pool.id, tellingParts(pool)]));
      for (const [id, watched] of this.#watched) {
        const now = parts.get(id) ?? "";
        if (now === watched.known) continue;
        watched.known = now;
        for (const listener of watched.listeners) listener();
      }
    }
  }

  async drain(): Promise<void> {
    await this.#looking;
  }
}
