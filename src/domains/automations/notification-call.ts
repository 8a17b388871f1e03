/** A call that tells of something, and what it is made from. */
import type { Instant } from "../../time/instant.ts";

/** A call over HTTP. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type BlockData = Readonly<Record<string, unknown>>;

export interface Message {
  /** Empty where there is none. */
  readonly subject: string;
  readonly body: string;
  readonly now: Instant;
}

/** A block that cannot be sent; the message has none of its secrets. */
export class InvalidNotificationError extends Error {}

export const HTTP_METHODS: ReadonlySet<unknown> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** What calls of notifications name themselves. */
export const AGENT = "Prefect Notifications";
export const JSON_TYPE = "application/json";
export const FORM_TYPE = "application/x-www-form-urlencoded";

/** A field of a block as text; undefined where there is nothing in it. */
export function given(data: BlockData, name: string): string | undefined {
  const value = data[name];
  return value === null || value === undefined || value === "" ? undefined : String(value);
}

/** @throws InvalidNotificationError where there is nothing in it */
export function needed(data: BlockData, name: string): string {
  const value = given(data, name);
  if (value === undefined) throw new InvalidNotificationError(`The notification block has no ${name}`);
  return value;
}
