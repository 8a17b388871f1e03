/** Python environments of clients that are tried, one for each set of packages, built on first use beside .prefect. */
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

const FOLDER = join(import.meta.dirname, "..", "..", ".python-clients");
/** A few wheels over a slow line. */
const INSTALL_MILLISECONDS = 300_000;

async function build(directory: string, requirements: readonly string[]): Promise<void> {
  const made = `${directory}.${randomUUID()}`;
  await mkdir(FOLDER, { recursive: true });
  try {
    const options = { timeout: INSTALL_MILLISECONDS };
    await execute("python3", ["-m", "venv", made], options);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    await execute(join(made, "bin", "python"), [...pip, ...requirements], options);
    // Whoever comes second finds the place taken, by the same packages.
    await rename(made, directory).catch(() => access(join(directory, "bin", "python")));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * The interpreter of an environment with these packages.
 *
 * @returns undefined, with the reason on standard error, where there is no Python 3 with venv or no package index
 * @throws Error with that reason where the variable CI is set: there the clients must not go missing unnoticed
 */
export async function pythonWith(name: string, requirements: readonly string[]): Promise<string | undefined> {
  const digest = createHash("sha256").update(requirements.join("\n")).digest("hex").slice(0, 12);
  const directory = join(FOLDER, `${name}-${digest}`);
  const python = join(directory, "bin", "python");
  try {
    await execute(python, ["-c", ""]).catch(() => build(directory, requirements));
    return python;
  } catch (error) {
    const reason = `${requirements.join(", ")} cannot be had: ${(error as Error).message.trim().split("\n").at(-1)}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    process.stderr.write(`clients: what needs Python's ${name} is skipped, ${reason}\n`);
    return undefined;
  }
}

/** The versions that are tried. */
export const GQL = ["gql[requests,websockets]==4.4.0"] as const;
export const SGQLC = ["sgqlc==18"] as const;
export const SCHEMATHESIS = ["schemathesis==4.32.5"] as const;
