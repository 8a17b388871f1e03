/**
 * What is sent to a server's /events/in: a shop's events, heartbeats of flow runs and states of task runs, as clients write
 * them; a hundred automations that watch them; and how often these have to fire. The same for every server and every run.
 */
import { createHash } from "node:crypto";

/** Of each hundred events so many, in this order. */
const SHARES = { taskRuns: 45, heartbeats: 15, placed: 20, paid: 15, shipped: 4, failed: 1 } as const;
export const HUNDRED = Object.values(SHARES).reduce((sum, share) => sum + share, 0);

const STATES = [
  ["PENDING", "Pending"],
  ["RUNNING", "Running"],
  ["COMPLETED", "Completed"],
] as const;

const REGIONS = 5;
const CUSTOMERS = 200;
/** Orders after which one automation fires for a customer, once an hour. */
const REGULAR_CUSTOMER = 20;
const UNREACHED = 1_000_000_000;
/** Longer than any measurement, so that no window ends in it. */
const HOUR = 3_600;

/** An id that is always the same for the same words; random enough for an index. */
export function idFrom(...words: readonly (string | number)[]): string {
  const digits = createHash("sha256").update(words.join()).digest("hex");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

type Labels = Readonly<Record<string, string>>;

export interface SentEvent {
  readonly id: string;
  readonly occurred: string;
  readonly event: string;
  readonly resource: Labels;
  readonly related: readonly Labels[];
  readonly payload: object;
  readonly follows: string | null;
}

/** Makes the events of one client; `flowRunIds` must be there for task runs to be recorded. */
export class EventMix {
  readonly #seed: string;
  readonly #flowRunIds: readonly string[];

  constructor(seed: string, flowRunIds: readonly string[]) {
    this.#seed = seed;
    this.#flowRunIds = flowRunIds;
  }

  make(ordinal: number, now: Date): SentEvent {
    // A run has one state at a moment, so no two events share theirs.
    const occurred = now.toISOString().replace("Z", `${String(ordinal % 1_000).padStart(3, "0")}Z`);
    const round = Math.floor(ordinal / HUNDRED);
    let place = ordinal % HUNDRED;
    if (place < SHARES.taskRuns) return this.#taskRun(round * SHARES.taskRuns + place, occurred);
    place -= SHARES.taskRuns;
    if (place < SHARES.heartbeats) return this.#heartbeat(round * SHARES.heartbeats + place, occurred);
    place -= SHARES.heartbeats;
    for (const kind of ["placed", "paid", "shipped", "failed"] as const) {
      if (place < SHARES[kind]) return this.#order(kind, round * SHARES[kind] + place, occurred);
      place -= SHARES[kind];
    }
    throw new Error("The shares do not add up");
  }

  #flowRun(ordinal: number): string {
    return this.#flowRunIds[ordinal % this.#flowRunIds.length] as string;
  }

  #taskRun(ordinal: number, occurred: string): SentEvent {
    const run = Math.floor(ordinal / STATES.length);
    const step = ordinal % STATES.length;
    const [type, name] = STATES[step] as (typeof STATES)[number];
    const before = STATES[step - 1];
    const runId = idFrom(this.#seed, "task run", run);
    const state = (of: readonly [string, string]) => ({ type: of[0], name: of[1], message: "", state_details: {} });
    return {
      id: idFrom(this.#seed, "state", ordinal),
      occurred,
      event: `prefect.task-run.${name}`,
      resource: {
        "prefect.resource.id": `prefect.task-run.${runId}`,
        "prefect.resource.name": `extract-${run}`,
        "prefect.run-count": String(step === 0 ? 0 : 1),
        "prefect.state-message": "",
        "prefect.state-name": name,
        "prefect.state-timestamp": occurred,
        "prefect.state-type": type,
        "prefect.orchestration": "client",
      },
      related: [
        {
          "prefect.resource.id": `prefect.flow-run.${this.#flowRun(run)}`,
          "prefect.resource.role": "flow-run",
          "prefect.resource.name": "bench",
        },
        { "prefect.resource.id": "prefect.tag.bench", "prefect.resource.role": "tag" },
      ],
      payload: {
        intended: { from: before?.[0] ?? null, to: type },
        initial_state: before === undefined ? null : state(before),
        validated_state: { ...state([type, name]), data: null },
        task_run: {
          name: `extract-${run}`,
          task_key: "bench.extract",
          dynamic_key: `${this.#seed}-${run}`,
          empirical_policy: {
            max_retries: 0,
            retry_delay_seconds: 0,
            retries: 0,
            retry_delay: 0,
            retry_jitter_factor: null,
          },
          tags: ["bench"],
          labels: {},
          task_inputs: { path: [], table: [{ input_type: "task_run", id: idFrom(this.#seed, "task run", run - 1) }] },
          run_count: step === 0 ? 0 : 1,
          flow_run_run_count: 1,
          expected_start_time: occurred,
          total_run_time: 0,
        },
      },
      follows: step === 0 ? null : idFrom(this.#seed, "state", ordinal - 1),
    };
  }

  #heartbeat(ordinal: number, occurred: string): SentEvent {
    return {
      id: idFrom(this.#seed, "heartbeat", ordinal),
      occurred,
      event: "prefect.flow-run.heartbeat",
      resource: {
        "prefect.resource.id": `prefect.flow-run.${this.#flowRun(ordinal)}`,
        "prefect.resource.name": "bench",
        "prefect.version": "3.9.1",
      },
      related: [
        { "prefect.resource.id": "prefect.tag.bench", "prefect.resource.role": "tag" },
        { "prefect.resource.id": `prefect.flow.${idFrom("flow")}`, "prefect.resource.role": "flow", name: "bench" },
      ],
      payload: {},
      follows: null,
    };
  }

  #order(kind: "placed" | "paid" | "shipped" | "failed", ordinal: number, occurred: string): SentEvent {
    const customer = ordinal % CUSTOMERS;
    const related = [
      { "prefect.resource.id": `shop.customer.${customer}`, "prefect.resource.role": "customer" },
      { "prefect.resource.id": `shop.warehouse.${ordinal % 7}`, "prefect.resource.role": "warehouse" },
      { "prefect.resource.id": `shop.carrier.${ordinal % 3}`, "prefect.resource.role": "carrier" },
    ];
    return {
      id: idFrom(this.#seed, kind, ordinal),
      occurred,
      event: `shop.order.${kind}`,
      resource: {
        "prefect.resource.id": `shop.order.${this.#seed}.${ordinal}`,
        "prefect.resource.name": `Order ${ordinal}`,
        "shop.region": `region-${ordinal % REGIONS}`,
      },
      related: related.slice(0, 1 + (ordinal % related.length)),
      payload: { amount: (ordinal % 1_000) / 10, currency: "EUR", lines: [{ article: ordinal % 977, number: 1 }] },
      follows: null,
    };
  }
}

/** How many there have to be after so many events, a multiple of a hundred. */
export interface Expected {
  readonly byName: ReadonlyMap<string, number>;
  readonly taskRuns: number;
  readonly taskRunStates: number;
  readonly relatedResources: number;
  readonly firings: number;
}

export function expectedAfter(mix: EventMix, count: number): Expected {
  const byName = new Map<string, number>();
  const orders = new Map<string, number>();
  const firings = new ExpectedFirings();
  const now = new Date(0);
  let relatedResources = 0;
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const { event, resource, related } = mix.make(ordinal, now);
    byName.set(event, (byName.get(event) ?? 0) + 1);
    relatedResources += related.length;
    if (event === "shop.order.placed") {
      const customer = related[0]?.["prefect.resource.id"] ?? "";
      const placed = (orders.get(customer) ?? 0) + 1;
      orders.set(customer, placed);
      if (placed === REGULAR_CUSTOMER) firings.count += 1;
    }
    if (event === "shop.order.failed") firings.failed(resource["shop.region"] ?? "");
  }
  const states = (count / HUNDRED) * SHARES.taskRuns;
  return {
    byName,
    taskRuns: Math.ceil(states / STATES.length),
    taskRunStates: states,
    relatedResources,
    firings: firings.count,
  };
}

/** A simple model of the automations below that fire upon failed orders: one for each region, and each pair of regions twice. */
class ExpectedFirings {
  count = 0;
  readonly #both = new Map<string, Set<string>>();
  readonly #inOrder = new Map<string, readonly string[]>();

  failed(region: string): void {
    this.count += 1;
    for (const [first, second] of REGION_PAIRS) {
      if (region !== first && region !== second) continue;
      const pair = `${first} ${second}`;
      const seen = (this.#both.get(pair) ?? new Set()).add(region);
      this.count += seen.size === 2 ? 1 : 0;
      this.#both.set(pair, seen.size === 2 ? new Set() : seen);
      const order = [...(this.#inOrder.get(pair) ?? []).filter((each) => each !== region), region];
      const isInOrder = order[0] === first && order[1] === second;
      this.count += isInOrder ? 1 : 0;
      this.#inOrder.set(pair, isInOrder ? [] : order);
    }
  }
}

const REGION_NAMES = Array.from({ length: REGIONS }, (_, index) => `region-${index}`);
const REGION_PAIRS = REGION_NAMES.map((first, index) => [first, REGION_NAMES[(index + 1) % REGIONS] ?? ""] as const);

const reactive = (trigger: object): object => ({
  type: "event",
  posture: "Reactive",
  threshold: 1,
  within: 0,
  ...trigger,
});
const failedIn = (region: string): object =>
  reactive({ expect: ["shop.order.failed"], match: { "shop.region": region } });
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A hundred automations, each with an action that does nothing. */
export function automations(): object[] {
  const triggers = [
    // What nobody sends.
    ...many(20, (index) => reactive({ expect: [`billing.invoice-${index}.overdue`], threshold: 3, within: 60 })),
    ...many(10, (index) => reactive({ expect: [`stock.shelf-${index}.*`], threshold: 5, within: 60 })),
    ...many(5, () => reactive({ expect: ["prefect.task-run.Failed", "prefect.task-run.Crashed"] })),
    // What is sent, of other resources.
    ...many(10, (index) =>
      reactive({ expect: ["shop.order.*"], match: { "shop.region": [`moon-${index}`, `mars-${index}*`] } }),
    ),
    ...many(5, (index) =>
      reactive({
        expect: ["prefect.task-run.*"],
        match_related: { "prefect.resource.role": "tag", "prefect.resource.id": `prefect.tag.nightly-${index}` },
      }),
    ),
    // What fires.
    ...REGION_NAMES.map(failedIn),
    reactive({
      expect: ["shop.order.placed"],
      for_each: ["related:customer:prefect.resource.id"],
      threshold: REGULAR_CUSTOMER,
      within: HOUR,
    }),
    ...REGION_PAIRS.map((pair) => ({ type: "compound", require: "all", within: HOUR, triggers: pair.map(failedIn) })),
    ...REGION_PAIRS.map((pair) => ({ type: "sequence", within: HOUR, triggers: pair.map(failedIn) })),
    // What counts and never comes so far.
    ...many(4, () =>
      reactive({
        expect: ["shop.order.placed"],
        for_each: ["related:customer:prefect.resource.id"],
        threshold: UNREACHED,
        within: HOUR,
      }),
    ),
    ...many(5, () =>
      reactive({
        expect: ["prefect.flow-run.heartbeat"],
        for_each: ["prefect.resource.id"],
        threshold: UNREACHED,
        within: HOUR,
      }),
    ),
    ...many(8, (index) => ({
      type: "compound",
      require: "all",
      within: HOUR,
      triggers: [failedIn(`moon-${index}`), reactive({ expect: [`billing.invoice-${index}.paid`] })],
    })),
    ...many(7, (index) => ({
      type: "sequence",
      within: HOUR,
      triggers: [failedIn(`moon-${index}`), reactive({ expect: [`billing.invoice-${index}.paid`] })],
    })),
    ...many(9, () => ({
      type: "event",
      posture: "Proactive",
      expect: ["shop.order.shipped"],
      threshold: 1,
      within: HOUR,
    })),
    // A window for each order of a region, which its payment ends.
    {
      type: "event",
      posture: "Proactive",
      after: ["shop.order.placed"],
      expect: ["shop.order.paid"],
      match: { "shop.region": REGION_NAMES[0] },
      for_each: ["prefect.resource.id"],
      threshold: 1,
      within: HOUR,
    },
  ];
  return triggers.map((trigger, index) => ({
    name: `bench-${index}`,
    description: "",
    enabled: true,
    trigger,
    actions: [{ type: "do-nothing" }],
  }));
}
