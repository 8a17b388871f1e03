import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";

const url = process.argv[2] ?? "http://127.0.0.1:4200/graphql";
const socket = createClient({ url: url.replace("http", "ws") });
const subscriptions = subscriptionExchange({
  forwardSubscription: ({ query = "", variables = {} }) => ({
    subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables: { ...variables } }, sink as never) }),
  }),
});
const client = new Client({ url, preferGetMethod: false, exchanges: [fetchExchange, subscriptions] });

const LIST = "{ snapshotCursor flowRuns(first: 50) { nodes { databaseId name stateName } } }";
const CHANGES = `subscription ($after: String) {
  flowRunChanges(after: $after) { ... on FlowRunChange { kind runId flowRun { databaseId name stateName } } }
}`;

const { data } = await client.query(LIST, {});
const runs = new Map(data.flowRuns.nodes.map((run: { databaseId: string }) => [run.databaseId, run]));
console.log("list", [...runs.values()]);
client.subscription(CHANGES, { after: data.snapshotCursor }).subscribe(({ data: item }) => {
  const { kind, runId, flowRun } = item.flowRunChanges;
  if (kind === "LEFT") runs.delete(runId);
  else runs.set(runId, flowRun);
  console.log(kind, flowRun?.name, flowRun?.stateName);
});
