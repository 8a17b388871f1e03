/** Work done with version 2 of the page, as a person does it: by the names of what is on it. */
import type { Page } from "playwright-core";
import { choose, chooseFromMenu, confirmDeletion, write } from "./web-page-2-parts.ts";
import type { Made } from "./web-page-pages.ts";
import { confirm } from "./web-page-parts.ts";
import type { WatchedPage } from "./web-page-watch.ts";

async function chooseFromMenuOfRun(page: Page, item: string): Promise<void> {
  await page.getByRole("main").locator("button[aria-haspopup=menu]").first().click();
  await page.getByRole("menuitem", { name: item }).click();
}

export async function createVariable({ page, go }: WatchedPage, name: string, json: string): Promise<void> {
  await go("/variables");
  // An empty list has a second one.
  await page.getByRole("button", { name: "Add variable" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await write(page, dialog.locator(".cm-content"), json);
  await confirm(dialog, "Create");
  await page.getByRole("table").getByText(name).waitFor();
}

export async function deleteVariable({ page, go }: WatchedPage, name: string): Promise<void> {
  await go("/variables");
  // What is behind a dialog has no role.
  const row = page.locator("tr").filter({ hasText: name });
  await chooseFromMenu(page, row, "Delete");
  await confirmDeletion(page);
  await row.waitFor({ state: "hidden" });
}

export async function createSecret({ page, go }: WatchedPage, name: string, value: string): Promise<void> {
  await go("/blocks/catalog/secret/create");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("tabpanel").getByRole("textbox").fill(value);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/blocks\/block\//);
}

export async function pauseSchedule({ page, go }: WatchedPage, { deployment }: Made): Promise<void> {
  await go(`/deployments/deployment/${deployment}`);
  const hourly = page.getByRole("switch", { name: "toggle Every 1 hour" });
  await hourly.click();
  await hourly.and(page.locator("[aria-checked=false]")).waitFor();
}

export async function runDeployment({ page, go }: WatchedPage, made: Made, name: string, ship: string): Promise<void> {
  await go(`/deployments/deployment/${made.deployment}/run`);
  await page.getByRole("textbox", { name: "Run Name" }).fill(name);
  await page.getByRole("textbox", { name: "ship" }).fill(ship);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/run"));
}

export async function changeState(watched: WatchedPage, id: string, state: string, reason: string): Promise<void> {
  const { page, go, settle } = watched;
  await go(`/runs/flow-run/${id}`);
  await chooseFromMenuOfRun(page, "Change state");
  const dialog = page.getByRole("dialog");
  await choose(page, dialog.getByRole("combobox"), state);
  await dialog.getByLabel("Reason").fill(reason);
  await confirm(dialog, "Change");
  await settle();
}

export async function deleteFlowRun({ page, go }: WatchedPage, id: string): Promise<void> {
  await go(`/runs/flow-run/${id}`);
  await chooseFromMenuOfRun(page, "Delete");
  await confirmDeletion(page);
  await page.waitForURL((url) => !url.pathname.includes(id));
}

export async function pausePool({ page, go, settle }: WatchedPage, { pool }: Made): Promise<void> {
  await go(`/work-pools/work-pool/${pool}`);
  await page.getByRole("switch", { name: "Pause work pool" }).click();
  await page.getByRole("switch", { name: "Resume work pool" }).waitFor();
  await settle();
}

export async function createLimit({ page, go }: WatchedPage, name: string, slots: number): Promise<void> {
  await go("/concurrency-limits");
  await page.getByRole("button", { name: "add global concurrency limit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("spinbutton", { name: "Concurrency Limit" }).fill(String(slots));
  await confirm(dialog, "Save");
  await page.getByRole("table").getByText(name).waitFor();
}

export async function createAutomation({ page, go }: WatchedPage, name: string): Promise<void> {
  await go("/automations/create");
  await choose(page, page.getByRole("combobox", { name: "Trigger Template" }), "Work pool status");
  await page.getByRole("button", { name: "Next" }).click();
  await choose(page, page.getByRole("combobox").first(), "Cancel a flow run");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Automation Name").fill(name);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("main").getByText(name).waitFor();
}

export async function countRuns({ page, go, settle }: WatchedPage, part: string, type: string): Promise<number> {
  await go("/runs");
  await page.getByRole("textbox", { name: "Search by flow run name" }).fill(part);
  await page.waitForURL(new RegExp(`search=${part}`));
  await page.getByRole("button", { name: "State types" }).click();
  await page.getByRole("menu").or(page.getByRole("listbox")).getByText(type, { exact: true }).click();
  await page.keyboard.press("Escape");
  await page.waitForURL(new RegExp(type.toUpperCase()));
  await settle();
  return Number.parseInt(await page.getByText(/^\d+ Flow runs?$/).innerText(), 10);
}
