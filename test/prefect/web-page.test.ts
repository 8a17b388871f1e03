/** Prefect's own web page on Penstock, in a real browser: every page of both its versions, and work done with it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { testDatabases } from "../support/databases.ts";
import { prefectEnvironment } from "./environment.ts";
import type { SeenDeployment } from "./rest.ts";
import { type PrefectSuite, prefectSuite } from "./suite.ts";
import { type Made, pagesOf, type Version } from "./web-page-pages.ts";
import { WatchedPage } from "./web-page-watch.ts";
import * as work from "./web-page-work.ts";

const environment = await prefectEnvironment();
const skip = !hasBrowser("web page");

/** The server finds the page in the package of the client. */
const serverVariables = { VIRTUAL_ENV: environment?.directory ?? "" };

/** The script runs a flow with subflows and tasks, and waits for its turn. */
const PREPARATION_MILLISECONDS = 400_000;

/** What the tests of a suite share: a browser, and pages in it. */
function browsing(suite: PrefectSuite): (version: Version, servedAt?: string) => Promise<WatchedPage> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return (version, servedAt) => WatchedPage.open(browser, new URL(suite.apiUrl()).origin, version, servedAt);
}

function preparing(suite: PrefectSuite): () => Made {
  let made: Made | undefined;
  beforeAll(async () => {
    const { lines, stderr } = await suite.run("web_page.py", { timeoutSeconds: 180 });
    expect(lines, stderr).toHaveLength(1);
    made = lines[0] as Made;
  }, PREPARATION_MILLISECONDS);
  return () => {
    if (made === undefined) throw new Error("it is only there while tests run");
    return made;
  };
}

async function faultsOfPages(watched: WatchedPage, version: Version, made: Made): Promise<object> {
  const faults: Record<string, readonly string[]> = {};
  for (const page of pagesOf(version, made)) {
    const found = await watched.visit(page);
    if (found.length > 0) faults[page.path] = found;
  }
  return faults;
}

const [sqlite, postgresql = sqlite] = testDatabases;
if (sqlite === undefined || postgresql === undefined) throw new Error("There is no test database");

await prefectSuite(
  "version 1 of Prefect's web page",
  (suite) => {
    const open = browsing(suite);
    const made = preparing(suite);

    it("shows every page, and nothing goes wrong", async () => {
      expect(await faultsOfPages(await open("v1"), "v1", made())).toEqual({});
    });
  },
  { concurrent: false, database: postgresql, skip, serverVariables },
);

await prefectSuite(
  "version 2 of Prefect's web page",
  (suite) => {
    const open = browsing(suite);
    const made = preparing(suite);

    it("shows every page, and nothing goes wrong", async () => {
      expect(await faultsOfPages(await open("v2"), "v2", made())).toEqual({});
    });

    it("does what it is there for", async () => {
      const watched = await open("v2");
      const { mark, deployment, turned_run: turned } = made();
      const rest = suite.rest();

      await work.createVariable(watched, `depth_${mark}`, '{"fathoms": 12}');
      expect(await rest.get(`/variables/name/depth_${mark}`)).toMatchObject({ value: { fathoms: 12 }, tags: [] });

      await work.createSecret(watched, `pass-${mark}`, "sesame");
      const path = `/block_types/slug/secret/block_documents/name/pass-${mark}?include_secrets=true`;
      expect(await rest.get(path)).toMatchObject({ data: { value: "sesame" } });

      await work.pauseSchedule(watched, made());
      const active = (await rest.get<SeenDeployment>(`/deployments/${deployment}`)).schedules;
      expect(active.map((each) => [each.slug, each.active]).toSorted()).toEqual([
        ["hourly", false],
        ["mondays", false],
        ["morning", true],
      ]);

      await work.runDeployment(watched, made(), `by-page-${mark}`, "Gj\u00f8a");
      const run = (await rest.runsOf(deployment)).find(({ name }) => name === `by-page-${mark}`);
      expect(run).toMatchObject({ parameters: { ship: "Gj\u00f8a", days: 3 }, auto_scheduled: false });

      await work.deleteFlowRun(watched, turned);
      await expect(rest.run(turned)).rejects.toThrow("404");

      expect(await work.countRuns(watched, `${mark}`, "Crashed")).toBe("1 Flow run");

      await work.createAutomation(watched, `by-page-${mark}`);
      const automations = await rest.post<readonly object[]>("/automations/filter", {
        automations: { name: { any_: [`by-page-${mark}`] } },
      });
      expect(automations).toMatchObject([{ enabled: true, actions: [{ type: "cancel-flow-run" }] }]);
      expect(watched.takeFaults()).toEqual([]);
    });
  },
  { concurrent: false, database: sqlite, skip, serverVariables },
);

const GUARDED = {
  PREFECT_SERVER_API_AUTH_STRING: "captain:sesame",
  PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true",
  PREFECT_SERVER_UI_SERVE_BASE: "/harbour",
};

await prefectSuite(
  "Prefect's web page of a guarded server, under a path of its own",
  (suite) => {
    const open = browsing(suite);

    it("asks for the credential, and changes things with a token", async () => {
      const watched = await open("v2", "/harbour");
      const { page } = watched;
      await watched.go("/");
      const credential = page.locator("input[type=password]");
      await credential.fill("captain:wrong");
      await credential.press("Enter");
      await page.getByText("Invalid credentials").first().waitFor();
      // The page asks for what its dashboard shows before it knows that it may not.
      expect(watched.takeFaults().filter((fault) => !/\b401\b/.test(fault))).toEqual([]);

      await credential.fill("captain:sesame");
      await credential.press("Enter");
      await page.waitForURL(/\/harbour\/v2\/dashboard/);
      await work.createVariable(watched, "guarded", "true");
      await watched.settle();
      expect(watched.takeFaults()).toEqual([]);
    });
  },
  { concurrent: false, graphqlOnly: true, skip, serverVariables: { ...serverVariables, ...GUARDED } },
);
