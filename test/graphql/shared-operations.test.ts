import { parse } from "graphql";
import { describe, expect, test } from "vitest";
import { schema } from "../../src/graphql/schema.ts";
import { operationKey } from "../../src/graphql/streams/operation-key.ts";
import { type ItemResult, SharedOperations } from "../../src/graphql/streams/sharing.ts";
import { Turns } from "../../src/graphql/streams/turns.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microseconds } from "../../src/time/duration.ts";
import { instantFromMicroseconds } from "../../src/time/instant.ts";

const RUN = "0193a7a0-0000-7000-8000-000000000001";
const document = parse(`subscription One($id: ID!, $after: String, $yes: Boolean = true, $filter: FlowRunFilter) {
  runStateTransitions(flowRunId: $id, after: $after) {
    ... on RunStateTransition { runId @include(if: $yes) flowRun { flow { flowRuns(filter: $filter) { totalCount } } } }
  }
}
subscription Other($id: ID!, $after: String, $yes: Boolean = true, $filter: FlowRunFilter) {
  runStateTransitions(flowRunId: $id, after: $after) {
    ... on RunStateTransition { runId @include(if: $yes) flowRun { flow { flowRuns(filter: $filter) { totalCount } } } }
  }
}`);

type Variables = Readonly<Record<string, unknown>>;

function keyOf(variables: Variables, operationName: string | null = "One", asked = document): string | null {
  return operationKey({ schema, document: asked, operationName, variableValues: variables });
}

/** The only operation of a document. */
function keyIn(text: string): (variables: Variables) => string | null {
  const asked = parse(text);
  return (variables) => keyOf(variables, null, asked);
}

