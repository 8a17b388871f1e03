const url = process.argv[2] ?? "http://127.0.0.1:4200/graphql";
const LIST = "{ snapshotCursor flowRuns(first: 50) { nodes { databaseId name stateName } } }";
const CHANGES = `subscription ($after: String) {
  flowRunChanges(after: $after) { ... on FlowRunChange { kind runId flowRun { databaseId name stateName } } }
}`;

const response = await fetch(`${url}?${new URLSearchParams({ query: LIST })}`);
const { data } = await response.json();
const runs = new Map(data.flowRuns.nodes.map((run) => [run.databaseId, run]));
console.log("list", [...runs.values()]);

// When the connection is lost, the browser comes again by itself and says how far it was.
const variables = JSON.stringify({ after: data.snapshotCursor });
const events = new EventSource(`${url}?${new URLSearchParams({ query: CHANGES, variables })}`);
events.addEventListener("next", (event) => {
  const { kind, runId, flowRun } = JSON.parse(event.data).data.flowRunChanges;
  if (kind === "LEFT") runs.delete(runId);
  else runs.set(runId, flowRun);
  console.log(kind, flowRun?.name, flowRun?.stateName);
});
