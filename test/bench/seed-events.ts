/** A log of very many events with the index of their resources, made by SQL in a database that Penstock has created. */
import BetterSqlite3 from "better-sqlite3";
import { sql } from "kysely";
import { flowRunOf } from "../../src/domains/events/event.ts";
import type { Server } from "../../src/server.ts";
import { EventMix, idFrom, type SentEvent } from "./event-mix.ts";

/** The events are spread evenly over so many days up to the present. */
export const SEED_DAYS = 30;
/** Flow runs that the events are about; few, for each has some hundred events of its own. */
const FLOW_RUNS = 5_000;
const ROWS_A_STATEMENT = 2_000;
const DAY_MICROSECONDS = 86_400_000_000;

export const FLOW_RUN_IDS: readonly string[] = Array.from({ length: FLOW_RUNS }, (_, index) =>
  idFrom("flow run", index),
);

interface Row extends SentEvent {
  readonly microseconds: number;
  readonly flowRunId: string | null;
}

/** @param now microseconds; no event occurred later */
function* rows(count: number, now: number): Generator<Row> {
  const mix = new EventMix("seed", FLOW_RUN_IDS);
  const date = new Date(0);
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const event = mix.make(ordinal, date);
    const microseconds = now - Math.floor(((count - ordinal) / count) * SEED_DAYS * DAY_MICROSECONDS);
    yield { ...event, microseconds, flowRunId: flowRunOf(event.resource, event.related) };
  }
}

const RELATED = { sqlite: "json_each(event.related)", postgresql: "jsonb_array_elements(event.related)" } as const;
const INDEXED = (
  dialect: keyof typeof RELATED,
): string => `insert into event_resource (resource_id, occurred, sequence, role)
  select distinct element.value ->> 'prefect.resource.id', occurred, sequence, element.value ->> 'prefect.resource.role'
  from event cross join ${RELATED[dialect]} as element order by 1, 2, 3`;

/** Fills an empty, migrated database of SQLite that nobody has open. */
export function seedSqliteEvents(path: string, count: number, now: number): void {
  const database = new BetterSqlite3(path);
  try {
    database.pragma("synchronous = OFF");
    database.pragma("cache_size = -262144");
    const insert = database.prepare(
      `insert into event (id, occurred, received, event, resource_id, resource, related, payload, follows, flow_run_id, internal)
        values (?, cast(? as integer), cast(? as integer), ?, ?, ?, ?, ?, ?, ?, 0)`,
    );
    const indexes = database
      .prepare("select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name = 'event'")
      .all() as { name: string; sql: string }[];
    database.transaction(() => {
      // Sorting once is faster than placing each entry.
      for (const { name } of indexes) database.exec(`drop index "${name}"`);
      for (const row of rows(count, now)) {
        const { id, microseconds, event, resource, related, payload, follows, flowRunId } = row;
        const texts = [resource, related, payload].map((value) => JSON.stringify(value));
        insert.run(
          id,
          microseconds,
          microseconds,
          event,
          resource["prefect.resource.id"],
          ...texts,
          follows,
          flowRunId,
        );
      }
      for (const each of indexes) database.exec(each.sql);
      database.exec(INDEXED("sqlite"));
      // Their services have nothing left to do.
      const cursor = database.prepare(
        "insert or replace into event_cursor (reader, position, updated) select ?, '0:' || max(sequence), max(received) from event",
      );
      for (const reader of ["event-resources", "task-run-recorder", "triggers"]) cursor.run(reader);
    })();
  } finally {
    database.close();
  }
}

/** Fills an empty database of PostgreSQL through a server without services. */
export async function seedPostgresqlEvents({ core: { database } }: Server, count: number, now: number): Promise<void> {
  let batch: Row[] = [];
  const flush = async (): Promise<void> => {
    const list = JSON.stringify(batch);
    await database.transaction((transaction) =>
      transaction.run(
        sql`insert into event (id, occurred, received, event, resource_id, resource, related, payload, follows, flow_run_id, internal)
          select id, microseconds, microseconds, event, resource ->> 'prefect.resource.id', resource, related, payload, follows, "flowRunId", false
          from jsonb_to_recordset(${list}::text::jsonb) as row (id uuid, microseconds bigint, event text, resource jsonb, related jsonb,
            payload jsonb, follows uuid, "flowRunId" uuid)`,
      ),
    );
    batch = [];
  };
  for (const row of rows(count, now)) if (batch.push(row) === ROWS_A_STATEMENT) await flush();
  if (batch.length > 0) await flush();
  await database.transaction(async (transaction) => {
    await transaction.run(sql.raw(INDEXED("postgresql")));
    await transaction.run(
      sql`insert into event_cursor (reader, position, updated)
        select 'event-resources', pg_current_xact_id()::text || ':' || max(sequence), max(received) from event`,
    );
  });
  // What autovacuum does within a minute or two, lest the figures depend on when it comes.
  await database.all(sql`vacuum (analyze) event`);
  await database.all(sql`vacuum (analyze) event_resource`);
}
