import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Logger } from "../../src/core.ts";
import { ServiceLoop } from "../../src/services/service-loop.ts";

function recordingLogger(): { readonly logger: Logger; readonly failures: object[] } {
  const failures: object[] = [];
  return { failures, logger: { info: () => {}, warn: () => {}, error: (fields) => void failures.push(fields) } };
}

const { logger: quiet } = recordingLogger();

describe("a service loop", () => {
  test("runs again after its interval, until it is stopped", async () => {
    let runs = 0;
    const loop = new ServiceLoop({
      name: "periodic",
      logger: quiet,
      pauseMilliseconds: () => 5,
      run: async () => {
        runs += 1;
      },
    });
    loop.start();
    await expect.poll(() => runs, { interval: 1 }).toBeGreaterThan(3);
    await loop.stop();
    const stoppedAt = runs;
    await setTimeout(30);
    expect(runs).toBe(stoppedAt);
  });

  test("runs at once when it is woken, once for many calls", async () => {
    let runs = 0;
    const loop = new ServiceLoop({
      name: "sleepy",
      logger: quiet,
      pauseMilliseconds: () => 60_000,
      run: async () => {
        runs += 1;
        await setTimeout(10);
      },
    });
    loop.start();
    await expect.poll(() => runs).toBe(1);
    for (let call = 0; call < 5; call += 1) loop.wake();
    await setTimeout(50);
    expect(runs).toBe(2);
    loop.wake();
    await expect.poll(() => runs).toBe(3);
    await loop.stop();
  });

  test("waits for the run under way when it stops, and lets it know", async () => {
    const order: string[] = [];
    const started = Promise.withResolvers<void>();
    const loop = new ServiceLoop({
      name: "busy",
      logger: quiet,
      run: async (signal) => {
        started.resolve();
        while (!signal.aborted) await setTimeout(1);
        await setTimeout(20);
        order.push("finished");
      },
    });
    loop.start();
    await started.promise;
    await loop.stop();
    order.push("stopped");
    expect(order).toEqual(["finished", "stopped"]);
  });

  test("logs what fails and tries again, a little later each time", async () => {
    const { logger, failures } = recordingLogger();
    const starts: number[] = [];
    const loop = new ServiceLoop({
      name: "failing",
      logger,
      run: async (signal) => {
        starts.push(performance.now());
        if (starts.length <= 2) throw new Error(`failure ${starts.length}`);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    loop.start();
    await expect.poll(() => starts.length).toBe(3);
    await loop.stop();
    expect(failures).toMatchObject([
      { service: "failing", err: { message: "failure 1" }, pause_milliseconds: 100 },
      { service: "failing", err: { message: "failure 2" }, pause_milliseconds: 200 },
    ]);
    const [first, second, third] = starts as [number, number, number];
    expect(second - first).toBeGreaterThan(90);
    expect(third - second).toBeGreaterThan(190);
  });

  test("stops in the middle of a pause, or before it was started", async () => {
    const failing = new ServiceLoop({
      name: "failing",
      logger: quiet,
      run: () => Promise.reject(new Error("always")),
    });
    failing.start();
    await setTimeout(20);
    const started = performance.now();
    await failing.stop();
    expect(performance.now() - started).toBeLessThan(90);
    await new ServiceLoop({ name: "idle", logger: quiet, run: () => Promise.resolve() }).stop();
  });
});
