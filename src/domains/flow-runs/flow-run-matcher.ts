/** Which of the flow runs that just changed match a filter: asked by many live lists at once, answered by few statements. */
import DataLoader from "dataloader";
import type { Core } from "../../core.ts";
import type { Filters } from "../filters/across.ts";
import { listFlowRuns } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";

/** Runs a statement. */
const RUNS_AT_ONCE = 500;

interface SharedMatcher {
  readonly loader: DataLoader<string, FlowRunRow | null>;
  users: number;
}

/** A filter's matcher; closed, it is forgotten with its last user. */
export interface FlowRunMatcher {
  /** The run as it is now; null when it does not match, or is gone. */
  match(id: string): Promise<FlowRunRow | null>;
  close(): void;
}

async function matching(core: Core, filters: Filters, ids: readonly string[]): Promise<(FlowRunRow | null)[]> {
  const { flow_runs: filter } = filters;
  const wanted = filter?.id?.any_ == null ? null : new Set(filter.id.any_);
  const asked = [...new Set(ids)].filter((id) => wanted === null || wanted.has(id));
  const rows =
    asked.length === 0
      ? []
      : await listFlowRuns(core, {
          filters: { ...filters, flow_runs: { ...filter, id: { ...filter?.id, any_: asked } } },
          sort: "ID_DESC",
          limit: asked.length,
          offset: 0,
        });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Matchers by filter, shared by all who use the same one. */
export class FlowRunMatchers {
  readonly #core: Core;
  readonly #shared = new Map<string, SharedMatcher>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** How many filters are in use. */
  get size(): number {
    return this.#shared.size;
  }

  open(filters: Filters): FlowRunMatcher {
    const key = JSON.stringify(filters);
    const shared = this.#shared.get(key) ?? {
      users: 0,
      // Nothing is kept: a run is read anew for each change. Those asked for in one turn of the event loop go together.
      loader: new DataLoader<string, FlowRunRow | null>((ids) => matching(this.#core, filters, ids), {
        cache: false,
        maxBatchSize: RUNS_AT_ONCE,
      }),
    };
    this.#shared.set(key, shared);
    shared.users += 1;
    return {
      match: (id) => shared.loader.load(id),
      close: () => {
        shared.users -= 1;
        if (shared.users === 0 && this.#shared.get(key) === shared) this.#shared.delete(key);
      },
    };
  }
}
