/** The forms of version 2 of the page, filled in and sent as a person does it. */
import type { Locator, Page } from "playwright-core";
import { addTag, choose, chooseFromMenu, chooseSearched, confirmDeletion, write } from "./web-page-2-parts.ts";
import type { ChangesOfDeployment, Webhook } from "./web-page-forms.ts";
import type { Made } from "./web-page-pages.ts";
import { confirm, openDeployment, send } from "./web-page-parts.ts";
import type { WatchedPage } from "./web-page-watch.ts";

async function fill(within: Page | Locator, label: string, text: string): Promise<void> {
  await within.getByRole("textbox", { name: label }).fill(text);
}

async function fillNumber(within: Page | Locator, label: string, number: number): Promise<void> {
  await within.getByRole("spinbutton", { name: label }).fill(String(number));
}

export async function editDeployment(
  { page, go }: WatchedPage,
  { deployment }: Made,
  { description, tag, ship, jobVariables }: ChangesOfDeployment,
): Promise<void> {
  await go(`/deployments/deployment/${deployment}/edit`);
  const editors = page.locator(".cm-content");
  await write(page, editors.first(), description);
  await addTag(page, tag);
  await fill(page, "ship", ship);
  await write(page, editors.last(), jobVariables);
  await send(page, "Save");
}

export async function duplicateDeployment({ page, go }: WatchedPage, made: Made, name: string): Promise<string> {
  await go(`/deployments/deployment/${made.deployment}/duplicate`);
  await fill(page, "Name", name);
  return send(page, "Save");
}

/** What stands beside the switch of a schedule of the deployment. What is behind a dialog has no role. */
function scheduleOf(page: Page, words: string): Locator {
  return page.getByLabel(`toggle ${words}`).locator("xpath=../..");
}

export async function addSchedule(watched: WatchedPage, made: Made, cron: string): Promise<void> {
  const page = await openDeployment(watched, made);
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("tab", { name: "Cron" }).click();
  await fill(dialog, "Value", cron);
  await confirm(dialog, "Save");
}

export async function editSchedule(watched: WatchedPage, made: Made, minutes: number): Promise<void> {
  const page = await openDeployment(watched, made);
  await chooseFromMenu(page, scheduleOf(page, "Every 1 hour"), "Edit");
  const dialog = page.getByRole("dialog");
  await choose(page, dialog.getByRole("combobox", { name: "Interval" }), "Minutes");
  await fill(dialog, "Value", String(minutes));
  await confirm(dialog, "Save");
}

export async function deleteSchedule(watched: WatchedPage, made: Made): Promise<void> {
  const page = await openDeployment(watched, made);
  const schedule = scheduleOf(page, "every week on Monday at 9");
  await chooseFromMenu(page, schedule, "Delete");
  await confirmDeletion(page);
  await schedule.waitFor({ state: "hidden" });
}

export async function editAutomation(
  { page, go }: WatchedPage,
  { automation }: Made,
  threshold: number,
  description: string,
): Promise<void> {
  await go(`/automations/automation/${automation}/edit`);
  const next = page.getByRole("button", { name: "Next" });
  // That of the threshold has no name.
  await page.getByRole("tabpanel").getByRole("spinbutton").first().fill(String(threshold));
  await next.click();
  await next.click();
  await page.getByLabel("Description").fill(description);
  await send(page, "Save");
}

export async function editVariable({ page, go }: WatchedPage, name: string, json: string, tag: string): Promise<void> {
  await go("/variables");
  await chooseFromMenu(page, page.getByRole("row").filter({ hasText: name }), "Edit");
  const dialog = page.getByRole("dialog");
  await write(page, dialog.locator(".cm-content"), json);
  await addTag(dialog, tag);
  await confirm(dialog, "Save");
}

export async function editSecret({ page, go }: WatchedPage, { block }: Made, value: string): Promise<void> {
  await go(`/blocks/block/${block}/edit`);
  await page.getByRole("tabpanel").getByRole("textbox").fill(value);
  await send(page, "Save");
}

export async function createWebhook({ page, go }: WatchedPage, name: string, webhook: Webhook): Promise<string> {
  await go("/blocks/catalog/webhook/create");
  await fill(page, "Name", name);
  await chooseSearched(page, page.getByRole("button", { name: "Select Method" }), webhook.method);
  await fill(page, "Webhook URL", webhook.url);
  await write(page, page.locator(".cm-content"), JSON.stringify(webhook.headers));
  await page.getByRole("switch", { name: "Verify" }).click();
  return send(page, "Save");
}

export async function editWebhook({ page, go }: WatchedPage, id: string, method: string): Promise<void> {
  await go(`/blocks/block/${id}/edit`);
  await chooseSearched(page, page.getByRole("button", { name: "Select Method" }), method);
  await send(page, "Save");
}

export async function createPool(
  { page, go }: WatchedPage,
  name: string,
  slots: number,
  command: string,
): Promise<void> {
  await go("/work-pools/create");
  const next = page.getByRole("button", { name: "Next" });
  await page.getByText("Process", { exact: true }).click();
  await next.click();
  await fill(page, "Name", name);
  await fillNumber(page, "Flow Run Concurrency", slots);
  await next.click();
  await fill(page, "Command", command);
  await send(page, "Create Work Pool");
}

export async function editPool({ page, go }: WatchedPage, made: Made, text: string, slots: number): Promise<void> {
  await go(`/work-pools/work-pool/${made.pool}/edit`);
  await fill(page, "Description", text);
  await fillNumber(page, "Flow Run Concurrency", slots);
  await send(page, "Save");
}

export async function createQueue({ page, go }: WatchedPage, made: Made, name: string, rank: number): Promise<void> {
  await go(`/work-pools/work-pool/${made.pool}/queue/create`);
  await fill(page, "Name", name);
  await fillNumber(page, "Priority", rank);
  await send(page, "Create");
}

export async function editQueue({ page, go }: WatchedPage, made: Made, text: string, slots: number): Promise<void> {
  await go(`/work-pools/work-pool/${made.pool}/queue/urgent/edit`);
  await fill(page, "Description", text);
  await fillNumber(page, "Flow Run Concurrency", slots);
  await send(page, "Save");
}

export async function editLimit({ page, go }: WatchedPage, name: string, slots: number): Promise<void> {
  await go("/concurrency-limits");
  await chooseFromMenu(page, page.getByRole("row").filter({ hasText: name }), "Edit");
  const dialog = page.getByRole("dialog");
  await fillNumber(dialog, "Concurrency Limit", slots);
  await confirm(dialog, "Update");
}

export async function createTagLimit({ page, go }: WatchedPage, tag: string, slots: number): Promise<void> {
  await go("/concurrency-limits?tab=task-run");
  await page.getByRole("button", { name: "add task run concurrency limit" }).click();
  const dialog = page.getByRole("dialog");
  await fill(dialog, "Tag", tag);
  await fillNumber(dialog, "Concurrency Limit", slots);
  await confirm(dialog, "Add");
}
