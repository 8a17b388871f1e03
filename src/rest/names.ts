/** Names, as the reference's `Name` type accepts them. */
import { wire } from "./wire.ts";
import type { Wire } from "./wire-schema.ts";

/** Without the characters that have a meaning in the reference's paths; the pattern's text is told in its answers. */
export const WITHOUT_BANNED_CHARACTERS = "^[^/%&><]+$";

export function name(description?: string): Wire<string> {
  return wire.string({ pattern: WITHOUT_BANNED_CHARACTERS, ...(description === undefined ? {} : { description }) });
}
