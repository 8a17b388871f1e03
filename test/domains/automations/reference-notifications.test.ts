/** The calls of notification blocks, against those that the reference sends; reference-notifications.json was recorded. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type BlockData, InvalidNotificationError } from "../../../src/domains/automations/notification-call.ts";
import { notificationCalls } from "../../../src/domains/automations/notification-calls.ts";
import { parseInstant } from "../../../src/time/instant.ts";

interface SentCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Sent {
  readonly slug: string;
  readonly data: BlockData;
  readonly subject: string;
  readonly body: string;
  readonly error?: string;
  readonly calls: readonly SentCall[];
}

const recorded: readonly Sent[] = JSON.parse(
  readFileSync(new URL("reference-notifications.json", import.meta.url), "utf8"),
);

const NOW = parseInstant("1970-01-01T00:00:00Z");

/** What a call means, whatever way it is written in: the order of members, and how forms are encoded. */
function meaning({ method, url, headers, body }: SentCall) {
  const { origin, pathname, searchParams } = new URL(url);
  const type = headers["content-type"] ?? "";
  const isForm = type.includes("urlencoded");
  const content = type.includes("json") ? JSON.parse(body) : isForm ? [...new URLSearchParams(body)] : body;
  return { method, to: `${origin}${decodeURI(pathname)}`, query: [...searchParams], headers, content };
}

const byContent = (left: { content: unknown }, right: { content: unknown }): number =>
  JSON.stringify(left.content) < JSON.stringify(right.content) ? -1 : 1;

/** Apprise calls itself by its own name where a block passes over the name it was given. */
function asPrefect(call: ReturnType<typeof meaning>): ReturnType<typeof meaning> {
  const headers = { ...call.headers, "user-agent": "Prefect Notifications" };
  return JSON.parse(
    JSON.stringify({ ...call, headers }).replaceAll('"footer":"Apprise"', '"footer":"Prefect Notifications"'),
  );
}

describe("notification blocks", () => {
  const sent = recorded.filter(({ error }) => error === undefined);
  test.each(sent)("$slug $data: $subject", ({ slug, data, subject, body, calls }) => {
    const ours = notificationCalls(slug, data, { subject, body, now: NOW });
    // Mattermost's channels are a set in the reference.
    expect(ours?.map(meaning).toSorted(byContent)).toEqual(
      calls.map((call) => asPrefect(meaning(call))).toSorted(byContent),
    );
  });

  const refused = recorded.filter(({ error, slug }) => error !== undefined && slug !== "slack-webhook");
  test.each(refused)("$slug $data is refused", ({ slug, data, subject, body }) => {
    expect(() => notificationCalls(slug, data, { subject, body, now: NOW })).toThrow(InvalidNotificationError);
  });

  test("every type of the reference's is there", () => {
    const slugs = new Set(recorded.map(({ slug }) => slug));
    expect(slugs.size).toBe(9);
    expect(notificationCalls("some-other", {}, { subject: "", body: "", now: NOW })).toBeUndefined();
  });
});
