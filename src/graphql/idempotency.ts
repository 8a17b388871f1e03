/** Idempotency keys of mutations: the field of their inputs, and doing them once for each key. */
import type { Core } from "../core.ts";
import { ANSWERS_KEPT_DAYS, onceUnderKey, type Repeatable } from "../domains/mutations/mutation-answer.commands.ts";
import { PenstockError } from "../errors.ts";
import type { builder } from "./builder.ts";
import { checkedText } from "./input-checks.ts";

/** Room for any kind of id, and for an index. */
const LONGEST_KEY = 255;

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, "InputObject">;

/** `idempotencyKey`, of an input of a mutation that would have an effect each time. */
export function idempotencyKeyField(t: InputBuilder) {
  return t.string({
    description: `A text of your own making, ${LONGEST_KEY} characters at most. Asked again with it and the same input within ${ANSWERS_KEPT_DAYS} days, the mutation does nothing and answers with what it has done, as it is by then; with another input it answers IdempotencyConflictError. What was refused may be asked for again. Give one wherever you may have to ask twice.`,
  });
}

interface KeyedInput {
  readonly idempotencyKey?: string | null | undefined;
}

/** @throws PenstockError INVALID */
export function checkedKey(key: string | null | undefined): string | null {
  if (key != null && key.length > LONGEST_KEY) {
    throw new PenstockError("INVALID", `\`idempotencyKey\` must not be longer than ${LONGEST_KEY} characters`);
  }
  // An empty key is none.
  return checkedText("idempotencyKey", key) || null;
}

/**
 * Does a mutation once for its input's key, see onceUnderKey.
 *
 * @param mutation the field's name
 * @throws PenstockError INVALID for a key that is none; KeyReusedError; what the mutation itself refuses
 */
export async function once<Result, Kept>(
  core: Core,
  mutation: string,
  { idempotencyKey, ...input }: KeyedInput,
  repeatable: Repeatable<Result, Kept>,
): Promise<Result> {
  return onceUnderKey(core, { mutation, key: checkedKey(idempotencyKey), arguments: input }, repeatable);
}

/**
 * As once, of a mutation whose object is found again by its id.
 *
 * @throws PenstockError NOT_FOUND also where the object that was made under the key is gone
 */
export function onceById<Row extends { readonly id: string }>(
  core: Core,
  mutation: string,
  input: KeyedInput,
  {
    act,
    read,
  }: {
    readonly act: (core: Core) => Promise<Row>;
    readonly read: (core: Core, id: string) => Promise<Row | null | undefined>;
  },
): Promise<Row> {
  return once<Row, string>(core, mutation, input, {
    act,
    keep: (row) => row.id,
    again: async (whole, id) => {
      const row = await read(whole, id);
      if (row == null) throw new PenstockError("NOT_FOUND", "What was done under the idempotency key is gone by now");
      return row;
    },
  });
}
