import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { eventually, isAlive } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import { writeProject } from "./project.ts";
import type { SeenRun } from "./rest.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** What a worker says instead of sending a heartbeat by REST. It reads its pool by REST no more either. */
const CONNECTED = /Skipping REST worker heartbeat because the worker channel is healthy/;
const CANCELLING_SECONDS = 3;
const CLEANUP_LEASE_SECONDS = 2;
/** A snapshot arrives within a fraction of it, and the worker looks that far ahead. */
const AHEAD_MILLISECONDS = 6_000;
/** From being due to being claimed: a poll a second, on a machine that is busy. */
const AT_ONCE_MILLISECONDS = 15_000;

interface SeenWorker {
  readonly name: string;
  readonly status: string;
  readonly last_heartbeat_time: string;
}

interface Template {
  readonly variables: { readonly properties: Record<string, unknown> };
}

for (const database of testDatabases) {
  await prefectSuite(
    `a stock worker on the worker channel (${database.name})`,
    (suite) => {
      it("makes its pool, hears of its changes, and another takes down what it leaves behind", () =>
        withTemporaryFolder(async (folder) => {
          const pool = `docks-${randomUUID()}`;
          const rest = suite.rest();
          const worker = await suite.client({
            words: ["-m", "prefect", "worker", "start", "--pool", pool, "--type", "process", "--name", "stock"],
            environmentVariables: { PREFECT_LOGGING_LEVEL: "DEBUG" },
            ready: CONNECTED,
          });
          const workers = () => rest.post<readonly SeenWorker[]>(`/work_pools/${pool}/workers/filter`);
          const [seen] = await workers();
          expect(seen).toMatchObject({ name: "stock", status: "ONLINE" });
          await eventually(
            "heartbeats through the channel",
            async () => ((await workers())[0]?.last_heartbeat_time === seen?.last_heartbeat_time ? undefined : true),
            worker.output,
          );
          const made = await rest.get<{ type: string; base_job_template: Template }>(`/work_pools/${pool}`);
          expect(made.type).toBe("process");

          await writeProject(folder, [
            { name: pool, entrypoint: "harbour.py:load", work_pool: { name: pool } },
            { name: pool, entrypoint: "harbour.py:outer", work_pool: { name: pool } },
          ]);
          const [deploy] = await runCommands(suite, [{ words: ["--no-prompt", "deploy", "--all"] }], { folder });
          expect(deploy?.exit, deploy?.output).toBe(0);
          const [load, watch] = await Promise.all(
            ["harbour", "watch"].map((flow) => rest.deployment(`${flow}/${pool}`)),
          );
          const becomes = (run: SeenRun, state: string, output = worker.output) =>
            eventually(
              `that the run is ${state}`,
              async () => ((await rest.run(run.id)).state_name === state ? true : undefined),
              output,
            );

          const first = await rest.createRun(load?.id ?? "", { ship: "Fram" });
          const started = join(folder, "started");
          const left = await rest.createRun(watch?.id ?? "", { started });
          await becomes(first, "Completed");
          const states = await rest.get<readonly { name: string; timestamp: string }[]>(
            `/flow_run_states/?flow_run_id=${first.id}`,
          );
          const at = (name: string) => Date.parse(states.find((state) => state.name === name)?.timestamp ?? "");
          expect(at("Pending") - at("Scheduled")).toBeLessThan(AT_ONCE_MILLISECONDS);

          // The pool's jobs become others; only a snapshot over the channel can have told the worker.
          const { variables, ...others } = made.base_job_template;
          const command = { type: "string", default: `sh ${join(folder, "note.sh")}` };
          await rest.patch(`/work_pools/${pool}`, {
            base_job_template: {
              ...others,
              variables: { ...variables, properties: { ...variables.properties, command } },
            },
          });
          const noted = await rest.createRun(load?.id ?? "", { ship: "Fram" }, Date.now() + AHEAD_MILLISECONDS);
          const notes = () => readFile(join(folder, "notes"), "utf8").catch(() => "");
          await eventually(
            "a job by the new template",
            async () => ((await notes()).trim() === noted.id ? true : undefined),
            worker.output,
          );

          // The worker of a run is lost, and with it whoever would end the run when it is cancelled.
          await eventually(
            "the other run's process",
            async () => (existsSync(started) ? true : undefined),
            worker.output,
          );
          const pid = Number(await readFile(started, "utf8"));
          expect(worker.output()).not.toMatch(/channel disabled|channel unhealthy/);
          expect((await worker.end("SIGKILL")).signal).toBe("SIGKILL");
          const tearing = await suite.client({
            words: ["tearing_worker.py", pool, "tearing"],
            environmentVariables: { PREFECT_LOGGING_LEVEL: "DEBUG" },
            ready: CONNECTED,
          });
          const [cancel] = await runCommands(suite, [{ words: ["flow-run", "cancel", left.id] }]);
          expect(cancel?.exit, cancel?.output).toBe(0);
          await becomes(left, "Cancelled", tearing.output);
          expect((await rest.run(left.id)).state?.message).toMatch(/timed out/);
          const { infrastructure_pid: torn } = await rest.get<{ infrastructure_pid: string }>(`/flow_runs/${left.id}`);
          await eventually(
            "the end of its process",
            async () => (tearing.output().includes(`took down ${torn}`) && !isAlive(pid) ? true : undefined),
            tearing.output,
          );
          // It is acknowledged: when its reservation would have run out it does not come again.
          await sleep(2 * CLEANUP_LEASE_SECONDS * 1000);
          expect(tearing.output().match(/took down/g)).toHaveLength(1);
          const online = (await workers()).map(({ name, status }) => [name, status]);
          expect(online).toContainEqual(["tearing", "ONLINE"]);
          expect((await tearing.end("SIGTERM")).signal).toBe("SIGTERM");
        }));
    },
    {
      database,
      concurrent: false,
      serverVariables: {
        ...QUICK_SERVICES,
        PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS: String(CANCELLING_SECONDS),
        PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS: String(CLEANUP_LEASE_SECONDS),
        PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS: "1",
      },
    },
  );
}
