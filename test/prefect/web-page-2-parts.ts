/** What is on version 2 of the page, and how it is used. */
import type { Locator, Page } from "playwright-core";

/** By its key: a list that has just opened may overlook a pointer that is let go not far from where it was pressed. */
export async function choose(page: Page, select: Locator, name: string): Promise<void> {
  await select.click();
  const option = page.getByRole("option", { name });
  await option.press("Enter");
  await option.waitFor({ state: "hidden" });
}

/** From a list with a box to search it, which takes the key to be for the first of its options. */
export async function chooseSearched(page: Page, select: Locator, name: string): Promise<void> {
  await select.click();
  await page.getByRole("option", { name, exact: true }).click();
  await select.filter({ hasText: name }).waitFor();
}

/** Adds one to the tags of a form. */
export async function addTag(within: Page | Locator, tag: string): Promise<void> {
  const input = within.getByRole("textbox", { name: "Enter tags" });
  await input.fill(tag);
  await input.press("Enter");
}

/** By its keys: an editor that has something in it may forget, while it gets the focus, that this had been selected. */
export async function write(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click();
  await editor.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

export async function confirmDeletion(page: Page): Promise<void> {
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
}

/** Chooses from the menu of three dots, which is the last of the buttons there. */
export async function chooseFromMenu(page: Page, within: Locator, item: string): Promise<void> {
  await within.getByRole("button").last().click();
  await page.getByRole("menuitem", { name: item }).click();
}
