/**
 * Where the built web page lies. Prefect's package brings two: version 1 and version 2, which is under "/v2" (the reference's
 * create_ui_app). They are read where they are; nothing is copied or written.
 */
import { existsSync, globSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { SettingError } from "../config.environment.ts";
import type { WebPageSettings } from "../config.web-page.ts";
import { PREFECT_VERSION } from "../version.ts";

export const UI_VERSIONS = ["v1", "v2"] as const;
export type UiVersion = (typeof UI_VERSIONS)[number];

export type BundleFolders = Readonly<Partial<Record<UiVersion, string>>>;

/** The folders' names in Prefect's package, and those of the copies that the reference makes. */
const FOLDER_NAMES: Readonly<Record<UiVersion, readonly string[]>> = { v1: ["ui", "v1"], v2: ["ui-v2", "v2"] };

/** What tells a built page from any other folder. */
export const INDEX = "index.html";

function hasIndex(folder: string): boolean {
  return existsSync(join(folder, INDEX));
}

function foldersIn(parent: string): BundleFolders {
  const found: Partial<Record<UiVersion, string>> = {};
  for (const version of UI_VERSIONS) {
    const folder = FOLDER_NAMES[version].map((name) => join(parent, name)).find(hasIndex);
    if (folder !== undefined) found[version] = folder;
  }
  return found;
}

/** A folder that PREFECT_SERVER_UI_STATIC_DIRECTORY names: version 1 itself, or one that has a folder for each version. */
function namedFolders(directory: string): BundleFolders {
  if (hasIndex(directory)) return { v1: directory };
  const folders = foldersIn(directory);
  if (Object.keys(folders).length > 0) return folders;
  throw new SettingError(
    "PREFECT_SERVER_UI_STATIC_DIRECTORY",
    `there is no ${INDEX} in ${directory}, nor in a folder v1, v2, ui or ui-v2 of it`,
  );
}

/** The Python environments whose programs are in a folder: its own, and that of a `prefect` that is only linked there. */
function environmentsOf(executables: string): readonly string[] {
  const environments = [dirname(executables)];
  try {
    environments.push(dirname(dirname(realpathSync(join(executables, "prefect")))));
  } catch {
    // No such program.
  }
  return environments;
}

/** The package of the version that Penstock mirrors; the page of another may ask for what is not there. */
function packagedFolders(executableFolders: readonly string[]): BundleFolders {
  for (const environment of new Set(executableFolders.flatMap(environmentsOf))) {
    const packages = globSync("lib/python3*/{site,dist}-packages", { cwd: environment });
    for (const folder of packages.map((name) => join(environment, name))) {
      if (existsSync(join(folder, `prefect-${PREFECT_VERSION}.dist-info`))) {
        return foldersIn(join(folder, "prefect", "server"));
      }
    }
  }
  return {};
}

/**
 * The folders of the page's versions; none when it is turned off or not found.
 * @throws SettingError when a folder was named that has no page
 */
export function findBundles(settings: WebPageSettings): BundleFolders {
  const { enabled, staticDirectory, executableFolders } = settings;
  if (!enabled) return {};
  return staticDirectory === undefined ? packagedFolders(executableFolders) : namedFolders(staticDirectory);
}
