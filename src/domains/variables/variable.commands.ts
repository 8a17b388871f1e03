/** Writes of variables; each tells its lifecycle event in its own transaction. */
import type { Core } from "../../core.ts";
import { isConstraintViolation } from "../../db/constraints.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { changeEvent } from "../change-events.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { quoted } from "../json-writer.ts";
import { lockVariable, type VariableKey } from "./variable.queries.ts";
import type { VariableRow } from "./variable.ts";

export interface NewVariable {
  readonly name: string;
  readonly value: JsonText;
  readonly tags: readonly string[];
}

/** A name and tags may be null on the wire, and are refused like any other value that the database cannot take. */
export interface VariableChanges {
  readonly name?: string | null;
  readonly value?: JsonText;
  readonly tags?: readonly string[] | null;
}

export function variableNotFound(): PenstockError {
  return notFound("Variable not found.");
}

async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  variable: VariableRow,
): Promise<void> {
  const payload = `{"name":${quoted(variable.name)},"value":${variable.value},"tags":${variable.tags}}` as JsonText;
  await appendEvents(core.database, transaction, [
    changeEvent("variable", change, variable, payload, core.clock.now()),
  ]);
}

/** @throws PenstockError CONFLICT when the name is taken */
export async function createVariable(core: Core, input: NewVariable): Promise<VariableRow> {
  const now = core.clock.now();
  const variable: VariableRow = {
    id: newId(now),
    created: now,
    updated: now,
    name: input.name,
    value: input.value,
    tags: toJsonText(input.tags),
  };
  try {
    return await core.database.transaction(async (transaction) => {
      await transaction.run(core.database.sql.insertInto("variable").values(variable));
      await recordChange(core, transaction, "created", variable);
      return variable;
    });
  } catch (error) {
    if (!isConstraintViolation(error)) throw error;
    throw new PenstockError("CONFLICT", `A variable with the name '${input.name}' already exists.`, { cause: error });
  }
}

/**
 * Changes what is given.
 *
 * @throws PenstockError NOT_FOUND; CONFLICT when the new name is taken, or when the name or the tags are null
 */
export function updateVariable(core: Core, key: VariableKey, changes: VariableChanges): Promise<void> {
  return transactionWithIntegrity(core, async (transaction) => {
    const variable = await lockVariable(core, transaction, key);
    if (variable === undefined) throw variableNotFound();
    const { name = variable.name, value = variable.value, tags } = changes;
    if (name === null || tags === null) throw integrityConflict();
    const changed: VariableRow = {
      ...variable,
      name,
      value,
      tags: tags === undefined ? variable.tags : toJsonText(tags),
      updated: core.clock.now(),
    };
    await transaction.run(core.database.sql.updateTable("variable").set(changed).where("id", "=", variable.id));
    await recordChange(core, transaction, "updated", changed);
  });
}

/** @throws PenstockError NOT_FOUND */
export function deleteVariable(core: Core, key: VariableKey): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const variable = await lockVariable(core, transaction, key);
    if (variable === undefined) throw variableNotFound();
    await transaction.run(core.database.sql.deleteFrom("variable").where("id", "=", variable.id));
    await recordChange(core, transaction, "deleted", variable);
  });
}
