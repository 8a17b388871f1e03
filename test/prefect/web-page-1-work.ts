/** Work done with version 1 of the page, as a person does it. */
import type { Locator, Page } from "playwright-core";
import { choose, chooseFromMenu, field } from "./web-page-1-parts.ts";
import type { Made } from "./web-page-pages.ts";
import { confirm } from "./web-page-parts.ts";
import type { WatchedPage } from "./web-page-watch.ts";

/** The button to retry it is there once the page knows the run, and the menu is in its place. */
async function chooseFromMenuOfRun(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Retry" }).waitFor();
  await chooseFromMenu(page, page.getByRole("banner"), item);
}

/** The switch beside a name, off. */
async function switchOff({ page, settle }: WatchedPage, within: Locator): Promise<void> {
  const toggle = within.getByRole("switch");
  await toggle.click();
  await toggle.and(page.locator("[aria-checked=false]")).waitFor();
  await settle();
}

export async function createVariable({ page, go }: WatchedPage, name: string, json: string): Promise<void> {
  await go("/variables");
  await page.getByRole("banner").getByRole("button").click();
  const dialog = page.getByRole("dialog");
  await field(dialog, "Name").getByRole("textbox").fill(name);
  await field(dialog, "Value").getByRole("textbox").fill(json);
  await confirm(dialog, "Create");
  await page.getByRole("table").getByText(name).waitFor();
}

export async function deleteVariable({ page, go }: WatchedPage, name: string): Promise<void> {
  await go("/variables");
  const row = page.getByRole("row").filter({ hasText: name });
  await chooseFromMenu(page, row, "Delete");
  await confirm(page.getByRole("dialog"), "Delete");
  await row.waitFor({ state: "hidden" });
}

export async function createSecret({ page, go }: WatchedPage, name: string, value: string): Promise<void> {
  await go("/blocks/catalog/secret/create");
  // The second is that of the value, which has no label but a heading.
  const inputs = page.locator("form").getByRole("textbox");
  await inputs.nth(0).fill(name);
  await inputs.nth(1).fill(value);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.waitForURL(/\/blocks\/block\//);
}

export async function pauseSchedule(watched: WatchedPage, { deployment }: Made): Promise<void> {
  await watched.go(`/deployments/deployment/${deployment}`);
  await switchOff(watched, watched.page.getByText("hourly", { exact: true }).locator("xpath=.."));
}

export async function runDeployment({ page, go }: WatchedPage, made: Made, name: string, ship: string): Promise<void> {
  await go(`/deployments/deployment/${made.deployment}/run`);
  await field(page, "Run Name").getByRole("textbox").fill(name);
  await field(page, "ship").getByRole("textbox").fill(ship);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/run"));
}

export async function changeState(watched: WatchedPage, id: string, state: string, reason: string): Promise<void> {
  const { page, go, settle } = watched;
  await go(`/runs/flow-run/${id}`);
  await chooseFromMenuOfRun(page, "Change state");
  const dialog = page.getByRole("dialog");
  await choose(page, field(dialog, "Desired Flow Run State"), state);
  await field(dialog, "Reason").getByRole("textbox").fill(reason);
  await confirm(dialog, "Change");
  await page.getByRole("banner").getByText(state, { exact: true }).waitFor();
  await settle();
}

export async function deleteFlowRun({ page, go }: WatchedPage, id: string): Promise<void> {
  await go(`/runs/flow-run/${id}`);
  await chooseFromMenuOfRun(page, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.includes(id));
}

export async function pausePool(watched: WatchedPage, { pool }: Made): Promise<void> {
  await watched.go(`/work-pools/work-pool/${pool}`);
  await switchOff(watched, watched.page.getByRole("banner"));
}

export async function createLimit({ page, go }: WatchedPage, name: string, slots: number): Promise<void> {
  await go("/concurrency-limits");
  await page.getByRole("tabpanel").getByRole("button").first().click();
  const dialog = page.getByRole("dialog");
  await field(dialog, "Name").getByRole("textbox").fill(name);
  await field(dialog, "Concurrency Limit").getByRole("spinbutton").fill(String(slots));
  await confirm(dialog, "Create");
  await page.getByRole("table").getByText(name).waitFor();
}

export async function createAutomation({ page, go }: WatchedPage, name: string): Promise<void> {
  await go("/automations/create");
  const next = page.getByRole("button", { name: "Next" });
  await choose(page, field(page, "Trigger Template"), "Work pool status");
  await next.click();
  await choose(page, field(page, "Action Type"), "Cancel a flow run");
  await next.click();
  await page.getByLabel("Automation Name").fill(name);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/automations$/);
  await page.getByText(name).waitFor();
}

export async function countRuns({ page, go, settle }: WatchedPage, part: string, type: string): Promise<number> {
  await go("/runs");
  await page.getByRole("searchbox", { name: "Search by flow run name" }).fill(part);
  await choose(page, field(page, "States"), type);
  await page.waitForURL(new RegExp(type, "i"));
  await settle();
  return Number.parseInt(
    await page
      .getByRole("tabpanel")
      .getByText(/^\d+ runs?$/)
      .innerText(),
    10,
  );
}
