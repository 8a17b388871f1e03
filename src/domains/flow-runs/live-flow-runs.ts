/**
 * Live lists of flow runs: what an event of the log does to the list of runs that match a filter. Each event carries what
 * runs are filtered by, before and after the change, so the answer follows from the event alone: it is the same for every
 * replay, on every replica, and nothing is remembered between events. Lists of one filter share one judgement an event.
 */
import DataLoader from "dataloader";
import type { Core } from "../../core.ts";
import type { LogRow } from "../../db/log-tail.ts";
import { type FlowRunChange, type FlowRunFacts, readFlowRunChange } from "../../orchestration/flow-run-facts.ts";
import type { Filters } from "../filters/across.ts";
import type { FlowFilter } from "../flows/flow.filter.ts";
import { matchingFlowIds } from "../flows/flow.queries.ts";
import { compileFlowRunPredicate, type FlowRunPredicate } from "./flow-run-predicate.ts";

export const FLOW_RUN_PREFIX = "prefect.flow-run.";

/** Flows a statement. */
const FLOWS_AT_ONCE = 500;

export type ListChangeKind = "ENTERED" | "CHANGED" | "LEFT";

/** What a change of a run does to a list. */
export interface ListChange {
  readonly kind: ListChangeKind;
  readonly runId: string;
  /** The run as it belonged to the list before; null for one that has come. */
  readonly before: FlowRunFacts | null;
  /** The run as it belongs to the list now; null for one that has left. */
  readonly after: FlowRunFacts | null;
}

const changes = new WeakMap<LogRow<"event">, FlowRunChange | null>();

/** The change of a flow run that an event of the server tells of, read once however many lists look at it; null for others. */
function changeOf(row: LogRow<"event">): FlowRunChange | null {
  let change = changes.get(row);
  if (change === undefined) {
    const isTold = row.change !== null && row.resource_id.startsWith(FLOW_RUN_PREFIX);
    change = isTold && row.change !== null ? readFlowRunChange(row.change) : null;
    changes.set(row, change);
  }
  return change;
}

function runIdOf(row: LogRow<"event">): string {
  return row.resource_id.slice(FLOW_RUN_PREFIX.length);
}

/** Kinds of objects whose changes may change which runs match, without a word about the runs. */
const UPSETTING = {
  flow: /^prefect\.flow\.(updated|deleted)$/,
  deployment: /^(prefect|penstock)\.deployment\.(created|deleted)$/,
  pool: /^(prefect|penstock)\.(work-pool|work-queue)\.deleted$/,
} as const;

function upsettingEvents(filters: Filters, { flow }: FlowRunPredicate): RegExp[] {
  return [
    ...(flow?.tags == null ? [] : [UPSETTING.flow]),
    ...(flow?.deployment == null ? [] : [UPSETTING.deployment]),
    ...(filters.work_pools == null ? [] : [UPSETTING.pool]),
  ];
}

/** A list by its filter. */
class LiveList {
  users = 0;
  readonly #predicate: FlowRunPredicate;
  readonly #ids: ReadonlySet<string> | null;
  readonly #otherThan: ReadonlySet<string>;
  readonly #upsetting: readonly RegExp[];
  readonly #flowMatches: DataLoader<string, boolean> | null;
  readonly runIds: readonly string[] | null;
  readonly #judged = new WeakMap<LogRow<"event">, ListChange | null>();

  constructor(core: Core, filters: Filters) {
    this.#predicate = compileFlowRunPredicate(core.database.dialect, filters);
    const id = filters.flow_runs?.id;
    this.#ids = id?.any_ == null ? null : new Set(id.any_);
    this.#otherThan = new Set(id?.not_any_);
    this.#upsetting = upsettingEvents(filters, this.#predicate);
    this.runIds = this.#ids === null || this.#upsetting.length > 0 ? null : [...this.#ids];
    const { flow } = this.#predicate;
    this.#flowMatches = flow === null ? null : flowMatcher(core, flow);
  }

  /** Whether the event leaves it open which runs match by now, so that the list has to be read anew. */
  isUpset(row: LogRow<"event">): boolean {
    return this.#upsetting.some((name) => name.test(row.event));
  }

  /** The change a run's event makes to the list as far as the run's facts tell. */
  judge(row: LogRow<"event">): ListChange | null {
    let judged = this.#judged.get(row);
    if (judged === undefined) {
      const change = changeOf(row);
      judged = change === null ? null : this.#judgeChange(runIdOf(row), change);
      this.#judged.set(row, judged);
    }
    return judged;
  }

