/** Connections nested in lists: one loader for all parents of an execution that ask for the same page. */
import DataLoader from "dataloader";
import type { Core } from "../core.ts";
import { type ChildList, type ChildPage, countChildren, readChildPages } from "../db/child-lists.ts";
import type { Cursor, Direction } from "../domains/filters/page.ts";
import { type Connection, type ConnectionArguments, connectionOf, windowOf } from "./connections.ts";

interface ChildLoader {
  readonly pages: DataLoader<string, ChildPage>;
  readonly counts: DataLoader<string, number>;
}

/** The child loaders of one execution, by field and arguments. */
export type ChildLoaders = Map<string, ChildLoader>;

export interface ChildConnection<Row> {
  /** "Type.field", which tells the field's pages from those of others. */
  readonly field: string;
  readonly parentId: string;
  readonly arguments: ConnectionArguments & {
    readonly filter?: object | null | undefined;
    readonly direction?: Direction | null | undefined;
  };
  /** Ordered by an instant. */
  readonly list: (direction: Direction) => ChildList;
  readonly defaultDirection: Direction;
  readonly rows: DataLoader<string, Row | null>;
  readonly cursorOf: (row: Row) => Cursor;
}

interface ChildContext {
  readonly core: Core;
  readonly children: ChildLoaders;
}

function loaderOf<Row>({ core, children }: ChildContext, child: ChildConnection<Row>): ChildLoader {
  const key = `${child.field} ${JSON.stringify(child.arguments)}`;
  const known = children.get(key);
  if (known !== undefined) return known;
  const list = child.list(child.arguments.direction ?? child.defaultDirection);
  const window = windowOf(child.arguments, { name: list.order.column, type: "number" });
  const loader: ChildLoader = {
    pages: new DataLoader(async (parentIds) => {
      const pages = await readChildPages(core.database, core.database, list, parentIds, window);
      return parentIds.map((id) => pages.get(id) ?? new Error(`No page was read for the parent ${id}`));
    }),
    counts: new DataLoader(async (parentIds) => {
      const counts = await countChildren(core.database, core.database.heavy, list, parentIds);
      return parentIds.map((id) => counts.get(id) ?? 0);
    }),
  };
  children.set(key, loader);
  return loader;
}

/** The children of one parent, read together with those of the other parents. */
export async function childConnection<Row>(
  context: ChildContext,
  child: ChildConnection<Row>,
): Promise<Connection<Row>> {
  const loader = loaderOf(context, child);
  const page = await loader.pages.load(child.parentId);
  // Children that vanish between the two statements are left out.
  const rows = (await Promise.all(page.ids.map((id) => child.rows.load(id)))).filter((row) => row !== null);
  const { column } = child.list("ASC").order;
  return connectionOf({ ...page, rows }, column, child.cursorOf, () => loader.counts.load(child.parentId));
}
