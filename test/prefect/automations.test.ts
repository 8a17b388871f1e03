import { expect, it } from "vitest";
import { runCommands } from "./command-line.ts";
import { prefectSuite } from "./suite.ts";

await prefectSuite(
  "the stock client automates",
  (suite) => {
    it("runs deployments upon failures, signals together and in order, and what is sent to them", async () => {
      const { exitCode, lines, stderr } = await suite.run("automations.py");
      expect(exitCode, stderr).toBe(0);
      const told = lines.at(-1) as Readonly<Record<string, unknown>>;
      expect(told).toMatchObject({
        read: { trigger: "event", tags: ["sea"] },
        by_name: true,
        children: ["EventTrigger", "EventTrigger"],
        signalled: true,
        early: 0,
        ordered: true,
        called: { of: "Fram" },
        disabled: false,
        changed: [true, "do-nothing"],
        gone: true,
        sequence: "SequenceTrigger",
      });
      expect(told.rescued).toEqual({
        why: `sinking-${String(told.mark)} is Failed: Flow run encountered an exception: ValueError: a leak`,
        named: true,
        by: "AUTOMATION",
      });
    });

    it("makes, shows, pauses, resumes and deletes automations by the command line", async () => {
      const automation = JSON.stringify({
        name: "by the command line",
        trigger: { type: "event", posture: "Proactive", expect: ["nothing.happens"], threshold: 1, within: 30 },
        actions: [{ type: "do-nothing" }],
      });
      const outcomes = await runCommands(suite, [
        { words: ["automation", "create", "--from-json", automation], keep: "made" },
        { words: ["automation", "ls"] },
        { words: ["automation", "inspect", "by the command line"] },
        { words: ["automation", "pause", "by the command line"] },
        { words: ["automation", "inspect", "by the command line", "--json"] },
        { words: ["automation", "resume", "--id", "@made"] },
        { words: ["--no-prompt", "automation", "delete", "--id", "@made"] },
        { words: ["automation", "inspect", "--id", "@made"] },
      ]);
      const codes = outcomes.map(({ exit }) => exit);
      expect(codes, JSON.stringify(outcomes)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
      expect(outcomes[1]?.output).toContain("by the command line");
      expect(outcomes[4]?.output).toMatch(/"enabled":\s*false/);
    });
  },
  { serverVariables: { PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED: "false" } },
);
