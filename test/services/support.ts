/** Background services on a real database, their clock turned by hand. */
import { type CompiledQuery, sql } from "kysely";
import type { Environment } from "../../src/config.environment.ts";
import { readSettings } from "../../src/config.ts";
import type { Core, Logger } from "../../src/core.ts";
import type { Database, Reader, Statement, Transaction } from "../../src/db/database.ts";
import { EMPTY_OBJECT } from "../../src/db/json-text.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createFlow } from "../../src/domains/flows/flow.commands.ts";
import type { PeriodicService } from "../../src/services/service-definition.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";
import type { TestDatabase } from "../support/databases.ts";

export const NOW = parseInstant("2026-01-01T12:00:00Z");

/** So many seconds after NOW. */
export const at = (seconds: number): Instant => (NOW + microsecondsFromSeconds(seconds)) as Instant;

export interface LoggedError {
  readonly count?: number;
  readonly ids?: readonly string[];
  readonly err?: unknown;
}

export interface Bench {
  readonly core: Core;
  readonly clock: ManualClock;
  /** What services told in the log as errors. */
  readonly errors: LoggedError[];
  /** Another process on the same database, as far as services can tell. */
  another(): Promise<Core>;
  close(): Promise<void>;
}

export async function openBench(testDatabase: TestDatabase, environment: Environment = {}): Promise<Bench> {
  const { url, drop } = await testDatabase.create();
  const clock = new ManualClock(NOW);
  const settings = readSettings(environment);
  const errors: LoggedError[] = [];
  const logger: Logger = { info: () => {}, warn: () => {}, error: (fields) => void errors.push(fields) };
  const databases: Database[] = [];
  const another = async (): Promise<Core> => {
    const database = await openDatabase(url);
    databases.push(database);
    return { database, clock, settings, logger };
  };
  return {
    core: await another(),
    clock,
    errors,
    another,
    close: async () => {
      for (const database of databases) await database.close();
      await drop();
    },
  };
}

/** One round of a new instance of the service. */
export function runRound(core: Core, service: PeriodicService): Promise<void> {
  return service.prepare(core).round(new AbortController().signal);
}

export async function makeFlow(core: Core, name = "flow"): Promise<string> {
  return (await createFlow(core, { name, tags: [], labels: EMPTY_OBJECT })).flow.id;
}

/** The states of a run, the first to the last: their names. */
export async function stateNames(core: Core, table: "flow_run" | "task_run", id: string): Promise<string[]> {
  const rows = await core.database.all<{ name: string }>(
    sql`select name from ${sql.table(`${table}_state`)} where ${sql.ref(`${table}_id`)} = ${id} order by timestamp, id`,
  );
  return rows.map((row) => row.name);
}

function explained<Row>({ dialect }: Database, statement: Statement<Row>): Statement<Record<string, unknown>> {
  const explain = dialect.name === "sqlite" ? "explain query plan" : "explain";
  return {
    compile: (provider) => {
      const compiled = statement.compile(provider);
      return { ...compiled, sql: `${explain} ${compiled.sql}` } as CompiledQuery<Record<string, unknown>>;
    },
  };
}

function planText(rows: readonly Record<string, unknown>[]): string {
  return rows.map((row) => row.detail ?? row["QUERY PLAN"]).join("\n");
}

/** Does `work`, and returns what SQLite or PostgreSQL planned for each statement of it, those that write included. */
export async function plansOfWork(core: Core, work: (core: Core) => Promise<unknown>): Promise<string[]> {
  const { database } = core;
  const plans = new Map<string, string>();
  const explaining = <On extends Reader>(on: On): On => {
    const explain = async <Row>(statement: Statement<Row>): Promise<void> => {
      const { sql: text } = statement.compile(database.sql);
      if (!plans.has(text)) plans.set(text, `${text}\n${planText(await on.all(explained(database, statement)))}`);
    };
    const after =
      <Row, Result>(act: (statement: Statement<Row>) => Promise<Result>) =>
      async (statement: Statement<Row>): Promise<Result> => {
        await explain(statement);
        return act(statement);
      };
    const own: Record<string, PropertyDescriptor> = {
      all: { value: after((statement) => on.all(statement)) },
      get: { value: after((statement) => on.get(statement)) },
    };
    if ("run" in on) own.run = { value: after((statement) => (on as unknown as Transaction).run(statement)) };
    return Object.create(on, own) as On;
  };
  const observed = Object.create(explaining(database), {
    heavy: { value: explaining(database.heavy) },
    transaction: {
      value: <T>(within: (transaction: Transaction) => Promise<T>) =>
        database.transaction((transaction) => within(explaining(transaction))),
    },
  }) as Database;
  await work({ ...core, database: observed });
  return [...plans.values()];
}

/**
 * What SQLite or PostgreSQL plans for the statements that `work` reads by.
 */
export async function plansOf(core: Core, work: (core: Core) => Promise<unknown>): Promise<string[]> {
  const { database } = core;
  const plans: string[] = [];
  const explaining: Reader = {
    all: async <Row>(statement: Statement<Row>): Promise<Row[]> => {
      plans.push(planText(await database.all(explained(database, statement))));
      return [];
    },
    get: async <Row>(statement: Statement<Row>): Promise<Row | undefined> => {
      await explaining.all(statement);
      return undefined;
    },
  };
  const observed = Object.create(database, {
    all: { value: explaining.all },
    get: { value: explaining.get },
    heavy: { value: explaining },
    aggregates: { value: explaining },
    searches: { value: explaining },
  }) as Database;
  await work({ ...core, database: observed });
  return plans;
}
