/** Answers without what differs from one time to the next; make-reference-answers.py writes the reference's in this way. */

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const MOMENT = /(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const SLUG = /^[a-z]+-[a-z]+$/;
const ROLLING = new Set(["estimated_run_time", "estimated_start_time_delta", "delay_seconds"]);
/** Lists that are sets, or in the order of random ids. */
const UNORDERED = new Set(["pause_keys", "deleted"]);

export class Normaliser {
  readonly #ids = new Map<string, string>();

  text(text: string): string {
    return text
      .replace(UUID, (id) => {
        const known = this.#ids.get(id) ?? `id ${this.#ids.size + 1}`;
        this.#ids.set(id, known);
        return known;
      })
      .replace(MOMENT, (moment, year: string) => {
        if (Number(year) >= 2020 && Number(year) < 2090) return "moment";
        const [whole, fraction = ""] = moment.slice(0, -1).split(".");
        return `${whole}.${fraction.padEnd(6, "0")}Z`;
      });
  }

  value(value: unknown, key = ""): unknown {
    if (typeof value === "string") return key === "name" && SLUG.test(value) ? "random name" : this.text(value);
    if (Array.isArray(value)) {
      return (UNORDERED.has(key) ? [...value].sort() : value).map((item) => this.value(item));
    }
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([entry, item]) => [entry, this.value(item, entry)]));
    }
    return ROLLING.has(key) || (key === "total_run_time" && value !== 0) ? "seconds" : value;
  }
}
