import type { LoadMeasurement } from "./load.ts";
import type { OperationName } from "./scenarios.ts";
import { OPERATION_NAMES } from "./scenarios.ts";
import type { ServerName } from "./servers.ts";
import type { Usage } from "./usage.ts";

export interface OperationMeasurement extends LoadMeasurement {
  title: string;
  /** What the server's processes spent on one accepted answer; undefined where there is no /proc. */
  processorMilliseconds: number | undefined;
}

/** Everything measured of one server. Memory is that of the process and what it started. */
export interface ServerMeasurement {
  startSeconds: number;
  idle: Usage | undefined;
  /** After all operations; what a server keeps once it has worked. */
  loaded: Usage | undefined;
  seedSeconds: number;
  operations: Partial<Record<OperationName, OperationMeasurement>>;
}

/** One run of the benchmark; what is undefined was not measured. */
export interface BenchResult {
  settings: { seconds: number; warmUpSeconds: number; connections: number };
  machine: { processors: number; loadBefore: number; node: string };
  servers: Partial<Record<ServerName, ServerMeasurement>>;
  /** Requests a second the load generator reaches against the cheapest route of the bare server. */
  generatorCeiling: number | undefined;
  notes: string[];
}

/** Above this load for each processor something else was running, which the benchmark shares the machine with. */
const BUSY_SHARE = 0.5;

/** The result as Markdown: start and memory, operations, failures, notes. */
export function renderReport(result: BenchResult): string {
  const { reference, penstock, bare } = result.servers;
  const processTable = table(
    ["", "Prefect 3.9.1", "Penstock", "Prefect / Penstock"],
    [
      ["start to first answer, s", ...compare(reference?.startSeconds, penstock?.startSeconds, 2)],
      ...memoryRows("memory after 3 s idle, MB", reference?.idle, penstock?.idle),
      ...memoryRows("memory after all operations, MB", reference?.loaded, penstock?.loaded),
    ],
  );
  const rows: string[][] = [];
  const timeRows: string[][] = [];
  for (const name of OPERATION_NAMES) {
    const [theirs, ours, limit] = [reference, penstock, bare].map((server) => server?.operations[name]);
    const title = (ours ?? theirs ?? limit)?.title;
    if (!title) {
      continue;
    }
    rows.push([
      title,
      ...operationCells(theirs),
      ...operationCells(ours),
      ratio(ours?.perSecond, theirs?.perSecond),
      number(limit?.perSecond, 0),
      share(ours?.perSecond, limit?.perSecond),
    ]);
    const times = [theirs, ours, limit].map((operation) => operation?.processorMilliseconds);
    timeRows.push([
      title,
      ...times.map((time) => number(time, 3)),
      ratio(times[0], times[1]),
      ratio(times[1], times[2]),
    ]);
  }
  const cells = (server: string): string[] => [`${server} /s`, "p50 ms", "p99 ms", "failed"];
  const operationTable = table(
    ["operation", ...cells("Prefect"), ...cells("Penstock"), "Penstock / Prefect", "bare /s", "Penstock / bare"],
    rows,
  );
  const timeTable = table(
    ["processor time, ms", "Prefect", "Penstock", "bare", "Prefect / Penstock", "Penstock / bare"],
    timeRows,
  );
  const notes = [...describe(result), ...result.notes].map((note) => `- ${note}`).join("\n");
  return `${processTable}\n\n${operationTable}\n\n${timeTable}\n\n${notes}\n`;
}

function describe(result: BenchResult): string[] {
  const { settings, machine, servers } = result;
  const notes = [
    `SQLite, ${settings.connections} keep-alive connections with one request at a time, ${settings.seconds} s an ` +
      `operation after ${settings.warmUpSeconds} s of warm-up, one server after the other. ` +
      `${machine.processors} processors shared by the server and the load generator, Node ${machine.node}.`,
    "Processor time is what the server spent on one accepted answer; it changes less than the rates with what else " +
      "the machine is doing.",
    "The memory after all operations is that of servers that have done unequal amounts of work in the same time: " +
      "the faster one has made, and keeps cached, more runs.",
    "A second counts accepted answers only; p50 and p99 are over all answers of the window. A connection waits about " +
      "2 s after a failed answer, as the stock client does before it tries again.",
  ];
  if (machine.loadBefore > machine.processors * BUSY_SHARE) {
    notes.push(`The machine was busy before it began (load ${number(machine.loadBefore, 1)}): the rates are too low.`);
  }
  if (result.generatorCeiling !== undefined) {
    notes.push(
      `The load generator reaches ${number(result.generatorCeiling, 0)} requests a second against the bare server's ` +
        "health route on this machine; rates near that are the generator's.",
    );
  }
  for (const [name, server] of Object.entries(servers)) {
    for (const operation of Object.values(server.operations)) {
      if (operation.firstFailure !== undefined) {
        notes.push(
          `${name}, ${operation.title}: ${operation.failed} failed, the first with: ${operation.firstFailure}`,
        );
      }
    }
  }
  return notes;
}

function operationCells(operation: LoadMeasurement | undefined): string[] {
  return [
    number(operation?.perSecond, 0),
    number(operation?.p50, 1),
    number(operation?.p99, 1),
    number(operation?.failed, 0),
  ];
}

function compare(theirs: number | undefined, ours: number | undefined, digits: number): string[] {
  return [number(theirs, digits), number(ours, digits), ratio(theirs, ours)];
}

function memoryRows(title: string, theirs: Usage | undefined, ours: Usage | undefined): string[][] {
  return [
    [title, ...compare(mega(theirs?.residentBytes), mega(ours?.residentBytes), 0)],
    ["- of it mapped files, MB", ...compare(mega(theirs?.mappedBytes), mega(ours?.mappedBytes), 0)],
  ];
}

function mega(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1_000_000;
}

function ratio(over: number | undefined, under: number | undefined): string {
  return over === undefined || !under ? "-" : `${number(over / under, 1)}x`;
}

function share(part: number | undefined, whole: number | undefined): string {
  return part === undefined || !whole ? "-" : `${number((part / whole) * 100, 0)} %`;
}

export function number(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value)
    ? "-"
    : value.toLocaleString("en", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
}

export function table(head: string[], rows: string[][]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
