/**
 * The parents of the GraphQL types: rows of our own executor or of Prisma. Both carry the wire's snake_case names; they
 * differ in how numbers, booleans and JSON arrive, so fields are typed for either and read them with the functions here.
 */
import type DataLoader from "dataloader";
import type { Selectable } from "kysely";
import type { JsonText } from "../db/json-text.ts";
import type {
  DeploymentTable,
  EventTable,
  FlowRunStateTable,
  FlowTable,
  LogTable,
  TaskRunStateTable,
  WorkerTable,
  WorkPoolTable,
  WorkQueueTable,
} from "../db/tables.ts";
import type { DeploymentRow, DeploymentScheduleRow } from "../domains/deployments/deployment.ts";
import { parseExactly } from "../domains/exact-json.ts";
import type { FlowRunRow } from "../domains/flow-runs/flow-run.ts";
import type { TaskRunRow } from "../domains/task-runs/task-run.ts";
import { type Microseconds, secondsFromMicroseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type PrismaTypes from "./generated/pothos-prisma.ts";

/** A JSON column: text from the executor and from Prisma on SQLite, the parsed value from Prisma on PostgreSQL. */
export type JsonColumn = JsonText | string | number | boolean | object | null;

type Either<Value> = Value extends JsonText
  ? Exclude<JsonColumn, null>
  : Value extends 0 | 1
    ? 0 | 1 | boolean
    : Value extends number
      ? Value | number | bigint
      : Value;

type EitherRow<Row> = { readonly [Column in keyof Row]: Either<Row[Column]> };

/** Columns that are joined from other tables: there when the executor read the row, loaded when Prisma did. */
type Joined<Row, Columns extends keyof Row> = Omit<Row, Columns> & Partial<Pick<Row, Columns>>;

/** What a deployment's row has of the rows around it. */
type AroundDeployment = Exclude<keyof DeploymentRow, keyof Selectable<DeploymentTable>>;

interface ModelRows {
  Deployment: Joined<DeploymentRow, AroundDeployment>;
  DeploymentSchedule: DeploymentScheduleRow;
  Flow: Selectable<FlowTable>;
  FlowRun: Joined<FlowRunRow, "state_message" | "state_details" | "state_data" | "work_pool_id" | "work_pool_name">;
  FlowRunState: Selectable<FlowRunStateTable>;
  TaskRun: Joined<TaskRunRow, "state_message" | "state_details" | "state_data">;
  TaskRunState: Selectable<TaskRunStateTable>;
  Log: Selectable<LogTable>;
  Event: Selectable<EventTable>;
  WorkPool: Selectable<WorkPoolTable>;
  WorkQueue: Selectable<WorkQueueTable>;
  Worker: Selectable<WorkerTable>;
}

/** The shape of a type's parent. */
export type Parent<Model extends keyof ModelRows> = EitherRow<ModelRows[Model]>;

/** Pothos' view of the Prisma models, with parents that may come from either reader. */
export type EitherPrismaTypes = {
  [Model in keyof PrismaTypes]: Model extends keyof ModelRows
    ? Omit<PrismaTypes[Model], "Shape"> & { Shape: Parent<Model> }
    : PrismaTypes[Model];
};

/** Whether a row comes from Prisma, whose instants are bigints. */
function isPrismaRow(row: { readonly [key: string]: unknown }): boolean {
  return typeof (row.created ?? row.occurred) === "bigint";
}

export function instantOf(value: number | bigint): Instant {
  return Number(value) as Instant;
}

/** A duration column in seconds. */
export function secondsOf(value: number | bigint): number {
  return secondsFromMicroseconds(Number(value) as Microseconds);
}

/** Numbers that may print differently than they were written, such as 1.0, -0, 1e3 and 12345678901234567890. */
const FRAGILE_NUMBER = /\d\.|\d[eE]|-0|\d{16}/;

/** JSON text as a value whose numbers print as they were written. */
export function exactJson(text: string): unknown {
  return FRAGILE_NUMBER.test(text) ? parseExactly(text) : JSON.parse(text);
}

/**
 * A JSON column whose content clients chose, so that numbers must keep their spelling and a bare string may be the
 * content: Prisma parses on PostgreSQL, so its rows are read once more.
 */
export function exactColumn<Column extends string>(
  row: { readonly id: string; readonly [key: string]: unknown } & Readonly<Record<Column, JsonColumn | undefined>>,
  column: Column,
  loader: DataLoader<string, Readonly<Record<Column, JsonText | null>> | null>,
): unknown {
  if (!isPrismaRow(row)) {
    const text = row[column] ?? null;
    return text === null ? null : exactJson(text as JsonText);
  }
  return loader.load(row.id).then((exact) => {
    const text = exact?.[column] ?? null;
    return text === null ? null : exactJson(text);
  });
}

/** A JSON column of the server's own making, which holds an object, an array or nothing. */
export function structureOf<Structure>(value: JsonColumn): Structure | null {
  if (value === null) return null;
  return (typeof value === "string" ? JSON.parse(value) : value) as Structure;
}

/** The tags of an object. */
export function tagsOf(value: JsonColumn): readonly string[] {
  return structureOf<string[]>(value) ?? [];
}
