/** The body parameters by which REST lists are paged. */

import { PenstockError } from "../errors.ts";
import { withDefault } from "./wire-combinators.ts";
import { conversionOf, makeConversion, REFUSED } from "./wire-leaf.ts";
import { integer } from "./wire-numbers.ts";
import { behaviourOf, type Wire } from "./wire-schema.ts";

const LIMIT_DESCRIPTION = "Defaults to PREFECT_SERVER_API_DEFAULT_LIMIT if not provided.";

/**
 * `limit` of a list: 0 to `maximum`, which is also its default (PREFECT_SERVER_API_DEFAULT_LIMIT). Mirrors the
 * reference's LimitBody, a dependency: out of range it answers at once, in a shape of its own, whatever else is wrong.
 * Stands first in wire.parameters(), for dependencies are resolved before the other parameters.
 */
export function limit(maximum: number): Wire<number> {
  const any = integer({ description: LIMIT_DESCRIPTION });
  const inner = behaviourOf(any);
  const convert = conversionOf(any);

  function check(value: unknown): number | typeof REFUSED {
    const number = convert(value);
    if (number === REFUSED) return REFUSED;
    if (number < 0) {
      throw new PenstockError("INVALID", "Invalid limit: must be greater than or equal to 0.");
    }
    if (number > maximum) {
      throw new PenstockError("INVALID", `Invalid limit: must be less than or equal to ${maximum}.`);
    }
    return number;
  }

  const schema = makeConversion<number>(check, {
    ...inner,
    examine(value, at, report) {
      inner.examine(value, at, report);
      check(value);
    },
  });
  return withDefault(schema, () => maximum);
}

/** `offset` of a list: how many objects to skip. */
export function offset(): Wire<number> {
  return withDefault(integer({ minimum: 0 }), 0);
}

/** `page` of a list, from 1. */
export function page(): Wire<number> {
  return withDefault(integer({ minimum: 1 }), 1);
}
