/** The dates of a cron schedule: the matches of its expression by the clocks of its zone. */
import { type Instant, instantFromMicroseconds, LATEST_INSTANT } from "../../time/instant.ts";
import { dateOf, type WallTime, wallTime } from "../../time/wall-time.ts";
import { type Zone, type ZoneTransition, zoneOf } from "../../time/zone.ts";
import { parseCron } from "./cron-expression.ts";
import { nextMatch, type Search } from "./cron-walk.ts";
import type { CronSchedule } from "./schedule.ts";

const MICROSECONDS_PER_SECOND = 1_000_000;

interface Candidate {
  readonly wall: WallTime;
  readonly seconds: number;
}

/**
 * The dates near and after `start`, in the order in which the reference looks at them; some may lie before it. Of a repeated
 * hour only the first pass counts; a match in a skipped hour comes as much later as the hour is long.
 *
 * @param end where nobody looks any more
 */
export function* cronDates(schedule: CronSchedule, start: Instant, end: Instant): Generator<Instant> {
  const expression = parseCron(schedule.cron);
  if (expression === undefined || expression === "random") throw new Error(`Not a cron expression: ${schedule.cron}`);
  const zone = zoneOf(schedule.timezone);
  const search = { expression, dayOr: schedule.day_or, lastYear: dateOf(zone.wallTimeAt(end)).year + 1 };
  const startSeconds = Math.floor(start / MICROSECONDS_PER_SECOND);
  const isWholeSecond = start === startSeconds * MICROSECONDS_PER_SECOND;
  const transition = zone.transitionUntil(startSeconds);
  const sinceTransition = transition === undefined ? Number.POSITIVE_INFINITY : startSeconds - transition.at;
  const gap = transition === undefined ? 0 : transition.after - transition.before;
  let after = wallTime(startSeconds + zone.offsetAt(startSeconds) - (isWholeSecond ? 1 : 0));
  // Inside the second pass of a repeated hour everything has been, until the clocks show what they have not shown before.
  if (transition !== undefined && sinceTransition < -gap) after = wallTime(transition.at + transition.before - 1);

  const matches = matchesAfter(search, zone, after);
  const dates =
    transition !== undefined && sinceTransition < gap
      ? merged(skippedMatches(search, zone, wallTime(after - gap), transition), matches)
      : matches;
  for (const { seconds } of dates) {
    const date = seconds * MICROSECONDS_PER_SECOND;
    if (date > LATEST_INSTANT) return;
    yield instantFromMicroseconds(date);
  }
}

function* matchesAfter(search: Search, zone: Zone, after: WallTime): Generator<Candidate, void> {
  let wall = nextMatch(search, after);
  while (wall !== undefined) {
    yield { wall, seconds: zone.secondsAt(wall) };
    wall = nextMatch(search, wall);
  }
}

/** The matches inside the hour that was skipped just before: they come now. */
function* skippedMatches(
  search: Search,
  zone: Zone,
  after: WallTime,
  transition: ZoneTransition,
): Generator<Candidate, void> {
  for (const candidate of matchesAfter(search, zone, after)) {
    if (candidate.wall >= transition.at + transition.after) return;
    yield candidate;
  }
}

function* merged(left: Iterator<Candidate, void>, right: Iterator<Candidate, void>): Generator<Candidate, void> {
  let [first, second] = [left.next(), right.next()];
  for (;;) {
    if (!first.done && (second.done || first.value.seconds <= second.value.seconds)) {
      yield first.value;
      first = left.next();
    } else if (!second.done) {
      yield second.value;
      second = right.next();
    } else return;
  }
}
