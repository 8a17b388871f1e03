/** Refusals for references to objects that are not there, and for keys that are taken. */
import type { Core } from "../core.ts";
import { isConstraintViolation } from "../db/constraints.ts";
import type { Transaction } from "../db/database.ts";
import { PenstockError } from "../errors.ts";

/** What the reference answers when its database refuses a row. */
export function integrityConflict(options: ErrorOptions = {}): PenstockError {
  return new PenstockError(
    "CONFLICT",
    "Data integrity conflict. This usually means a unique or foreign key constraint was violated. See server logs for details.",
    options,
  );
}

/**
 * Runs `work` in one transaction.
 *
 * @throws PenstockError CONFLICT when the database refuses a row for a constraint
 */
export async function transactionWithIntegrity<T>(
  core: Core,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await core.database.transaction(work);
  } catch (error) {
    throw isConstraintViolation(error) ? integrityConflict({ cause: error }) : error;
  }
}
