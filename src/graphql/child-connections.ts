/** Connections nested in lists: one loader for all parents of an execution that ask for the same page. */
import DataLoader from "dataloader";
import type { Core } from "../core.ts";
import { type ChildList, countChildren, countChildrenBy, readChildPages } from "../db/child-lists.ts";
import type { Reader } from "../db/database.ts";
import type { StateType } from "../db/tables.ts";
import type { Cursor, Direction, Page } from "../domains/filters/page.ts";
import { runCounts } from "../domains/runs/run-state-counts.graphql.ts";
import { type RunStateCounts, runStateCounts } from "../domains/runs/run-state-counts.ts";
import { type Connection, type ConnectionArguments, connectionOf, windowOf } from "./connections.ts";

interface ChildLoader {
  /** What the children are ordered by. */
  readonly column: string;
  readonly pages: DataLoader<string, Page<unknown>>;
  readonly counts: DataLoader<string, number>;
  /** Of children that are runs only. */
  readonly stateCounts: DataLoader<string, RunStateCounts> | undefined;
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
  readonly list: (direction: Direction) => ChildList;
  /** Who reads the pages, where that may take long; the event loop's own reader unless given. */
  readonly reader?: Reader;
  /** What the list's order is by: an instant unless told. */
  readonly orderedBy?: "text";
  readonly defaultDirection: Direction;
  readonly rows: DataLoader<string, Row | null>;
  readonly cursorOf: (row: Row) => Cursor;
}

interface ChildContext {
  readonly core: Core;
  readonly children: ChildLoaders;
}

function createLoader<Row>(core: Core, child: ChildConnection<Row>): ChildLoader {
  const list = child.list(child.arguments.direction ?? child.defaultDirection);
  const window = windowOf(child.arguments, { name: list.order.column, type: child.orderedBy ?? "number" });
  return {
    column: list.order.column,
    // The rows of all parents are awaited together, so that what hangs on them is batched together, too.
    pages: new DataLoader(async (parentIds) => {
      const pages = await readChildPages(core.database, child.reader ?? core.database, list, parentIds, window);
      const rows = new Map<string, Row | null>();
      const load = async (id: string): Promise<void> => void rows.set(id, await child.rows.load(id));
      await Promise.all([...pages.values()].flatMap((page) => page.ids.map(load)));
      return parentIds.map((parentId) => {
        const page = pages.get(parentId);
        if (page === undefined) return new Error(`No page was read for the parent ${parentId}`);
        // Children that vanish between the two statements are left out.
        return { ...page, rows: page.ids.map((id) => rows.get(id) ?? null).filter((row) => row !== null) };
      });
    }),
    counts: new DataLoader(async (parentIds) => {
      const counts = await countChildren(core.database, core.database.heavy, list, parentIds);
      return parentIds.map((id) => counts.get(id) ?? 0);
    }),
    stateCounts:
      list.table === "flow_run" || list.table === "task_run"
        ? new DataLoader(async (parentIds) => {
            const rows = await countChildrenBy<StateType>(
              core.database,
              core.database.heavy,
              list,
              "state_type",
              parentIds,
            );
            const groups = Map.groupBy(rows, (row) => row.parent_id);
            return parentIds.map((id) =>
              runStateCounts((groups.get(id) ?? []).map(({ value, count }) => ({ state_type: value, count }))),
            );
          })
        : undefined,
  };
}

/** The children of one parent, read together with those of the other parents. */
export async function childConnection<Row>(
  { core, children }: ChildContext,
  child: ChildConnection<Row>,
): Promise<Connection<Row>> {
  const key = `${child.field} ${JSON.stringify(child.arguments)}`;
  const loader = children.get(key) ?? createLoader(core, child);
  children.set(key, loader);
  // The key names the field, and with it the type of its rows.
  const page = (await loader.pages.load(child.parentId)) as Page<Row>;
  const { counts, stateCounts } = loader;
  const countAll = (): Promise<number> => counts.load(child.parentId);
  return connectionOf(
    page,
    loader.column,
    child.cursorOf,
    stateCounts === undefined ? countAll : runCounts(countAll, () => stateCounts.load(child.parentId)),
  );
}
