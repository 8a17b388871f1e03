/** Tests of what is in labels: values that are listed, or that a function tells; each distinct value is put to it once. */
import { type Optional, sought } from "../../filters/criteria.ts";
import type { ResourceFilter, ResourceSpecification } from "../event.filter.ts";
import { RELATED_ID, RELATED_ROLE } from "../event-resources.commands.ts";
import { given } from "../event-search.conditions.ts";
import { compileGlob } from "../glob.ts";
import { type EventColumns, labelOf } from "./event-columns.ts";
import { grown } from "./growing-arrays.ts";
import type { InternedTexts } from "./interned-texts.ts";

/** As a text is written in JSON, without its quotes. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What a text is that is so written in JSON. */
export function fromJson(text: string): string {
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}

type Test = (text: string) => boolean;

/** Of one value: one of a list, one that begins like one of the prefixes, or one that passes a test. */
export interface ValueCriterion {
  readonly listed?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly test?: Test | undefined;
}

/** Whether a value, by its number, meets a criterion. */
export class ValueTest {
  readonly #texts: InternedTexts;
  readonly #listed: readonly string[];
  readonly #prefixes: readonly Uint8Array[];
  readonly #test: Test | undefined;
  readonly #numbers = new Set<number>();
  /** By number: 0 where it is not known yet, 1 for yes, 2 for no. */
  #answers = new Uint8Array(0);

  constructor(texts: InternedTexts, { listed = [], prefixes = [], test }: ValueCriterion) {
    this.#texts = texts;
    this.#listed = listed.map(inJson);
    this.#prefixes = prefixes.map((prefix) => Buffer.from(inJson(prefix)));
    this.#test = test;
  }

  /** To be called when more texts have been interned. */
  prepare(): void {
    for (const text of this.#listed) {
      const number = this.#texts.numberOf(text);
      if (number !== undefined) this.#numbers.add(number);
    }
    const { count } = this.#texts.runs;
    if (this.#looks && count > this.#answers.length) this.#answers = grown(this.#answers, count);
  }

  has(number: number): boolean {
    if (this.#numbers.has(number)) return true;
    if (!this.#looks) return false;
    const known = this.#answers[number];
    if (known !== 0) return known === 1;
    const isSuch = this.#isSuch(number);
    this.#answers[number] = isSuch ? 1 : 2;
    return isSuch;
  }

  /** Whether values are looked at. */
  get #looks(): boolean {
    return this.#prefixes.length > 0 || this.#test !== undefined;
  }

  #isSuch(number: number): boolean {
    for (const prefix of this.#prefixes) if (this.#texts.beginsWith(number, prefix)) return true;
    return this.#test?.(fromJson(this.#texts.textOf(number))) ?? false;
  }
}

/** A pattern of the conditions on stored events: `*` and `?`, and before it `!` for those that do not fit. */
function patternTest(pattern: string): Test {
  const isTurned = pattern.startsWith("!");
  const fits = compileGlob((isTurned ? pattern.slice(1) : pattern).replaceAll("[", "[[]"));
  return (text) => fits(text) !== isTurned;
}

const WITHOUT_WILDCARDS = /^(?!!)[^*?]*$/;
const BEGINNING = /^(?!!)[^*?]*\*$/;

/** Whether values have to be put to a pattern, which is neither a value nor the beginning of some. */
function hasWildcards(pattern: string): boolean {
  return !WITHOUT_WILDCARDS.test(pattern) && !BEGINNING.test(pattern);
}

/** How many patterns with wildcards there are among those of labels. */
export function wildcardsIn(labels: Optional<ResourceSpecification>): number {
  return Object.values(labels ?? {})
    .flat()
    .filter(hasWildcards).length;
}

function valueCriterion(patterns: string | readonly string[]): ValueCriterion {
  const globs = sought(typeof patterns === "string" ? [patterns] : patterns);
  const tests = globs.filter(hasWildcards).map(patternTest);
  return {
    listed: globs.filter((glob) => WITHOUT_WILDCARDS.test(glob)),
    prefixes: globs.filter((glob) => BEGINNING.test(glob)).map((glob) => glob.slice(0, -1)),
    test: tests.length === 0 ? undefined : (text) => tests.some((test) => test(text)),
  };
}

/** What must hold of an object of labels: that it has a value, and such a one. */
export interface LabelCriterion {
  readonly label: string;
  readonly value: ValueCriterion;
}

/** One of the values, where any are given. */
export function isListed(label: string, listed: Optional<readonly string[]>): LabelCriterion[] {
  return given(listed) ? [{ label, value: { listed } }] : [];
}

export function labelCriteria(labels: Optional<ResourceSpecification>): LabelCriterion[] {
  return Object.entries(labels ?? {}).map(([label, patterns]) => ({ label, value: valueCriterion(patterns) }));
}

export function resourceCriteria({ id, id_prefix: prefixes, labels }: ResourceFilter): LabelCriterion[] {
  const begins = given(prefixes) ? [{ label: RELATED_ID, value: { prefixes: sought(prefixes) } }] : [];
  return [...isListed(RELATED_ID, id), ...begins, ...labelCriteria(labels)];
}

interface LabelTest {
  readonly label: string;
  readonly value: ValueTest;
  /** Of the label; undefined as long as nothing has it. */
  number: number | undefined;
}

/** All criteria of one object of labels. */
export class ObjectTest {
  readonly #columns: EventColumns;
  readonly #labels: readonly LabelTest[];
  readonly #pairs: readonly (readonly [id: LabelTest, role: LabelTest])[];

  /** @param pairs ids with roles, of which one must be the object's; none are no criterion */
  constructor(columns: EventColumns, criteria: readonly LabelCriterion[], pairs: readonly (readonly string[])[] = []) {
    const test = ({ label, value }: LabelCriterion): LabelTest => ({
      label: inJson(label),
      value: new ValueTest(columns.texts, value),
      number: undefined,
    });
    this.#columns = columns;
    this.#labels = criteria.map(test);
    this.#pairs = pairs.map(([id = "", role = ""]) => [
      test({ label: RELATED_ID, value: { listed: [id] } }),
      test({ label: RELATED_ROLE, value: { listed: [role] } }),
    ]);
  }

  /** To be called when more texts have been interned. */
  prepare(): void {
    for (const test of [...this.#labels, ...this.#pairs.flat()]) {
      test.number ??= this.#columns.texts.numberOf(test.label);
      test.value.prepare();
    }
  }

  passes(object: number): boolean {
    for (const test of this.#labels) if (!this.#has(object, test)) return false;
    if (this.#pairs.length === 0) return true;
    return this.#pairs.some(([id, role]) => this.#has(object, id) && this.#has(object, role));
  }

  #has(object: number, { number, value }: LabelTest): boolean {
    const found = number === undefined ? undefined : labelOf(this.#columns.objects, object, number);
    return found !== undefined && value.has(found);
  }
}
