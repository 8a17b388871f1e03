/** What a background service is to the command line, the composition root and the tests. */
import type { LoopSettings, ServiceSettings } from "../config.services.ts";
import type { Core } from "../core.ts";
import type { LogFollower } from "../db/log-follower.ts";
import type { LogRow } from "../db/log-tail.ts";
import type { Microseconds } from "../time/duration.ts";
import { type Service, ServiceLoop } from "./service-loop.ts";

export interface ServiceDefinition {
  /** In the words of the log and of `penstock services --list`. */
  readonly name: string;
  /** One line that says what it does. */
  readonly description: string;
  /** The environment variable that enables it. */
  readonly variable: string;
  isEnabled(settings: ServiceSettings): boolean;
  /** The pause between its rounds; undefined for one that wakes when there is something to do. */
  interval(settings: ServiceSettings): Microseconds | undefined;
  /** @param follower tails the event log for the services that react to it */
  create(core: Core, follower: LogFollower<"event">): Service;
}

/** One instance of a service that does a round now and then. */
export interface Rounds {
  /** Does all there is to do now; returns early, with all it began ended, once the signal is aborted. */
  round(signal: AbortSignal): Promise<void>;
  /** When the next round is due, where that is not simply after the interval. */
  pause?(): Promise<Microseconds>;
}

export interface PeriodicService extends ServiceDefinition {
  /** For tests that turn the clock by hand; an instance may keep what only spares work. */
  prepare(core: Core): Rounds;
}

export interface PeriodicOptions extends Pick<PeriodicService, "name" | "description" | "variable" | "prepare"> {
  settings(services: ServiceSettings): LoopSettings;
  /** Events upon which a round begins at once; one that is missed costs the interval. */
  wakesOn?(event: LogRow<"event">): boolean;
}

/** Defines a service that does a round and pauses for its interval, again and again. */
export function periodicService(options: PeriodicOptions): PeriodicService {
  const { name, description, variable, prepare, settings, wakesOn } = options;
  return {
    name,
    description,
    variable,
    prepare,
    isEnabled: (services) => settings(services).enabled,
    interval: (services) => settings(services).interval,
    create: (core, follower) => {
      const rounds = prepare(core);
      const { interval } = settings(core.settings.services);
      const loop = new ServiceLoop({
        name,
        logger: core.logger,
        run: (signal) => rounds.round(signal),
        pauseMilliseconds: async () => ((await rounds.pause?.()) ?? interval) / 1_000,
      });
      return wakesOn === undefined ? loop : wokenBy(follower, wakesOn, loop);
    },
  };
}

/** The loop, woken by events as long as it runs. */
function wokenBy(
  follower: LogFollower<"event">,
  wakesOn: (event: LogRow<"event">) => boolean,
  loop: ServiceLoop,
): Service {
  let unsubscribe: (() => void) | undefined;
  return {
    start: () => {
      unsubscribe ??= follower.subscribe(({ rows }) => {
        if (rows.some(wakesOn)) loop.wake();
      });
      loop.start();
    },
    stop: () => {
      unsubscribe?.();
      return loop.stop();
    },
  };
}
