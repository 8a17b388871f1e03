import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The part of a .cpuprofile file that self time is computed from. */
interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  samples: number[];
  timeDeltas: number[];
}

/** More functions than this only add noise below one per cent. */
const LISTED_FUNCTIONS = 40;

/** Self time by function over every profile in a folder, as Markdown; idle time is left out of the shares. */
export function summarizeProfiles(folder: string): string {
  const selfMicroseconds = new Map<string, number>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"))) {
    const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
    const names = new Map(profile.nodes.map((node) => [node.id, describeFrame(node.callFrame)]));
    for (const [index, sample] of profile.samples.entries()) {
      const name = names.get(sample) ?? "(unknown)";
      selfMicroseconds.set(name, (selfMicroseconds.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
    }
  }
  selfMicroseconds.delete("(idle)");
  const total = [...selfMicroseconds.values()].reduce((sum, time) => sum + time, 0);
  const rows = [...selfMicroseconds]
    .sort(([, left], [, right]) => right - left)
    .slice(0, LISTED_FUNCTIONS)
    .map(([name, time]) => `| ${((time / total) * 100).toFixed(1)} % | ${(time / 1000).toFixed(0)} | ${name} |`);
  return ["| self time | ms | function |", "| --: | --: | :-- |", ...rows].join("\n");
}

function describeFrame(frame: CpuProfile["nodes"][number]["callFrame"]): string {
  if (!frame.url) {
    return frame.functionName || "(anonymous)";
  }
  const path = frame.url.startsWith("file:") ? fileURLToPath(frame.url) : frame.url;
  const place = path.replace(/^.*?\/node_modules\//, "").replace(`${process.cwd()}/`, "");
  return `${frame.functionName || "(anonymous)"} ${place}:${frame.lineNumber + 1}`;
}
