import { readFileSync } from "node:fs";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabases } from "../support/databases.ts";
import { prefectEnvironment } from "./environment.ts";
import { runFlow } from "./run-flow.ts";
import { type RunningPenstock, startPenstock } from "./server.ts";

/** A step of the walk with what the reference's server led it to; see walk/steps.py. */
interface Step {
  readonly group: string;
  readonly words?: readonly string[];
  readonly await?: string;
  readonly exit?: number;
  /** Absent where it is not compared. */
  readonly output?: readonly string[];
}

const RECORDED = JSON.parse(
  readFileSync(new URL("./walk/reference-walk.json", import.meta.url), "utf8"),
) as readonly Step[];

/** Nearly four hundred commands, some of which import the client anew; two minutes on two idle cores. */
const WALK_TIMEOUT_SECONDS = 900;
/** What only processes that stay, deploy and run show is the same on both databases. */
const ON_POSTGRESQL = new Set([
  "api",
  "variable",
  "concurrency-limit",
  "global-concurrency-limit",
  "artifact",
  "block",
  "experimental",
  "work-pool",
  "work-queue",
  "automation",
]);
/** Commands that ask no server of ours: Prefect Cloud's, those that start servers, and those of the client's own files. */
const WITHOUT_SERVER =
  /^(cloud|dev|config|plugins|experimental plugins|profile (?!use)|server (start|stop|services|database)|deploy init)/;

const environment = await prefectEnvironment();
const skip = environment === undefined || Boolean(process.env.PENSTOCK_TEST_API_URL);

async function walk(apiUrl: string, steps: readonly Step[] | undefined): Promise<readonly unknown[]> {
  if (environment === undefined) throw new Error("the suite is skipped without Python");
  const folder = await realpath(await mkdtemp(join(tmpdir(), "penstock-walk-")));
  try {
    if (steps !== undefined) await writeFile(join(folder, "steps.json"), JSON.stringify(steps));
    const { lines, exitCode, stderr } = await runFlow(environment, {
      apiUrl,
      script: "walk.py",
      arguments: [steps === undefined ? "--commands" : "steps.json"],
      folder,
      // As make-reference-walk.py has it: wide tables, no questions, no browser, no zone of the machine's.
      environmentVariables: {
        PREFECT_CLI_COLORS: "false",
        PREFECT_CLI_PROMPT: "false",
        PREFECT_LOGGING_TO_API_ENABLED: undefined,
        COLUMNS: "500",
        TZ: "UTC",
        PYTHONUTF8: "1",
        BROWSER: "/bin/true",
      },
      timeoutSeconds: WALK_TIMEOUT_SECONDS,
    });
    expect(exitCode, stderr).toBe(0);
    return lines;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withoutAnswer({ exit: _exit, output: _output, ...step }: Step): Step {
  return step;
}

/** PostgreSQL keeps the members of JSON in an order of its own, in the reference too, and the client prints them in it. */
function inAnyOrder({ output, ...step }: Step): object {
  return {
    ...step,
    printed: output
      ?.join(" ")
      .split(/[\s,|(){}[\]]+/)
      .toSorted(),
  };
}

function groupsOf(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.map(({ group }) => group))];
}

function walksOn(testDatabase: TestDatabase, steps: readonly Step[]): void {
  describe.skipIf(skip)(`a walk through the command line (${testDatabase.name})`, () => {
    let server: RunningPenstock | undefined;
    let drop = async (): Promise<void> => undefined;
    let walked: readonly Step[] = [];
    beforeAll(async () => {
      const created = await testDatabase.create();
      drop = created.drop;
      server = await startPenstock({
        databaseUrl: created.url,
        // Nothing moves by itself, as when it was recorded.
        environmentVariables: Object.fromEntries(
          ["SCHEDULER", "LATE_RUNS", "FOREMAN", "CANCELLATION_CLEANUP", "TRIGGERS"].map((service) => [
            `PREFECT_SERVER_SERVICES_${service}_ENABLED`,
            "false",
          ]),
        ),
      });
      walked = (await walk(server.apiUrl, steps.map(withoutAnswer))) as readonly Step[];
    }, WALK_TIMEOUT_SECONDS * 1000);
    afterAll(async () => {
      await server?.stop();
      await drop();
    });

    it.each(groupsOf(steps))("%s says what it says to the reference's server", (group) => {
      const expected = steps.filter((step) => step.group === group);
      const seen = walked.filter((step) => step.group === group);
      expect(seen.length).toBe(expected.length);
      for (const [index, step] of expected.entries()) {
        const [ours, theirs] = [seen[index] ?? { group }, step].map((each) =>
          testDatabase.name === "postgresql" ? inAnyOrder(each) : each,
        );
        expect.soft(ours, (step.words ?? [String(step.await)]).join(" ")).toEqual(theirs);
      }
    });
  });
}

const [sqlite, postgresql] = testDatabases;
if (sqlite === undefined || postgresql === undefined) throw new Error("there are two databases");
walksOn(sqlite, RECORDED);
walksOn(
  postgresql,
  RECORDED.filter(({ group }) => ON_POSTGRESQL.has(group)),
);

describe.skipIf(skip)("the walk", () => {
  it("leads through every command that talks to a server", { timeout: WALK_TIMEOUT_SECONDS * 1000 }, async () => {
    const [told] = (await walk("http://127.0.0.1:1/api", undefined)) as readonly { readonly commands: string[] }[];
    const taken = RECORDED.map(({ words = [] }) => `${words.filter((word) => word !== "--no-prompt").join(" ")} `);
    const missing = told?.commands.filter(
      (command) => !WITHOUT_SERVER.test(command) && !taken.some((words) => words.startsWith(`${command} `)),
    );
    expect(missing).toEqual([]);
    expect(told?.commands.length).toBeGreaterThan(100);
  });
});
