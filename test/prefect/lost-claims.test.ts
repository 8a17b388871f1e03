import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { type ClientProcess, eventually } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import { writeProject } from "./project.ts";
import type { SeenRun } from "./rest.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** The shortest a deployment's slot can be held for by a run that has not begun. */
const LEASE_SECONDS = 30;
/** Several polls of a worker. */
const QUIET_MILLISECONDS = 4_000;

for (const database of testDatabases) {
  await prefectSuite(
    `a stock worker that is killed between claiming a run and its start (${database.name})`,
    (suite) => {
      it("leaves it Pending; the deployment's slot comes back by itself, the pool's when the run is ended", () =>
        withTemporaryFolder(async (folder) => {
          const rest = suite.rest();
          const [narrow, wide] = [`narrow-${randomUUID()}`, `wide-${randomUUID()}`];
          const hold = { command: `sh ${join(folder, "hold.sh")}` };
          // The pool has room for one run; and the deployment, in a pool that has room.
          await writeProject(folder, [
            { name: "held", entrypoint: "harbour.py:load", work_pool: { name: narrow, job_variables: hold } },
            { name: "next", entrypoint: "harbour.py:load", work_pool: { name: narrow } },
            { name: "one", entrypoint: "harbour.py:load", work_pool: { name: wide }, concurrency_limit: 1 },
          ]);
          const prepared = await runCommands(
            suite,
            [
              ["work-pool", "create", narrow, "--type", "process"],
              ["work-pool", "create", wide, "--type", "process"],
              ["work-pool", "set-concurrency-limit", narrow, "1"],
              ["--no-prompt", "deploy", "--all"],
            ].map((words) => ({ words })),
            { folder },
          );
          for (const { exit, output } of prepared) expect(exit, output).toBe(0);
          const [held, next, one] = await Promise.all(
            ["held", "next", "one"].map((name) => rest.deployment(`harbour/${name}`)),
          );
          const start = (pool: string, name: string): Promise<ClientProcess> =>
            suite.client({
              words: ["-m", "prefect", "worker", "start", "--pool", pool, "--name", name],
              ready: /Worker '[^']+' started!/,
            });
          const active = async (path: string, method: "get" | "post") =>
            (await rest[method]<{ active_slots: number }>(path)).active_slots;
          const activeOfPool = () => active(`/work_pools/${narrow}/concurrency_status`, "post");
          const activeOfDeployment = () => active(`/v2/concurrency_limits/deployment:${one?.id}`, "get");
          const create = (deployment: { id: string } | undefined, variables?: Readonly<Record<string, string>>) =>
            rest.post<SeenRun>(`/deployments/${deployment?.id}/create_flow_run`, {
              parameters: { ship: "Fram" },
              state: { type: "SCHEDULED" },
              ...(variables !== undefined && { job_variables: variables }),
            });
          const seen = async (run: SeenRun) => {
            const { state_type, state_name, run_count } = await rest.run(run.id);
            return { state_type, state_name, run_count };
          };
          const claimed = { state_type: "PENDING", state_name: "Submitting", run_count: 0 };

          const runs = await Promise.all([create(held), create(one, hold)]);
          const lost = await Promise.all([start(narrow, "lost"), start(wide, "lost")]);
          const output = () => lost.map((worker) => worker.output()).join("\n");
          const jobs = async (): Promise<readonly (readonly string[])[]> => {
            const text = await readFile(join(folder, "held"), "utf8").catch(() => "");
            return text
              .split("\n")
              .filter((line) => line !== "")
              .map((line) => line.split(" "));
          };
          await eventually("both jobs", async () => ((await jobs()).length === 2 ? true : undefined), output);
          await Promise.all(lost.map((worker) => worker.end("SIGKILL")));
          for (const [pid] of await jobs()) process.kill(Number(pid), "SIGKILL");
          expect(await Promise.all(runs.map(seen))).toEqual([claimed, claimed]);

          // Others of both wait, though there are workers again.
          const [behindPool, behindDeployment] = await Promise.all([create(next), create(one)]);
          const workers = await Promise.all([start(narrow, "other"), start(wide, "other")]);
          await sleep(QUIET_MILLISECONDS);
          expect(await Promise.all([behindPool, behindDeployment].map(seen))).toMatchObject([
            { state_type: "SCHEDULED" },
            { state_type: "SCHEDULED" },
          ]);
          expect(await Promise.all([activeOfPool(), activeOfDeployment()])).toEqual([1, 1]);

          // Nobody renews the lease of what never begins: its slot goes to the other run, and back when that ends.
          const ended = (run: SeenRun | undefined) =>
            eventually(
              "a run's end",
              async () => ((await rest.run(run?.id ?? "")).state_name === "Completed" ? true : undefined),
              () => workers.map((worker) => worker.output()).join("\n"),
            );
          await ended(behindDeployment);
          const states = await rest.get<readonly { name: string }[]>(
            `/flow_run_states/?flow_run_id=${behindDeployment?.id}`,
          );
          expect(states.map((state) => state.name)).toContain("AwaitingConcurrencySlot");
          expect(await activeOfDeployment()).toBe(0);
          expect(await Promise.all(runs.map(seen))).toEqual([claimed, claimed]);
          expect(await seen(behindPool)).toMatchObject({ state_type: "SCHEDULED", run_count: 0 });

          // The pool's slot is the run's own until somebody ends it; no infrastructure answers to a cancellation.
          const cancels = await runCommands(
            suite,
            runs.map((run) => ({ words: ["flow-run", "cancel", run.id] })),
          );
          for (const cancel of cancels) expect(cancel.exit, cancel.output).toBe(0);
          await ended(behindPool);
          // Nobody answers; the service that times cancellations out ends them.
          await eventually("the end of the cancelled runs", async () => {
            const states = await Promise.all(runs.map(seen));
            return states.every(({ state_type }) => state_type === "CANCELLED") ? true : undefined;
          });
          expect(await Promise.all(runs.map(seen))).toMatchObject([
            { state_type: "CANCELLED", run_count: 0 },
            { state_type: "CANCELLED", run_count: 0 },
          ]);
          expect(await Promise.all([activeOfPool(), activeOfDeployment()])).toEqual([0, 0]);
          for (const worker of workers) expect((await worker.end("SIGTERM")).exitCode).toBe(0);
        }));
    },
    {
      database,
      concurrent: false,
      serverVariables: {
        ...QUICK_SERVICES,
        PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION: String(LEASE_SECONDS),
        PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS: "3",
      },
    },
  );
}
