/** The work that checking one value may take: schemas that refer to each other twice double it with every level. */
import { CircularSchemaError } from "./circular-schema-error.ts";
import { isObject } from "./python-values.ts";

/** One for each keyword that is looked at: some microseconds at most. The largest parameters take a tenth of it. */
const WHOLE_BUDGET = 1_000_000;
/** Entries and characters that take as long as a keyword. */
const ENTRIES_PER_UNIT = 8;
const CHARACTERS_PER_UNIT = 64;
/** Objects of more members are kept as tables, and going through one takes some ten times as long. */
const MOST_SHAPED_MEMBERS = 64;

/** How long it takes to go through a value once, without what is inside its entries. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length / CHARACTERS_PER_UNIT;
  if (Array.isArray(value)) return value.length / ENTRIES_PER_UNIT;
  if (!isObject(value)) return 0;
  const members = Object.keys(value).length;
  return members > MOST_SHAPED_MEMBERS ? members : members / ENTRIES_PER_UNIT;
}

export class Budget {
  #left = WHOLE_BUDGET;

  /** @throws CircularSchemaError when it is used up */
  #spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new CircularSchemaError("The schema takes too long");
  }

  /** For holding a value to a keyword. */
  spendOnKeyword(argument: unknown, instance: unknown): void {
    this.#spend(1 + sizeOf(argument) + sizeOf(instance));
  }

  /** For telling an error. */
  spendOnMessage(message: string): void {
    this.#spend(message.length / CHARACTERS_PER_UNIT);
  }

  /** For passing errors on. */
  spendOnErrors(count: number): void {
    this.#spend(count);
  }
}
