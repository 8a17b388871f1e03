/**
 * Starts one PostgreSQL for the whole run and migrates a template in both databases, which every test file clones.
 * Nothing is left behind: the server and the files go with the run.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../../src/db/open.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";

export const TEMPLATE_DATABASE = "penstock_template";

declare module "vitest" {
  export interface ProvidedContext {
    /** A migrated, closed SQLite file to copy. */
    readonly sqliteTemplate: string;
    /** The maintenance database of the PostgreSQL server that holds TEMPLATE_DATABASE. */
    readonly postgresUrl: string;
  }
}

async function createPostgresTemplate(postgres: PostgresServer): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await client.end();
  const template = await openDatabase(postgres.databaseUrl(TEMPLATE_DATABASE));
  await template.close();
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "penstock-test-template-"));
  const sqliteTemplate = join(directory, "template.db");
  const sqlite = await openDatabase(`sqlite:///${sqliteTemplate}`);
  await sqlite.close();
  const postgres = await startPostgres();
  try {
    await createPostgresTemplate(postgres);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  project.provide("sqliteTemplate", sqliteTemplate);
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
