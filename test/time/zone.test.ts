import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wallTime } from "../../src/time/wall-time.ts";
import { Zone, zoneOf } from "../../src/time/zone.ts";
import { isZoneName, ZONE_NAMES } from "../../src/time/zone-names.ts";

const seconds = (text: string): number => Date.parse(text) / 1000;
const wall = (text: string) => wallTime(seconds(`${text}Z`));

/** 1850 to 2200: local mean times, war times, and rules that go on for ever. */
const someSecond = fc.integer({ min: seconds("1850-01-01T00:00:00Z"), max: seconds("2200-01-01T00:00:00Z") });
const someZone = fc.constantFrom(...ZONE_NAMES.filter((name) => name !== "Factory"));

const temporal = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(zone);

describe("zones", () => {
  test("tell offsets and changes as Temporal does, in whatever order they are asked for", () => {
    fc.assert(
      fc.property(someZone, fc.array(someSecond, { minLength: 1, maxLength: 6 }), (name, moments) => {
        const zone = new Zone(name);
        for (const at of moments) {
          expect(zone.offsetAt(at)).toBe(temporal(name, at).offsetNanoseconds / 1e9);
          const next = temporal(name, at).getTimeZoneTransition("next");
          expect(zone.transitionAfter(at)?.at).toBe(next === null ? undefined : next.epochMilliseconds / 1000);
          const previous = temporal(name, at + 1).getTimeZoneTransition("previous");
          expect(zone.transitionUntil(at)?.at).toBe(previous === null ? undefined : previous.epochMilliseconds / 1000);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("tell the moments of wall times as Temporal does, those that are skipped or repeated included", () => {
    const plain = (at: number) => temporal("UTC", at).toPlainDateTime();
    fc.assert(
      fc.property(someZone, someSecond, fc.integer({ min: -7200, max: 7200 }), (name, moment, shift) => {
        // Near a change of the clocks, where there is one.
        const change = new Zone(name).transitionAfter(moment);
        const at = change === undefined ? moment : change.at + change.before + shift;
        const zone = new Zone(name);
        const told = (disambiguation: "earlier" | "later" | "compatible") =>
          plain(at).toZonedDateTime(name, { disambiguation }).epochMilliseconds / 1000;
        expect(zone.secondsAt(wallTime(at))).toBe(told("compatible"));
        expect(zone.secondsAt(wallTime(at), { inGap: "after", inFold: "first" })).toBe(told("earlier"));
        expect(zone.secondsAt(wallTime(at), { inGap: "before", inFold: "second" })).toBe(told("later"));
      }),
      { numRuns: 500 },
    );
  });

  test("know the day that Samoa skipped, and half an hour of summer time", () => {
    const samoa = zoneOf("Pacific/Apia");
    expect(samoa.secondsAt(wall("2011-12-30T12:00:00"))).toBe(seconds("2011-12-30T22:00:00Z"));
    expect(samoa.offsetsAround(seconds("2011-12-30T10:00:00Z"))).toEqual({ least: -10 * 3600, greatest: 14 * 3600 });
    const lordHowe = zoneOf("Australia/Lord_Howe").transitionAfter(seconds("2026-03-01T00:00:00Z"));
    expect(lordHowe).toEqual({ at: seconds("2026-04-04T15:00:00Z"), before: 39_600, after: 37_800 });
  });

  test("are known by the exact names of the database of zones", () => {
    expect(isZoneName("Europe/Berlin")).toBe(true);
    expect(isZoneName("europe/berlin")).toBe(false);
    expect(isZoneName("")).toBe(false);
    expect(zoneOf(null)).toBe(zoneOf(""));
    expect(zoneOf("Factory")).toBe(zoneOf("UTC"));
    for (const name of ZONE_NAMES) expect(() => zoneOf(name)).not.toThrow();
  });
});
