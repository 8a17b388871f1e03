/** Reads of artifacts and of the latest artifact of each key. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type Direction, type ListSource, listStatement } from "../../db/list.ts";
import { type Filters, ownedByRunsConditions } from "../filters/across.ts";
import { type Condition, column, type Optional } from "../filters/criteria.ts";
import type { OffsetWindow } from "../filters/page.ts";
import {
  type ArtifactCollectionFilter,
  type ArtifactFilter,
  artifactCollectionCondition,
  artifactCondition,
} from "./artifact.filter.ts";
import type { ArtifactCollectionRow, ArtifactRow, ArtifactSort, GraphArtifact } from "./artifact.ts";

/** Rows read or skipped by a list without filters that is answered on the event loop. */
const QUICK_ROWS = 1_000;

const artifactSource: ListSource<ArtifactRow> = { table: "artifact", columns: sql.raw("artifact.*"), joins: sql`` };
const collectionSource: ListSource<ArtifactCollectionRow> = {
  table: "artifact_collection",
  columns: sql.raw("artifact_collection.*"),
  joins: sql``,
};

export function readArtifact(core: Core, id: string, reader: Reader = core.database): Promise<ArtifactRow | undefined> {
  return reader.get(core.database.sql.selectFrom("artifact").selectAll().where("id", "=", id));
}

/** Reads the latest artifact of a key. */
export function readLatestArtifact(
  core: Core,
  key: string,
  reader: Reader = core.database,
): Promise<ArtifactCollectionRow | undefined> {
  return reader.get(core.database.sql.selectFrom("artifact_collection").selectAll().where("key", "=", key));
}

/** The filters of a list: of the artifacts themselves, and of the runs they came from. */
export interface ArtifactListFilters<Filter>
  extends Pick<Filters, "flows" | "flow_runs" | "task_runs" | "deployments"> {
  readonly artifacts?: Optional<Filter>;
}

export interface ArtifactListRequest<Filter> extends OffsetWindow {
  readonly filters: ArtifactListFilters<Filter>;
  readonly sort: ArtifactSort;
}

function artifactConditions(core: Core, filters: ArtifactListFilters<ArtifactFilter>): Condition[] {
  const { dialect } = core.database;
  const own = filters.artifacts ? [artifactCondition(dialect, filters.artifacts)] : [];
  return [...own, ...ownedByRunsConditions(dialect, "artifact", filters)];
}

function collectionConditions(core: Core, filters: ArtifactListFilters<ArtifactCollectionFilter>): Condition[] {
  const { dialect } = core.database;
  const own = filters.artifacts ? [artifactCollectionCondition(dialect, filters.artifacts)] : [];
  return [...own, ...ownedByRunsConditions(dialect, "artifact_collection", filters)];
}

const sorts: Readonly<Record<ArtifactSort, readonly ["created" | "updated" | "key" | undefined, Direction]>> = {
  CREATED_DESC: ["created", "DESC"],
  UPDATED_DESC: ["updated", "DESC"],
  ID_DESC: [undefined, "DESC"],
  KEY_DESC: ["key", "DESC"],
  KEY_ASC: ["key", "ASC"],
};

/** Rows of equal sort value are ordered by id, so that pages do not overlap. */
function readList<Row>(
  core: Core,
  source: ListSource<Row>,
  conditions: readonly Condition[],
  { sort, limit, offset }: OffsetWindow & { readonly sort: ArtifactSort },
): Promise<Row[]> {
  const [field, direction] = sorts[sort];
  const value = field === undefined ? {} : { value: column(source.table as "artifact", field) };
  const order = { ...value, direction, nullable: field === "key" };
  const { database } = core;
  const reader = conditions.length === 0 && limit + offset <= QUICK_ROWS ? database : database.heavy;
  return reader.all(listStatement(database, source, { conditions, order, limit, offset, access: { kind: "free" } }));
}

/** Lists artifacts as REST does. */
export function listArtifacts(core: Core, request: ArtifactListRequest<ArtifactFilter>): Promise<ArtifactRow[]> {
  return readList(core, artifactSource, artifactConditions(core, request.filters), request);
}

/** Lists the latest artifacts of their keys as REST does. */
export function listLatestArtifacts(
  core: Core,
  request: ArtifactListRequest<ArtifactCollectionFilter>,
): Promise<ArtifactCollectionRow[]> {
  return readList(core, collectionSource, collectionConditions(core, request.filters), request);
}

/** Counts artifacts, off the event loop. */
export function countArtifacts(core: Core, filters: ArtifactListFilters<ArtifactFilter>): Promise<number> {
  return countRows(core.database.heavy, "artifact", artifactConditions(core, filters));
}

/** Counts keys whose latest artifacts match, off the event loop. */
export function countLatestArtifacts(
  core: Core,
  filters: ArtifactListFilters<ArtifactCollectionFilter>,
): Promise<number> {
  return countRows(core.database.heavy, "artifact_collection", collectionConditions(core, filters));
}

/**
 * Reads the artifacts that a flow run's graph shows, oldest first; results of tasks and artifacts without a type are not
 * among them (the reference's query_components._get_flow_run_graph_artifacts).
 */
export function readGraphArtifacts(core: Core, flowRunId: string, limit: number): Promise<GraphArtifact[]> {
  return core.database.heavy.all(
    sql<GraphArtifact>`select artifact.id, artifact.created, artifact.key, artifact.type, artifact.task_run_id,
      case when artifact.type = 'progress' then artifact.data end as data,
      case when artifact.key is null or collection.id is not null then 1 else 0 end as is_latest
      from artifact
      left join artifact_collection as collection
        on collection.key = artifact.key and collection.latest_id = artifact.id
      where artifact.flow_run_id = ${flowRunId} and artifact.type <> 'result'
      order by artifact.created, artifact.id limit ${limit}`,
  );
}
