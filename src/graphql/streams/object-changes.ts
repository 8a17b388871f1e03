/** Streams of what happens to the objects of one type, as the events tell that have such an object as their resource. */
import type { LogRow } from "../../db/log-tail.ts";
import { PenstockError } from "../../errors.ts";
import type { GraphQLContext } from "../context.ts";
import { databaseIdOf, parseUuid } from "../global-ids.ts";
import { openStream, type StreamItem } from "./stream.ts";

/** Each is looked for in the replay of the log. */
const MOST_IDS = 1_000;

/** What tells of the objects of a type. */
export interface ObjectEvents<Kind extends string, Row extends { readonly id: string }> {
  /** The type's name in GraphQL. */
  readonly typename: string;
  /** How the ids of their resources begin, such as "prefect.deployment.". */
  readonly resourcePrefix: string;
  /** What each event's name stands for; events of other names tell nothing. */
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly readByIds: (context: GraphQLContext, ids: readonly string[]) => Promise<readonly Row[]>;
}

export interface ObjectChange<Kind extends string, Row> {
  readonly kind: Kind;
  readonly cursor: string;
  readonly objectId: string;
  /** As it is by now; null for one that has been deleted. */
  readonly object: Row | null;
  readonly row: LogRow<"event">;
}

interface ObjectChangesArguments {
  /** Only these objects: global ids or UUIDs. */
  readonly ids?: readonly string[] | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * Opens the stream.
 *
 * @throws PenstockError INVALID for more than MOST_IDS ids, ids of other types, and a cursor that is none
 */
export async function openObjectChanges<Kind extends string, Row extends { readonly id: string }>(
  context: GraphQLContext,
  events: ObjectEvents<Kind, Row>,
  { ids, after }: ObjectChangesArguments,
): Promise<AsyncIterable<StreamItem<ObjectChange<Kind, Row>>>> {
  if (ids != null && ids.length > MOST_IDS) {
    throw new PenstockError("INVALID", `\`ids\` takes ${MOST_IDS} ids at most`);
  }
  const { typename, resourcePrefix } = events;
  const wanted = ids?.map((id) => `${resourcePrefix}${databaseIdOf(typename, id)}`) ?? null;
  const isWanted = wanted === null ? null : new Set(wanted);
  return openStream(context, {
    table: "event",
    after,
    ...(wanted === null ? {} : { keys: { column: "resource_id", values: wanted } }),
    where: (where) => where("resource_id", "like", `${resourcePrefix}%`),
    matches: (row) => (isWanted === null || isWanted.has(row.resource_id)) && kindOf(events, row) !== null,
    itemsOf: (rows, cursorOf) => changesOf(context, events, rows, cursorOf),
  });
}

function kindOf<Kind extends string>(
  { resourcePrefix, kinds }: Pick<ObjectEvents<Kind, never>, "resourcePrefix" | "kinds">,
  row: LogRow<"event">,
): Kind | null {
  if (!row.resource_id.startsWith(resourcePrefix)) return null;
  return Object.hasOwn(kinds, row.event) ? (kinds[row.event] ?? null) : null;
}

/**
 * The changes some events tell of. Clients may send events of these names, too: a deletion is told only of what is gone, and
 * anything else only of what is there.
 */
async function changesOf<Kind extends string, Row extends { readonly id: string }>(
  context: GraphQLContext,
  events: ObjectEvents<Kind, Row>,
  rows: readonly LogRow<"event">[],
  cursorOf: (row: LogRow<"event">) => string,
): Promise<ObjectChange<Kind, Row>[]> {
  const told = rows.flatMap((row) => {
    const kind = kindOf(events, row);
    const objectId = parseUuid(row.resource_id.slice(events.resourcePrefix.length));
    return kind === null || objectId === undefined ? [] : [{ kind, objectId, row }];
  });
  const ids = [...new Set(told.map(({ objectId }) => objectId))];
  const present = new Map((await events.readByIds(context, ids)).map((object) => [object.id, object]));
  return told.flatMap(({ kind, objectId, row }) => {
    const object = present.get(objectId) ?? null;
    if ((kind === "DELETED") !== (object === null)) return [];
    return [{ kind, objectId, object, row, cursor: cursorOf(row) }];
  });
}
