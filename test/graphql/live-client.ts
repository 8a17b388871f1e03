/** A page that keeps a list of flow runs live, as docs/graphql/operations/10-flow-run-changes.graphql says it is done. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Subscriber, Subscription } from "./subscribing.ts";
import type { TestDoor } from "./support.ts";

export type Filter = Readonly<Record<string, unknown>>;

export interface ListState {
  /** By id the name and the state of each run. */
  readonly runs: Readonly<Record<string, string>>;
  /** By type of state; types without runs are left out. */
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

interface Counts {
  readonly total: number;
  readonly counts: readonly { readonly stateType: string; readonly count: number }[];
}

interface Run {
  readonly databaseId: string;
  readonly name: string;
  readonly stateName: string | null;
}

interface ListAnswer {
  readonly snapshotCursor: string;
  readonly flowRuns: { readonly nodes: readonly Run[]; readonly totalCount: number; readonly countsByState: Counts };
}

export type ChangesItem =
  | {
      readonly __typename: "FlowRunChange";
      readonly cursor: string;
      readonly kind: "ENTERED" | "CHANGED" | "LEFT";
      readonly runId: string;
      readonly countDeltas: Counts;
      readonly flowRun: Pick<Run, "name" | "stateName"> | null;
    }
  | { readonly __typename: "StreamGap"; readonly reason: string; readonly resumeAfter: string };

export interface ChangesData {
  readonly flowRunChanges: ChangesItem;
}

const LIST = `query ($filter: FlowRunFilter) {
  snapshotCursor
  flowRuns(filter: $filter, first: 100) {
    nodes { databaseId name stateName }
    totalCount
    countsByState { total counts { stateType count } }
  }
}`;

function listStateOf({ flowRuns: { nodes, countsByState } }: ListAnswer): ListState {
  return {
    runs: Object.fromEntries(nodes.map((run) => [run.databaseId, `${run.name} ${run.stateName}`])),
    counts: Object.fromEntries(
      countsByState.counts.flatMap(({ stateType, count }) => (count === 0 ? [] : [[stateType, count]])),
    ),
    total: countsByState.total,
  };
}

/** What a new query says of the list. */
export async function freshList(server: TestDoor, filter: Filter): Promise<ListState> {
  return listStateOf(await server.query<ListAnswer, { filter: Filter }>(LIST, { filter }));
}

export class LiveListClient {
  readonly filter: Filter;
  readonly #server: TestDoor;
  readonly #document: TypedDocumentNode<ChangesData, Record<string, unknown>>;
  readonly #runs = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #total = 0;
  #cursor = "";
  #subscription: Subscription<ChangesData> | undefined;
  #reading: Promise<void> | undefined;
  /** Whether a gap has come, so that the list has to be read anew. */
  isStale = false;
  items = 0;
  gaps = 0;
  /** What a client would stumble over: a run that enters twice, or leaves without having been there. */
  readonly oddities: string[] = [];

  constructor(server: TestDoor, document: TypedDocumentNode<ChangesData, Record<string, unknown>>, filter: Filter) {
    this.#server = server;
    this.#document = document;
    this.filter = filter;
  }

  get state(): ListState {
    return {
      runs: Object.fromEntries(this.#runs),
      counts: Object.fromEntries([...this.#counts].filter(([, count]) => count !== 0)),
      total: this.#total,
    };
  }

  /** Reads the list. */
  async read(): Promise<void> {
    const answer = await this.#server.query<ListAnswer, { filter: Filter }>(LIST, { filter: this.filter });
    const list = listStateOf(answer);
    this.#runs.clear();
    for (const [id, text] of Object.entries(list.runs)) this.#runs.set(id, text);
    this.#counts.clear();
    for (const [type, count] of Object.entries(list.counts)) this.#counts.set(type, count);
    this.#total = list.total;
    this.#cursor = answer.snapshotCursor;
    this.isStale = false;
  }

  /** Follows the list from where it has got to. */
  follow(subscriber: Subscriber): void {
    const subscription = subscriber.subscribe(this.#document, { filter: this.filter, after: this.#cursor });
    this.#subscription = subscription;
    this.#reading = (async () => {
      for await (const { flowRunChanges: item } of subscription.items()) this.#apply(item);
      // A connection that is cut ends with an error.
    })().catch(() => {});
  }

  /** Ends the subscription, having applied what has come. */
  async leave(): Promise<void> {
    await this.#subscription?.stop();
    await this.#reading;
  }

  #apply(item: ChangesItem): void {
    this.items += 1;
    if (item.__typename === "StreamGap") {
      this.isStale = true;
      this.gaps += 1;
      this.#cursor = item.resumeAfter;
      // What the filter speaks of may have been judged early, as it is by now.
      this.oddities.length = 0;
      return;
    }
    this.#cursor = item.cursor;
    const isThere = this.#runs.has(item.runId);
    if (!this.isStale && isThere === (item.kind === "ENTERED")) this.oddities.push(`${item.kind} of ${item.runId}`);
    if (item.kind === "LEFT") this.#runs.delete(item.runId);
    else this.#runs.set(item.runId, `${item.flowRun?.name} ${item.flowRun?.stateName}`);
    this.#total += item.countDeltas.total;
    for (const { stateType, count } of item.countDeltas.counts) {
      this.#counts.set(stateType, (this.#counts.get(stateType) ?? 0) + count);
    }
  }
}