describe("the key of a subscription", () => {
  test("is the same for the same document, operation and values", () => {
    const key = keyOf({ id: RUN });
    expect(key).toBeTypeOf("string");
    expect(keyOf({ id: RUN })).toBe(key);
    // What the document does not declare is not looked at by anybody.
    expect(keyOf({ id: RUN, unknown: 1 })).toBe(key);
  });

  test("differs when anything differs that the answers may hang on", () => {
    const keys = [
      keyOf({ id: RUN }),
      keyOf({ id: RUN.replace(/1$/, "2") }),
      keyOf({ id: RUN }, "Other"),
      keyOf({ id: RUN, yes: true }),
      keyOf({ id: RUN, yes: false }),
      keyOf({ id: RUN, filter: null }),
      keyOf({ id: RUN, filter: {} }),
      keyOf({ id: RUN, filter: { tags: { all: ["a"] } } }),
      keyOf({ id: RUN, filter: { tags: { any: ["a"] } } }),
      keyOf({ id: RUN, filter: { tags: { any: ["a", "b"] } } }),
      keyOf({ id: RUN, filter: { tags: { any: ["a,b"] } } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain(null);
  });

  test("differs between documents that differ in a directive or a selection", () => {
    const texts = [
      "{ runId }",
      "{ runId kind }",
      "{ runId @include(if: true) }",
      "{ runId @skip(if: true) }",
      "{ id: runId }",
    ].map(
      (selection) =>
        `subscription ($id: ID!) { runStateTransitions(flowRunId: $id) { ... on RunStateTransition ${selection} } }`,
    );
    const keys = texts.map((text) => keyIn(text)({ id: RUN }));
    expect(new Set(keys).size).toBe(keys.length);
    // Parsed anew it may differ, too: to share less than one could is no fault.
    const [text = ""] = texts;
    const key = keyIn(text);
    expect(key({ id: RUN })).toBe(key({ id: RUN }));
  });

  test("leaves out where the stream begins, as long as nothing else hangs on it", () => {
    expect(keyOf({ id: RUN, after: "one" })).toBe(keyOf({ id: RUN, after: "another" }));
    expect(keyOf({ id: RUN, after: "one" })).toBe(keyOf({ id: RUN }));
    const twice = keyIn(`subscription ($id: ID!, $after: String) {
      runStateTransitions(flowRunId: $id, after: $after) {
        ... on RunStateTransition { flowRun { taskRuns(after: $after) { totalCount } } }
      }
    }`);
    expect(twice({ id: RUN, after: "one" })).not.toBe(twice({ id: RUN, after: "another" }));
    const inFragment = keyIn(`subscription ($id: ID!, $after: String) {
      runStateTransitions(flowRunId: $id, after: $after) { ...Tasks }
    }
    fragment Tasks on RunStateTransition { flowRun { taskRuns(after: $after) { totalCount } } }`);
    expect(inFragment({ id: RUN, after: "one" })).not.toBe(inFragment({ id: RUN, after: "another" }));
    const asRun = keyIn(`subscription ($after: ID!) {
      runStateTransitions(flowRunId: $after) { ... on RunStateTransition { runId } }
    }`);
    expect(asRun({ after: RUN })).not.toBe(asRun({ after: RUN.replace(/1$/, "2") }));
    const spread = keyIn(`subscription ($id: ID!, $after: String) { ...Root }
    fragment Root on Subscription {
      runStateTransitions(flowRunId: $id, after: $after) { ... on RunStateTransition { runId } }
    }`);
    expect(spread({ id: RUN, after: "one" })).not.toBe(spread({ id: RUN, after: "another" }));
  });

  test("is none where nothing will be executed", () => {
    expect(keyOf({})).toBeNull();
    expect(keyOf({ id: RUN, yes: "no" })).toBeNull();
    expect(keyOf({ id: RUN }, "Third")).toBeNull();
    expect(keyOf({ id: RUN }, null)).toBeNull();
  });
});

describe("a shared operation", () => {
  const args = { schema, document, operationName: "One", variableValues: { id: RUN } };
  const clock = new ManualClock(instantFromMicroseconds(0));
  const second = microseconds(1_000_000);

  function join(operations: SharedOperations) {
    const joined = operations.join(args);
    if (joined === null) throw new Error("It was not joined");
    return joined;
  }

  /** An operation that two have subscribed to, and an execution that counts. */
  function shared() {
    const operations = new SharedOperations(clock);
    join(operations);
    const { operation, leave } = join(operations);
    const counts = { items: 0, executions: 0 };
    let text = "{}";
    let error: Error | undefined;
    return {
      operation,
      leave,
      counts,
      answerWith: (next: string | Error) => {
        error = next instanceof Error ? next : undefined;
        if (typeof next === "string") text = next;
      },
      items: (rows: readonly object[]) =>
        operation.items(rows, () => {
          counts.items += 1;
          if (error !== undefined) throw error;
          return rows.map(() => ({ place: counts.items }));
        }),
      result: (item: object): Promise<ItemResult> =>
        operation.result(item, async () => {
          counts.executions += 1;
          if (error !== undefined) throw error;
          return { text, cursor: null };
        }),
    };
  }

  test("lasts as long as it has users", () => {
    const operations = new SharedOperations(clock);
    const [one, other] = [join(operations), join(operations)];
    expect(other.operation).toBe(one.operation);
    one.leave();
    one.leave();
    expect(operations.size).toBe(1);
    other.leave();
    expect(operations.size).toBe(0);
    expect(join(operations).operation).not.toBe(one.operation);
  });

  test("makes the items of one array of rows once, and answers each of them once", async () => {
    const { items, result, counts } = shared();
    const rows = [{}, {}];
    const [made, again] = await Promise.all([items(rows), items(rows)]);
    expect(again).toBe(made);
    expect(await items([...rows])).not.toBe(made);
    expect(counts.items).toBe(2);
    for (const item of made) {
      const [answer, same] = await Promise.all([result(item), result(item)]);
      expect(same).toBe(answer);
    }
    expect(counts.executions).toBe(made.length);
    // Of items that somebody has made for himself nothing is kept.
    const own = {};
    await result(own);
    await result(own);
    expect(counts.executions).toBe(made.length + 2);
  });

  test("answers anew after a second, for objects are shown as they are by now", async () => {
    const { items, result, counts, answerWith } = shared();
    const [item = {}] = await items([{}]);
    answerWith("early");
    expect((await result(item)).text).toBe("early");
    answerWith("late");
    clock.advance(microseconds(second - 1));
    expect((await result(item)).text).toBe("early");
    clock.advance(microseconds(1));
    expect((await result(item)).text).toBe("late");
    expect(counts.executions).toBe(2);
  });

  test("keeps answers of some megabytes, and executes again for who is further behind", async () => {
    const { items, result, counts, answerWith } = shared();
    const large = await items(Array.from({ length: 40 }, () => ({})));
    answerWith("x".repeat(500_000));
    for (const item of large) await result(item);
    const [first = {}, last = {}] = [large[0], large.at(-1)];
    expect(counts.executions).toBe(40);
    await result(last);
    expect(counts.executions).toBe(40);
    await result(first);
    expect(counts.executions).toBe(41);
  });

  test("tries again what has failed", async () => {
    const { items, result, counts, answerWith } = shared();
    const rows = [{}];
    answerWith(new Error("away"));
    await expect(items(rows)).rejects.toThrow("away");
    answerWith("back");
    const [item = {}] = await items(rows);
    answerWith(new Error("away"));
    await expect(result(item)).rejects.toThrow("away");
    answerWith("back");
    expect((await result(item)).text).toBe("back");
    expect(counts).toEqual({ items: 2, executions: 2 });
  });

  test("keeps nothing for a single user", async () => {
    const { items, result, counts, leave } = shared();
    leave();
    const [item = {}] = await items([{}]);
    await result(item);
    await result(item);
    expect(counts.executions).toBe(2);
  });
});

test("turns let the event loop go on between what costs more than one of them, in order", async () => {
  const turns = new Turns(3);
  const went: string[] = [];
  const taking = Array.from({ length: 7 }, async (_, index) => {
    await turns.take(1);
    went.push(String(index));
  });
  const loop = (async () => {
    for (let turn = 1; turn <= 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      went.push(`turn ${turn}`);
    }
  })();
  await Promise.all([...taking, loop]);
  expect(went.filter((entry) => !entry.startsWith("turn"))).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  expect(went.indexOf("turn 1")).toBeGreaterThan(went.indexOf("2"));
  expect(went.indexOf("turn 1")).toBeLessThan(went.indexOf("6"));
  // What costs more than a turn has one for itself, and nobody comes before those who wait.
  await new Promise((resolve) => setImmediate(resolve));
  expect(turns.take(10)).toBeUndefined();
  const second = turns.take(10)?.then(() => went.push("second"));
  const third = turns.take(1)?.then(() => went.push("third"));
  await Promise.all([second, third]);
  expect(went.slice(-2)).toEqual(["second", "third"]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(turns.take(1)).toBeUndefined();
});
