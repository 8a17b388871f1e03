/** Machines that poll for runs and run them, and now and then die with all that runs on them. */
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import type { Poller, World } from "./world.ts";

export type Outcome =
  | "completes"
  | "fails"
  | "crashes"
  | "is resumed"
  | "is forgotten in its pause"
  | "is cancelled"
  | "dies with its machine";

interface HandedRun {
  readonly id: string;
}

interface StateAnswer {
  readonly status: "ACCEPT" | "REJECT" | "WAIT" | "ABORT";
  readonly state: {
    readonly type: string;
    readonly state_details: { readonly deployment_concurrency_lease_id: string | null };
  } | null;
}

/** How the client renews leases: this long, and well before they end. */
const LEASE_SECONDS = 300;
const RENEWAL_SECONDS = 225;
const PAUSE_SECONDS = 600;
/** When a cancellation times out, and when a cancelled run's tasks have been cancelled too. */
const CANCELLING_SECONDS = 300;
const CLEANUP_SECONDS = 600;
/** An operator cancels what a dead machine has left behind. */
const OPERATOR_SECONDS = 3_600;

const OUTCOMES: readonly (readonly [Outcome, share: number])[] = [
  ["fails", 0.05],
  ["crashes", 0.05],
  ["is resumed", 0.05],
  ["is forgotten in its pause", 0.05],
  ["is cancelled", 0.05],
  ["dies with its machine", 0.04],
];

/** What became of all runs, and who has them. */
export class Registry {
  readonly outcomes = new Map<Outcome, number>();
  /** By run, how many machines believe that they run it. */
  readonly holders = new Map<string, number>();
  readonly problems: string[] = [];

  take(runId: string): void {
    const holders = (this.holders.get(runId) ?? 0) + 1;
    this.holders.set(runId, holders);
    if (holders > 1) this.problems.push(`run ${runId} has ${holders} holders`);
  }

  leave(runId: string): void {
    this.holders.set(runId, (this.holders.get(runId) ?? 0) - 1);
  }

