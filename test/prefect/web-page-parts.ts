/** How both versions of the page are used. */
import type { Locator, Page } from "playwright-core";
import type { Made } from "./web-page-pages.ts";
import type { WatchedPage } from "./web-page-watch.ts";

/** Presses the button of the dialog that does what it asks for, and waits until it is gone, as it is once that is done. */
export async function confirm(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/**
 * Presses the button that sends the form, and waits until the page has gone on to another, as it does once that is done.
 * Resolves to the last part of its path, which is the id of what has been made, if it was a form for that.
 */
export async function send(page: Page, button: string): Promise<string> {
  const { pathname } = new URL(page.url());
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.waitForURL((url) => url.pathname !== pathname);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** Opens the page of the deployment, unless that is where it is. */
export async function openDeployment({ page, go }: WatchedPage, { deployment }: Made): Promise<Page> {
  const path = `/deployments/deployment/${deployment}`;
  if (!new URL(page.url()).pathname.endsWith(path)) await go(path);
  return page;
}
