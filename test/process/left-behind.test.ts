import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const FAILING = fileURLToPath(new URL("failing", import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A test runner inside the test, and servers inside that one. */
const PATIENCE = { timeout: 120_000 };

test.each([
  { name: "failed", processes: 2 },
  { name: "killed", processes: 1 },
])(
  "a test that is $name leaves no process behind, which would hold up the whole run",
  PATIENCE,
  async ({ name, processes }) => {
    const folder = await mkdtemp(join(tmpdir(), "penstock-left-behind-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const child = spawn(process.execPath, [VITEST, "run", "--root", FAILING, `${name}.case.ts`], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PENSTOCK_TEST_FOLDER: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    // The streams end when the last process that holds them has ended, whoever has started it.
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    expect(code, `${output}${errors}`).toBe(1);
    const left: readonly number[] = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8"));
    expect(left).toHaveLength(processes);
    await expect.poll(() => left.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  },
);
