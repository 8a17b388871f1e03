import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toJsonText } from "../../src/db/json-text.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { newId } from "../../src/ids.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleDocument, exampleOperation } from "./operations.ts";
import { transports } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const page = exampleOperation("19-events");

interface Count {
  readonly label: string;
  readonly count: number;
  readonly start: string;
  readonly end: string;
}

interface Page {
  readonly events: { readonly totalCount: number; readonly nodes: readonly { readonly name: string }[] };
  readonly eventCounts: readonly Count[];
}

interface Told {
  readonly name: string;
  readonly on: string;
  readonly related?: readonly string[];
  readonly payload?: object;
  readonly flowRunId?: string;
}

const NOW = "2026-01-07T12:00:00.000000Z";
const HOUR = 3_600;

describe.each(testDatabases)("the page of events on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock(parseInstant(NOW));
    door = await createTestDoor(testDatabase, { clock });
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function tell({ name, on, related = [], payload = {}, flowRunId }: Told): Promise<void> {
    await receiveEvents(door.core, [
      {
        id: newId(clock.now()),
        occurred: clock.now(),
        event: name,
        resource_id: on,
        resource: toJsonText({ "prefect.resource.id": on, "prefect.resource.name": `the ${on}` }),
        related: toJsonText(related.map((id) => ({ "prefect.resource.id": id, "prefect.resource.role": "owner" }))),
        payload: toJsonText(payload),
        follows: null,
        flow_run_id: flowRunId ?? null,
      },
    ]);
  }

  /** An event an hour, the last of them now. */
  async function tellAll(): Promise<void> {
    const told: readonly Told[] = [
      { name: "ship.left", on: "ship.1", related: ["harbour.1"] },
      { name: "ship.left", on: "ship.2", related: ["harbour.2"], payload: { cargo: "Bananas" } },
      { name: "ship.arrived", on: "ship.1", related: ["harbour.2"] },
      { name: "crane.broke", on: "crane.1", related: ["ship.1"], payload: { cargo: "bananas and more" } },
    ];
    for (const [index, event] of told.entries()) {
      if (index > 0) clock.advance(microsecondsFromSeconds(HOUR));
      await tell(event);
    }
  }

  async function read(variables: object): Promise<Page> {
    const read = await door.query<Page, object>(page, variables);
    expect(read.events.totalCount).toBe(read.events.nodes.length);
    return read;
  }

  test.each([
    [{}, ["crane.broke", "ship.arrived", "ship.left", "ship.left"]],
    [{ name: ["ship.left"] }, ["ship.left", "ship.left"]],
    [{ namePrefix: ["ship."] }, ["ship.arrived", "ship.left", "ship.left"]],
    [{ excludeName: ["ship.left"] }, ["crane.broke", "ship.arrived"]],
    [{ excludeNamePrefix: ["ship.", "none."] }, ["crane.broke"]],
    [{ excludeNamePrefix: [] }, ["crane.broke", "ship.arrived", "ship.left", "ship.left"]],
    [{ resourceId: ["ship.1", "crane.1"] }, ["crane.broke", "ship.arrived", "ship.left"]],
    [{ resourceIdPrefix: ["ship."], name: ["ship.left"] }, ["ship.left", "ship.left"]],
    [{ resourceIdPrefix: [] }, []],
    [{ relatedResourceId: ["ship.1"] }, ["crane.broke"]],
    [{ anyResourceId: ["ship.1"] }, ["crane.broke", "ship.arrived", "ship.left"]],
    [{ anyResourceId: [] }, []],
    [{ text: "bananas" }, ["crane.broke", "ship.left"]],
    [{ text: "bananas -broke" }, ["ship.left"]],
    [{ text: '+"bananas and" ship.2' }, []],
    [{ text: "harbour.2", name: ["ship.arrived"] }, ["ship.arrived"]],
    [{ occurred: { after: "2026-01-07T14:00:00Z" } }, ["crane.broke", "ship.arrived"]],
  ])("narrowed by %j it shows what matches, as the stream does", async (filter, names) => {
    const { snapshotCursor } = await door.query<{ snapshotCursor: string }, object>("{ snapshotCursor }");
    await tellAll();
    const { events, eventCounts } = await read({ filter, by: "NAME" });
    expect(events.nodes.map(({ name }) => name)).toEqual(names);
    const counted = Object.fromEntries(eventCounts.map(({ label, count }) => [label, count]));
    expect(counted).toEqual(
      Object.fromEntries(names.map((name) => [name, names.filter((one) => one === name).length])),
    );

    const [transport] = transports;
    const subscriber = transport?.connect(await door.listen());
    const document = exampleDocument<{ eventStream: { events: { name: string }[] } }>("13-events");
    const stream = subscriber?.subscribe(document, { filter, after: snapshotCursor });
    const heard: string[] = [];
    while (heard.length < names.length) {
      for (const { name } of (await stream?.next())?.eventStream.events ?? []) heard.push(name);
    }
    expect(heard).toEqual(names.toReversed());
    await stream?.stop();
    await subscriber?.close();
  });

  test("counts by time, with the spans in which nothing happened", async () => {
    await tellAll();
    const occurred = { after: "2026-01-07T11:00:00Z", before: "2026-01-07T16:00:00Z" };
    const { eventCounts } = await read({ unit: "HOUR", filter: { occurred, namePrefix: ["ship."] } });
    expect(eventCounts.map(({ label, count }) => [label, count])).toEqual([
      ["2026-01-07T11:00:00+00:00", 0],
      ["2026-01-07T12:00:00+00:00", 1],
      ["2026-01-07T13:00:00+00:00", 1],
      ["2026-01-07T14:00:00+00:00", 1],
      ["2026-01-07T15:00:00+00:00", 0],
    ]);
    expect(eventCounts[0]).toMatchObject({ start: "2026-01-07T11:00:00.000000Z", end: "2026-01-07T11:59:59.999999Z" });
    const halves = await read({ unit: "HOUR", filter: { occurred }, interval: 2.5 });
    expect(halves.eventCounts.map(({ count }) => count).reduce((sum, count) => sum + count)).toBe(4);
    // Of what no times are given, the last 180 days count.
    const days = await read({});
    expect(days.eventCounts.length).toBe(181);
    expect(days.eventCounts.at(-1)?.count).toBe(4);
  });

  test("counts by resource, under their latest names", async () => {
    await tellAll();
    const { eventCounts } = await read({ by: "RESOURCE", filter: { resourceIdPrefix: ["ship."] } });
    expect(eventCounts).toEqual([
      { label: "the ship.1", count: 2, start: "2026-01-07T12:00:00.000000Z", end: "2026-01-07T14:00:00.000000Z" },
      { label: "the ship.2", count: 1, start: "2026-01-07T13:00:00.000000Z", end: "2026-01-07T13:00:00.000000Z" },
    ]);
  });

  test("counts those of a flow run", async () => {
    const run = await aFlowRun(door.core, await aFlow(door.core));
    await tell({ name: "of.another", on: "thing" });
    await tell({ name: "of.run", on: "thing", flowRunId: run.id });
    const { events, eventCounts } = await read({ filter: { flowRunId: [run.id], namePrefix: ["of."] }, by: "NAME" });
    expect(events.nodes.map(({ name }) => name)).toEqual(["of.run"]);
    expect(eventCounts.map(({ label }) => label)).toEqual(["of.run"]);
  });

  test.each([
    [{ interval: 0 }, "`interval` must not be below 0.01"],
    [{ unit: "SECOND" }, "too many"],
    [{ filter: { text: "x".repeat(201) } }, "`text` must not be longer than 200 characters"],
    [{ filter: { excludeName: Array.from({ length: 1_001 }, String) } }, "more than 1000 values"],
  ])("refuses %j", async (variables, message) => {
    const { errors } = await door.execute(page, variables);
    expect(errors?.[0]?.message).toContain(message);
    expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  test("is one operation, of as many statements however many events there are", async () => {
    const counts: number[] = [];
    for (let times = 0; times < 2; times += 1) {
      await tellAll();
      door.statements.length = 0;
      await read({});
      counts.push(door.statements.length);
    }
    // The snapshot, the page, its count and the counts by time.
    expect(counts).toEqual([4, 4]);
  });
});
