/**
 * Every operation is fuzzed by schemathesis from the document that the server hands out: boundaries of every value, and
 * valid, nearly valid and wrong requests, over a real socket, most of them to objects that are there. SEED in support.ts
 * makes them the same each time; what fails is told with the requests as curl commands.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pythonWith, SCHEMATHESIS } from "../conformance/python.ts";
import { testDatabases } from "../support/databases.ts";
import { contradictions } from "./consistency.ts";
import { createKnownObjects } from "./known-objects.ts";
import { type ApiDocument, operationsOf } from "./rest-requests.ts";
import { createTarget, LONGEST_ANSWER_MILLISECONDS, SEED, type Target } from "./support.ts";

const python = await pythonWith("schemathesis", SCHEMATHESIS);

/**
 * The boundaries are counted out from the document, some 10,500 requests in a minute: schemathesis_hooks.py says which of
 * them are left out. The rest is drawn.
 */
const PHASES = ["coverage", "fuzzing"] as const;
/** Requests that are drawn for each operation and each kind of data; some 30 seconds for a database on two idle cores. */
const EXAMPLES = 8;
/** For machines that are busy. */
const TIMEOUT_MILLISECONDS = 600_000;
/** What is shown of schemathesis' report when it finds something. */
const REPORT_LINES = 150;

const CHECKS = ["not_a_server_error", "response_schema_conformance", "content_type_conformance"] as const;

interface Outcome {
  readonly code: number | null;
  readonly report: string;
}

async function attack(url: string, known: object): Promise<Outcome> {
  // Schemathesis keeps what it has found where it is started.
  const folder = await mkdtemp(join(tmpdir(), "penstock-schemathesis-"));
  const seconds = String(LONGEST_ANSWER_MILLISECONDS / 1_000);
  const child = spawn(
    python ?? "",
    [
      ...["-m", "schemathesis.cli"],
      ...["run", `${url}/openapi.json`, "--url", url, "--seed", String(SEED), "--generation-database", "none"],
      ...["--phases", PHASES.join(","), "--max-examples", String(EXAMPLES), "--no-shrink"],
      ...["--checks", CHECKS.join(",")],
      ...["--continue-on-failure", "--request-timeout", seconds, "--max-response-time", seconds],
      ...["--suppress-health-check", "all", "--warnings", "off", "--no-color"],
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        PYTHONPATH: import.meta.dirname,
        PYTHONDONTWRITEBYTECODE: "1",
        SCHEMATHESIS_HOOKS: "schemathesis_hooks",
        PENSTOCK_KNOWN: JSON.stringify(known),
      },
    },
  );
  let report = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (report += String(chunk)));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, report };
  } finally {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

/** The lists that clients and pages begin with, as they ask for them. */
const LISTS = [
  ...["flows", "flow_runs", "task_runs", "deployments", "work_pools", "work_queues", "variables", "artifacts", "logs"],
  ...["artifacts/latest", "block_types", "block_schemas", "block_documents", "concurrency_limits", "saved_searches"],
  ...["v2/concurrency_limits", "automations", "events"],
] as const;

describe.skipIf(python === undefined).each(testDatabases)("schemathesis on $name", (testDatabase) => {
  let target: Target;
  beforeEach(async () => {
    target = await createTarget(testDatabase);
  });
  afterEach(() => target.close());

  test(
    "finds no operation that fails, answers otherwise than the document says, or leaves half of something",
    async () => {
      const { application } = target.server;
      const url = `${await target.server.listen()}/api`;
      const operations = operationsOf((await application.inject("/api/openapi.json")).json() as ApiDocument);
      const known = await createKnownObjects(
        target,
        operations.map(({ path }) => path),
      );
      const { code, report } = await attack(url, known);
      expect(code, report.split("\n").slice(-REPORT_LINES).join("\n")).toBe(0);
      expect(report).toContain(`${operations.length} selected / ${operations.length} total`);
      expect(target.logged).toEqual([]);

      for (const list of LISTS) {
        const response = await application.inject({ method: "POST", url: `/api/${list}/filter`, payload: {} });
        expect(response.statusCode, `${list} ${response.body}`).toBe(200);
      }
      expect(await contradictions(target.server.core.database, testDatabase.name)).toEqual({});
    },
    TIMEOUT_MILLISECONDS,
  );
});
