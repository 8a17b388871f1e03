/**
 * The evaluation of triggers, as the reference's events.triggers does it: at any time a trigger has one window ("bucket") for
 * each combination of its for_each labels. An event counts in the window that is open when it occurred; a window that has
 * ended, or has fired, is followed by another.
 */
import { newId } from "../../ids.ts";
import { type Microseconds, microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import type { EvaluatedEvent, EventRecord } from "./evaluated-event.ts";
import { type Firing, makeFiring } from "./firing.ts";
import { heldInWindow, holdEvent, isHeld } from "./held-events.ts";
import type { LoadedAutomation, LoadedTrigger } from "./loaded-automations.ts";
import type { CompositeTrigger, EventTrigger } from "./trigger.ts";
import type { Bucket, Place } from "./trigger-buckets.ts";
import type { TriggerCounts } from "./trigger-counts.ts";

/** How far behind the others an event may come and still be counted, and how long it waits for the one it follows. */
export const PRECEDING_EVENT_LOOKBACK: Microseconds = microseconds(900_000_000);

/** What an evaluation needs and what it brings about. */
export interface EvaluationContext {
  readonly counts: TriggerCounts;
  /** The time of a firing; each is later than the one before. */
  now(): Instant;
  /** An automation's trigger has fired. */
  onFiring(automation: LoadedAutomation, firing: Firing): void;
}

/** Whether expected events are held for windows that open later. */
export function holdsExpectedEvents({ posture, after }: EventTrigger): boolean {
  return posture === "Proactive" && after.length > 0;
}

function placeOf({ automation, trigger }: LoadedTrigger, bucketingKey: readonly string[]): Place {
  return { triggerId: trigger.id, automationId: automation.id, bucketingKey };
}

interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

function windowFrom(start: number, length: Microseconds): Window {
  return { start: start as Instant, end: (start + length) as Instant };
}

/** A new window, with the held events that occurred in it. */
async function startBucket(
  context: EvaluationContext,
  loaded: LoadedTrigger,
  place: Place,
  window: Window,
  count: number,
  lastEvent: EventRecord | null = null,
): Promise<Bucket> {
  const held = holdsExpectedEvents(loaded.trigger) ? heldInWindow(await context.counts.held(place), window) : 0;
  return context.counts.buckets.set({ ...place, ...window, count: count + held, lastEvent });
}

/** The window there is, or a new one. */
export async function ensureBucket(
  context: EvaluationContext,
  loaded: LoadedTrigger,
  place: Place,
  window: Window,
  count: number,
  lastEvent: EventRecord | null,
): Promise<Bucket> {
  return (
    (await context.counts.buckets.at(place)) ?? (await startBucket(context, loaded, place, window, count, lastEvent))
  );
}

/** Counts an event that concerns the trigger, and fires what that brings to firing. */
export async function evaluateEvent(
  context: EvaluationContext,
  loaded: LoadedTrigger,
  event: EvaluatedEvent,
): Promise<void> {
  const { trigger } = loaded;
  const place = placeOf(loaded, loaded.bucketingKey(event));
  const isExpected = loaded.expects(event.event);
  let bucket: Bucket | undefined;
  if (trigger.after.length > 0 && loaded.startsAfter(event.event)) {
    // An event that both opens and counts leaves the window it opens at nothing.
    const initial = isExpected ? -1 : 0;
    bucket = await ensureBucket(context, loaded, place, windowFrom(event.occurred, trigger.within), initial, event);
  } else if (trigger.after.length === 0 && isExpected) {
    // The first window begins early: others may be on their way that occurred before.
    const window = {
      start: (event.occurred - PRECEDING_EVENT_LOOKBACK) as Instant,
      end: (event.occurred + trigger.within) as Instant,
    };
    bucket = await ensureBucket(context, loaded, place, window, 0, event);
  }
  if (!isExpected) return;
  if (bucket === undefined) {
    bucket = holdsExpectedEvents(trigger)
      ? await holdAndFind(context, trigger, place, event)
      : await context.counts.buckets.at(place);
  }
  if (bucket !== undefined) await evaluate(context, loaded, bucket, event.occurred, event);
}

/** Holds an event that opens no window; the window that is open, unless the event was counted before. */
async function holdAndFind(
  context: EvaluationContext,
  trigger: EventTrigger,
  place: Place,
  event: EvaluatedEvent,
): Promise<Bucket | undefined> {
  const held = await context.counts.held(place);
  if (isHeld(held, event)) return undefined;
  await context.counts.setHeld(place, holdEvent(held, trigger, event, context.now()));
  return context.counts.buckets.at(place);
}

function meetsThreshold({ posture, threshold }: EventTrigger, count: number): boolean {
  return posture === "Reactive" ? count >= threshold : count < threshold;
}

/**
 * Looks at a window at a moment: that of an event, or that by which a proactive trigger is looked at.
 *
 * @returns the window that is open afterwards
 */
export async function evaluate(
  context: EvaluationContext,
  loaded: LoadedTrigger,
  given: Bucket,
  at: Instant,
  event: EvaluatedEvent | undefined,
): Promise<Bucket | undefined> {
  const { trigger } = loaded;
  const { counts } = context;
  let bucket = given;
  // Too late, or of a time in which the trigger rests after it has fired.
  if (at < bucket.start) return bucket;
  const isReactive = trigger.posture === "Reactive";
  const isImmediate = isReactive && trigger.within === 0;
  let isUnspent = event !== undefined;
  if (event !== undefined && (isImmediate || at < bucket.end)) {
    bucket = await counts.buckets.set({ ...bucket, count: bucket.count + 1, lastEvent: event });
    isUnspent = false;
  }
  const meets = meetsThreshold(trigger, bucket.count);
  if (meets && (isReactive || bucket.end <= at)) {
    await fireEventTrigger(context, loaded, bucket, event);
    await counts.buckets.remove(bucket);
  } else if (at < bucket.end) {
    const restarts = event !== undefined && !isReactive && !meets;
    if (restarts && loaded.startsAfter(event.event) && loaded.expects(event.event)) {
      return restartBucket(context, loaded, bucket, given.lastEvent, event);
    }
    return bucket;
  }
  if (trigger.after.length > 0) {
    await counts.buckets.remove(bucket);
    return undefined;
  }
  if (trigger.within === 0) return undefined;
  const window = windowFrom(Math.max(bucket.end, at), trigger.within);
  if (isReactive && isUnspent) {
    // The event lies in the new window, and may be enough for it.
    const next = await startBucket(context, loaded, placeOf(loaded, bucket.bucketingKey), window, 0);
    return evaluate(context, loaded, next, at, event);
  }
  return startBucket(context, loaded, placeOf(loaded, bucket.bucketingKey), window, isUnspent ? 1 : 0);
}

/**
 * An event that is both waited for and begins the waiting, such as a heartbeat, begins the next window as soon as the one
 * before is satisfied.
 */
function restartBucket(
  context: EvaluationContext,
  loaded: LoadedTrigger,
  bucket: Bucket,
  previous: EventRecord | null,
  event: EvaluatedEvent,
): Promise<Bucket> {
  const isKept =
    previous !== null &&
    loaded.expects(previous.event) &&
    !loaded.startsAfter(previous.event) &&
    previous.occurred >= event.occurred;
  const window = windowFrom(event.occurred, loaded.trigger.within);
  return startBucket(context, loaded, bucket, window, 0, isKept ? previous : event);
}

async function fireEventTrigger(
  context: EvaluationContext,
  loaded: LoadedTrigger,
  bucket: Bucket,
  event: EvaluatedEvent | undefined,
): Promise<void> {
  const triggered = context.now();
  const firing = makeFiring({
    id: newId(triggered),
    trigger: loaded.trigger,
    triggered,
    labels: Object.fromEntries(loaded.labels.map((label, index) => [label, bucket.bucketingKey[index] ?? ""])),
    event: (event ?? bucket.lastEvent)?.json ?? null,
    firings: [],
  });
  await fire(context, loaded.automation, firing);
}

/** Passes a firing on to the trigger around it, or to the automation. */
async function fire(context: EvaluationContext, automation: LoadedAutomation, firing: Firing): Promise<void> {
  const parent = automation.parents.get(firing.triggerId);
  if (parent === undefined) context.onFiring(automation, firing);
  else await evaluateComposite(context, automation, parent, firing);
}

function expectedFirings(trigger: CompositeTrigger): number {
  if (trigger.type === "sequence" || trigger.require === "all") return trigger.triggers.length;
  return trigger.require === "any" ? 1 : trigger.require;
}

function isReady(trigger: CompositeTrigger, firings: readonly Firing[]): boolean {
  if (trigger.type === "compound") return firings.length >= expectedFirings(trigger);
  const order = firings.toSorted((left, right) => left.triggered - right.triggered);
  return (
    order.length === trigger.triggers.length &&
    order.every(({ triggerId }, index) => triggerId === trigger.triggers[index]?.id)
  );
}

async function evaluateComposite(
  context: EvaluationContext,
  automation: LoadedAutomation,
  trigger: CompositeTrigger,
  firing: Firing,
): Promise<void> {
  if (expectedFirings(trigger) === 1) return fireComposite(context, automation, trigger, firing, [firing]);
  const { within } = trigger;
  const before = await context.counts.childFirings(trigger.id, automation.id);
  const recent = [...before].filter(
    ([id, { triggered }]) => id !== firing.triggerId && (within === null || triggered >= firing.triggered - within),
  );
  const firings = new Map([...recent, [firing.triggerId, firing]]);
  if (!isReady(trigger, [...firings.values()])) {
    await context.counts.setChildFirings(trigger.id, automation.id, firings);
    return;
  }
  await context.counts.setChildFirings(trigger.id, automation.id, new Map());
  await fireComposite(context, automation, trigger, firing, [...firings.values()]);
}

async function fireComposite(
  context: EvaluationContext,
  automation: LoadedAutomation,
  trigger: CompositeTrigger,
  cause: Firing,
  firings: readonly Firing[],
): Promise<void> {
  const triggered = context.now();
  const { event } = cause;
  await fire(context, automation, makeFiring({ id: newId(triggered), trigger, triggered, labels: {}, event, firings }));
}
