/** What becomes of runs, of whoever follows them and of the services while PostgreSQL is restarted under a running server. */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { TestDatabase } from "../support/databases.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { eventually } from "./client-process.ts";
import { lastLine, reportOf } from "./report.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** Longer than the script has work to do, so that most of its tasks and its flow end while nobody can record it. */
const OUTAGE_MILLISECONDS = 5_000;
const POLL_MILLISECONDS = 500;

let postgres: PostgresServer | undefined;

/** A server of its own: others share theirs. */
const ownPostgres: TestDatabase = {
  name: "postgresql",
  create: async () => {
    postgres = await startPostgres();
    return { url: postgres.url, drop: postgres.stop };
  },
};

await prefectSuite(
  "while PostgreSQL is restarted",
  (suite) => {
    /** A status, and what the answer says. */
    const ask = async (url: string, body?: object): Promise<[number, object]> => {
      const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const response = await fetch(url, body === undefined ? {} : init);
      return [response.status, (await response.json()) as object];
    };
    const expectUnavailable = async (flowRunId: string): Promise<void> => {
      const told = { exception_message: "The database cannot be reached at the moment; try again" };
      const run = `${suite.apiUrl()}/flow_runs/${flowRunId}`;
      expect(await ask(run)).toEqual([503, told]);
      expect(await ask(`${run}/set_state`, { state: { type: "CANCELLING" } })).toEqual([503, told]);
      expect(await ask(`${suite.apiUrl()}/flows/`, { name: "never" })).toEqual([503, told]);
      expect(await ask(`${suite.apiUrl()}/flow_runs/count`, {})).toEqual([503, told]);
      expect((await ask(`${suite.apiUrl()}/ready`))[0]).toBe(503);
      expect(await ask(`${suite.apiUrl()}/health`)).toEqual([200, true]);
      // The second is loaded by Prisma, over connections of its own.
      for (const field of [`flowRun(id: "${flowRunId}")`, `node(id: "${btoa(`FlowRun:${flowRunId}`)}")`]) {
        const [, answer] = await ask(suite.apiUrl().replace(/api$/, "graphql"), { query: `{ ${field} { id } }` });
        expect(answer, field).toMatchObject({
          errors: [{ message: told.exception_message, extensions: { code: "SERVICE_UNAVAILABLE" } }],
        });
      }
    };

    it("clients try again until everything is recorded, and dashboards and services go on", () =>
      withTemporaryFolder(async (folder) => {
        const dashboard = suite.dashboard();
        if (dashboard === undefined || postgres === undefined) throw new Error("this suite only runs with our server");
        const go = join(folder, "go");
        const running = await suite.start("stepwise.py", { arguments: [go] });
        const { flow_run_id: id } = running.announced;
        const following = await dashboard.follow(id);
        try {
          await writeFile(go, "");
          const seen = [(await following.next()).value];
          const resume = await postgres.interrupt();
          for (const end = Date.now() + OUTAGE_MILLISECONDS; Date.now() < end; await sleep(POLL_MILLISECONDS)) {
            await expectUnavailable(id);
          }
          await resume();
          const report = reportOf(await running.finished);
          await suite.agrees(report);
          const ends = () => new Set(seen.filter((each) => each?.to.type === "COMPLETED").map((each) => each?.runId));
          while (!ends().has(id) || ends().size < 1 + report.task_runs.length)
            seen.push((await following.next()).value);
          const rest = suite.rest();
          const flow = await rest.post<{ id: string }>("/flows/", { name: "nobody runs this" });
          const late = await rest.post<{ id: string }>("/flow_runs/", {
            flow_id: flow.id,
            state: { type: "SCHEDULED" },
          });
          expect(
            await eventually("the run is late", async () =>
              (await rest.run(late.id)).state_name === "Late" ? "Late" : undefined,
            ),
          ).toBe("Late");
        } finally {
          await following.stop();
          await running.stop();
        }
      }));

    it("runners and task workers go on with what is due", () =>
      withTemporaryFolder(async (folder) => {
        if (postgres === undefined) throw new Error("this suite only runs with our server");
        const name = `ebb ${randomUUID()}`;
        const runner = await suite.client({
          words: ["served.py"],
          environmentVariables: { SERVED_NAME: name, LEAD_SECONDS: "3600" },
          ready: /polling\s+for\s+scheduled\s+runs/,
        });
        const variables = {
          PENSTOCK_TEST_FOLDER: folder,
          PREFECT_RESULTS_LOCAL_STORAGE_PATH: join(folder, "storage"),
        };
        const worker = await suite.start("background_worker.py", {
          arguments: ["1", "add"],
          environmentVariables: variables,
        });
        try {
          const rest = suite.rest();
          const { id } = await rest.deployment(`${name}/interval`);
          const completedSince = (moment: number) => async () => {
            const runs = await rest.runsOf(id);
            return runs.some((run) => run.state_name === "Completed" && Date.parse(run.start_time ?? "") > moment)
              ? true
              : undefined;
          };
          await eventually("a run before the outage", completedSince(0), () => runner.output());
          const resume = await postgres.interrupt();
          await sleep(OUTAGE_MILLISECONDS);
          await resume();
          await eventually("a run after the outage", completedSince(Date.now()), () => runner.output());
          const delayed = await suite.start("background_delay.py", {
            arguments: [JSON.stringify([["add", 1, 2]])],
            environmentVariables: variables,
          });
          expect(lastLine(await delayed.finished)).toEqual({ results: [3], states: ["Completed"] });
          await delayed.stop();
        } finally {
          await worker.stop();
          await runner.stop();
        }
      }));
  },
  { graphqlOnly: true, concurrent: false, database: ownPostgres, serverVariables: QUICK_SERVICES },
);
