/** How lists of the domains are ordered and cut: by offset for REST, by keyset for GraphQL connections. */
import type { Direction, PageWindow } from "../../db/list.ts";

export type { Cursor, Direction, Page } from "../../db/list.ts";

export interface OrderBy<Field extends string> {
  readonly field: Field;
  readonly direction: Direction;
}

export interface PageRequest<Field extends string> extends PageWindow {
  readonly orderBy: OrderBy<Field>;
}

/** REST's window of a list. */
export interface OffsetWindow {
  readonly limit: number;
  readonly offset: number;
}