  count(outcome: Outcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

export interface HostPlace {
  readonly name: string;
  /** A pool's worker tells that it is alive. */
  heartbeat?(): Promise<unknown>;
  handed(before: string): Promise<readonly HandedRun[]>;
}

export class Host implements Poller {
  readonly #world: World;
  readonly #registry: Registry;
  readonly #place: HostPlace;
  /** Another number after each death: what an earlier life began ends with it. */
  #life = 0;
  #isAlive = true;
  /** Whoever dies again while it is away stays away for the longer of both times. */
  #awayUntil: Instant | undefined;
  readonly #running = new Set<string>();
  /** By run, the lease on a slot of its deployment. */
  readonly #leases = new Map<string, string>();

  constructor(world: World, registry: Registry, place: HostPlace) {
    this.#world = world;
    this.#registry = registry;
    this.#place = place;
    world.pollers.push(this);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  async poll(): Promise<void> {
    if (!this.#isAlive) return;
    await this.#place.heartbeat?.();
    const life = this.#life;
    for (const run of await this.#place.handed(formatInstant(this.#world.now()))) {
      if (this.#life !== life) return;
      if (!this.#running.has(run.id)) await this.#begin(run.id);
    }
  }

  /** The machine is away for so many seconds; what runs on it ends without a word. */
  die(seconds: number): void {
    const orphans = [...this.#running];
    this.#life += 1;
    this.#isAlive = false;
    const back = (this.#world.now() + microsecondsFromSeconds(seconds)) as Instant;
    this.#awayUntil = Math.max(this.#awayUntil ?? back, back) as Instant;
    for (const id of orphans) this.#registry.leave(id);
    this.#running.clear();
    this.#world.lookIn(120);
    this.#world.lookIn(LEASE_SECONDS + 16);
    this.#world.in(OPERATOR_SECONDS, async () => {
      for (const id of orphans) await this.#setState(id, { type: "CANCELLING" });
      this.#world.lookIn(CANCELLING_SECONDS + 1);
      this.#world.lookIn(CANCELLING_SECONDS + CLEANUP_SECONDS);
    });
    this.#world.at(back, async () => {
      if (this.#awayUntil !== back) return;
      this.#isAlive = true;
      await this.poll();
    });
  }

  async #setState(id: string, state: object, force = false): Promise<StateAnswer> {
    const { status, body } = await this.#world.request("POST", `/flow_runs/${id}/set_state`, { state, force });
    if (status >= 400) throw new Error(`set_state answered ${status}: ${JSON.stringify(body)}`);
    return body as StateAnswer;
  }

  /** Lets something happen to a run in so many seconds, if the machine still has it then. */
  #later(id: string, seconds: number, act: () => Promise<void>): void {
    const life = this.#life;
    this.#world.in(seconds, async () => {
      if (this.#life === life && this.#running.has(id)) await act();
    });
  }

  #leave(id: string): void {
    if (this.#running.delete(id)) this.#registry.leave(id);
  }

  async #end(id: string, outcome: Outcome, type: string): Promise<void> {
    this.#registry.count(outcome);
    await this.#setState(id, { type });
    this.#leave(id);
  }

  async #begin(id: string): Promise<void> {
    const { status, state } = await this.#setState(id, { type: "PENDING" });
    if (status !== "ACCEPT") return;
    this.#running.add(id);
    this.#registry.take(id);
    this.#later(id, 2, async () => {
      const running = await this.#setState(id, { type: "RUNNING" });
      if (running.status !== "ACCEPT") {
        this.#leave(id);
        return;
      }
      const lease = (running.state ?? state)?.state_details.deployment_concurrency_lease_id ?? null;
      if (lease !== null) {
        this.#leases.set(id, lease);
        this.#renew(id);
      }
      await this.#makeTask(id);
      this.#run(id);
    });
  }

  /** A task that runs as long as the run. */
  async #makeTask(flow_run_id: string): Promise<void> {
    const task = { flow_run_id, task_key: "task", dynamic_key: String(this.#world.now()), state: { type: "RUNNING" } };
    await this.#world.request("POST", "/task_runs/", task);
  }

  #renew(id: string): void {
    this.#later(id, RENEWAL_SECONDS, async () => {
      const lease = this.#leases.get(id);
      if (lease === undefined) return;
      const path = `/v2/concurrency_limits/leases/${lease}/renew`;
      const { status } = await this.#world.request("POST", path, { lease_duration: LEASE_SECONDS });
      if (status === 204) this.#renew(id);
      else this.#registry.problems.push(`the lease of run ${id} could not be renewed: ${status}`);
    });
  }

  #run(id: string): void {
    const outcome = this.#choose();
    this.#later(id, 60 + this.#world.random() * 600, () => this.#conclude(id, outcome));
  }

  async #conclude(id: string, outcome: Outcome): Promise<void> {
    switch (outcome) {
      case "completes":
        return this.#end(id, outcome, "COMPLETED");
      case "fails":
        return this.#end(id, outcome, "FAILED");
      case "crashes":
        return this.#end(id, outcome, "CRASHED");
      case "is resumed":
      case "is forgotten in its pause":
        return this.#pause(id, outcome);
      case "is cancelled":
        await this.#setState(id, { type: "CANCELLING" });
        this.#later(id, 5, () => this.#end(id, outcome, "CANCELLED"));
        this.#world.lookIn(CLEANUP_SECONDS);
        return;
      case "dies with its machine":
        this.#registry.count(outcome);
        this.die(7_200 + this.#world.random() * 30_000);
    }
  }

  #choose(): Outcome {
    let point = this.#world.random();
    for (const [outcome, share] of OUTCOMES) {
      if (point < share) return outcome;
      point -= share;
    }
    return "completes";
  }

  async #pause(id: string, outcome: Outcome): Promise<void> {
    const timeout = formatInstant((this.#world.now() + microsecondsFromSeconds(PAUSE_SECONDS)) as Instant);
    // A run that pauses gives its slot back.
    this.#leases.delete(id);
    const paused = await this.#setState(id, { type: "PAUSED", state_details: { pause_timeout: timeout } });
    if (paused.status !== "ACCEPT") this.#registry.problems.push(`run ${id} could not pause: ${paused.status}`);
    if (outcome === "is resumed") {
      this.#later(id, PAUSE_SECONDS / 2, async () => {
        const { body } = await this.#world.request("POST", `/flow_runs/${id}/resume`, {});
        if ((body as StateAnswer).status !== "ACCEPT") this.#registry.problems.push(`run ${id} was not resumed`);
        this.#later(id, 30, () => this.#end(id, outcome, "COMPLETED"));
      });
    } else {
      this.#world.lookIn(PAUSE_SECONDS + 6);
      this.#later(id, PAUSE_SECONDS + 60, async () => {
        const { body } = await this.#world.request("GET", `/flow_runs/${id}`);
        const { state_type } = body as { readonly state_type: string };
        if (state_type !== "FAILED") this.#registry.problems.push(`run ${id} is ${state_type} after its pause`);
        this.#registry.count(outcome);
        this.#leave(id);
      });
    }
  }
}
