/** Serving a built web page: which file answers which path, how it is sent, and which version a browser gets. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Environment } from "../../src/config.environment.ts";
import { readSettings, SettingError } from "../../src/config.ts";
import { findBundles } from "../../src/web-page/bundles.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

const BASE = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER";
const LONG_SCRIPT = `import "${BASE}/assets/other-01234567.js";${"x();".repeat(500)}`;
const IMAGE = Buffer.from([0x89, 0x50, 0x4e, 0x47, ...Array.from({ length: 2_000 }, (_, index) => index % 251)]);

const FILES: Readonly<Record<string, string | Buffer>> = {
  "package/ui/index.html": `<title>first</title><script src="${BASE}/assets/index-AbCd_123.js"></script>`,
  "package/ui/assets/index-AbCd_123.js": LONG_SCRIPT,
  "package/ui/ico/icon.png": IMAGE,
  "package/ui/ico/site.webmanifest": `{"start":"${BASE}"}`,
  "package/ui/.hidden": "hidden",
  "package/ui-v2/index.html": `<title>second</title><script src="${BASE}/assets/index-AbCd_123.js"></script>`,
  "package/ui-v2/assets/index-AbCd_123.js": LONG_SCRIPT,
  "secret.txt": "secret",
};

const [database] = testDatabases;
if (database === undefined) throw new Error("There is no test database");

const PAGE = { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "sec-fetch-mode": "navigate" };
const PART = { accept: "*/*", "sec-fetch-mode": "no-cors", "accept-encoding": "gzip, deflate, br" };

