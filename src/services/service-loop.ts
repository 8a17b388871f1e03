/** What runs in the background: the loop that keeps a service going through its failures, and stops it cleanly. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../core.ts";
import { isOutage } from "../db/outages.ts";

/** A service that failed waits this long before it tries again, twice as long each time in a row, up to the longest. */
const SHORTEST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/** Where the database is away, an attempt costs nothing, and everybody waits for what the services do. */
const LONGEST_OUTAGE_PAUSE_MILLISECONDS = 2_000;
/** A run that has lasted this long was no failed start: the next pause is the shortest again. */
const HEALTHY_MILLISECONDS = 10_000;

/** What the composition root starts and stops. */
export interface Service {
  start(): void;
  /** Resolves when nothing of the service is under way any more. */
  stop(): Promise<void>;
}

export interface ServiceLoopOptions {
  /** In the log's words, such as "task-run recorder". */
  readonly name: string;
  readonly logger: Logger;
  /**
   * One run of the service. It may last until the signal is aborted, or do one round and return, upon which the next
   * begins after `pauseMilliseconds` or when it is woken. What either throws is logged, and it is run again after a pause.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Asked after every run; without it the next begins at once. */
  pauseMilliseconds?(): number | Promise<number>;
}

export class ServiceLoop implements Service {
  readonly #options: ServiceLoopOptions;
  readonly #stopping = new AbortController();
  #wake: AbortController | undefined;
  #isWoken = false;
  #done: Promise<void> | undefined;

  constructor(options: ServiceLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#done ??= this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake?.abort();
    await this.#done;
  }

  /** Lets the next run begin at once; one that is under way is followed by another. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.abort();
  }

  async #loop(): Promise<void> {
    const { name, logger, run, pauseMilliseconds = () => 0 } = this.#options;
    const { signal } = this.#stopping;
    let pause = SHORTEST_PAUSE_MILLISECONDS;
    while (!signal.aborted) {
      this.#isWoken = false;
      const started = performance.now();
      try {
        await run(signal);
        pause = SHORTEST_PAUSE_MILLISECONDS;
        await this.#wait(await pauseMilliseconds());
      } catch (error) {
        if (signal.aborted) return;
        if (performance.now() - started > HEALTHY_MILLISECONDS) pause = SHORTEST_PAUSE_MILLISECONDS;
        if (isOutage(error)) {
          pause = Math.min(pause, LONGEST_OUTAGE_PAUSE_MILLISECONDS);
          logger.warn(
            { reason: error.message, service: name },
            "A service cannot reach the database; it will be run again",
          );
        } else {
          logger.error(
            { err: error, service: name, pause_milliseconds: pause },
            "A service failed and will be run again",
          );
        }
        this.#isWoken = false;
        await this.#wait(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
      }
    }
  }

  async #wait(milliseconds: number): Promise<void> {
    if (this.#isWoken || this.#stopping.signal.aborted) return;
    const wake = new AbortController();
    this.#wake = wake;
    try {
      await sleep(milliseconds, undefined, { signal: wake.signal, ref: false });
    } catch (error) {
      if (!wake.signal.aborted) throw error;
    } finally {
      this.#wake = undefined;
    }
  }
}
