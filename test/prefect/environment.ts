import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { lockAny } from "./lock.ts";

/** The client and reference server that judge the REST door; installed without its dependencies, see requirements.txt. */
export const PREFECT_VERSION = "3.9.1";

const PROJECT_ROOT = join(import.meta.dirname, "..", "..");
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const MARKER = "penstock-requirements.sha256";

/** Newest first; the plain name last, for it may be anything. */
const INTERPRETERS = ["python3.13", "python3.12", "python3.11", "python3.10", "python3"] as const;
const OLDEST_PYTHON = [3, 10] as const;

/** A hundred wheels over a slow line; far above the minute it takes on a good one. */
const INSTALL_TIMEOUT_SECONDS = 15 * 60;
/** One builder at a time, and another that takes over after it failed. */
const LOCK_PATIENCE_SECONDS = 2 * INSTALL_TIMEOUT_SECONDS;
const PROBE_TIMEOUT_SECONDS = 30;
/** pip lists every package it fetches. */
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

const execute = promisify(execFile);

/** A Python environment that has the stock Prefect client. */
export interface PrefectEnvironment {
  /** Folder of the virtual environment. */
  readonly directory: string;
  /** Its interpreter. */
  readonly python: string;
}

async function fingerprint(): Promise<string> {
  const requirements = await readFile(REQUIREMENTS, "utf8");
  return createHash("sha256").update(`prefect==${PREFECT_VERSION}\n`).update(requirements).digest("hex");
}

function describe(directory: string): PrefectEnvironment {
  return { directory, python: join(directory, "bin", "python") };
}

async function usable(directory: string, wanted: string): Promise<PrefectEnvironment | undefined> {
  const marker = await readFile(join(directory, MARKER), "utf8").catch(() => "");
  if (marker.trim() !== wanted) return undefined;
  const environment = describe(directory);
  // The marker outlives the interpreter it was built with when the system's Python is upgraded or removed.
  const runs = await execute(environment.python, ["-c", "import sys"], { timeout: PROBE_TIMEOUT_SECONDS * 1000 }).then(
    () => true,
    () => false,
  );
  return runs ? environment : undefined;
}

async function findPythons(): Promise<string[]> {
  const probe = "import ensurepip, os, sys, venv; print(*sys.version_info[:2], os.path.realpath(sys.executable))";
  const found: string[] = [];
  for (const name of INTERPRETERS) {
    try {
      const { stdout } = await execute(name, ["-c", probe], { timeout: PROBE_TIMEOUT_SECONDS * 1000 });
      const [major = 0, minor = 0] = stdout.split(" ").map(Number);
      const path = stdout.trim().split(" ").slice(2).join(" ");
      const recent = major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
      if (recent && !found.includes(path)) found.push(path);
    } catch {
      // Not installed, a shim without a version behind it, or a Python whose venv module is packaged apart.
    }
  }
  return found;
}

/** Scripts name their interpreter by its full path, and the environment is built elsewhere than where it is to live. */
async function rewritePaths(built: string, final: string): Promise<void> {
  const scripts = await readdir(join(built, "bin"));
  for (const path of ["pyvenv.cfg", ...scripts.map((script) => join("bin", script))]) {
    const file = join(built, path);
    if (!(await lstat(file)).isFile()) continue;
    const content = await readFile(file, "utf8");
    if (content.includes(built)) await writeFile(file, content.replaceAll(built, final));
  }
}

async function build(python: string, directory: string, wanted: string): Promise<void> {
  const sibling = join(dirname(directory), `${basename(directory)}.building-${randomUUID()}`);
  const options = { timeout: INSTALL_TIMEOUT_SECONDS * 1000, maxBuffer: OUTPUT_LIMIT_BYTES };
  try {
    await execute(python, ["-m", "venv", "--prompt", basename(directory), sibling], options);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    const inside = describe(sibling).python;
    await execute(inside, [...pip, "-r", REQUIREMENTS], options);
    await execute(inside, [...pip, "--no-deps", `prefect==${PREFECT_VERSION}`], options);
    // Also proves that the versions fit each other under this interpreter.
    const check = "import prefect, prefect.flows; print(prefect.__version__)";
    const { stdout } = await execute(inside, ["-c", check], options);
    if (stdout.trim() !== PREFECT_VERSION) throw new Error(`installed Prefect says it is ${stdout.trim()}`);
    await rewritePaths(sibling, directory);
    await writeFile(join(sibling, MARKER), `${wanted}\n`);
    const outdated = `${sibling}.outdated`;
    await rename(directory, outdated).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(sibling, directory);
    await rm(outdated, { recursive: true, force: true });
  } catch (error) {
    await rm(sibling, { recursive: true, force: true });
    throw error;
  }
}

function lastLines(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const text = (stderr?.trim() || message || String(error)).trim();
  return text.split("\n").slice(-3).join(" / ");
}

async function create(directory: string, wanted: string): Promise<PrefectEnvironment> {
  await mkdir(dirname(directory), { recursive: true });
  const release = await lockAny([`${directory}.lock`], LOCK_PATIENCE_SECONDS);
  try {
    const made = await usable(directory, wanted);
    if (made !== undefined) return made;
    const pythons = await findPythons();
    if (pythons.length === 0) {
      throw new Error(
        `no Python ${OLDEST_PYTHON.join(".")} or newer with venv (looked for ${INTERPRETERS.join(", ")})`,
      );
    }
    const failures: string[] = [];
    for (const python of pythons) {
      process.stderr.write(`prefect: building ${directory} with ${python}, once\n`);
      try {
        await build(python, directory, wanted);
        return describe(directory);
      } catch (error) {
        failures.push(`${python}: ${lastLines(error)}`);
      }
    }
    throw new Error(`Prefect ${PREFECT_VERSION} could not be installed\n  ${failures.join("\n  ")}`);
  } finally {
    await release();
  }
}

const pending = new Map<string, Promise<PrefectEnvironment | undefined>>();

async function prepare(directory: string): Promise<PrefectEnvironment | undefined> {
  const wanted = await fingerprint();
  try {
    if (process.platform === "win32") throw new Error("the environment is laid out for POSIX systems");
    return (await usable(directory, wanted)) ?? (await create(directory, wanted));
  } catch (error) {
    const reason = `the stock Prefect client is not available: ${(error as Error).message}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    process.stderr.write(`prefect: suites are skipped, ${reason}\n`);
    return undefined;
  }
}

/**
 * The Python environment with the stock client, built on first use.
 *
 * It is built beside its place and moved there complete, with a marker that holds a hash of requirements.txt: a change of
 * the requirements builds it again, an interrupted build leaves nothing behind that looks finished, and processes that
 * come at the same time wait for the one that builds. (A rebuild pulls the old environment from under processes that
 * still run in it; change the requirements when no suite is running.)
 *
 * @param directory where it lives; `.prefect` at the project's root unless told.
 * @returns undefined, with the reason on standard error, when there is no suitable Python or no package index.
 * @throws Error with that reason instead, when the variable CI is set: there the client must not go missing unnoticed.
 */
export function prefectEnvironment(
  directory = join(PROJECT_ROOT, ".prefect"),
): Promise<PrefectEnvironment | undefined> {
  let environment = pending.get(directory);
  if (environment === undefined) {
    environment = prepare(directory);
    pending.set(directory, environment);
  }
  return environment;
}
