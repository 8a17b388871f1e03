/** The examples of docs/graphql/guide.md, run as they are: each shows the list, and then what happens to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GQL, pythonWith } from "./python.ts";
import { createWorld, type World } from "./world.ts";

const EXAMPLES = fileURLToPath(new URL("../../docs/graphql/examples/", import.meta.url));
/** A program starts, asks and hears in a second or two; a busy machine takes longer. */
const PATIENCE = { timeout: 20_000 };

const python = await pythonWith("gql", GQL);

describe("the guide's examples", () => {
  let world: World;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());
  afterEach(() => {
    child?.kill();
  });

  async function expectLive(command: string, ...args: readonly string[]): Promise<void> {
    let output = "";
    child = spawn(command, [...args, `${world.url}/graphql`], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
    await expect.poll(() => output, PATIENCE).toContain("the run");
    // Behind the list's snapshot, whether the stream is open by now or not.
    await world.act();
    await expect.poll(() => output, PATIENCE).toMatch(/^(ENTERED|CHANGED) the run Act \d+$/m);
    expect(output).not.toMatch(/error/i);
  }

  test("urql", () => expectLive(process.execPath, `${EXAMPLES}urql.ts`));
  test("Apollo", () => expectLive(process.execPath, `${EXAMPLES}apollo.ts`));
  test("EventSource", () => expectLive(process.execPath, "--experimental-eventsource", `${EXAMPLES}event-source.js`));
  test.skipIf(python === undefined)("Python's gql", () => expectLive(python ?? "", `${EXAMPLES}live_list.py`));
});
