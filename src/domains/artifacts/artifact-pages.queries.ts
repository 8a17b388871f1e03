/** Reads of artifacts as GraphQL pages through them: without their data, which is read for those whose data is asked for. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { ChildList } from "../../db/child-lists.ts";
import type { Dialect } from "../../db/dialect.ts";
import type { JsonText } from "../../db/json-text.ts";
import type { ListSource, OrderKey, Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import { column, saysOnly, TRUE } from "../filters/criteria.ts";
import { type Grip, gripOfRange, gripOfValues, type Handles, handlesOf, NO_GRIP } from "../filters/handles.ts";
import type { Cursor, Direction, PageRequest } from "../filters/page.ts";
import {
  type ArtifactCollectionFilter,
  type ArtifactFilter,
  artifactCollectionCondition,
  artifactCondition,
  artifactCreated,
} from "./artifact.filter.ts";
import type { ArtifactCollectionHead, ArtifactHead } from "./artifact.ts";

/** What pages of artifacts, and of their keys, can be ordered by; equal values are ordered by id. */
export type ArtifactOrderField = "ID" | "CREATED" | "UPDATED" | "KEY";

const HEAD = ["id", "created", "updated", "key", "type", "description", "flow_run_id", "task_run_id"] as const;

function columnsOf(table: "artifact" | "artifact_collection", names: readonly string[]): string {
  return names.map((name) => `${table}.${name}`).join(", ");
}

const artifacts: ListSource<ArtifactHead> = {
  table: "artifact",
  columns: sql.raw(columnsOf("artifact", [...HEAD, "metadata_"])),
  joins: sql.raw(""),
};

const collections: ListSource<ArtifactCollectionHead> = {
  table: "artifact_collection",
  columns: sql.raw(columnsOf("artifact_collection", [...HEAD, "latest_id"])),
  joins: sql.raw(""),
};

const artifactOrders: Readonly<Record<ArtifactOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("artifact") },
  CREATED: { value: artifactCreated, nullable: false, index: "artifact_created_id_idx" },
  UPDATED: { value: column("artifact", "updated"), nullable: false, index: "artifact_updated_id_idx" },
  KEY: { value: column("artifact", "key"), nullable: true, index: "artifact_key_id_idx" },
};

const collectionOrders: Readonly<Record<ArtifactOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("artifact_collection") },
  CREATED: {
    value: column("artifact_collection", "created"),
    nullable: false,
    index: "artifact_collection_created_id_idx",
  },
  UPDATED: {
    value: column("artifact_collection", "updated"),
    nullable: false,
    index: "artifact_collection_updated_id_idx",
  },
  KEY: { value: column("artifact_collection", "key"), nullable: false, index: "artifact_collection_key_key" },
};

function ownerGrip(name: "flow_run_id" | "task_run_id") {
  const index = { index: `artifact_${name}_created_id_idx`, continuesWith: artifactCreated };
  return (dialect: Dialect, criterion: NonNullable<ArtifactFilter[typeof name]>): Grip =>
    gripOfValues(dialect, column("artifact", name), criterion.any_, "uuid", index, saysOnly(criterion, "any_"));
}

function artifactHandles(dialect: Dialect, filter: ArtifactFilter): Handles {
  return handlesOf<ArtifactFilter>(dialect, filter, {
    id: (_, { any_: any, ...rest }) => {
      const index = { index: primaryKeyIndex("artifact"), isNarrow: true };
      return gripOfValues(dialect, column("artifact", "id"), any, "uuid", index, saysOnly(rest));
    },
    key: (_, { any_: any, ...rest }) => {
      const index = { index: "artifact_key_id_idx" };
      return gripOfValues(dialect, column("artifact", "key"), any, "text", index, saysOnly(rest));
    },
    flow_run_id: ownerGrip("flow_run_id"),
    task_run_id: ownerGrip("task_run_id"),
    created: (_, range) => gripOfRange(artifactCreated, range, "artifact_created_id_idx", true),
  });
}

