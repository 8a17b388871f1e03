/** Ids of triggers. What a client gives is replaced, so these are made where no clock is at hand. */
import { randomUUID } from "node:crypto";

export function newTriggerId(): string {
  return randomUUID();
}
