/** The forms of version 1 of the page, filled in and sent as a person does it. */
import type { Locator, Page } from "playwright-core";
import { addTag, choose, chooseFromMenu, field } from "./web-page-1-parts.ts";
import type { ChangesOfDeployment, Webhook } from "./web-page-forms.ts";
import type { Made } from "./web-page-pages.ts";
import { confirm, openDeployment, send } from "./web-page-parts.ts";
import type { WatchedPage } from "./web-page-watch.ts";

async function fill(within: Page | Locator, label: string, text: string): Promise<void> {
  await field(within, label).getByRole("textbox").fill(text);
}

async function fillNumber(within: Page | Locator, label: string, number: number): Promise<void> {
  await field(within, label).getByRole("spinbutton").fill(String(number));
}

export async function editDeployment(
  { page, go }: WatchedPage,
  { deployment }: Made,
  { description, tag, ship, jobVariables }: ChangesOfDeployment,
): Promise<void> {
  await go(`/deployments/deployment/${deployment}/edit`);
  await fill(page, "Description", description);
  await addTag(page, field(page, "Tags"), tag);
  await fill(page, "ship", ship);
  await fill(page, "Job Variables", jobVariables);
  await send(page, "Save");
}

export async function duplicateDeployment({ page, go }: WatchedPage, made: Made, name: string): Promise<string> {
  await go(`/deployments/deployment/${made.deployment}/duplicate`);
  await fill(page, "Name", name);
  return send(page, "Save");
}

/** What stands beside the name of a schedule of the deployment. */
function scheduleOf(page: Page, slug: string): Locator {
  return page.getByText(slug, { exact: true }).locator("xpath=..");
}

/** The dialog of a schedule is gone before the schedule is sent. */
async function confirmSchedule({ settle }: WatchedPage, dialog: Locator): Promise<void> {
  await confirm(dialog, "Save");
  await settle();
}

export async function addSchedule(watched: WatchedPage, made: Made, cron: string): Promise<void> {
  const page = await openDeployment(watched, made);
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cron" }).click();
  await fill(dialog, "Value", cron);
  await confirmSchedule(watched, dialog);
}

export async function editSchedule(watched: WatchedPage, made: Made, minutes: number): Promise<void> {
  const page = await openDeployment(watched, made);
  await chooseFromMenu(page, scheduleOf(page, "hourly"), "Edit");
  const dialog = page.getByRole("dialog");
  await fillNumber(dialog, "Value", minutes);
  await confirmSchedule(watched, dialog);
}

export async function deleteSchedule(watched: WatchedPage, made: Made): Promise<void> {
  const page = await openDeployment(watched, made);
  const schedule = scheduleOf(page, "mondays");
  await chooseFromMenu(page, schedule, "Delete");
  await confirm(page.getByRole("dialog"), "Delete");
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
  await page.getByLabel("Threshold").fill(String(threshold));
  await next.click();
  await next.click();
  await page.getByLabel("Description").fill(description);
  await send(page, "Save");
}

export async function editVariable({ page, go }: WatchedPage, name: string, json: string, tag: string): Promise<void> {
  await go("/variables");
  await chooseFromMenu(page, page.getByRole("row").filter({ hasText: name }), "Edit");
  const dialog = page.getByRole("dialog");
  await fill(dialog, "Value", json);
  await addTag(page, field(dialog, "Tags"), tag);
  await confirm(dialog, "Save");
}

export async function editSecret({ page, go }: WatchedPage, { block }: Made, value: string): Promise<void> {
  await go(`/blocks/block/${block}/edit`);
  // The first is that of the name; that of the value has no label but a heading.
  await page.locator("form").getByRole("textbox").nth(1).fill(value);
  await send(page, "Save");
}

export async function createWebhook({ page, go }: WatchedPage, name: string, webhook: Webhook): Promise<string> {
  await go("/blocks/catalog/webhook/create");
  await fill(page, "Block Name", name);
  await choose(page, field(page, "Method"), webhook.method);
  await fill(page, "Webhook URL", webhook.url);
  await fill(page, "Webhook Headers", JSON.stringify(webhook.headers));
  await field(page, "Verify").getByRole("switch").click();
  return send(page, "Create");
}

export async function editWebhook({ page, go }: WatchedPage, id: string, method: string): Promise<void> {
  await go(`/blocks/block/${id}/edit`);
  await choose(page, field(page, "Method"), method);
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
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Flow Run Concurrency").fill(String(slots));
  await next.click();
  await fill(page, "Command", command);
  await send(page, "Create");
}

export async function editPool({ page, go }: WatchedPage, made: Made, text: string, slots: number): Promise<void> {
  await go(`/work-pools/work-pool/${made.pool}/edit`);
  await page.getByLabel("Description").fill(text);
  await page.getByLabel("Flow Run Concurrency").fill(String(slots));
  await send(page, "Save");
}

export async function createQueue({ page, go }: WatchedPage, made: Made, name: string, rank: number): Promise<void> {
  await go(`/work-pools/work-pool/${made.pool}/queue/create`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Priority").fill(String(rank));
  await send(page, "Create");
}

export async function editQueue({ page, go }: WatchedPage, made: Made, text: string, slots: number): Promise<void> {
  await go(`/work-pools/work-pool/${made.pool}/queue/urgent/edit`);
  await page.getByLabel("Description").fill(text);
  await page.getByLabel("Flow Run Concurrency").fill(String(slots));
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
  await go("/concurrency-limits?tab=Task+Run");
  await page.getByRole("tabpanel", { name: "Task Run" }).getByRole("button").first().click();
  const dialog = page.getByRole("dialog");
  await fill(dialog, "Tag", tag);
  await fillNumber(dialog, "Concurrency Limit", slots);
  await confirm(dialog, "Add");
}
