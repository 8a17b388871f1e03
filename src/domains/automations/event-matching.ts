/** Which events concern which triggers (the reference's triggers.find_interested_triggers and EventTrigger.covers). */
import { compileGlob } from "../events/glob.ts";
import type { EvaluatedEvent, Labels } from "./evaluated-event.ts";
import type { EventTrigger, ResourceSpecification } from "./trigger.ts";

type Test = (value: string) => boolean;
type LabelTest = (value: string | undefined) => boolean;

/** A pattern of a name or a label, turned round by a "!" before it. A label that is missing matches neither way. */
function pattern(text: string): LabelTest {
  const isPositive = !text.startsWith("!");
  const matches = compileGlob(isPositive ? text : text.slice(1));
  return (value) => value !== undefined && matches(value) === isPositive;
}

function anyPattern(patterns: readonly string[]): Test {
  const tests = patterns.map(pattern);
  return (value) => tests.some((test) => test(value));
}

type ResourceTest = (resource: Labels) => boolean;

function resourceTest(specification: ResourceSpecification): ResourceTest {
  const tests = Object.entries(specification).map(([label, expected]) => ({
    label,
    tests: [expected].flat().map(pattern),
  }));
  return (resource) => tests.every(({ label, tests: any }) => any.some((test) => test(resource[label])));
}

function isEmpty(specification: ResourceSpecification): boolean {
  return Object.keys(specification).length === 0;
}

/**
 * The reference looks names up by fnmatch first, and then by a regular expression of its own, in which a star stands for at
 * least one character, other wildcards are themselves, and the end may be missing.
 */
function likeItsExpression(text: string): Test {
  const glob = [...text].map((character) =>
    character === "*" ? "?*" : /[?[]/.test(character) ? `[${character}]` : character,
  );
  return compileGlob(`${glob.join("")}*`);
}

function nameTest(trigger: EventTrigger): Test {
  if (trigger.expect.length === 0) return (name) => name !== "";
  const patterns = [...trigger.expect, ...trigger.after];
  const globs = patterns.map(compileGlob);
  const expressions = patterns.map(likeItsExpression);
  return (name) => globs.some((matches) => matches(name)) && expressions.some((matches) => matches(name));
}

/** A trigger made ready to be held against events. */
export interface CompiledTrigger {
  readonly trigger: EventTrigger;
  /** Whether events of the name may concern it at all. */
  matchesName(name: string): boolean;
  /** Whether an event whose name may concern it does so by its resources. */
  matchesResources(event: EvaluatedEvent): boolean;
  startsAfter(name: string): boolean;
  expects(name: string): boolean;
  /** The values of its for_each labels, in the order of the labels. */
  bucketingKey(event: EvaluatedEvent): readonly string[];
  /** The for_each labels in that order. */
  readonly labels: readonly string[];
}

export function compileTrigger(trigger: EventTrigger): CompiledTrigger {
  const own = resourceTest(trigger.match);
  const related = [trigger.match_related].flat().filter((each) => !isEmpty(each));
  const relatedTests = related.map(resourceTest);
  const labels = trigger.for_each.toSorted();
  return {
    trigger,
    matchesName: nameTest(trigger),
    matchesResources: (event) =>
      own(event.resource) && relatedTests.every((test) => event.related.some((resource) => test(resource))),
    startsAfter: anyPattern(trigger.after),
    expects: trigger.expect.length === 0 ? () => true : anyPattern(trigger.expect),
    bucketingKey: (event) => labels.map((label) => findLabel(event, label) || ""),
    labels,
  };
}

/**
 * A label of the event's resource, or, as "related:<role>:<label>", of the first related resource in that role. Where there
 * is none in the role, the label is looked for by its whole name.
 */
function findLabel(event: EvaluatedEvent, label: string): string | undefined {
  const last = label.lastIndexOf(":");
  const before = last === -1 ? "" : label.slice(0, last);
  const first = before.indexOf(":");
  const directive = first === -1 ? before : before.slice(0, first);
  if (directive === "related") {
    const role = first === -1 ? "" : before.slice(first + 1);
    const resource = event.related.find((each) => each["prefect.resource.role"] === role);
    if (resource !== undefined) return resource[label.slice(last + 1)];
  }
  return event.resource[label];
}
