/** Where a recurrence begins that does not say so. */
import type { Instant } from "../../time/instant.ts";
import { formatCompactWallTime, type WallTime, wallTime } from "../../time/wall-time.ts";
import { zoneOf } from "../../time/zone.ts";
import { DEFAULT_START, MINUTELY, type RecurrenceRule } from "./recurrence.ts";
import { RecurrenceError } from "./recurrence-date.ts";
import { readRecurrence } from "./recurrence-text.ts";

/**
 * The text with a DTSTART before it, where it has none: the default anchor, or for rules by minutes and seconds without
 * COUNT the last moment before now that is whole intervals after it (the reference's normalize_rrule_string). A text that
 * cannot be read, or not with a DTSTART without a zone because its UNTIL has one, stays as it is.
 *
 * @param zone null for UTC
 */
export function anchoredRecurrence(text: string, zone: string | null, now: Instant): string {
  if (text.toUpperCase().includes("DTSTART")) return text;
  try {
    const { rules, isPlainRule } = readRecurrence(text);
    const [rule] = rules;
    const anchor = isPlainRule && rule !== undefined ? recentAnchor(rule, zone, now) : DEFAULT_START;
    const anchored = `DTSTART:${formatCompactWallTime(anchor)}\n${text}`;
    readRecurrence(anchored);
    return anchored;
  } catch (error) {
    if (error instanceof RecurrenceError) return text;
    throw error;
  }
}

function recentAnchor(rule: RecurrenceRule, zone: string | null, now: Instant): WallTime {
  if (rule.frequency < MINUTELY || rule.count !== null) return DEFAULT_START;
  const period = rule.interval * (rule.frequency === MINUTELY ? 60 : 1);
  const elapsed = zoneOf(zone).wallTimeAt(now) - DEFAULT_START;
  return elapsed <= 0 ? DEFAULT_START : wallTime(DEFAULT_START + Math.floor(elapsed / period) * period);
}
