/**
 * What polls have handed out just now. A poll claims nothing, so workers that poll at about the same time would all be handed the
 * same runs, and all but one of them would ask for each in vain. Where more runs are due at one moment than a poll takes, the
 * next one is therefore handed others of that moment first. Runs of different times keep their order, and no run waits for a
 * worker that is gone: what remains of a page is filled with runs that were handed out before.
 */
import { KeyedTurns } from "../../db/keyed-turns.ts";
import { microsecondsFromSeconds } from "../../time/duration.ts";
import { addMicroseconds, type Instant } from "../../time/instant.ts";

/** How often workers and runners poll by default: whoever was handed a run has begun it by then, or is not going to. */
const MEMORY = microsecondsFromSeconds(10);
/** Runs that are remembered of one place. So many more are read at the most, and each takes some 40 microseconds. */
const MOST_REMEMBERED = 1_000;

interface WaitingRun {
  readonly id: string;
  readonly next_scheduled_start_time: Instant | null;
}

/** When each run of a place was handed out, the one that was last is last. */
type Memory = Map<string, Instant>;

export class Handouts {
  /** By place, which is a work queue or some deployments; the one that was polled last is last. */
  readonly #places = new Map<string, Memory>();
  readonly #turns = new KeyedTurns();

  /** Does what reads and chooses for one poll: each has to know what the one before it was handed. */
  inTurn<Result>(poll: string, work: () => Promise<Result>): Promise<Result> {
    return this.#turns.run(poll, work);
  }

  /** How many runs more than it may hand out a poll has to read, so that there are enough which nobody was handed just now. */
  remembered(place: string, now: Instant): number {
    const memory = this.#places.get(place);
    if (memory === undefined) return 0;
    for (const [id, at] of memory) if (hasPassed(at, now)) memory.delete(id);
    return memory.size;
  }

  /**
   * The runs to hand out.
   *
   * @param runs those that wait, in order: the first `limit` and as many more as are remembered
   */
  choose<Run extends WaitingRun>(place: string, runs: readonly Run[], limit: number, now: Instant): readonly Run[] {
    const last = runs[limit - 1];
    if (last === undefined) {
      // Whoever polls is handed everything.
      this.#places.delete(place);
      return runs.slice(0, limit);
    }
    const isOfLastMoment = (run: Run): boolean => run.next_scheduled_start_time === last.next_scheduled_start_time;
    const memory = this.#memoryOf(place);
    const earlier = runs.slice(0, runs.findIndex(isOfLastMoment));
    const equal = new Map(runs.filter(isOfLastMoment).map((run) => [run.id, run]));
    const fresh = [...equal.values()].filter((run) => !memory.has(run.id));
    const again = [...memory.keys()].flatMap((id) => equal.get(id) ?? []);
    const chosen = new Set([...fresh, ...again].slice(0, limit - earlier.length));
    // What does not wait any more is forgotten.
    for (const id of memory.keys()) if (!equal.has(id)) memory.delete(id);
    remember(memory, chosen, now);
    this.#forgetPlaces(now);
    return [...earlier, ...[...equal.values()].filter((run) => chosen.has(run))];
  }

  #memoryOf(place: string): Memory {
    const memory: Memory = this.#places.get(place) ?? new Map();
    this.#places.delete(place);
    this.#places.set(place, memory);
    return memory;
  }

  #forgetPlaces(now: Instant): void {
    for (const [place, memory] of this.#places) {
      const newest = [...memory.values()].at(-1);
      if (newest !== undefined && !hasPassed(newest, now)) return;
      this.#places.delete(place);
    }
  }
}

function remember(memory: Memory, runs: Iterable<WaitingRun>, now: Instant): void {
  for (const { id } of runs) {
    memory.delete(id);
    memory.set(id, now);
  }
  for (const id of memory.keys()) {
    if (memory.size <= MOST_REMEMBERED) break;
    memory.delete(id);
  }
}

function hasPassed(at: Instant, now: Instant): boolean {
  return addMicroseconds(at, MEMORY) <= now;
}
