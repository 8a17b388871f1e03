/** Work done with version 2 of the page, as a person does it: by the names of what is on it. */
import type { Made } from "./web-page-pages.ts";
import type { WatchedPage } from "./web-page-watch.ts";

export async function createVariable({ page, go }: WatchedPage, name: string, json: string): Promise<void> {
  await go("/variables");
  // An empty list has a second one.
  await page.getByRole("button", { name: "Add variable" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.locator(".cm-content").fill(json);
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("table").getByText(name).waitFor();
}

export async function createSecret({ page, go }: WatchedPage, name: string, value: string): Promise<void> {
  await go("/blocks/catalog/secret/create");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("tabpanel").getByRole("textbox").fill(value);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/blocks\/block\//);
}

/** Switches the hourly schedule of the deployment off. */
export async function pauseSchedule({ page, go }: WatchedPage, { deployment }: Made): Promise<void> {
  await go(`/deployments/deployment/${deployment}`);
  const hourly = page.getByRole("switch", { name: "toggle Every 1 hour" });
  await hourly.click();
  await hourly.and(page.locator("[aria-checked=false]")).waitFor();
}

/** Runs the deployment with another ship than it has. */
export async function runDeployment({ page, go }: WatchedPage, made: Made, name: string, ship: string): Promise<void> {
  await go(`/deployments/deployment/${made.deployment}/run`);
  await page.getByRole("textbox", { name: "Run Name" }).fill(name);
  await page.getByRole("textbox", { name: "ship" }).fill(ship);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/run"));
}

export async function deleteFlowRun({ page, go }: WatchedPage, id: string): Promise<void> {
  await go(`/runs/flow-run/${id}`);
  await page.getByRole("main").locator("button[aria-haspopup=menu]").first().click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL((url) => !url.pathname.includes(id));
}

/** An automation that cancels flow runs of which there will be none. */
export async function createAutomation({ page, go }: WatchedPage, name: string): Promise<void> {
  await go("/automations/create");
  await page.getByRole("combobox", { name: "Trigger Template" }).click();
  await page.getByRole("option", { name: "Work pool status" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("combobox").first().click();
  await page.getByRole("option", { name: "Cancel a flow run" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Automation Name").fill(name);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("main").getByText(name).waitFor();
}

/** How many runs the list of runs says there are, once it has been filtered by a part of their names and a type of state. */
export async function countRuns({ page, go, settle }: WatchedPage, part: string, type: string): Promise<string> {
  await go("/runs");
  await page.getByRole("textbox", { name: "Search by flow run name" }).fill(part);
  await page.waitForURL(new RegExp(`search=${part}`));
  await page.getByRole("button", { name: "State types" }).click();
  await page.getByRole("menu").or(page.getByRole("listbox")).getByText(type, { exact: true }).click();
  await page.keyboard.press("Escape");
  await page.waitForURL(new RegExp(type.toUpperCase()));
  await settle();
  return page.getByText(/^\d+ Flow runs?$/).innerText();
}
