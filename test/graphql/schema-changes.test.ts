import { describe, expect, test } from "vitest";
import { changesSinceRelease, problemsOf, schemaChanges } from "../../schema/changes.ts";

const BEFORE = "type Query { run(id: ID!): Run runs: [Run!]! } type Run { name: String! kind: Kind } enum Kind { A }";
const AFTER =
  "type Query { run(id: ID!, at: Int!): Run runs: [Run!]! } type Run { title: String! kind: Kind } enum Kind { A B }";

describe("changes of the schema", () => {
  test("that break clients are told from those that may and those that do not", async () => {
    expect(await schemaChanges(BEFORE, AFTER)).toEqual({
      breaking: ["Argument 'at: Int!' added to field 'Query.run'", "Field 'name' was removed from object type 'Run'"],
      dangerous: ["Enum value 'B' was added to enum 'Kind'"],
      safe: ["Field 'title' was added to object type 'Run'"],
    });
    const described = BEFORE.replace("type Run", '"What is done." type Run');
    expect(await schemaChanges(BEFORE, described)).toEqual({ breaking: [], dangerous: [], safe: [] });
  });

  test("that break clients need a reason, as long as they are there", async () => {
    const changes = await schemaChanges(BEFORE, AFTER);
    const [added = "", removed = ""] = changes.breaking;
    expect(problemsOf(changes, [{ change: removed, reason: "Nobody has used it." }])).toEqual([
      `Breaks clients: ${added}`,
    ]);
    const accepted = [removed, added].map((change) => ({ change, reason: "As before." }));
    expect(problemsOf(changes, accepted)).toEqual([]);
    expect(problemsOf({ ...changes, breaking: [added] }, accepted)).toEqual([`Accepted, but not so: ${removed}`]);
    expect(problemsOf(changes, [{ change: removed, reason: " " }, ...accepted])).toEqual([
      `Accepted without a reason: ${removed}`,
    ]);
  });

  test("since the last release break nobody, but for what is accepted: npm run schema:changes", async () => {
    expect((await changesSinceRelease()).problems).toEqual([]);
  });
});
