import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SOURCE = join(import.meta.dirname, "flows", "project");

interface ProjectDeployment {
  readonly name: string;
  readonly entrypoint: string;
  readonly work_pool: Readonly<Record<string, unknown>>;
  readonly [setting: string]: unknown;
}

/** Puts a project that `prefect deploy` deploys into a folder. */
export async function writeProject(folder: string, deployments: readonly ProjectDeployment[]): Promise<void> {
  await cp(SOURCE, folder, { recursive: true });
  // JSON is YAML.
  await writeFile(join(folder, "prefect.yaml"), JSON.stringify({ name: "harbour", deployments }));
}
