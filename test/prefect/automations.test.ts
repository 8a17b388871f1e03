import { expect, it } from "vitest";
import { eventually } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import { writeProject } from "./project.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

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

    it("acts in every way there is, and is refused what only Prefect Cloud does", async () => {
      const { exitCode, lines, stderr } = await suite.run("automation_actions.py", { timeoutSeconds: 240 });
      expect(exitCode, stderr).toBe(0);
      // The reference's server leads the same script to the same report.
      expect(lines).toEqual([
        {
          "deployment paused": true,
          "deployment resumed": false,
          "pool paused": true,
          "pool resumed": false,
          "queue paused": true,
          "queue resumed": false,
          "automation paused": false,
          "automation resumed": true,
          cancel: "Cancelled",
          suspend: "Suspended",
          resume: "Resuming",
          change: "Sunk",
          "changed by": "by order",
          deleted: true,
          called: ["Fram", '{"ship": "Maud"}'],
          notified: { title: "Ahoy", text: "Gjoa is here" },
          "any of both": 1,
          "in order": 1,
          ships: ["Fram", "silent"],
          due: [1, { berth: 4 }],
          metric: 422,
          incident: 422,
        },
      ]);
    });

    it("deploys what prefect.yaml says, and runs it upon the triggers there", () =>
      withTemporaryFolder(async (folder) => {
        const rest = suite.rest();
        const automations = async (): Promise<readonly string[]> => {
          const all = await rest.post<readonly { readonly name: string }[]>("/automations/filter");
          return all.map(({ name }) => name).filter((name) => /^(bell|both)$/.test(name));
        };
        const deployment = (triggers: readonly object[]) => ({
          name: "rung",
          entrypoint: "harbour.py:load",
          tags: ["sea"],
          parameters: { ship: "Maud" },
          concurrency_limit: { limit: 2, collision_strategy: "CANCEL_NEW", grace_period_seconds: 90 },
          work_pool: { name: "quay", work_queue_name: "express", job_variables: { env: { PORT: "oslo" } } },
          schedules: [
            { cron: "0 6 * * 1", slug: "monday", parameters: { ship: "Maud" } },
            { interval: 3600, anchor_date: "2026-01-05T06:00:00Z", slug: "hourly", active: false },
          ],
          pull: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
          triggers,
        });
        const signal = (name: string) => ({
          type: "event",
          expect: [name],
          match: { "prefect.resource.id": "ship.*" },
        });
        await writeProject(folder, [
          deployment([
            { ...signal("bell"), name: "bell", parameters: { ship: "{{ event.payload.ship }}" } },
            { type: "compound", name: "both", require: "all", within: 300, triggers: ["smoke", "flag"].map(signal) },
          ]),
        ]);
        const emit = (name: string) => ({
          words: ["events", "emit", name, "--resource-id", "ship.1", "--payload", '{"ship": "Fram"}'],
        });
        const made = await runCommands(
          suite,
          [
            { words: ["work-pool", "create", "quay", "--type", "process"] },
            { words: ["--no-prompt", "deploy", "--all"] },
            ...["bell", "flag", "smoke"].map(emit),
          ],
          { folder },
        );
        for (const { exit, output } of made) expect(exit, output).toBe(0);
        const deployed = await rest.get<Readonly<Record<string, unknown>>>("/deployments/name/harbour/rung");
        expect(deployed).toMatchObject({
          tags: ["sea"],
          work_pool_name: "quay",
          work_queue_name: "express",
          job_variables: { env: { PORT: "oslo" } },
          concurrency_options: { collision_strategy: "CANCEL_NEW", grace_period_seconds: 90 },
          global_concurrency_limit: { limit: 2 },
          pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
        });
        expect((await automations()).toSorted()).toEqual(["bell", "both"]);
        const runs = await eventually("a run for each trigger", async () => {
          const all = await rest.runsOf(String(deployed.id));
          return all.length === 2 ? all : undefined;
        });
        expect(runs.map(({ parameters }) => String(parameters.ship)).toSorted()).toEqual(["Fram", "Maud"]);

        // Deployed again without them, its automations are gone.
        await writeProject(folder, [deployment([])]);
        const [again] = await runCommands(suite, [{ words: ["--no-prompt", "deploy", "--all"] }], { folder });
        expect(again?.exit, again?.output).toBe(0);
        expect(await automations()).toEqual([]);
      }));

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
