/** Work that is done with Prefect's web page, in either version of it, and what the server knows afterwards. */
import { expect } from "vitest";
import type { Rest, SeenDeployment } from "./rest.ts";
import type { Made } from "./web-page-pages.ts";
import type { WatchedPage } from "./web-page-watch.ts";

/** How each piece of work is done with a version of the page. It resolves once the page shows that it is done. */
export interface PageWork {
  createVariable(watched: WatchedPage, name: string, json: string): Promise<void>;
  deleteVariable(watched: WatchedPage, name: string): Promise<void>;
  createSecret(watched: WatchedPage, name: string, value: string): Promise<void>;
  /** Switches the hourly schedule of the deployment off. */
  pauseSchedule(watched: WatchedPage, made: Made): Promise<void>;
  /** Runs the deployment with another ship than it has. */
  runDeployment(watched: WatchedPage, made: Made, name: string, ship: string): Promise<void>;
  /** Says of a run of the deployment that has ended that it ended otherwise, and why. */
  changeState(watched: WatchedPage, id: string, state: string, reason: string): Promise<void>;
  deleteFlowRun(watched: WatchedPage, id: string): Promise<void>;
  pausePool(watched: WatchedPage, made: Made): Promise<void>;
  /** Creates a global concurrency limit. */
  createLimit(watched: WatchedPage, name: string, slots: number): Promise<void>;
  /** Creates an automation that cancels flow runs of which there will be none. */
  createAutomation(watched: WatchedPage, name: string): Promise<void>;
  /** How many the list of runs says there are, once it has been filtered by a part of their names and a type of state. */
  countRuns(watched: WatchedPage, part: string, type: string): Promise<number>;
}

async function worksOnSettings(work: PageWork, watched: WatchedPage, made: Made, rest: Rest): Promise<void> {
  const { mark } = made;
  await work.createVariable(watched, `depth_${mark}`, '{"fathoms": 12}');
  expect(await rest.get(`/variables/name/depth_${mark}`)).toMatchObject({ value: { fathoms: 12 }, tags: [] });

  await work.deleteVariable(watched, `speed_${mark}`);
  await expect(rest.get(`/variables/name/speed_${mark}`)).rejects.toThrow("404");

  await work.createSecret(watched, `pass-${mark}`, "sesame");
  const path = `/block_types/slug/secret/block_documents/name/pass-${mark}?include_secrets=true`;
  expect(await rest.get(path)).toMatchObject({ data: { value: "sesame" } });

  await work.pausePool(watched, made);
  expect(await rest.get(`/work_pools/${made.pool}`)).toMatchObject({ is_paused: true, status: "PAUSED" });

  await work.createLimit(watched, `piers-${mark}`, 3);
  expect(await rest.get(`/v2/concurrency_limits/piers-${mark}`)).toMatchObject({ limit: 3, active: true });

  await work.createAutomation(watched, `by-page-${mark}`);
  const automations = await rest.post<readonly object[]>("/automations/filter", {
    automations: { name: { any_: [`by-page-${mark}`] } },
  });
  expect(automations).toMatchObject([{ enabled: true, actions: [{ type: "cancel-flow-run" }] }]);
}

async function worksOnRuns(work: PageWork, watched: WatchedPage, made: Made, rest: Rest): Promise<void> {
  const { mark, deployment, turned_run: turned } = made;
  await work.pauseSchedule(watched, made);
  const { schedules } = await rest.get<SeenDeployment>(`/deployments/${deployment}`);
  expect(schedules.map((each) => [each.slug, each.active]).toSorted()).toEqual([
    ["hourly", false],
    ["mondays", false],
    ["morning", true],
  ]);

  await work.runDeployment(watched, made, `by-page-${mark}`, "Gj\u00f8a");
  const run = (await rest.runsOf(deployment)).find(({ name }) => name === `by-page-${mark}`);
  expect(run).toMatchObject({ parameters: { ship: "Gj\u00f8a", days: 3 }, auto_scheduled: false });

  expect(await work.countRuns(watched, mark, "Crashed")).toBe(1);

  await work.changeState(watched, turned, "Completed", "came back");
  expect(await rest.run(turned)).toMatchObject({ state_type: "COMPLETED", state: { message: "came back" } });

  await work.deleteFlowRun(watched, turned);
  await expect(rest.run(turned)).rejects.toThrow("404");
}

/** Does all of it, and fails where the server then knows something else, or something went wrong in the page meanwhile. */
export async function worksAsItShould(work: PageWork, watched: WatchedPage, made: Made, rest: Rest): Promise<void> {
  await watched.faultless(async () => {
    await worksOnSettings(work, watched, made, rest);
    await worksOnRuns(work, watched, made, rest);
  });
}
