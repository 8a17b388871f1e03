import { expect, it } from "vitest";
import { prefectSuite } from "./suite.ts";

await prefectSuite(
  "the stock client deploys flows",
  (suite) => {
    it("makes, changes, runs, polls and removes deployments", async () => {
      const { exitCode, lines, stderr } = await suite.run("deployments.py");
      expect(exitCode, stderr).toBe(0);
      const [told] = lines as readonly Readonly<Record<string, unknown>>[];
      expect(told?.made).toEqual({
        parameters: { ship: "Fram" },
        tags: ["sea", "north"],
        description: "Every day.",
        version: "1",
        status: "NOT_READY",
        entrypoint: "voyage",
        schema: ["ship"],
        enforced: true,
        limit: 2,
        strategy: "CANCEL_NEW",
        labels: ["prefect.flow.id"],
        schedules: [
          { slug: "hourly", active: false },
          { slug: "morning", active: true },
        ],
      });
      // Applied again under the same name it is changed; its schedules are told apart by their slugs.
      expect(told).toMatchObject({ by_name: true, again: true, unnamed: 422, listed: [true], tagged: 0 });
      expect(told?.remade).toMatchObject({
        parameters: { ship: "Gjøa" },
        tags: [],
        limit: null,
        schedules: [
          { slug: "later", active: true, schedule: { cron: "0 8 * * *" } },
          { slug: "morning", active: true, schedule: { cron: "0 7 * * *" } },
          { slug: "hourly", active: false, schedule: { interval: 3600 } },
        ],
      });
      expect(told).toMatchObject({
        paused: true,
        changed: { paused: false, description: "Changed.", tags: ["south"] },
        schedules: [
          ["often", true],
          [null, false],
          ["later", true],
          ["morning", true],
          ["hourly", false],
        ],
        left: ["often", "later", "morning", "hourly"],
      });
      expect(told?.run).toMatchObject({
        parameters: { ship: "Gjøa", days: 5 },
        tags: ["south", "trial"],
        state: "SCHEDULED",
        deployment: true,
        labels: 12,
      });
      expect(told).toMatchObject({
        same: true,
        bad: { type: 409, unknown: 404, read: "ObjectNotFound", schedule: "ObjectNotFound", queue: 400 },
        due: [true],
        everything: [false, true],
        polled: { status: "READY", last_polled: true },
        child: { parameters: { ship: "Maud" }, state: "Scheduled" },
        gone: "ObjectNotFound",
        gone_again: "ObjectNotFound",
        withdrawn: "ObjectNotFound",
      });
    });
  },
  {
    // Nothing moves but what the script does: the lists it reads hold its own runs.
    serverVariables: { PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED: "false" },
  },
);
