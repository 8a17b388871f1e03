/** Rows of a log by their size: what is worked on at once is bounded in bytes, for clients choose how large an event is. */

/** What a consumer has in hand. Most events have some two kilobytes. */
const PORTION_BYTES = 1_048_576;
/** What a row takes beside its texts. */
const ROW_BYTES = 500;
/** Rows a page; the first one is smaller, for nobody knows yet how large they are. */
const PAGE_ROWS = 256;
const FIRST_PAGE_ROWS = 32;

/** What a row takes in memory, roughly. */
function bytesOf(row: object): number {
  let bytes = ROW_BYTES;
  for (const value of Object.values(row)) if (typeof value === "string") bytes += value.length;
  return bytes;
}

export interface Portion<Row> {
  readonly rows: readonly Row[];
  readonly bytes: number;
}

/** Splits rows, in their order, into portions of PORTION_BYTES at the most, or of one row that has more. */
export function portionsOf<Row extends object>(rows: readonly Row[], mostBytes = PORTION_BYTES): Portion<Row>[] {
  const portions: Portion<Row>[] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, row] of rows.entries()) {
    const more = bytesOf(row);
    if (index > start && bytes + more > mostBytes) {
      portions.push({ rows: rows.slice(start, index), bytes });
      start = index;
      bytes = 0;
    }
    bytes += more;
  }
  if (rows.length > 0) portions.push({ rows: start === 0 ? rows : rows.slice(start), bytes });
  return portions;
}

/** How many rows to read at a time, so that they are about a portion. */
export class PageSize {
  readonly #mostRows: number;
  readonly #mostBytes: number;
  #rows = FIRST_PAGE_ROWS;

  constructor({ mostRows = PAGE_ROWS, mostBytes = PORTION_BYTES } = {}) {
    this.#mostRows = mostRows;
    this.#mostBytes = mostBytes;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The first portion of a page; what is left of it is to be read again. */
  portionOf<Row extends object>(page: readonly Row[]): { readonly rows: readonly Row[]; readonly isLast: boolean } {
    const rows = portionsOf(page, this.#mostBytes)[0]?.rows ?? [];
    const isWhole = rows.length === page.length;
    const isLast = isWhole && page.length < this.#rows;
    if (!isLast) this.#rows = isWhole ? Math.min(this.#rows * 2, this.#mostRows) : rows.length;
    return { rows, isLast };
  }
}
