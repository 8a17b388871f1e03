import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toJsonText } from "../../src/db/json-text.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import type { ClientEvent, Resource } from "../../src/domains/events/event.ts";
import { indexEventResources } from "../../src/domains/events/event-resources.commands.ts";
import { updateFlowRun } from "../../src/domains/flow-runs/flow-run.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { newId } from "../../src/ids.ts";
import type { Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleDocument, exampleOperation } from "./operations.ts";
import { type Subscriber, transports } from "./subscribing.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

interface EventData {
  readonly eventStream: {
    readonly __typename: string;
    readonly cursor: string;
    readonly events: readonly {
      readonly name: string;
      readonly related: readonly Resource[];
      readonly payload: object;
    }[];
  };
}

const EventStream = exampleDocument<EventData>("13-events");
const logsPage = exampleOperation("06-logs");
const T0 = 1_764_000_000_000_000;

describe.each(testDatabases)("events on $name", (testDatabase) => {
  let door: TestDoor;
  let subscriber: Subscriber | undefined;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    await subscriber?.close();
    subscriber = undefined;
    expect(door.logged).toEqual([]);
    await door.close();
  });

  const tell = (...events: readonly (readonly [name: string, resource: string, ...related: string[]])[]) =>
    receiveEvents(
      door.core,
      events.map(([event, resource, ...related]): ClientEvent => {
        const now = door.core.clock.now();
        return {
          id: newId(now),
          occurred: now,
          event,
          resource_id: resource,
          resource: toJsonText({ "prefect.resource.id": resource }),
          related: toJsonText(related.map((id) => ({ "prefect.resource.id": id, "prefect.resource.role": "owner" }))),
          payload: toJsonText({ exact: [1] }),
          follows: null,
          flow_run_id: null,
        };
      }),
    );

  test.each(transports)(
    "stream over $transport, from a cursor on, without those of the server's own",
    async ({ connect }) => {
      const flow = await aFlow(door.core);
      const run = await aFlowRun(door.core, flow);
      const { snapshotCursor } = await door.query<{ snapshotCursor: string }, object>("{ snapshotCursor }", {});
      await tell(["thing.made", "thing.1", "owner.1"], ["thing.lost", "thing.2", "owner.2"]);
      subscriber = connect(await door.listen());
      const filter = { relatedResourceId: ["owner.1"] };
      const stream = subscriber.subscribe(EventStream, { filter, after: snapshotCursor });
      const first = (await stream.next()).eventStream;
      expect(first.events.map((event) => event.name)).toEqual(["thing.made"]);
      expect(first.events[0]?.related).toEqual([
        { "prefect.resource.id": "owner.1", "prefect.resource.role": "owner" },
      ]);
      await tell(["thing.lost", "thing.2", "owner.2"], ["thing.found", "thing.1", "owner.3", "owner.1"]);
      const second = (await stream.next()).eventStream;
      expect(second.events.map((event) => event.name)).toEqual(["thing.found"]);
      await stream.stop();

      const all = subscriber.subscribe(EventStream, { filter: null, after: snapshotCursor });
      await updateFlowRun(door.core, run.id, { name: "renamed" });
      await tell(["thing.last", "thing.1"]);
      const names: string[] = [];
      while (names.at(-1) !== "thing.last")
        names.push(...(await all.next()).eventStream.events.map(({ name }) => name));
      expect(names).toEqual(["thing.made", "thing.lost", "thing.lost", "thing.found", "thing.last"]);
    },
  );

  test("are found by what they have to do with, in as many statements with the index as before it", async () => {
    await tell(
      ["thing.made", "thing.1", "owner.1"],
      ["thing.made", "thing.2", "owner.2"],
      ["other", "thing.1", "owner.1"],
    );
    const query = `query ($filter: EventFilter) { events(filter: $filter, direction: ASC) { totalCount nodes { name resourceId } } }`;
    const ask = async (filter: object) => {
      door.statements.length = 0;
      const { events } = await door.query<{ events: { totalCount: number; nodes: object[] } }, object>(query, {
        filter,
      });
      return { ...events, statements: door.statements.length };
    };
    const filter = { relatedResourceId: ["owner.1", "owner.9"], namePrefix: ["thing."] };
    const before = await ask(filter);
    while (await indexEventResources(door.core));
    const after = await ask(filter);
    expect(after).toEqual(before);
    expect(after).toEqual({ totalCount: 1, nodes: [{ name: "thing.made", resourceId: "thing.1" }], statements: 4 });
    expect(await ask({ relatedResourceId: [] })).toMatchObject({ totalCount: 0, nodes: [] });
  });
});

describe.each(testDatabases)("the page of logs on $name", (testDatabase) => {
  test("shows the last that match and those before, in one statement", async () => {
    const door = await createTestDoor(testDatabase);
    try {
      const flow = await aFlow(door.core);
      const runs = [await aFlowRun(door.core, flow), await aFlowRun(door.core, flow)];
      await createLogs(
        door.core,
        Array.from({ length: 60 }, (_, index) => ({
          name: "prefect.flow_runs",
          level: index % 3 === 0 ? 40 : 20,
          message: `line ${index} of the ${index % 2 === 0 ? "Harbour" : "quay"}`,
          timestamp: (T0 + index) as Instant,
          flow_run_id: runs[index % 5 === 0 ? 1 : 0]?.id ?? null,
          task_run_id: null,
        })),
      );
      const ask = async (variables: object) => {
        door.statements.length = 0;
        const { logs } = await door.query<
          { logs: { pageInfo: { hasPreviousPage: boolean; startCursor: string }; nodes: { message: string }[] } },
          object
        >(logsPage, variables);
        return { ...logs, numbers: logs.nodes.map(({ message }) => Number(message.split(" ")[1])) };
      };
      const filter = { minLevel: 30, text: "HARBOUR -quay", flowRunId: [runs[0]?.id] };
      const expected = Array.from({ length: 60 }, (_, index) => index).filter((n) => n % 6 === 0 && n % 5 !== 0);
      const last = await ask({ filter, last: 5 });
      expect(last.numbers).toEqual(expected.slice(-5));
      // The snapshot's cursor takes another.
      expect(door.statements.filter((statement) => /select log\.|message/.test(statement))).toHaveLength(1);
      expect(door.statements.length).toBeLessThanOrEqual(2);
      const earlier = await ask({ filter, last: 5, before: last.pageInfo.startCursor });
      expect([...earlier.numbers, ...last.numbers]).toEqual(expected);
      expect([last.pageInfo.hasPreviousPage, earlier.pageInfo.hasPreviousPage]).toEqual([true, false]);
      expect((await ask({})).numbers).toHaveLength(60);
      expect(door.logged).toEqual([]);
    } finally {
      await door.close();
    }
  });
});
