/**
 * A world whose clock is turned by hand: it jumps from one thing that happens to the next, and at each of them whoever is
 * alive polls, and the background services do the rounds that are due. Two instances of the services take turns, and
 * sometimes go at once.
 */
import { sql } from "kysely";
import { readSettings } from "../../src/config.ts";
import type { Core } from "../../src/core.ts";
import { openDatabase } from "../../src/db/open.ts";
import type { Rounds } from "../../src/services/service-definition.ts";
import { periodicServices } from "../../src/services/services.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { type Microseconds, microseconds, microsecondsFromSeconds } from "../../src/time/duration.ts";
import type { Instant } from "../../src/time/instant.ts";
import type { TestDatabase } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

/** No two requests happen at once, so that no two states do. */
const REQUEST = microseconds(1_000);
/** What can wait is looked at less often than by default, for the year has few moments as it is. */
const SETTINGS = {
  PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS: "120",
  PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "3600",
  PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS: "3600",
  PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS: "3600",
  PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS: "290",
  PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS: "3600",
  PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS: "290",
  // At the end of the year all of it is looked at.
  PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED: "none",
};
/** When a run that was not begun is late, and the service has had a round. */
const LATE_SECONDS = 21;
/** How often both instances of a service do the same round at once. */
const COLLISION_SHARE = 0.1;

interface Happening {
  readonly at: Instant;
  readonly act: () => Promise<void>;
}

interface RunningService {
  readonly name: string;
  readonly interval: Microseconds;
  readonly instances: readonly Rounds[];
  lastRound: Instant | undefined;
}

export interface Answer {
  readonly status: number;
  // What a route answers is known where it is called.
  readonly body: never;
}

/** Somebody who polls now and then. */
export interface Poller {
  poll(): Promise<void>;
}

export class World {
  readonly clock: ManualClock;
  readonly core: Core;
  readonly random: () => number;
  readonly pollers: Poller[] = [];
  /** Called after each round of the service of that name. */
  readonly checks = new Map<string, () => Promise<void>>();
  readonly #server: TestServer;
  readonly #services: RunningService[];
  readonly #close: () => Promise<void>;
  readonly #happenings: Happening[] = [];
  #serviceTurns = 0;

  private constructor(server: TestServer, other: Core, close: () => Promise<void>, clock: ManualClock, seed: number) {
    this.#server = server;
    this.core = server.core;
    this.clock = clock;
    this.random = randomFrom(seed);
    this.#close = close;
    const { services } = this.core.settings;
    const enabled = periodicServices.filter((service) => service.isEnabled(services));
    this.#services = enabled.map((service) => ({
      name: service.name,
      interval: service.interval(services) ?? microseconds(0),
      instances: [service.prepare(this.core), service.prepare(other)],
      lastRound: undefined,
    }));
  }

  static async open(testDatabase: TestDatabase, start: Instant, seed: number): Promise<World> {
    const clock = new ManualClock(start);
    const { deploymentConcurrencySlotWait, services } = readSettings(SETTINGS);
    const server = await createTestServer(testDatabase, {
      clock,
      services: false,
      settings: { deploymentConcurrencySlotWait, services },
    });
    const database = await openDatabase(server.databaseUrl);
    const close = async (): Promise<void> => {
      await database.close();
      await server.close();
    };
    return new World(server, { ...server.core, database }, close, clock, seed);
  }

  close(): Promise<void> {
    return this.#close();
  }

  now(): Instant {
    return this.clock.now();
  }

  /** Makes something happen in so many seconds. */
  in(seconds: number, act: () => Promise<void>): void {
    this.at((this.now() + microsecondsFromSeconds(seconds)) as Instant, act);
  }

  at(at: Instant, act: () => Promise<void>): void {
    // From the end, for most happens soon; what comes first is last.
    let place = this.#happenings.length;
    while (place > 0 && (this.#happenings[place - 1] as Happening).at <= at) place -= 1;
    this.#happenings.splice(place, 0, { at, act });
  }

  /** Lets the services look in so many seconds, when something will be due for them. */
  lookIn(seconds: number): void {
    this.in(seconds, () => Promise.resolve());
  }

  async request(method: "POST" | "PATCH" | "GET", path: string, payload?: object): Promise<Answer> {
    this.clock.advance(REQUEST);
    const response = await this.#server.application.inject({
      method,
      url: `/api${path}`,
      ...(payload === undefined ? {} : { payload }),
    });
    const body = (response.body === "" ? null : response.json()) as never;
    if (response.statusCode >= 500) throw new Error(`${path} answered ${response.statusCode}: ${response.body}`);
    return { status: response.statusCode, body };
  }

  /** Goes on until `end`. */
  async runUntil(end: Instant): Promise<void> {
    for (;;) {
      await this.#pollAll((await this.#dueRuns()).isDue);
      await this.#runServices();
      if (this.now() >= end) return;
      const next = this.#happenings.at(-1);
      const { next: due } = await this.#dueRuns();
      const at = Math.min(next?.at ?? end, due ?? end, end) as Instant;
      if (at > this.now()) this.clock.set(at);
      // What nobody begins is late by then.
      if (at === due) this.lookIn(LATE_SECONDS);
      if (next === undefined || next.at > at) continue;
      this.#happenings.pop();
      await next.act();
    }
  }

  /** Whether scheduled runs are due, and when the next ones are. */
  async #dueRuns(): Promise<{ readonly isDue: boolean; readonly next: Instant | null }> {
    const row = await this.core.database.get(
      sql<{
        due: number;
        next: Instant | null;
      }>`select (select count(*) from flow_run where state_type = 'SCHEDULED' and next_scheduled_start_time <= ${this.now()}) as due, (select min(next_scheduled_start_time) from flow_run where next_scheduled_start_time > ${this.now()}) as next`,
    );
    return { isDue: (row?.due ?? 0) > 0, next: row?.next ?? null };
  }

  /**
   * Whoever polls is thought to poll all the time. A poll that finds nothing matters only to the foreman, who takes for gone
   * whom he has not heard of.
   */
  async #pollAll(isDue: boolean): Promise<void> {
    const isForemanDue = this.#services.some((service) => service.name === "foreman" && this.#isRoundDue(service));
    if (isForemanDue || isDue) await Promise.all(this.pollers.map((poller) => poller.poll()));
  }

  #isRoundDue({ lastRound, interval }: RunningService): boolean {
    return lastRound === undefined || this.now() - lastRound >= interval;
  }

  async #runServices(): Promise<void> {
    for (const service of this.#services) {
      const { instances } = service;
      if (!this.#isRoundDue(service)) continue;
      service.lastRound = this.now();
      this.#serviceTurns += 1;
      const some =
        this.random() < COLLISION_SHARE ? instances : [instances[this.#serviceTurns % instances.length] as Rounds];
      const { signal } = new AbortController();
      await Promise.all(some.map((instance) => instance.round(signal)));
      await this.checks.get(service.name)?.();
    }
  }
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
