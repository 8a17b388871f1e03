import { expect, it } from "vitest";
import { prefectSuite } from "./suite.ts";

await prefectSuite("the stock client keeps work pools", (suite) => {
  it("makes, changes, polls and removes pools and queues, from the command line and in code", async () => {
    const { exitCode, lines, stderr, stdout } = await suite.run("work_pools.py");
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
    const [report] = lines as readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
    const told = Object.entries(report?.told ?? {});
    expect(told.filter(([, worked]) => worked !== true)).toEqual([]);
    expect(told).toHaveLength(24);
    expect(report?.called).toEqual({
      pool: ["process", "A yard", 5, "NOT_READY", false],
      queues: [
        ["fast", 1, null],
        ["default", 2, null],
      ],
      pools: [true],
      twice: "ObjectAlreadyExists",
      other: "A dock",
      workers: [["first", 10, "ONLINE"]],
      ready: "READY",
      handed: [true],
      begun: ["ACCEPT", "ABORT"],
      left: 0,
      queue_status: ["READY", true, 0],
      gone: true,
    });
    expect(report?.removed).toEqual([true, true, true]);
  });
});
