/** Prefect's own web page on Penstock, in a real browser: every page of both its versions, and work done with it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { testDatabases } from "../support/databases.ts";
import { prefectEnvironment } from "./environment.ts";
import { type PrefectSuite, prefectSuite } from "./suite.ts";
import * as forms1 from "./web-page-1-forms.ts";
import * as version1 from "./web-page-1-work.ts";
import * as forms2 from "./web-page-2-forms.ts";
import * as version2 from "./web-page-2-work.ts";
import { formsChangeWhatTheySay } from "./web-page-forms.ts";
import { type Made, pagesOf, type Version } from "./web-page-pages.ts";
import { WatchedPage } from "./web-page-watch.ts";
import { worksAsItShould } from "./web-page-work.ts";

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

    it("does what it is there for", async () => {
      await worksAsItShould(version1, await open("v1"), made(), suite.rest());
    });

    it("changes with its forms what they say", async () => {
      await formsChangeWhatTheySay(forms1, await open("v1"), made(), suite.rest(), suite.dashboard());
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
      await worksAsItShould(version2, await open("v2"), made(), suite.rest());
    });

    it("changes with its forms what they say", async () => {
      await formsChangeWhatTheySay(forms2, await open("v2"), made(), suite.rest(), suite.dashboard());
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
      await version2.createVariable(watched, "guarded", "true");
      await watched.settle();
      expect(watched.takeFaults()).toEqual([]);
    });
  },
  { concurrent: false, graphqlOnly: true, skip, serverVariables: { ...serverVariables, ...GUARDED } },
);
