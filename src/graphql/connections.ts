/** Relay connections over our own keyset lists: arguments to a window, rows to edges. */

import type { Cursor, Direction, Page } from "../domains/filters/page.ts";
import type { RunStateCounts } from "../domains/runs/run-state-counts.ts";
import { PenstockError } from "../errors.ts";
import { parseUuid } from "./global-ids.ts";

/** Without `first` or `last`: a screen full. */
export const DEFAULT_PAGE_SIZE = 50;
/** A page of this many runs still answers in a few tens of milliseconds; whoever wants more follows the cursor. */
export const MAX_PAGE_SIZE = 500;
/** Ids in one call of `nodes`: what a client keeps at hand, one screen of each kind. */
export const MAX_NODES = 100;
/** Our cursors hold an order's name, a value (the longest is a name) and a UUID. */
const LONGEST_CURSOR = 4_000;

export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

export interface Window {
  readonly first?: number;
  readonly last?: number;
  readonly after?: Cursor;
  readonly before?: Cursor;
}

/** What can be counted of a list beside its pages; only when asked, for on a large table it costs more than a page. */
export interface ListCounts {
  readonly countAll: () => Promise<number>;
  /** Of lists of runs only. */
  readonly countByState?: () => Promise<RunStateCounts>;
}

export interface Connection<Node> extends ListCounts {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

function refuse(detail: string): PenstockError {
  return new PenstockError("INVALID", detail);
}

function encodeCursor(field: string, { value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([field, value, id])).toString("base64url");
}

/** What a list is ordered by. */
export interface OrderField {
  readonly name: string;
  /** Instants count as numbers. */
  readonly type: "text" | "number";
}

function isValueOf(field: OrderField, value: unknown): value is Cursor["value"] {
  if (value === null) return true;
  return field.type === "text" ? typeof value === "string" : Number.isSafeInteger(value);
}

/** Reads a cursor of the order it is used with. A cursor of another order would silently begin anywhere. */
function decodeCursor(text: string, field: OrderField): Cursor {
  let parts: unknown;
  try {
    parts = text.length <= LONGEST_CURSOR ? JSON.parse(Buffer.from(text, "base64url").toString()) : undefined;
  } catch {
    parts = undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw refuse("The cursor is malformed");
  const [cursorField, value, id] = parts as readonly unknown[];
  if (cursorField !== field.name) throw refuse("The cursor belongs to a list in another order");
  const uuid = typeof id === "string" ? parseUuid(id) : undefined;
  if (uuid === undefined || !isValueOf(field, value)) throw refuse("The cursor is malformed");
  return { value, id: uuid };
}

function checkedSize(name: "first" | "last", size: number): number {
  if (size < 0) throw refuse(`\`${name}\` must not be negative`);
  if (size > MAX_PAGE_SIZE) throw refuse(`\`${name}\` must not be above ${MAX_PAGE_SIZE}`);
  return size;
}

/** The size of the page that the arguments ask for; what it costs is known by this before anything is read. */
export function pageSizeOf(args: ConnectionArguments): number {
  return args.first ?? args.last ?? DEFAULT_PAGE_SIZE;
}

/**
 * The window the arguments describe on a list ordered by `field`.
 *
 * @throws PenstockError INVALID for sizes out of bounds, for both sizes at once, and for cursors of other lists
 */
export function windowOf(args: ConnectionArguments, field: OrderField): Window {
  const { first, last, after, before } = args;
  if (first != null && last != null) throw refuse("Give `first` or `last`, not both");
  return {
    ...(last != null
      ? { last: checkedSize("last", last) }
      : { first: checkedSize("first", first ?? DEFAULT_PAGE_SIZE) }),
    ...(after != null ? { after: decodeCursor(after, field) } : {}),
    ...(before != null ? { before: decodeCursor(before, field) } : {}),
  };
}

/** An edge that makes its cursor when it is asked for: of most pages only the ends are. */
class Edge<Row> {
  readonly node: Row;
  readonly #field: string;
  readonly #cursorOf: (row: Row) => Cursor;

  constructor(node: Row, field: string, cursorOf: (row: Row) => Cursor) {
    this.node = node;
    this.#field = field;
    this.#cursorOf = cursorOf;
  }

  get cursor(): string {
    return encodeCursor(this.#field, this.#cursorOf(this.node));
  }
}

/** The connection of a page of rows. */
export function connectionOf<Row>(
  page: Page<Row>,
  field: string,
  cursorOf: (row: Row) => Cursor,
  counts: ListCounts | (() => Promise<number>),
): Connection<Row> {
  const edges = page.rows.map((node) => new Edge(node, field, cursorOf));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    ...(typeof counts === "function" ? { countAll: counts } : counts),
  };
}

/** The connection of a page of a search that ended at a place behind its last row, or ahead of its first, with more to search. */
export function endingAt<Row>(
  connection: Connection<Row>,
  side: "start" | "end",
  field: string,
  place: Cursor,
): Connection<Row> {
  const cursor = encodeCursor(field, place);
  const end =
    side === "end" ? { hasNextPage: true, endCursor: cursor } : { hasPreviousPage: true, startCursor: cursor };
  return { ...connection, pageInfo: { ...connection.pageInfo, ...end } };
}

/** How a list may be ordered, read from an `orderBy` argument. */
export interface OrderArgument<Field extends string> {
  readonly field: Field;
  readonly direction?: Direction | null | undefined;
}

/** The order asked for, or the list's own; newest or largest first unless the direction says otherwise. */
export function orderOf<Field extends string>(
  order: OrderArgument<Field> | null | undefined,
  fallback: { readonly field: Field; readonly direction: Direction },
): { readonly field: Field; readonly direction: Direction } {
  return order == null ? fallback : { field: order.field, direction: order.direction ?? "DESC" };
}
