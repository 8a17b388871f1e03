import { expect, it } from "vitest";
import { flowRunAt } from "./report.ts";
import { prefectSuite } from "./suite.ts";

await prefectSuite("the stock client stores variables, blocks, artifacts and limits", (suite) => {
  it("sets, reads, overwrites and removes variables", async () => {
    const report = await suite.report<Readonly<Record<string, unknown>>>("variables.py");
    const shape = { sides: 3, ratio: 1, names: ["a", null, true] };
    expect(report.inside).toEqual({ number: 250, object: shape, default: "fallback", missing: null });
    expect(report).toMatchObject({ refused: "ValueError", changed: 300, bad_name: "ValidationError", gone: "gone" });
    // Overwriting without tags takes the tags away.
    expect(report.listed).toEqual([
      { value: 300, tags: [] },
      { value: shape, tags: [] },
    ]);
    expect(report).toMatchObject({ removed: true, removed_again: false });
    expect(flowRunAt(report).state_name).toBe("Completed");
  });

  it("saves, loads, overwrites and removes blocks, and hides their secrets", async () => {
    const report = await suite.report<Readonly<Record<string, unknown>>>("secret_block.py");
    expect(report.inside).toEqual({ value: "open sesame", shown: "**********" });
    expect(report).toMatchObject({ refused: "ValueError", missing: "ValueError" });
    expect(report.changed).toEqual({ user: "crow", keys: [1, 2] });
    expect(report.fleet).toEqual({ ships: ["Ra"], home: "Ålesund", berths: 9, code: "1234" });
    expect(report.obfuscated).toEqual({ name: "Ålesund", berths: 9, code: "********" });
    expect(report.block_types).toEqual(["fleet", "harbour", "secret"]);
  });

  it("makes artifacts of every kind", async () => {
    const report = await suite.report<Readonly<Record<string, unknown>>>("artifacts.py");
    expect(report.latest).toEqual({ data: "# From a task", description: "made by a task", of_task: true });
    const table = '[{"ship": "Fram", "built": 1892, "length": 39.0}]';
    expect(report.artifacts).toEqual([
      { key: "report", type: "markdown", data: "# First", of_task: false },
      { key: "report", type: "markdown", data: "# From a task", of_task: true },
      { key: "ships-image", type: "image", data: "https://example.org/fram.png", of_task: false },
      { key: "ships-link", type: "markdown", data: "[Fram](https://example.org/fram)", of_task: false },
      { key: "ships-progress", type: "progress", data: 75, of_task: true },
      { key: "ships-table", type: "table", data: table, of_task: false },
    ]);
  });

  it("holds to concurrency limits, global, by rate and by tag", async () => {
    const report = await suite.report<Readonly<Record<string, unknown>>>("concurrency.py");
    expect(report.outcome).toEqual({
      held: 2,
      second: "TimeoutError",
      after: 0,
      strict: "ConcurrencySlotAcquisitionError",
    });
    expect(report.most).toBe(1);
    expect(report.tag_limit).toEqual({ limit: 1, active: [] });
    expect(report.task_runs.map((run) => run.state_name)).toEqual(["Completed", "Completed"]);
  });

  it("manages limits by the command line", async () => {
    const output = await suite.run("limits_cli.py");
    const { name, tag, steps } = output.lines.at(-1) as {
      readonly name: string;
      readonly tag: string;
      readonly steps: readonly { readonly command: string; readonly code: number; readonly output: string }[];
    };
    // The limits that were deleted are the ones that are not found.
    expect(steps.filter((step) => step.code !== 0).map((step) => step.command)).toEqual([
      "gcl inspect",
      "concurrency-limit delete",
    ]);
    const inspected = steps.filter((step) => step.command === "gcl inspect").map((step) => step.output);
    expect(inspected[0]).toContain("limit=3");
    expect(inspected[1]).toContain("limit=4");
    const outputOf = (command: string) => steps.find((step) => step.command === command)?.output;
    expect(outputOf("gcl ls")).toContain(name);
    expect(outputOf("concurrency-limit ls")).toContain(tag);
  });
});
