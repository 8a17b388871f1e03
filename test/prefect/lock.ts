import { randomUUID } from "node:crypto";
import { link, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a waiting process looks whether a lock is free; short against everything the locks here guard. */
const POLL_MILLISECONDS = 50;

/** Gives a lock back. */
export type Release = () => Promise<void>;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, alive all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function dropIfAbandoned(path: string): Promise<void> {
  const holder = Number(await readFile(path, "utf8").catch(() => ""));
  // Two processes may find the same dead holder, and the second may drop what the first has just taken. What the locks
  // guard stays correct then (see their users), it is only done twice.
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
}

/**
 * Takes a lock file if it is free or its holder is dead.
 *
 * @param path the lock file; its folder exists.
 * @returns what gives the lock back, or undefined when a living process holds it.
 */
export async function tryLock(path: string): Promise<Release | undefined> {
  await dropIfAbandoned(path);
  const claim = `${path}.${randomUUID()}`;
  await writeFile(claim, String(process.pid));
  try {
    // A hard link appears with its content, or not at all; a file opened exclusively is empty for a moment.
    await link(claim, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  } finally {
    await unlink(claim);
  }
  return () => rm(path, { force: true });
}

/**
 * Waits until one of several lock files is taken.
 *
 * @param paths any of these will do.
 * @param patienceSeconds after so long without one, an error that names the files.
 */
export async function lockAny(paths: readonly string[], patienceSeconds: number): Promise<Release> {
  const giveUp = Date.now() + patienceSeconds * 1000;
  while (Date.now() < giveUp) {
    for (const path of paths) {
      const release = await tryLock(path);
      if (release !== undefined) return release;
    }
    await sleep(POLL_MILLISECONDS);
  }
  throw new Error(`none of ${paths.join(", ")} became free within ${patienceSeconds} s`);
}
