import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Usage {
  /** Resident memory; pages that processes share count for each of them. */
  residentBytes: number;
  /** The part of it that is files mapped into memory: programs, libraries, an SQLite database read that way. */
  mappedBytes: number;
  /** Time on a processor since the start, user and system. */
  processorSeconds: number;
}

/** The unit of the times in /proc/<pid>/stat: Linux fixes it at 100 for every program, whatever the kernel's own tick. */
const CLOCK_TICKS_PER_SECOND = 100;

/** Sums over a process and its descendants; undefined where there is no /proc. */
export function measureUsage(root: number | undefined): Usage | undefined {
  if (root === undefined || !existsSync("/proc/self/stat")) {
    return undefined;
  }
  const processes = new Map<number, { parent: number } & Usage>();
  for (const entry of readdirSync("/proc")) {
    if (/^\d+$/.test(entry)) {
      try {
        const status = readFileSync(`/proc/${entry}/status`, "utf8");
        // The fields after the name, which may hold anything: user and system time are the 12th and 13th.
        const fields = readFileSync(`/proc/${entry}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        processes.set(Number(entry), {
          parent: Number(fields[1]),
          residentBytes: kilobytes(status, "VmRSS") * 1024,
          mappedBytes: kilobytes(status, "RssFile") * 1024,
          processorSeconds: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND,
        });
      } catch {
        // The process ended between the listing and the reading.
      }
    }
  }
  const sum = (pid: number): Usage => {
    const total = { residentBytes: 0, mappedBytes: 0, processorSeconds: 0, ...processes.get(pid) };
    for (const [child, { parent }] of processes) {
      if (parent === pid) {
        const below = sum(child);
        total.residentBytes += below.residentBytes;
        total.mappedBytes += below.mappedBytes;
        total.processorSeconds += below.processorSeconds;
      }
    }
    return total;
  };
  return sum(root);
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
}
