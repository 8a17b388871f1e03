/** The plans of what the pages ask, as SQLite makes them on a database that is full. */
import BetterSqlite3 from "better-sqlite3";
import { readSettings } from "../../src/config.ts";
import { openDatabase } from "../../src/db/open.ts";
import { graphqlDoor } from "../../src/graphql/door.ts";
import { systemClock } from "../../src/time/clock.ts";
import { exampleOperation } from "../graphql/operations.ts";

const OPERATIONS = ["02-flow-runs", "03-flow-run-histogram", "01-dashboard"] as const;
/** Of a statement's text as much as tells it from the others. */
const EXCERPT = 120;

/** Markdown: every statement of the operations with its plan. */
export async function queryPlans(path: string): Promise<string> {
  const statements: string[] = [];
  const database = await openDatabase(`sqlite:///${path}`, { onStatement: (statement) => statements.push(statement) });
  const door = graphqlDoor({
    database,
    clock: systemClock,
    settings: readSettings({}),
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const explainer = new BetterSqlite3(path, { readonly: true });
  const sections: string[] = [];
  try {
    for (const name of OPERATIONS) {
      statements.length = 0;
      await door.pipeline.fetch("http://bench/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: exampleOperation(name) }),
      });
      const plans = statements.map((statement) => `${excerptOf(statement)}\n${planOf(explainer, statement)}`);
      sections.push(`${name}:\n\n\`\`\`\n${plans.join("\n\n")}\n\`\`\``);
    }
  } finally {
    explainer.close();
    await door.close();
    await database.close();
  }
  return sections.join("\n\n");
}

function excerptOf(statement: string): string {
  const line = statement.replaceAll(/\s+/g, " ").trim();
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)} ...` : line;
}

function planOf(database: BetterSqlite3.Database, statement: string): string {
  const parameters = Array.from(statement.matchAll(/\?/g), () => null);
  const steps = database.prepare(`explain query plan ${statement}`).all(...parameters) as { detail: string }[];
  return steps.map(({ detail }) => `  ${detail}`).join("\n");
}
