/** GraphiQL: the page with everything in it, and the example documents in its tabs. */
import { readdir, readFile } from "node:fs/promises";
import type { GraphiQLOptions } from "graphql-yoga";

const OPERATIONS = new URL("../../docs/graphql/operations/", import.meta.url);

const FIRST_QUERY = `# Ctrl-Enter runs the operation under the cursor. The book icon opens the documentation.
query LatestRuns {
  flowRuns(first: 10) {
    nodes {
      name
      stateName
      startTime
      flow {
        name
      }
    }
  }
  snapshotCursor
}

# Every change from now on, live.
subscription Changes {
  flowRunChanges {
    ... on FlowRunChange {
      kind
      flowRun {
        name
        stateName
      }
    }
  }
}
`;

export const graphiqlOptions: GraphiQLOptions = {
  title: "Penstock",
  subscriptionsProtocol: "WS",
  defaultQuery: FIRST_QUERY,
};

/**
 * What the page may do: nothing with other hosts, and in nobody's frame. Its scripts and styles stand in it, and its editor
 * makes workers of texts and compiles the schemas of variables.
 */
export const GRAPHIQL_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob: data:",
  "worker-src blob: data:",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The example documents; none where the server runs without its documentation. */
async function exampleDocuments(): Promise<string[]> {
  const names = await readdir(OPERATIONS).catch(() => []);
  const files = names.filter((name) => name.endsWith(".graphql")).sort();
  return Promise.all(files.map((name) => readFile(new URL(name, OPERATIONS), "utf8")));
}

/** Yoga's own page fetches its parts from a public host; this one is several megabytes, and loaded when it is first asked for. */
export async function renderGraphiQL(options: GraphiQLOptions): Promise<string> {
  const [{ renderGraphiQL: render }, documents] = await Promise.all([
    import("@graphql-yoga/render-graphiql"),
    exampleDocuments(),
  ]);
  return render({ ...options, defaultTabs: [FIRST_QUERY, ...documents].map((query) => ({ query })) });
}