  /** The change that two or more changes of one run make together, in the order in which they were made. */
  judgeTogether(first: LogRow<"event">, last: LogRow<"event">): ListChange | null {
    const before = changeOf(first)?.before ?? null;
    return this.#judgeChange(runIdOf(last), { before, after: changeOf(last)?.after ?? null });
  }

  /** Whether the run's flow is one of those that the filter speaks of, as it is now. */
  async isOfFlow(facts: FlowRunFacts): Promise<boolean> {
    return this.#flowMatches === null || this.#flowMatches.load(facts.flow_id);
  }

  #judgeChange(runId: string, change: FlowRunChange): ListChange | null {
    if ((this.#ids !== null && !this.#ids.has(runId)) || this.#otherThan.has(runId)) return null;
    const { test } = this.#predicate;
    const before = change.before !== null && test(change.before) ? change.before : null;
    const after = change.after !== null && test(change.after) ? change.after : null;
    if (before === null && after === null) return null;
    return { kind: before === null ? "ENTERED" : after === null ? "LEFT" : "CHANGED", runId, before, after };
  }
}

function flowMatcher(core: Core, filter: FlowFilter): DataLoader<string, boolean> {
  // Nothing is kept: a flow is asked anew for each change. Those asked for in one turn of the event loop go together.
  return new DataLoader<string, boolean>(
    async (ids) => {
      const matching = await matchingFlowIds(core, filter, [...new Set(ids)]);
      return ids.map((id) => matching.has(id));
    },
    { cache: false, maxBatchSize: FLOWS_AT_ONCE },
  );
}

/** What becomes of a list, in the order of the log. */
export type ListStep =
  | { readonly kind: "change"; readonly row: LogRow<"event">; readonly change: ListChange }
  /** The list has to be read anew. */
  | { readonly kind: "upset"; readonly row: LogRow<"event"> };

/** One subscriber's use of a list. */
export interface LiveFlowRuns {
  /** The runs whose events alone concern the list; null where others may. */
  readonly runIds: readonly string[] | null;
  /** Whether the event may have to do with the list; what it is, steps() says. */
  concerns(row: LogRow<"event">): boolean;
  /** What events that concern the list do to it, given in the order of the log. */
  steps(rows: readonly LogRow<"event">[]): Promise<ListStep[]>;
  close(): void;
}

/**
 * Changes of one run whose places in the log are the wrong way round. On PostgreSQL a transaction may have its number before
 * one that changes the run first. The sequence tells their order, as long as both are read together.
 */
function isDisordered(rows: readonly LogRow<"event">[]): boolean {
  return rows.some((row, index) => index > 0 && row.sequence < (rows[index - 1]?.sequence ?? 0));
}

async function stepsOf(list: LiveList, rows: readonly LogRow<"event">[]): Promise<ListStep[]> {
  const ofRuns = rows.filter((row) => changeOf(row) !== null);
  const byRun = isDisordered(ofRuns) ? Map.groupBy(ofRuns, runIdOf) : null;
  const steps = rows.map(async (row): Promise<ListStep[]> => {
    if (list.isUpset(row)) return [{ kind: "upset", row }];
    const group = byRun?.get(runIdOf(row)) ?? [];
    let change = list.judge(row);
    if (isDisordered(group)) {
      if (row !== group.at(-1)) return [];
      const inOrder = group.toSorted((left, right) => left.sequence - right.sequence);
      change = list.judgeTogether(inOrder[0] ?? row, inOrder.at(-1) ?? row);
    }
    const facts = change?.after ?? change?.before;
    if (change === null || facts == null || !(await list.isOfFlow(facts))) return [];
    return [{ kind: "change", row, change }];
  });
  return (await Promise.all(steps)).flat();
}

/** Lists by filter, shared by all who use the same one. */
export class LiveFlowRunLists {
  readonly #core: Core;
  readonly #lists = new Map<string, LiveList>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** How many filters are in use. */
  get size(): number {
    return this.#lists.size;
  }

  /** @throws PenstockError INVALID for filters that live lists do not take */
  open(filters: Filters): LiveFlowRuns {
    const key = JSON.stringify(filters);
    const list = this.#lists.get(key) ?? new LiveList(this.#core, filters);
    this.#lists.set(key, list);
    list.users += 1;
    let closed = false;
    return {
      runIds: list.runIds,
      concerns: (row) => list.isUpset(row) || list.judge(row) !== null,
      steps: (rows) => stepsOf(list, rows),
      close: () => {
        if (closed) return;
        closed = true;
        list.users -= 1;
        if (list.users === 0) this.#lists.delete(key);
      },
    };
  }
}
