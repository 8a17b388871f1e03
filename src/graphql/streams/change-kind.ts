/** What streams of changes tell of an object. */
import { builder } from "../builder.ts";

export type ChangeKind = "CREATED" | "CHANGED" | "DELETED";

export const ChangeKindEnum = builder.enumType("ChangeKind", {
  description: "What has happened to an object.",
  values: {
    CREATED: { description: "It is new." },
    CHANGED: { description: "It is in another state, or has been edited." },
    DELETED: { description: "It is gone." },
  } as const satisfies Record<ChangeKind, object>,
});
