/** A browser's page that remembers whatever went wrong while it was used. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page, Request } from "playwright-core";
import { expect } from "vitest";
import type { PageToOpen, Version } from "./web-page-pages.ts";

/** Megabytes of scripts on a busy machine. */
export const PATIENCE = { timeout: 60_000 };

/** The page asks for the next thing when it has the last: so long nothing has been asked for when it has all. */
const QUIET_MILLISECONDS = 300;

/**
 * What the reference does not have either, call by call: icons that the page asks for beside the folder it is in, or for
 * the state of a run it does not know yet, the task run of an artifact that no task made, and a variable or a block by a
 * name that the page wants to know to be free.
 */
const KNOWN_FAILURES = [
  /^404 GET \/favicon(-dark)?\.ico$/,
  /^404 GET \/ico\/undefined\.svg$/,
  /^404 GET \/(cancelled|completed|crashed|failed|pending|running|scheduled)\.svg$/,
  /^404 GET \/api\/variables\/name\/\w+$/,
  /^404 GET \/api\/block_types\/slug\/[\w-]+\/block_documents\/name\/[\w-]+$/,
  /^422 POST \/api\/task_runs\/filter .*"any_":\[""\]/,
];

/** The browser says so itself for what is counted as an answer already. */
const RESOURCE_FAILED = /^Failed to load resource/;
/** About the speed of the computer, and what a graph says of fonts it has not got yet. */
const NO_FAULT = /GL Driver Message|PixiJS|^\s+at /;

export class WatchedPage {
  readonly page: Page;
  readonly #origin: string;
  readonly #base: string;
  readonly #faults: string[] = [];
  readonly #underway = new Set<Request>();
  #lastRequest = 0;

  private constructor(page: Page, origin: string, base: string) {
    this.page = page;
    this.#origin = origin;
    this.#base = base;
  }

  /** Opens an empty page for a version of the web page. No other host is asked for anything: analytics, pictures of blocks. */
  static async open(browser: Browser, origin: string, version: Version, servedAt = ""): Promise<WatchedPage> {
    const context = await browser.newContext();
    await context.addCookies([{ name: "prefect_ui_version", value: version, url: origin }]);
    await context.route(
      (url) => url.origin !== origin && /^https?:$/.test(url.protocol),
      (route) => route.abort(),
    );
    const base = `${origin}${servedAt}${version === "v2" ? "/v2" : ""}`;
    const watched = new WatchedPage(await context.newPage(), origin, base);
    watched.page.setDefaultTimeout(PATIENCE.timeout);
    watched.#watch();
    return watched;
  }

  /** Opens a page by its path below that of the version. */
  readonly go = async (path: string): Promise<void> => {
    await this.page.goto(`${this.#base}${path}`);
  };

  /** Opens a page and waits until it has what it asked for. Resolves to what went wrong, and to texts it does not show. */
  async visit({ path, from, click, shows }: PageToOpen): Promise<readonly string[]> {
    if (from !== undefined) await sleep(Math.max(0, Date.parse(from) - Date.now()));
    await this.go(path);
    if (click !== undefined) await this.page.getByText(click, { exact: true }).first().click(PATIENCE);
    const missing: string[] = [];
    for (const text of shows) {
      const shown = this.page
        .getByText(text)
        .or(this.page.locator(`input[value*="${text}"]`))
        .first();
      await shown.waitFor({ state: "attached", ...PATIENCE }).catch(() => missing.push(`does not show "${text}"`));
    }
    await this.settle();
    return [...missing, ...this.takeFaults()];
  }

  /** Waits until the page has asked for nothing for a while. */
  readonly settle = async (): Promise<void> => {
    const isQuiet = (): boolean => this.#underway.size === 0 && Date.now() - this.#lastRequest > QUIET_MILLISECONDS;
    const underway = (): readonly string[] => [...this.#underway].map((each) => `${each.method()} ${each.url()}`);
    await expect.poll(() => (isQuiet() ? "quiet" : underway()), PATIENCE).toBe("quiet");
  };

  /** What has gone wrong since it was asked last. */
  takeFaults(): readonly string[] {
    return this.#faults.splice(0);
  }

  /**
   * Does work with the page, and fails where anything goes wrong meanwhile.
   *
   * @throws Error with what went wrong before the work failed, and with its failure as the cause.
   */
  async faultless(work: () => Promise<void>): Promise<void> {
    await work().catch((cause: unknown) => {
      const faults = this.takeFaults();
      throw faults.length === 0 ? cause : new Error(`The page failed after ${faults.join("\n")}`, { cause });
    });
    expect(this.takeFaults()).toEqual([]);
  }

  #isOurs(url: string): boolean {
    return url.startsWith(`${this.#origin}/`);
  }

  #watch(): void {
    const { page } = this;
    page.on("pageerror", (error) => this.#faults.push(`threw ${error.message}`));
    page.on("console", (message) => {
      if (message.type() !== "error" || RESOURCE_FAILED.test(message.text()) || NO_FAULT.test(message.text())) return;
      this.#faults.push(`says ${message.text()}`);
    });
    page.on("request", (request) => {
      if (!this.#isOurs(request.url())) return;
      // The page that is left gives up what it asked for, and the browser does not always say so.
      if (request.isNavigationRequest()) this.#underway.clear();
      this.#underway.add(request);
      this.#lastRequest = Date.now();
    });
    page.on("requestfinished", (request) => this.#underway.delete(request));
    page.on("requestfailed", (request) => {
      const wasThere = this.#underway.delete(request);
      const failure = request.failure()?.errorText ?? "";
      // The page gives up what it asked for when it is left.
      if (wasThere && !failure.includes("ABORTED")) this.#faults.push(`${request.url()}: ${failure}`);
    });
    page.on("response", (response) => {
      if (response.status() < 400 || !this.#isOurs(response.url())) return;
      const request = response.request();
      const target = `${request.method()} ${request.url().slice(this.#origin.length)}`;
      const fault = `${response.status()} ${target} ${request.postData() ?? ""}`.trim();
      if (!KNOWN_FAILURES.some((known) => known.test(fault))) this.#faults.push(fault);
    });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
