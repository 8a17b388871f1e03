/** What is measured of Penstock alone, because the reference could only be waited for: times that must hold at any size. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export const ALONE_NAMES = ["planning", "polls", "delay", "deliveries"] as const;
export type AloneName = (typeof ALONE_NAMES)[number];

interface MeasurementAlone {
  readonly title: string;
  /** Scripts of this folder, each with its arguments. */
  readonly scripts: readonly (readonly [file: string, ...args: string[]])[];
}

export const measurementsAlone: Readonly<Record<AloneName, MeasurementAlone>> = {
  planning: { title: "Planning 10,000 runs of 1,000 deployments (SQLite)", scripts: [["planning.ts"]] },
  polls: { title: "A poll while ever more runs of 1,000 deployments are scheduled", scripts: [["polls.ts"]] },
  delay: {
    title: "From the time a run is due until a poll brings it (SQLite, then PostgreSQL)",
    scripts: [["delay.ts"], ["delay.ts", "--postgresql"]],
  },
  deliveries: { title: "Background task runs to task workers", scripts: [["deliveries.ts"]] },
};

/** Runs the scripts of a measurement, each in a process of its own, and returns what they print. */
export async function measureAlone({ scripts }: MeasurementAlone): Promise<string> {
  const printed: string[] = [];
  for (const [file, ...args] of scripts) {
    const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    // A bound that is not kept makes the code 1; the table says so.
    const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
    printed.push(output.trim() === "" ? `${file} printed nothing.` : output.trim());
  }
  return printed.join("\n\n");
}
