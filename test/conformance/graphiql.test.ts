/** GraphiQL in a browser: it knows the schema, has the example documents, subscribes, and asks no other host for anything. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { createWorld, readOperations, type World } from "./world.ts";

/** A page of nine megabytes on a busy machine. */
const PATIENCE = { timeout: 30_000 };

describe.skipIf(!hasBrowser("graphiql"))("GraphiQL", () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    world = await createWorld();
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on("request", (request) => requested.push(request.url()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${world.url}/graphql`);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const text = async (): Promise<string> => (await page.locator("body").innerText()).replaceAll(/\s+/g, " ");

  test("has a tab for each example document", async () => {
    for (const { name } of await readOperations()) await expect.poll(text, PATIENCE).toContain(name);
  }, 60_000);

  test("runs a query", async () => {
    await page
      .getByRole("button", { name: /execute/i })
      .first()
      .click();
    const latest = page.getByRole("menuitem", { name: "LatestRuns" });
    await latest.waitFor(PATIENCE);
    await latest.click();
    await expect.poll(text, PATIENCE).toContain("snapshotCursor");
    await expect.poll(text, PATIENCE).toContain("a flow");
  }, 60_000);

  test("follows a subscription", async () => {
    await page
      .getByRole("button", { name: /execute/i })
      .first()
      .click();
    const changes = page.getByRole("menuitem", { name: "Changes" });
    await changes.waitFor(PATIENCE);
    await changes.click();
    await expect
      .poll(async () => {
        await world.act();
        return text();
      }, PATIENCE)
      .toMatch(/Act \d/);
  }, 60_000);

  test("asks this server and no other, and keeps to the page's policy", () => {
    const elsewhere = requested.filter((url) => !url.startsWith(world.url) && !/^(data|blob):/.test(url));
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
