/** The forms of Prefect's web page, in either version of it, and what the server knows once they have been sent. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { Dashboard } from "./dashboard.ts";
import type { Rest } from "./rest.ts";
import type { Made } from "./web-page-pages.ts";
import type { WatchedPage } from "./web-page-watch.ts";

export interface ChangesOfDeployment {
  readonly description: string;
  /** One more than it has. */
  readonly tag: string;
  readonly ship: string;
  /** In JSON. */
  readonly jobVariables: string;
}

export interface Webhook {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How each form is filled in and sent with a version of the page. It resolves once the page shows that it is done. */
export interface PageForms {
  editDeployment(watched: WatchedPage, made: Made, changes: ChangesOfDeployment): Promise<void>;
  /** Makes another deployment like that one, with another name. Resolves to its id. */
  duplicateDeployment(watched: WatchedPage, made: Made, name: string): Promise<string>;
  addSchedule(watched: WatchedPage, made: Made, cron: string): Promise<void>;
  /** Gives the hourly schedule of the deployment another interval. */
  editSchedule(watched: WatchedPage, made: Made, minutes: number): Promise<void>;
  /** Deletes the schedule of Mondays. */
  deleteSchedule(watched: WatchedPage, made: Made): Promise<void>;
  editAutomation(watched: WatchedPage, made: Made, threshold: number, description: string): Promise<void>;
  /** Gives a variable another value and one more tag. */
  editVariable(watched: WatchedPage, name: string, json: string, tag: string): Promise<void>;
  editSecret(watched: WatchedPage, made: Made, value: string): Promise<void>;
  /** Creates one that takes any certificate. Resolves to its id. */
  createWebhook(watched: WatchedPage, name: string, webhook: Webhook): Promise<string>;
  /** Gives it another method, and leaves alone what the page does not know of it, which is where it goes. */
  editWebhook(watched: WatchedPage, id: string, method: string): Promise<void>;
  /** Creates a pool whose template has a default of its own for the command. */
  createPool(watched: WatchedPage, name: string, slots: number, command: string): Promise<void>;
  editPool(watched: WatchedPage, made: Made, description: string, slots: number): Promise<void>;
  createQueue(watched: WatchedPage, made: Made, name: string, priority: number): Promise<void>;
  /** Edits the urgent queue. */
  editQueue(watched: WatchedPage, made: Made, description: string, slots: number): Promise<void>;
  editLimit(watched: WatchedPage, name: string, slots: number): Promise<void>;
  /** Creates a limit for task runs with a tag. */
  createTagLimit(watched: WatchedPage, tag: string, slots: number): Promise<void>;
}

type Answer = Readonly<Record<string, unknown>>;

/** Fields that have another value in the second. */
function differences(first: Answer, second: Answer): Answer {
  const fields = Object.keys({ ...first, ...second });
  return Object.fromEntries(
    fields.filter((field) => !isDeepStrictEqual(first[field], second[field])).map((field) => [field, second[field]]),
  );
}

/** All that an act changes of what the server answers, but for when that was. */
async function changedBy(read: () => Promise<Answer>, act: () => Promise<unknown>): Promise<Answer> {
  const before = await read();
  await act();
  const { updated, ...changed } = differences(before, await read());
  expect(updated).toEqual(expect.any(String));
  return changed;
}

interface ScheduleAnswer extends Answer {
  readonly id: string;
  readonly slug: string | null;
}

async function fillsInFormsOfDeployments(
  forms: PageForms,
  watched: WatchedPage,
  made: Made,
  rest: Rest,
): Promise<void> {
  const path = `/deployments/${made.deployment}`;
  const deployment = () => rest.get<Answer>(path);
  const schedules = () => rest.get<readonly ScheduleAnswer[]>(`${path}/schedules`);

  const changes = {
    description: "Every **night**.",
    tag: "ice",
    ship: "Belgica",
    jobVariables: '{"env": {"HARBOUR": "Bergen"}}',
  };
  expect(await changedBy(deployment, () => forms.editDeployment(watched, made, changes))).toEqual({
    description: "Every **night**.",
    tags: ["north", "sea", "ice"],
    // The form is filled with defaults of the flow, which the deployment has left out.
    parameters: { ship: "Belgica", days: 3, crew: ["Nansen", "Sverdrup"] },
    job_variables: { env: { HARBOUR: "Bergen" } },
  });

  const hourly = async () => (await schedules()).find(({ slug }) => slug === "hourly") ?? {};
  expect(await changedBy(hourly, () => forms.editSchedule(watched, made, 90))).toEqual({
    schedule: { interval: 5400, anchor_date: expect.any(String), timezone: "UTC" },
  });

  const had = new Set((await schedules()).map(({ id }) => id));
  await forms.addSchedule(watched, made, "0 12 * * 5");
  expect((await schedules()).filter(({ id }) => !had.has(id))).toMatchObject([
    { active: true, schedule: { cron: "0 12 * * 5", timezone: "UTC", day_or: true } },
  ]);
  await forms.deleteSchedule(watched, made);
  expect(await schedules()).toHaveLength(had.size);
  expect((await schedules()).map(({ slug }) => slug)).not.toContain("mondays");

  const original = await deployment();
  const copy = await rest.get<Answer>(`/deployments/${await forms.duplicateDeployment(watched, made, "weekly")}`);
  expect(differences(original, copy)).toMatchObject({ name: "weekly", schedules: [] });
  expect(await deployment()).toEqual(original);
}

async function fillsInFormsOfBlocks(forms: PageForms, watched: WatchedPage, made: Made, rest: Rest): Promise<void> {
  const block = (id: string) => () => rest.get<Answer>(`/block_documents/${id}?include_secrets=true`);
  expect(await changedBy(block(made.block), () => forms.editSecret(watched, made, "abracadabra"))).toEqual({
    data: { value: "abracadabra" },
  });

  const webhook = { method: "PUT", url: "https://example.org/bell", headers: { "x-ship": "Fram" } };
  const hook = block(await forms.createWebhook(watched, `bell-${made.mark}`, webhook));
  const { id, name, data } = await hook();
  expect({ name, data }).toEqual({
    name: `bell-${made.mark}`,
    data: { ...webhook, verify: false, allow_private_urls: true },
  });
  expect(await changedBy(hook, () => forms.editWebhook(watched, String(id), "PATCH"))).toEqual({
    data: { ...webhook, method: "PATCH", verify: false, allow_private_urls: true },
  });
}

async function fillsInFormsOfPools(forms: PageForms, watched: WatchedPage, made: Made, rest: Rest): Promise<void> {
  const path = `/work_pools/${made.pool}`;
  const pool = () => rest.get<Answer>(path);
  const queue = (name: string) => () => rest.get<Answer>(`${path}/queues/${name}`);

  expect(await changedBy(pool, () => forms.editPool(watched, made, "Where *boats* lie.", 5))).toEqual({
    description: "Where *boats* lie.",
    concurrency_limit: 5,
  });
  expect(await changedBy(queue("urgent"), () => forms.editQueue(watched, made, "First.", 1))).toEqual({
    description: "First.",
    concurrency_limit: 1,
    // They are only counted where there is a limit; two runs of the deployment hold them.
    active_slots: 2,
  });
  await forms.createQueue(watched, made, "slow", 3);
  expect(await queue("slow")()).toMatchObject({ priority: 3, is_paused: false, concurrency_limit: null });

  await forms.createPool(watched, `bay-${made.mark}`, 7, "nice python");
  expect(await rest.get(`/work_pools/bay-${made.mark}`)).toMatchObject({
    type: "process",
    concurrency_limit: 7,
    is_paused: false,
    base_job_template: { variables: { properties: { command: { default: "nice python" } } } },
  });
}

async function fillsInOtherForms(forms: PageForms, watched: WatchedPage, made: Made, rest: Rest): Promise<void> {
  const { mark } = made;
  const automation = () => rest.get<Answer>(`/automations/${made.automation}`);
  const { trigger } = await automation();
  expect(await changedBy(automation, () => forms.editAutomation(watched, made, 2, "Sends ships."))).toEqual({
    description: "Sends ships.",
    // The page sends its triggers without an id, so it gets a new one.
    trigger: { ...(trigger as Answer), id: expect.any(String), threshold: 2 },
  });

  const variable = () => rest.get<Answer>(`/variables/name/course_${mark}`);
  expect(
    await changedBy(variable, () => forms.editVariable(watched, `course_${mark}`, '{"degrees": 90}', "ice")),
  ).toEqual({ value: { degrees: 90 }, tags: ["sea", "ice"] });

  const limit = () => rest.get<Answer>(`/v2/concurrency_limits/berths-${mark}`);
  expect(await changedBy(limit, () => forms.editLimit(watched, `berths-${mark}`, 6))).toEqual({ limit: 6 });

  await forms.createTagLimit(watched, `key-${mark}`, 2);
  expect(await rest.get(`/concurrency_limits/tag/key-${mark}`)).toMatchObject({ concurrency_limit: 2 });
}

/** What has changed over REST is no other thing over GraphQL. */
async function dashboardKnowsIt(dashboard: Dashboard, made: Made): Promise<void> {
  expect(await dashboard.settings(made.deployment, made.automation, `course_${made.mark}`)).toMatchObject({
    deployment: {
      description: "Every **night**.",
      tags: ["north", "sea", "ice"],
      parameters: { ship: "Belgica", days: 3, crew: ["Nansen", "Sverdrup"] },
      jobVariables: { env: { HARBOUR: "Bergen" } },
      schedules: expect.arrayContaining([{ slug: "hourly", schedule: { intervalSeconds: 5400 } }]),
    },
    automation: { description: "Sends ships.", trigger: { threshold: 2 } },
    variableByName: { value: { degrees: 90 }, tags: ["sea", "ice"] },
  });
}

/** Fills in all of them, and fails where the server then knows something else, or something went wrong meanwhile. */
export async function formsChangeWhatTheySay(
  forms: PageForms,
  watched: WatchedPage,
  made: Made,
  rest: Rest,
  dashboard: Dashboard | undefined,
): Promise<void> {
  await watched.faultless(async () => {
    await fillsInFormsOfDeployments(forms, watched, made, rest);
    await fillsInOtherForms(forms, watched, made, rest);
    await fillsInFormsOfBlocks(forms, watched, made, rest);
    await fillsInFormsOfPools(forms, watched, made, rest);
    if (dashboard !== undefined) await dashboardKnowsIt(dashboard, made);
  });
}
