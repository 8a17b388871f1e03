import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import { openDatabase } from "../../../src/db/open.ts";
import { createServer, type Server } from "../../../src/server.ts";
import { testDatabases } from "../../support/databases.ts";

describe.each(testDatabases)("the key of block documents on $name", (testDatabase) => {
  const start = async (url: string, key?: string): Promise<Server> => {
    const environment = key === undefined ? {} : { PREFECT_SERVER_ENCRYPTION_KEY: key };
    const settings = { ...readSettings(environment), databaseUrl: url, logLevel: "silent" };
    return createServer(settings, { database: await openDatabase(url), services: false });
  };
  const save = async ({ application }: Server, name: string): Promise<number> => {
    const schemas = await application.inject({ method: "POST", url: "/api/block_schemas/filter", payload: {} });
    const secret = schemas.json().find((schema: { fields: { title: string } }) => schema.fields.title === "Secret");
    const payload = { name, block_type_id: secret.block_type_id, block_schema_id: secret.id, data: { value: name } };
    return (await application.inject({ method: "POST", url: "/api/block_documents/", payload })).statusCode;
  };
  const load = async ({ application }: Server, name: string): Promise<unknown> => {
    const url = `/api/block_types/slug/secret/block_documents/name/${name}?include_secrets=true`;
    const response = await application.inject({ method: "GET", url });
    return response.statusCode === 200 ? response.json().data.value : response.statusCode;
  };

  test("is made once for all servers of a database, and kept, as the system's blocks are", async () => {
    const { url, drop } = await testDatabase.create();
    const servers = await Promise.all([start(url), start(url)]);
    try {
      const names = ["a", "b", "c", "d"];
      await Promise.all(names.map((name, index) => save(servers[index % 2 === 0 ? 0 : 1], name)));
      for (const server of servers) expect(await Promise.all(names.map((name) => load(server, name)))).toEqual(names);
      const { database } = servers[0].core;
      const keys = database.sql.selectFrom("configuration").select("value").where("key", "=", "ENCRYPTION_KEY");
      expect(await database.all(keys)).toHaveLength(1);
      expect(await database.all(database.sql.selectFrom("block_schema").select("id"))).toHaveLength(3);
    } finally {
      for (const server of servers) await server.close();
      await drop();
    }
  });

  test("is the setting's where there is one; documents under the kept key stay readable, under others not", async () => {
    const { url, drop } = await testDatabase.create();
    const inTurn = async (key: string | undefined, work: (server: Server) => Promise<void>) => {
      const server = await start(url, key);
      try {
        await work(server);
      } finally {
        await server.close();
      }
    };
    const key = randomBytes(32).toString("base64url");
    try {
      await inTurn(undefined, async (server) => {
        expect(await save(server, "kept")).toBe(201);
      });
      await inTurn(key, async (server) => {
        expect(await load(server, "kept")).toBe("kept");
        expect(await save(server, "set")).toBe(201);
        expect(await load(server, "set")).toBe("set");
      });
      await inTurn(undefined, async (server) => {
        expect(await load(server, "kept")).toBe("kept");
        expect(await load(server, "set")).toBe(500);
      });
    } finally {
      await drop();
    }
  });
});

test("a key that is none is refused at the start", () => {
  for (const key of ["short", "*".repeat(43), randomBytes(31).toString("base64url")]) {
    expect(() => readSettings({ PREFECT_SERVER_ENCRYPTION_KEY: key })).toThrow(
      /PREFECT_SERVER_ENCRYPTION_KEY: expected/,
    );
  }
  // As the reference writes keys, with its padding.
  const key = `${randomBytes(32).toString("base64url")}=`;
  expect(readSettings({ PREFECT_SERVER_ENCRYPTION_KEY: key }).encryptionKey).toHaveLength(32);
  expect(readSettings({ PREFECT_API_ENCRYPTION_KEY: key }).encryptionKey).toHaveLength(32);
  expect(readSettings({}).encryptionKey).toBeUndefined();
});