/** Keys are as many as somebody has thought of, so only the narrow criteria need an index. */
function collectionHandles(dialect: Dialect, filter: ArtifactCollectionFilter): Handles {
  const owned = (name: "flow_run_id" | "task_run_id", any: readonly string[] | null | undefined): Grip => {
    if (any == null) return NO_GRIP;
    const index = { index: `artifact_collection_${name}_idx`, isNarrow: true };
    return gripOfValues(dialect, column("artifact_collection", name), any, "uuid", index, false);
  };
  return handlesOf<ArtifactCollectionFilter>(dialect, filter, {
    key: (_, { any_: any, ...rest }) => {
      const index = { index: "artifact_collection_key_key", isNarrow: true };
      return gripOfValues(dialect, column("artifact_collection", "key"), any, "text", index, saysOnly(rest));
    },
    flow_run_id: (_, { any_: any }) => owned("flow_run_id", any),
    task_run_id: (_, { any_: any }) => owned("task_run_id", any),
  });
}

interface Request<Filter> extends PageRequest<ArtifactOrderField> {
  readonly filter: Filter;
}

/** Reads a page of artifacts by keyset. */
export function pageArtifacts(core: Core, request: Request<ArtifactFilter>): Promise<Page<ArtifactHead>> {
  const { database } = core;
  const condition = artifactCondition(database.dialect, request.filter);
  const { field, direction } = request.orderBy;
  const list = {
    conditions: condition === TRUE ? [] : [condition],
    handles: artifactHandles(database.dialect, request.filter),
    order: { ...artifactOrders[field], direction },
  };
  return readPlannedPage(database, artifacts, list, request);
}

/** Reads a page of keys with their latest artifacts by keyset. */
export function pageArtifactCollections(
  core: Core,
  request: Request<ArtifactCollectionFilter>,
): Promise<Page<ArtifactCollectionHead>> {
  const { database } = core;
  const condition = artifactCollectionCondition(database.dialect, request.filter);
  const { field, direction } = request.orderBy;
  const list = {
    conditions: condition === TRUE ? [] : [condition],
    handles: collectionHandles(database.dialect, request.filter),
    order: { ...collectionOrders[field], direction },
  };
  return readPlannedPage(database, collections, list, request);
}

/** An artifact's place in an order, or a key's. */
export function artifactCursor(
  row: Pick<ArtifactHead, "id" | "created" | "updated" | "key">,
  field: ArtifactOrderField,
): Cursor {
  const values = { ID: row.id, CREATED: row.created, UPDATED: row.updated, KEY: row.key };
  return { value: values[field], id: row.id };
}

/** The artifacts of a flow run, or of a task run, in the order in which they were made. */
export function artifactsOfRun(
  dialect: Dialect,
  owner: "flow_run_id" | "task_run_id",
  filter: ArtifactFilter,
  direction: Direction,
): ChildList {
  return {
    table: "artifact",
    index: `artifact_${owner}_created_id_idx`,
    isChildOf: (run) => sql<SqlBool>`${column("artifact", owner)} = ${run}`,
    conditions: [artifactCondition(dialect, filter)],
    order: { column: "created", nullable: false, direction },
  };
}

/** The artifacts of a collection's key in the order of their ids, which is that in which they were made. */
export function artifactsOfCollection(direction: Direction): ChildList {
  return {
    table: "artifact",
    index: "artifact_key_id_idx",
    isChildOf: (id) =>
      sql<SqlBool>`${column("artifact", "key")} = (select own.key from artifact_collection as own where own.id = ${id})`,
    conditions: [],
    order: { column: "id", nullable: false, direction },
  };
}

/** Reads artifacts by id, in no order and without their data; ids without an artifact are left out. */
export function readArtifactsByIds(core: Core, ids: readonly string[]): Promise<ArtifactHead[]> {
  const { dialect } = core.database;
  return core.database.all(
    sql<ArtifactHead>`select ${artifacts.columns} from artifact where ${dialect.in(column("artifact", "id"), ids, "uuid")}`,
  );
}

/** Reads the data of artifacts off the event loop: that of one may be megabytes. */
export function readArtifactData(
  core: Core,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly data: JsonText | null }[]> {
  const { dialect, heavy } = core.database;
  return heavy.all(
    sql<{
      id: string;
      data: JsonText | null;
    }>`select id, data from artifact where ${dialect.in(column("artifact", "id"), ids, "uuid")}`,
  );
}

/** Reads the collections of some ids, or of some keys, in no order; those that are not there are left out. */
export function readArtifactCollections(
  core: Core,
  by: "id" | "key",
  values: readonly string[],
): Promise<ArtifactCollectionHead[]> {
  const condition = core.database.dialect.in(column("artifact_collection", by), values, by === "id" ? "uuid" : "text");
  return core.database.all(
    sql<ArtifactCollectionHead>`select ${collections.columns} from artifact_collection where ${condition}`,
  );
}
