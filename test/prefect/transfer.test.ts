import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startServer } from "../bench/servers.ts";
import { type TestDatabase, testDatabases } from "../support/databases.ts";
import { asCarried, type Resources, resourcesOf } from "./carried.ts";
import type { CommandOutcome } from "./command-line.ts";
import { prefectEnvironment } from "./environment.ts";
import { makeBlocksOfTheSystem, makeResources } from "./resources.ts";
import { type Rest, restOf } from "./rest.ts";
import { runFlow } from "./run-flow.ts";
import { startPenstock } from "./server.ts";

/** The reference alone needs some 20 s to start, and a multiple of it when both cores are busy. */
const TIMEOUT_MILLISECONDS = 300_000;
const TRANSFER_TIMEOUT_SECONDS = 120;

const environment = await prefectEnvironment();

interface Peer {
  readonly apiUrl: string;
  readonly rest: Rest;
}

const stops: (() => Promise<void>)[] = [];

function peer(apiUrl: string, stop: () => Promise<void>): Peer {
  stops.push(stop);
  return { apiUrl, rest: restOf(apiUrl) };
}

async function penstock(testDatabase: TestDatabase): Promise<Peer> {
  const { url, drop } = await testDatabase.create();
  stops.push(drop);
  const server = await startPenstock({
    databaseUrl: url,
    // Nothing moves but what is carried.
    environmentVariables: { PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED: "false" },
  });
  return peer(server.apiUrl, server.stop);
}

async function reference(): Promise<Peer> {
  const server = await startServer("reference", { python: environment?.python, nodeFlags: [] });
  return peer(`http://127.0.0.1:${server.port}/api`, server.stop);
}

/** `prefect transfer`, between profiles of a file of their own. */
async function transfer(source: Peer, target: Peer): Promise<CommandOutcome> {
  if (environment === undefined) throw new Error("the suite is skipped without Python");
  const folder = await mkdtemp(join(tmpdir(), "penstock-prefect-"));
  const profiles = join(folder, "profiles.toml");
  const profile = (name: string, { apiUrl }: Peer) => `[profiles.${name}]\nPREFECT_API_URL = "${apiUrl}"\n`;
  await writeFile(profiles, `active = "source"\n${profile("source", source)}${profile("target", target)}`);
  try {
    const words = ["--no-prompt", "transfer", "--from", "source", "--to", "target"];
    const { lines, exitCode, stderr } = await runFlow(environment, {
      apiUrl: source.apiUrl,
      script: "commands.py",
      arguments: [JSON.stringify([{ words }])],
      // The variable would be stronger than the profiles.
      environmentVariables: { PREFECT_API_URL: undefined, PREFECT_PROFILES_PATH: profiles, COLUMNS: "240" },
      timeoutSeconds: TRANSFER_TIMEOUT_SECONDS,
    });
    expect(exitCode, stderr).toBe(0);
    const [outcome] = lines as readonly CommandOutcome[];
    if (outcome === undefined) throw new Error(`the command told nothing\n${stderr}`);
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function carry(source: Peer, target: Peer): Promise<{ readonly there: Resources; readonly output: string }> {
  const { exit, output } = await transfer(source, target);
  expect(exit, output).toBe(0);
  expect(output).not.toContain("Failed");
  return { there: await resourcesOf(target.rest), output };
}

describe.skipIf(environment === undefined || Boolean(process.env.PENSTOCK_TEST_API_URL))(
  "prefect transfer",
  { timeout: TIMEOUT_MILLISECONDS },
  () => {
    afterEach(async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    }, TIMEOUT_MILLISECONDS);

    it.each(testDatabases)("carries every kind of resource from Penstock to Penstock ($name)", async (testDatabase) => {
      const [source, target] = [await penstock(testDatabase), await penstock(testDatabase)];
      await makeResources(source.rest);
      const before = await resourcesOf(source.rest);
      const { there } = await carry(source, target);
      expect(there).toEqual(asCarried(before, { systemBlocks: true }));
      expect(await resourcesOf(source.rest)).toEqual(before);
      // Once more, as after an interrupted transfer: what is there is left as it is.
      const again = await carry(source, target);
      expect(again.output).toContain("Already exists");
      expect(again.there).toEqual(there);
    });

    it("carries them to Prefect's own server and back", async () => {
      const [first] = testDatabases;
      if (first === undefined) throw new Error("there is a database");
      const [source, middle, target] = [await penstock(first), await reference(), await penstock(first)];
      await makeResources(source.rest);
      const out = await carry(source, middle);
      expect(out.there).toEqual(asCarried(await resourcesOf(source.rest), { systemBlocks: false }));
      await makeBlocksOfTheSystem(middle.rest);
      const before = await resourcesOf(middle.rest);
      const back = await carry(middle, target);
      expect(back.there).toEqual(asCarried(before, { systemBlocks: true }));
    });
  },
);
