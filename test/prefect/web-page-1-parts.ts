/**
 * What is on version 1 of the page, and how it is used. Some of it has no name: its labels name no input, so an input is
 * found beside its label, and a button with nothing but a picture by where it stands.
 */
import type { Locator, Page } from "playwright-core";

/** A label, with what it is the label of. */
export function field(within: Page | Locator, label: string): Locator {
  return within.locator("label").filter({ hasText: label }).locator("xpath=../..");
}

/** The page hears a click on the text of a select twice, and shuts what it has opened; on the arrow it hears it once. */
async function open(select: Locator): Promise<void> {
  await select.locator(".p-select-button__icon").click();
}

export async function choose(page: Page, select: Locator, option: string): Promise<void> {
  await open(select);
  await page.locator(".p-pop-over-content").getByText(option, { exact: true }).click();
}

/** Adds one to the tags of a form. */
export async function addTag(page: Page, tags: Locator, tag: string): Promise<void> {
  await open(tags);
  const input = page.getByRole("combobox", { name: "Add tag" });
  await input.fill(tag);
  await page.getByRole("option", { name: tag, exact: true }).click();
  await input.press("Tab");
  await input.waitFor({ state: "hidden" });
}

/** Chooses from the menu of three dots, which is the last of the buttons there. */
export async function chooseFromMenu(page: Page, within: Locator, item: string): Promise<void> {
  await within.getByRole("button").last().click();
  await page.locator(".p-overflow-menu").getByRole("button", { name: item, exact: true }).click();
}
