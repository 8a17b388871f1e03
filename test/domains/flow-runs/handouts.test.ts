/** Which of the runs that are due at one moment polls hand out that come after each other, or at the same time. */
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { Handouts } from "../../../src/domains/flow-runs/handouts.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer } from "../../support/server.ts";

const NOW = parseInstant("2026-01-01T00:00:00Z");
const after = (seconds: number): Instant => (NOW + microsecondsFromSeconds(seconds)) as Instant;
const PLACE = "queue";

interface Run {
  readonly id: string;
  readonly next_scheduled_start_time: Instant;
}

/** A poll as the routes make one: it reads what waits in order, and no more than it has to. */
function poll(handouts: Handouts, waiting: readonly Run[], limit: number, now: Instant): readonly Run[] {
  const read = waiting.slice(0, limit + handouts.remembered(PLACE, now));
  return handouts.choose(PLACE, read, limit, now);
}

const moments = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 });
const polls = fc.array(
  fc.record({
    limit: fc.integer({ min: 0, max: 8 }),
    seconds: fc.integer({ min: 0, max: 4 }),
    begun: fc.array(fc.nat({ max: 7 }), { maxLength: 4 }),
  }),
  { maxLength: 12 },
);

test("a page has the times it would have without a memory, in order, and what was handed out last only where nothing else is left", () => {
  fc.assert(
    fc.property(moments, polls, (counts, requests) => {
      const handouts = new Handouts();
      let waiting = counts.flatMap((count, moment) =>
        Array.from({ length: count }, (_, index) => ({
          id: `${moment}-${index}`,
          next_scheduled_start_time: after(moment),
        })),
      );
      let now = NOW;
      let previous: readonly Run[] = [];
      for (const { limit, seconds, begun } of requests) {
        now = (now + microsecondsFromSeconds(seconds)) as Instant;
        const page = poll(handouts, waiting, limit, now);
        const times = (runs: readonly Run[]) => runs.map((run) => run.next_scheduled_start_time);
        expect(times(page)).toEqual(times(waiting.slice(0, limit)));
        expect(new Set(page).size).toBe(page.length);
        expect(page).toEqual(waiting.filter((run) => page.includes(run)));
        const last = page.at(-1)?.next_scheduled_start_time;
        const ofLastMoment = (runs: readonly Run[]) => runs.filter((run) => run.next_scheduled_start_time === last);
        const twice = ofLastMoment(page).filter((run) => previous.includes(run));
        const leftOut = ofLastMoment(waiting).filter((run) => !page.includes(run) && !previous.includes(run));
        if (twice.length > 0 && previous.length > 0) expect(leftOut).toEqual([]);
        const gone = new Set(begun.map((index) => page[index]));
        waiting = waiting.filter((run) => !gone.has(run));
        // Whoever asks for nothing leaves no trace, and so does a page that had room for all.
        previous = page.length === limit && limit > 0 ? page : [];
      }
    }),
  );
});

test("who is handed a run is forgotten after a while, and at once where all that waits fits into a page", () => {
  const handouts = new Handouts();
  const waiting = ["a", "b", "c", "d"].map((id) => ({ id, next_scheduled_start_time: NOW }));
  const names = (limit: number, seconds: number) =>
    poll(handouts, waiting, limit, after(seconds))
      .map((run) => run.id)
      .join("");
  expect([names(2, 0), names(2, 9)]).toEqual(["ab", "cd"]);
  // The first two were handed out more than ten seconds ago, the others were not.
  expect(names(2, 11)).toBe("ab");
  // Those that were handed out longest ago come first.
  expect([names(3, 12), names(4, 13), names(2, 13)]).toEqual(["acd", "abcd", "bc"]);
  expect(names(5, 14)).toBe("abcd");
  expect(names(2, 14)).toBe("ab");
});

describe.each(testDatabases)("polls at the same time on $name", (testDatabase) => {
  const open = async () => {
    const clock = new ManualClock(NOW);
    const server = await createTestServer(testDatabase, { clock, services: false });
    onTestFinished(() => server.close());
    const post = async <Answer>(path: string, payload: object): Promise<Answer> => {
      const response = await server.application.inject({ method: "POST", url: `/api${path}`, payload });
      expect(response.statusCode, response.body).toBeLessThan(300);
      return response.json() as Answer;
    };
    const flow = await post<{ id: string }>("/flows/", { name: "hoist" });
    const state = { type: "SCHEDULED", state_details: { scheduled_time: formatInstant(NOW) } };
    return { post, flow, state, clock };
  };

  test("hand workers of a pool different runs, queue by queue, until all are handed out", async () => {
    const { post, flow, state, clock } = await open();
    await post("/work_pools/", { name: "yard", type: "process" });
    for (const name of ["first", "second"]) await post("/work_pools/yard/queues", { name });
    for (const queue of ["first", "second"]) {
      for (let index = 0; index < 4; index += 1) {
        const place = { work_pool_name: "yard", work_queue_name: queue };
        await post("/flow_runs/", { name: `${queue} ${index}`, flow_id: flow.id, ...place, state });
      }
    }
    const poll = async (limit: number) => {
      const handed = await post<{ flow_run: { name: string } }[]>("/work_pools/yard/get_scheduled_flow_runs", {
        limit,
      });
      return handed.map(({ flow_run }) => flow_run.name);
    };
    const pages = await Promise.all([poll(2), poll(2)]);
    expect(pages.flat().sort()).toEqual(["first 0", "first 1", "first 2", "first 3"]);
    // No run of the second queue is taken before one of the first.
    expect((await poll(2)).every((name) => name.startsWith("first"))).toBe(true);
    const [all, more] = [await poll(6), await poll(6)];
    for (const page of [all, more]) expect(page.filter((name) => name.startsWith("first"))).toHaveLength(4);
    expect([...all, ...more].filter((name) => name.startsWith("second")).sort()).toEqual([
      "second 0",
      "second 1",
      "second 2",
      "second 3",
    ]);
    clock.advance(microsecondsFromSeconds(11));
    expect(await poll(6)).toEqual(all);
  });

  test("hand runners of a deployment different runs, but not those of another moment before", async () => {
    const { post, flow, state } = await open();
    const { id } = await post<{ id: string }>("/deployments/", { name: "served", flow_id: flow.id });
    const make = (name: string, scheduled: object) =>
      post("/flow_runs/", { name, flow_id: flow.id, deployment_id: id, state: scheduled });
    const later = { type: "SCHEDULED", state_details: { scheduled_time: formatInstant(after(1)) } };
    for (let index = 0; index < 6; index += 1) await make(`run ${index}`, state);
    for (let index = 6; index < 9; index += 1) await make(`run ${index}`, later);
    const poll = async () => {
      const body = { deployment_ids: [id], limit: 2 };
      return (await post<{ name: string }[]>("/deployments/get_scheduled_flow_runs", body)).map((run) => run.name);
    };
    const pages = await Promise.all([poll(), poll(), poll()]);
    const names = Array.from({ length: 6 }, (_, index) => `run ${index}`);
    expect(pages.flat().sort()).toEqual(names);
    expect(names).toEqual(expect.arrayContaining(await poll()));
  });
});
