/** The GraphQL over HTTP specification, by the audits of its reference implementation, on the whole server. */
import { type Audit, serverAudits } from "graphql-http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

const [sqlite] = testDatabases;
if (sqlite === undefined) throw new Error("There is no test database");

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await createTestServer(sqlite);
  url = `${await server.listen()}/graphql`;
});
afterAll(() => server.close());

// The list itself asks for no server.
const audits: readonly Audit[] = serverAudits({ url: () => url });

test("there are 61 of them", () => {
  expect(audits).toHaveLength(61);
});

test.each(audits.map((audit) => [`${audit.id}: ${audit.name}`, audit] as const))("%s", async (_name, audit) => {
  const result = await audit.fn();
  const reason = "reason" in result ? result.reason : undefined;
  expect({ status: result.status, reason }).toEqual({ status: "ok", reason: undefined });
});