describe("a built web page", () => {
  let folder: string;
  const servers: TestServer[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-web-page-"));
    for (const [name, content] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await symlink(join(folder, "secret.txt"), join(folder, "package/ui/link.txt"));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const open = async (environment: Environment = {}): Promise<TestServer> => {
    const named = { PREFECT_SERVER_UI_STATIC_DIRECTORY: join(folder, "package"), ...environment };
    const { webPage, apiAuthString, csrfProtection } = readSettings(named);
    const settings = { webPage, apiAuthString, csrfProtection };
    const server = await createTestServer(database, { services: false, settings });
    servers.push(server);
    return server;
  };
  type Method = "GET" | "HEAD" | "POST";
  const ask = (server: TestServer, url: string, headers: Record<string, string> = {}, method: Method = "GET") =>
    server.application.inject({ method, url, headers });

  test("answers pages with the page itself, and parts of it only where they are", async () => {
    const server = await open();
    const shown = async (url: string, headers: Record<string, string>): Promise<string> => {
      const { statusCode, headers: sent, body } = await ask(server, url, headers);
      return [statusCode, sent.location, /<title>(\w+)/.exec(body)?.[1]].filter(Boolean).join(" ");
    };
    const pages: [url: string, as: string][] = [
      ["/", "307 /v2/"],
      ["/?a=1&b=/x", "307 /v2/?a=1&b=/x"],
      ["/index.html", "200 first"],
      ["/flow-runs/flow-run/0a0a0a0a-0000-4000-8000-00000000000a", "200 first"],
      ["/v2", "307 /v2/"],
      ["/v2?x=%20", "307 /v2/?x=%20"],
      ["/v2/", "200 second"],
      ["/v2/runs?tab=task-runs", "200 second"],
      ["/v20", "200 first"],
      ["/api/nothing", "404"],
      ["/%", "400"],
    ];
    for (const [url, as] of pages) expect(await shown(url, PAGE), url).toBe(as);
    const parts: [url: string, as: string][] = [
      ["/", "200 first"],
      ["/v2/", "200 second"],
      ["/assets/index-AbCd_123.js", "200"],
      ["/assets/index-AbCd_12%33.js", "200"],
      ["/assets/absent-01234567.js", "404"],
      ["/v2/ico/icon.png", "404"],
      ["/assets", "404"],
      ["/%", "400"],
    ];
    for (const [url, as] of parts) expect(await shown(url, PART), url).toBe(as);
    expect(await shown("/absent", { accept: "text/html;q=0, application/json" })).toBe("404");
  });

  test("names no file outside of its folder", async () => {
    const server = await open();
    const attempts = [
      "/../../secret.txt",
      "/..%2f..%2fsecret.txt",
      "/%2e%2e/%2e%2e/secret.txt",
      "/assets/..%5c..%5c..%5csecret.txt",
      `//${join(folder, "secret.txt")}`,
      `/v2/${join(folder, "secret.txt")}`,
      "/secret.txt%00.html",
      "/link.txt",
    ];
    for (const url of attempts) {
      const { statusCode, body } = await ask(server, url, PART);
      expect([statusCode, body], url).toEqual([404, '{"detail":"Not Found"}']);
    }
  });

  test("writes the path it is under into its files, and leaves those in the folder as they are", async () => {
    const server = await open({ PREFECT_UI_SERVE_BASE: "prefect/" });
    const page = await ask(server, "/prefect/", { accept: "*/*" });
    expect(page.body).toContain('src="/prefect/assets/index-AbCd_123.js"');
    expect((await ask(server, "/prefect/v2/", PAGE)).body).toContain('src="/prefect/v2/assets/index-AbCd_123.js"');
    expect((await ask(server, "/prefect/assets/index-AbCd_123.js", PART)).statusCode).toBe(200);
    // Kinds of files that the reference does not look into.
    expect((await ask(server, "/prefect/ico/site.webmanifest", PART)).body).toContain(BASE);
    expect((await ask(server, "/prefect/ui-settings")).json()).toMatchObject({
      v1_base_url: "/prefect",
      v2_base_url: "/prefect/v2",
    });
    for (const url of ["/", "/ui-settings", "/prefectly"]) expect((await ask(server, url, PAGE)).statusCode).toBe(404);
    expect(await readFile(join(folder, "package/ui/index.html"), "utf8")).toContain(BASE);
    expect((await readdir(join(folder, "package/ui"))).toSorted()).toEqual(
      [".hidden", "assets", "ico", "index.html", "link.txt"].toSorted(),
    );
  });

  test("sends a file once: compressed where that helps, with a tag, and for ever where its name has a hash", async () => {
    const server = await open();
    const script = await ask(server, "/assets/index-AbCd_123.js", PART);
    expect(script.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "content-encoding": "gzip",
      "content-length": String(script.rawPayload.length),
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Origin, Accept-Encoding",
      "x-content-type-options": "nosniff",
    });
    expect(gunzipSync(script.rawPayload).toString()).toBe(LONG_SCRIPT.replace(BASE, ""));
    for (const encoding of ["identity", "gzip;q=0", "br, *;q=0", ""]) {
      const plain = await ask(server, "/assets/index-AbCd_123.js", { ...PART, "accept-encoding": encoding });
      expect([plain.headers["content-encoding"], plain.body], encoding).toEqual([
        undefined,
        LONG_SCRIPT.replace(BASE, ""),
      ]);
      expect(plain.headers.etag).not.toBe(script.headers.etag);
    }
    const image = await ask(server, "/ico/icon.png", PART);
    expect(image.headers).toMatchObject({ "content-type": "image/png", "cache-control": "no-cache" });
    expect(image.headers["content-encoding"]).toBeUndefined();
    expect(image.rawPayload.equals(IMAGE)).toBe(true);

    const etag = String(image.headers.etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await ask(server, "/ico/icon.png", { ...PART, "if-none-match": known });
      expect([again.statusCode, again.body, again.headers.etag], known).toEqual([304, "", etag]);
    }
    expect((await ask(server, "/ico/icon.png", { ...PART, "if-none-match": '"other"' })).statusCode).toBe(200);
  });

  test("answers HEAD as GET without the body, and no other method", async () => {
    const server = await open();
    for (const url of ["/ico/icon.png", "/v2/", "/v2/runs"]) {
      const [get, head] = [await ask(server, url, PAGE), await ask(server, url, PAGE, "HEAD")];
      expect([head.statusCode, head.body], url).toEqual([200, ""]);
      expect(head.headers["content-length"], url).toBe(get.headers["content-length"]);
      expect(head.headers.etag, url).toBe(get.headers.etag);
    }
    const refused = await ask(server, "/index.html", PAGE, "POST");
    expect([refused.statusCode, refused.headers.allow]).toEqual([405, "GET, HEAD"]);
    expect((await ask(server, "/runs", PAGE, "POST")).statusCode).toBe(404);
  });

  test("gives a browser the version it has chosen, else the one that is set", async () => {
    const leads = async (environment: Environment, url: string, chosen?: string): Promise<string> => {
      const headers = { ...PAGE, ...(chosen === undefined ? {} : { cookie: `a=b; prefect_ui_version=${chosen}; c` }) };
      const { statusCode, headers: sent } = await ask(await open(environment), url, headers);
      return [statusCode, sent.location].filter(Boolean).join(" ");
    };
    const first = { PREFECT_SERVER_UI_V2_ENABLED: "false" };
    const onlyFirst = { PREFECT_SERVER_UI_STATIC_DIRECTORY: join(folder, "package/ui") };
    expect(await leads({}, "/", "v1")).toBe("200");
    expect(await leads({}, "/", "v3")).toBe("307 /v2/");
    expect(await leads(first, "/")).toBe("200");
    expect(await leads(first, "/", "v2")).toBe("307 /v2/");
    expect(await leads(first, "/v2/")).toBe("200");
    expect(await leads(onlyFirst, "/", "v2")).toBe("200");
    expect(await leads(onlyFirst, "/v2/runs?x=1", "v2")).toBe("307 /runs?x=1");
    // No path leads to another host.
    for (const url of ["/v2//evil.example", "/v2/\\evil.example", "/v2/\\/evil.example"]) {
      expect(await leads(onlyFirst, url), url).toBe("307 /evil.example");
    }
  });

  test("tells the page where the API is, whether it wants credentials and tokens, and what there is of it", async () => {
    const told = async (environment: Environment) => (await ask(await open(environment), "/ui-settings")).json();
    const plain = {
      api_url: "/api",
      csrf_enabled: false,
      auth: null,
      flags: [],
      default_ui: "v2",
      available_uis: ["v1", "v2"],
      v1_base_url: "/",
      v2_base_url: "/v2",
    };
    expect(await told({})).toEqual(plain);
    expect(
      await told({
        PREFECT_SERVER_API_AUTH_STRING: "user:password",
        PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true",
        PREFECT_API_URL: "http://other.example/api",
        PREFECT_SERVER_UI_STATIC_DIRECTORY: join(folder, "package/ui"),
      }),
    ).toEqual({
      ...plain,
      auth: "BASIC",
      csrf_enabled: true,
      api_url: "http://other.example/api",
      default_ui: "v1",
      available_uis: ["v1"],
      v2_base_url: null,
    });
    expect(await told({ PREFECT_UI_ENABLED: "0" })).toEqual({
      ...plain,
      available_uis: [],
      v1_base_url: null,
      v2_base_url: null,
    });
  });

  test("loads without credentials, which the API goes on asking for", async () => {
    const server = await open({ PREFECT_SERVER_API_AUTH_STRING: "user:password" });
    expect((await ask(server, "/v2/", PAGE)).statusCode).toBe(200);
    expect((await ask(server, "/api/admin/version", PAGE)).statusCode).toBe(401);
  });

  test("is not there when it is turned off", async () => {
    const server = await open({ PREFECT_SERVER_UI_ENABLED: "false" });
    expect(server.webPagePaths).toEqual([]);
    for (const url of ["/", "/v2/", "/runs"]) expect((await ask(server, url, PAGE)).statusCode, url).toBe(404);
  });

  test("is found in the Prefect package of a Python environment, in that of the mirrored version only", async () => {
    const makeEnvironment = async (name: string, version: string): Promise<string> => {
      const packages = join(folder, name, "lib/python3.12/site-packages");
      for (const ui of ["ui", "ui-v2"]) {
        await mkdir(join(packages, "prefect/server", ui), { recursive: true });
        await writeFile(join(packages, "prefect/server", ui, "index.html"), name);
      }
      await mkdir(join(packages, `prefect-${version}.dist-info`));
      await mkdir(join(folder, name, "bin"));
      await writeFile(join(folder, name, "bin/prefect"), "");
      return join(folder, name);
    };
    const [older, ours, another] = [
      await makeEnvironment("older", "3.6.0"),
      await makeEnvironment("ours", "3.9.1"),
      await makeEnvironment("another", "3.9.1"),
    ];
    await mkdir(join(folder, "linked/bin"), { recursive: true });
    await symlink(join(another, "bin/prefect"), join(folder, "linked/bin/prefect"));
    const found = (environment: Environment): string | undefined =>
      findBundles(readSettings(environment).webPage)
        .v2?.slice(folder.length + 1)
        .split("/")[0];
    expect(found({})).toBeUndefined();
    expect(found({ PATH: `/nowhere:${older}/bin:relative:${ours}/bin:${another}/bin` })).toBe("ours");
    expect(found({ PATH: `${ours}/bin`, VIRTUAL_ENV: another })).toBe("another");
    expect(found({ PATH: `${folder}/linked/bin` })).toBe("another");
    expect(found({ PATH: `${older}/bin` })).toBeUndefined();
  });

  test("a folder without a page, and a path that cannot be written into one, are refused at the start", () => {
    const refusal = (environment: Environment) => () => findBundles(readSettings(environment).webPage);
    expect(refusal({ PREFECT_UI_STATIC_DIRECTORY: join(folder, "package/ui/assets") })).toThrow(SettingError);
    for (const base of ['/"><script>', "/a b", "/a//b", "/`"]) {
      expect(refusal({ PREFECT_UI_SERVE_BASE: base }), base).toThrow("PREFECT_SERVER_UI_SERVE_BASE");
    }
  });
});
