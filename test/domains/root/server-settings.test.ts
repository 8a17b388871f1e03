/** /admin/settings against the reference's, recorded with the defaults of both. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import { serverSettingsTree } from "../../../src/domains/root/server-settings.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer } from "../../support/server.ts";

type Tree = { readonly [name: string]: Tree | string | number | boolean | null };

const reference = JSON.parse(readFileSync(new URL("reference-server-settings.json", import.meta.url), "utf8")) as Tree;

function leaves(tree: Tree, path = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] =>
    typeof value === "object" && value !== null ? leaves(value, `${path}${name}.`) : [[`${path}${name}`, value]],
  );
}

describe("the settings that are told", () => {
  test("stand where the reference has them, with its defaults", () => {
    const told = leaves(serverSettingsTree(readSettings({})).server as Tree);
    const expected = new Map(leaves(reference));
    expect(told.length).toBeGreaterThan(50);
    for (const [name, value] of told) expect([name, value]).toEqual([name, expected.get(name)]);
  });

  test("are those that hold, without their secrets", async () => {
    const [sqlite] = testDatabases;
    if (sqlite === undefined) throw new Error("There is no test database");
    const settings = readSettings({
      PREFECT_SERVER_API_AUTH_STRING: "user:secret",
      PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: "93784.5",
    });
    const { apiAuthString, services } = settings;
    const server = await createTestServer(sqlite, { services: false, settings: { apiAuthString, services } });
    try {
      const authorization = `Basic ${Buffer.from("user:secret").toString("base64")}`;
      const answer = await server.application.inject({ url: "/api/admin/settings", headers: { authorization } });
      expect(answer.body).not.toContain("secret");
      expect(answer.body).not.toContain(server.databaseUrl);
      expect(answer.json().server.services.late_runs.after_seconds).toBe("P1DT2H3M4.5S");
      expect(answer.json().server.api.auth_string).toBe("**********");
    } finally {
      await server.close();
    }
  });
});
