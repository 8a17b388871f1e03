/** Commands open a transaction of their own; here one joins that of its caller. */
import type { Database, Transaction } from "./database.ts";

/**
 * A database whose reads and transactions are all part of `transaction`: what a command does with it commits or rolls back
 * with everything else there. What it would do after its own commit it does before that of the whole.
 */
export function withinTransaction(database: Database, transaction: Transaction): Database {
  return {
    location: database.location,
    sql: database.sql,
    dialect: database.dialect,
    signals: database.signals,
    autocommit: undefined,
    heavy: transaction,
    aggregates: transaction,
    searches: transaction,
    all: (statement) => transaction.all(statement),
    get: (statement) => transaction.get(statement),
    transaction: (work) => work(transaction),
    close: () => Promise.reject(new TypeError("A transaction does not close its database")),
  };
}
