/**
 * Prisma Client on the database that is already open, for reading only: it gives the GraphQL objects their types, loads
 * nodes by id and follows relations that no page hammers. Writes and hot reads go through the executor.
 */
import { createRequire } from "node:module";
import type * as SqliteAdapterModule from "@prisma/adapter-better-sqlite3";
import type * as PostgresqlAdapterModule from "@prisma/adapter-pg";
import { parseDatabaseUrl } from "./open.ts";
import type { PrismaClient } from "./prisma-client/postgresql/client.ts";
import type * as SqliteClientModule from "./prisma-client/sqlite/client.ts";

/** Connections Prisma adds to those of the executor. */
const POOL_SIZE = 4;

export type { PrismaClient };

export interface PrismaReader {
  /** Opened with the first use: the client takes some 40 MB and 60 ms, and many servers never need it. */
  readonly client: PrismaClient;
  close(): Promise<void>;
}

// Required, not imported: loaded with the first use, and that use cannot wait.
const requireModule = createRequire(import.meta.url);

function createClient(databaseUrl: string): PrismaClient {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.provider === "postgresql") {
    const module = requireModule("./prisma-client/postgresql/client.ts") as { PrismaClient: typeof PrismaClient };
    const { PrismaPg } = requireModule("@prisma/adapter-pg") as typeof PostgresqlAdapterModule;
    const adapter = new PrismaPg({
      connectionString: location.connectionString,
      max: POOL_SIZE,
      application_name: "penstock prisma",
      options: "-c default_transaction_read_only=on",
    });
    return new module.PrismaClient({ adapter });
  }
  const module = requireModule("./prisma-client/sqlite/client.ts") as typeof SqliteClientModule;
  const { PrismaBetterSqlite3 } = requireModule("@prisma/adapter-better-sqlite3") as typeof SqliteAdapterModule;
  const adapter = new PrismaBetterSqlite3({ url: `file:${location.path}`, readonly: true });
  // The two clients differ in the types of a few columns, which rows.ts of the GraphQL door takes into account.
  return new module.PrismaClient({ adapter }) as unknown as PrismaClient;
}

/** Prepares a reader; connections are made by its first query. The database must be migrated already. */
export function createPrismaReader(databaseUrl: string): PrismaReader {
  let client: PrismaClient | undefined;
  return {
    get client() {
      client ??= createClient(databaseUrl);
      return client;
    },
    close: async () => {
      await client?.$disconnect();
      client = undefined;
    },
  };
}
