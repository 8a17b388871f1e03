/**
 * Events in memory, column by column, made to be searched: whatever two of them have in common is kept once. An event of 700 bytes
 * in the database takes 170 to 250 here, and what a filter asks for is found out once for each text and each set of labels.
 */
import type { Instant } from "../../../time/instant.ts";
import { RELATED_ID } from "../event-resources.commands.ts";
import { grown } from "./growing-arrays.ts";
import { InternedRuns } from "./interned-runs.ts";
import { InternedTexts } from "./interned-texts.ts";
import { JsonTexts, type Runs, UnexpectedJsonError } from "./json-texts.ts";

/** What is kept of a row of `event`. */
export interface EventRecord {
  readonly sequence: number;
  readonly occurred: Instant;
  readonly event: string;
  readonly resource: string;
  readonly related: string;
  readonly payload: string;
}

const INITIAL_EVENTS = 4_096;

function numbers(): Uint32Array<ArrayBuffer> {
  return new Uint32Array(INITIAL_EVENTS);
}

/** Each event's part in each of them is a number of what is interned. */
const COLUMNS = ["name", "resourceId", "resource", "related", "payloadNames", "payload"] as const;
export type EventColumn = (typeof COLUMNS)[number];

/** The value of a label in an object of labels; undefined where it has none. */
export function labelOf(objects: Runs, object: number, label: number): number | undefined {
  const { members } = objects;
  const end = objects.endOf(object);
  for (let at = objects.startOf(object); at < end; at += 2) if (members[at] === label) return members[at + 1];
  return undefined;
}

export class EventColumns {
  readonly texts = new InternedTexts();
  /** Objects of labels: a name, its value, and so on. */
  readonly objects: Runs = new InternedRuns(Uint32Array, 0);
  /** Lists of such objects. */
  readonly lists: Runs = new InternedRuns(Uint32Array, 0);
  /** Texts of payloads, in no order. */
  readonly bags: Runs = new InternedRuns(Uint32Array, 0);
  /** Names of events: a text each. */
  readonly names: Runs = new InternedRuns(Uint32Array, 0);
  readonly #json = new JsonTexts(this.texts);
  readonly #id = this.texts.intern(RELATED_ID);
  readonly #columns: Record<EventColumn, Uint32Array<ArrayBuffer>> = {
    name: numbers(),
    resourceId: numbers(),
    resource: numbers(),
    related: numbers(),
    payloadNames: numbers(),
    payload: numbers(),
  };
  #occurred = new Float64Array(INITIAL_EVENTS);
  #sequences = new Float64Array(INITIAL_EVENTS);
  /** The places of events by when they occurred; of those of one moment, as they came. */
  #order = numbers();
  #ordered = 0;
  #count = 0;
  #appended = 0;

  get count(): number {
    return this.#count;
  }

  /** How many there have ever been. */
  get appended(): number {
    return this.#appended;
  }

  /** In bytes. */
  get size(): number {
    const arrays = [...Object.values(this.#columns), this.#occurred, this.#sequences, this.#order];
    const interned = [this.texts.runs, this.names, this.objects, this.lists, this.bags];
    return (
      arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) + interned.reduce((sum, { size }) => sum + size, 0)
    );
  }

  /** By the place of an event; to be read only, and only until another is appended, as the next ones. */
  column(name: EventColumn): Uint32Array {
    return this.#columns[name];
  }

  /** The text of a name. */
  nameText(name: number): number {
    return this.names.members[this.names.startOf(name)] as number;
  }

  get occurred(): Float64Array {
    return this.#occurred;
  }

  get sequences(): Float64Array {
    return this.#sequences;
  }

  /** @throws UnexpectedJsonError */
  append(record: EventRecord): void {
    const place = this.#count;
    if (place === this.#occurred.length) this.#grow();
    const columns = this.#columns;
    const resource = this.#json.labels(record.resource, this.objects);
    const id = labelOf(this.objects, resource, this.#id);
    if (id === undefined) throw new UnexpectedJsonError("A resource has no id");
    columns.name[place] = this.names.intern(Uint32Array.of(this.texts.intern(record.event)), 0, 1);
    columns.resourceId[place] = id;
    columns.resource[place] = resource;
    columns.related[place] = this.#json.lists(record.related, this.objects, this.lists);
    const [payloadNames, payload] = this.#json.namesAndTexts(record.payload, this.bags);
    columns.payloadNames[place] = payloadNames;
    columns.payload[place] = payload;
    this.#occurred[place] = record.occurred;
    this.#sequences[place] = record.sequence;
    this.#count += 1;
    this.#appended += 1;
  }

  /** Forgets the events that were appended last; what they had in common with others stays. */
  truncate(count: number): void {
    if (count >= this.#count) return;
    this.#appended -= this.#count - count;
    const order = this.#order;
    let kept = 0;
    for (let at = 0; at < this.#ordered; at += 1) {
      const place = order[at] as number;
      if (place < count) {
        order[kept] = place;
        kept += 1;
      }
    }
    this.#ordered = kept;
    this.#count = count;
  }

  /** Forgets all events but those with 1 at their place; what they had in common with others stays. */
  retain(kept: Uint8Array): void {
    const order = this.order();
    const places = new Uint32Array(this.#count);
    let count = 0;
    for (let place = 0; place < this.#count; place += 1) {
      if (kept[place] !== 1) continue;
      places[place] = count;
      for (const name of COLUMNS) this.#columns[name][count] = this.#columns[name][place] as number;
      this.#occurred[count] = this.#occurred[place] as number;
      this.#sequences[count] = this.#sequences[place] as number;
      count += 1;
    }
    let ordered = 0;
    for (const place of order) {
      if (kept[place] !== 1) continue;
      order[ordered] = places[place] as number;
      ordered += 1;
    }
    this.#ordered = count;
    this.#count = count;
  }

  /** The places of all events by when they occurred; of those of one moment, as they came. To be read only. */
  order(): Uint32Array {
    const order = this.#order;
    const occurred = this.#occurred;
    if (this.#ordered === this.#count) return order.subarray(0, this.#count);
    const added = Uint32Array.from({ length: this.#count - this.#ordered }, (_, index) => this.#ordered + index);
    added.sort((left, right) => (occurred[left] as number) - (occurred[right] as number) || left - right);
    // Merged from the end: most have occurred after all that were there.
    let older = this.#ordered - 1;
    let newer = added.length - 1;
    for (let at = this.#count - 1; newer >= 0; at -= 1) {
      const [before, place] = [order[older] as number, added[newer] as number];
      if (older >= 0 && (occurred[before] as number) > (occurred[place] as number)) {
        order[at] = before;
        older -= 1;
      } else {
        order[at] = place;
        newer -= 1;
      }
    }
    this.#ordered = this.#count;
    return order.subarray(0, this.#count);
  }

  #grow(): void {
    const length = this.#count + 1;
    for (const name of COLUMNS) this.#columns[name] = grown(this.#columns[name], length);
    this.#occurred = grown(this.#occurred, length);
    this.#sequences = grown(this.#sequences, length);
    this.#order = grown(this.#order, length);
  }
}
