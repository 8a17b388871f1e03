/** A real browser, for the tests of pages. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's; playwright-core brings no browser along. */
const BROWSER = process.env.PENSTOCK_TEST_BROWSER ?? "/usr/bin/chromium";

/** Whether there is one; tells on standard error if not. */
export function hasBrowser(suite: string): boolean {
  const isThere = existsSync(BROWSER);
  if (!isThere) process.stderr.write(`${suite}: skipped, there is no browser at ${BROWSER} (PENSTOCK_TEST_BROWSER)\n`);
  return isThere;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: BROWSER,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
