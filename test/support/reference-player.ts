/** Replays a table of the reference's answers, which reference_player.py has written, against a server of ours. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { readJsonText } from "../../src/rest/json-reading.ts";
import { isRawJson } from "../../src/rest/wire-leaf.ts";
import type { TestServer } from "./server.ts";

export interface ReferenceCall {
  readonly call: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly keep?: string;
  /** The order of the list that is the answer has no meaning. */
  readonly sets?: boolean;
  /** Why our answer differs, and its status. Without it only a 500 of the reference may become a refusal of ours. */
  readonly ours?: { readonly why: string; readonly status: number };
  readonly status: number;
  readonly answer: unknown;
}

export function readReferenceAnswers(url: URL): readonly ReferenceCall[] {
  const text = readFileSync(url, "utf8");
  const plain = JSON.parse(text) as readonly ReferenceCall[];
  // Bodies are sent to the letter, with 1.0 and large integers as they are; answers are compared as numbers.
  const exact = readJsonText(text) as readonly ReferenceCall[];
  return plain.map((each, index) => ("body" in each ? { ...each, body: exact[index]?.body } : each));
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const MOMENT = /20[2-8]\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

interface Normaliser {
  /** Ids by the order in which they first appear, members by name, moments as a mark. */
  normalised(value: unknown): unknown;
  /** The value with "{kept.id}" filled in. */
  filled(value: unknown): unknown;
  keep(name: string, answer: unknown): void;
}

/** What makes answers of one time comparable to those of another; see reference_player.py. */
export function normaliser(): Normaliser {
  const ids = new Map<string, string>();
  const kept = new Map<string, unknown>();
  const mark = (id: string): string => {
    const known = ids.get(id) ?? `id ${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  function normalised(value: unknown): unknown {
    // Tokens are each server's own.
    if (typeof value === "string" && /\?page-token=./.test(value)) return "next page";
    if (typeof value === "string") return value.replace(UUID, mark).replace(MOMENT, "moment");
    if (Array.isArray(value)) return value.map(normalised);
    if (typeof value !== "object" || value === null) return value;
    const given = Object.entries(value);
    // An object with a member for each id, in the order in which they were asked for.
    if (given.length > 0 && given.every(([key]) => key.replace(UUID, "") === "")) {
      return Object.fromEntries(given.map(([key, entry]) => [normalised(key), normalised(entry)]));
    }
    const members = given.sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(members.map(([key, entry]) => [key, member(key, entry, value)]));
  }
  function member(key: string, entry: unknown, of: object): unknown {
    if ((key === "time_in_current_state" || key === "lateness") && typeof entry === "number") return "seconds";
    // Holders of slots, in the order of ids that are random in the reference.
    if (key === "flow_runs" && Array.isArray(entry) && entry.every((run) => typeof run?.name === "string"))
      return entry.toSorted(byName).map(normalised);
    const isRun = "estimated_run_time" in of;
    if (isRun && (key === "estimated_run_time" || key === "estimated_start_time_delta")) return "seconds";
    // Which ability of a block, and which tag of a run, the reference names first is left to chance.
    const isSet = key === "capabilities" || (isRun && key === "tags");
    return isSet && Array.isArray(entry) ? [...entry].sort() : normalised(entry);
  }
  function filled(value: unknown): unknown {
    if (typeof value === "string") {
      return value.replace(/\{(\w+)\.([\w.]+)\}/g, (_whole, name: string, path: string) =>
        String(path.split(".").reduce((found, step) => (found as Record<string, unknown>)[step], kept.get(name))),
      );
    }
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== "object" || value === null || isRawJson(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry)]));
  }
  return { normalised, filled, keep: (name, answer) => void kept.set(name, answer) };
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

/** Sends every call in order, and holds each answer against the reference's. */
export async function replay(server: TestServer, table: readonly ReferenceCall[]): Promise<void> {
  const { normalised, filled, keep } = normaliser();
  for (const each of table) {
    const [method, path] = each.call.split(" ", 2) as ["GET", string];
    const payload = each.raw ?? ("body" in each ? JSON.stringify(filled(each.body)) : undefined);
    const response = await server.application.inject({
      method,
      url: `/api${filled(path)}`,
      ...(payload === undefined ? {} : { payload, headers: { "content-type": "application/json" } }),
    });
    const isJson = String(response.headers["content-type"]).startsWith("application/json");
    const body: unknown = isJson ? response.json() : response.body;
    if (each.keep !== undefined) keep(each.keep, body);
    const told = each.sets && Array.isArray(body) ? [...body].sort() : body;
    const label = `${each.call} ${payload ?? ""}`;
    if (each.ours !== undefined) {
      expect(response.statusCode, label).toBe(each.ours.status);
    } else if (each.status === 500) {
      // Where the reference fails over its input, ours says what is wrong.
      expect(response.statusCode, label).toBeGreaterThanOrEqual(400);
      expect(response.statusCode, label).toBeLessThan(500);
    } else {
      expect.soft({ status: response.statusCode, body: normalised(told) }, label).toEqual({
        status: each.status,
        body: each.answer,
      });
    }
  }
}
