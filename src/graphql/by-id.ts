/** Loaders of rows by their ids. */
import DataLoader from "dataloader";

/** A loader that hands out at once what it has read before: a field need not wait for it. */
export type ById<Row> = DataLoader<string, Row | null> & {
  readonly now: (id: string) => Row | null | Promise<Row | null>;
};

/** @param read reads rows in no order; ids without a row are left out */
export function byId<Row extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
): ById<Row> {
  const known = new Map<string, Row | null>();
  const loader = new DataLoader<string, Row | null>(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    for (const id of ids) known.set(id, rows.get(id) ?? null);
    return ids.map((id) => rows.get(id) ?? null);
  });
  return Object.assign(loader, {
    now: (id: string) => {
      const row = known.get(id);
      return row === undefined ? loader.load(id) : row;
    },
  });
}
