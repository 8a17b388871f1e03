/** Settings of Prefect's web page, under the reference's names (prefect/settings/models/server/ui.py). */
import { delimiter, isAbsolute, join } from "node:path";
import { type Environment, flag, SettingError, text } from "./config.environment.ts";

export interface WebPageSettings {
  /** PREFECT_SERVER_UI_ENABLED (or PREFECT_UI_ENABLED) */
  readonly enabled: boolean;
  /** PREFECT_SERVER_UI_V2_ENABLED: whether browsers that have chosen no version get the second one */
  readonly prefersV2: boolean;
  /** PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT */
  readonly showPromotionalContent: boolean;
  /** PREFECT_SERVER_UI_API_URL (or PREFECT_UI_API_URL, or PREFECT_API_URL): where the page finds the API; undefined is here */
  readonly apiUrl: string | undefined;
  /** PREFECT_SERVER_UI_SERVE_BASE (or PREFECT_UI_SERVE_BASE): the path that the page is under, "/" or such as "/prefect" */
  readonly serveBase: string;
  /** PREFECT_SERVER_UI_STATIC_DIRECTORY (or PREFECT_UI_STATIC_DIRECTORY): the folder with the built page */
  readonly staticDirectory: string | undefined;
  /** Where a Prefect package is looked for when no folder is named: VIRTUAL_ENV, then the folders of PATH. */
  readonly executableFolders: readonly string[];
}

const SERVE_BASE = ["PREFECT_SERVER_UI_SERVE_BASE", "PREFECT_UI_SERVE_BASE"] as const;

/** The path becomes part of the page's scripts and styles: only characters that mean nothing in any of them. */
const PLAIN_PATH = /^[\w\-.~/]*$/;

function serveBase(environment: Environment): string {
  const path = (text(environment, SERVE_BASE) ?? "").replace(/^\/+|\/+$/g, "");
  if (PLAIN_PATH.test(path) && !path.includes("//")) return `/${path}`;
  throw new SettingError(SERVE_BASE[0], `expected a path of letters, digits and -._~, got "${path}"`);
}

function executableFolders({ VIRTUAL_ENV, PATH }: Environment): readonly string[] {
  const active = VIRTUAL_ENV ? [join(VIRTUAL_ENV, "bin")] : [];
  // Relative folders of PATH would depend on where the server was started.
  const listed = (PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set([...active, ...listed])];
}

/** @throws SettingError when a variable holds what it cannot hold */
export function readWebPageSettings(environment: Environment): WebPageSettings {
  return {
    enabled: flag(environment, ["PREFECT_SERVER_UI_ENABLED", "PREFECT_UI_ENABLED"], true),
    prefersV2: flag(environment, "PREFECT_SERVER_UI_V2_ENABLED", true),
    showPromotionalContent: flag(environment, "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT", true),
    apiUrl: text(environment, ["PREFECT_SERVER_UI_API_URL", "PREFECT_UI_API_URL", "PREFECT_API_URL"]),
    serveBase: serveBase(environment),
    staticDirectory: text(environment, ["PREFECT_SERVER_UI_STATIC_DIRECTORY", "PREFECT_UI_STATIC_DIRECTORY"]),
    executableFolders: executableFolders(environment),
  };
}
