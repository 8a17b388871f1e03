/** What a paused run is told when it is resumed: its values are filled in, then held to the schema it asked by. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { parseExactly } from "../exact-json.ts";
import { CircularSchemaError, validationFailure } from "../json-schema/json-schema.ts";
import { HydrationError, hydrate, needsHydration } from "../parameters/hydration.ts";
import { readFlowRunInput } from "./flow-run-input.queries.ts";

/** Why the input was not taken, in the reference's words. */
export class RunInputRefusal extends Error {
  override readonly name = "RunInputRefusal";
}

/**
 * Reads the input for a run that was paused under `keyset`.
 *
 * @returns the input as it is to be stored; "{}" when there is none
 * @throws RunInputRefusal
 */
export async function readRunInput(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  keyset: Readonly<Record<string, string>>,
  given: JsonText,
): Promise<JsonText> {
  const isPlain = !needsHydration(given);
  const parsed = parseExactly(given);
  const input = isPlain ? parsed : await hydrated(core, transaction, parsed);
  const stored = await readFlowRunInput(core, flowRunId, keyset.schema ?? "", transaction);
  if (stored === undefined) throw new RunInputRefusal("Run input schema not found.");
  const failure = checkSchema(input, parseSchema(stored.value));
  if (failure !== undefined) throw new RunInputRefusal(`Reason: ${failure}`);
  return isPlain ? given : toJsonText(input);
}

function parseSchema(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    throw new RunInputRefusal("Run input schema is not valid JSON.");
  }
}

function checkSchema(input: unknown, schema: unknown): string | undefined {
  try {
    return validationFailure(input, schema);
  } catch (error) {
    if (!(error instanceof CircularSchemaError)) throw error;
    throw new RunInputRefusal("Invalid schema: Unable to validate schema with circular references.");
  }
}

async function hydrated(core: Core, transaction: Transaction, input: unknown): Promise<unknown> {
  try {
    const filled = await hydrate(core, transaction, input);
    return isFalsy(filled) ? JSON.parse(EMPTY_OBJECT) : filled;
  } catch (error) {
    if (!(error instanceof HydrationError)) throw error;
    throw new RunInputRefusal(`Error hydrating run input: ${error.message}`);
  }
}

function isFalsy(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}
