import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";

const url = process.argv[2] ?? "http://127.0.0.1:4200/graphql";
const client = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes: { FlowRunChangesItem: ["FlowRunChange", "StreamGap"] } }),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(createClient({ url: url.replace("http", "ws") })),
    new HttpLink({ uri: url }),
  ),
});

type Run = { databaseId: string; name: string; stateName: string };
const { data } = await client.query<{ snapshotCursor: string; flowRuns: { nodes: Run[] } }>({
  query: gql`{ snapshotCursor flowRuns(first: 50) { nodes { id databaseId name stateName } } }`,
});
console.log("list", data?.flowRuns.nodes);
// The cache knows runs by their id: what shows a run shows its new state without more ado.
client
  .subscribe<{ flowRunChanges: { kind: string; flowRun: Run | null } }>({
    query: gql`subscription ($after: String) {
      flowRunChanges(after: $after) { ... on FlowRunChange { kind runId flowRun { id databaseId name stateName } } }
    }`,
    variables: { after: data?.snapshotCursor },
  })
  .subscribe(({ data: item }) => {
    console.log(item?.flowRunChanges.kind, item?.flowRunChanges.flowRun?.name, item?.flowRunChanges.flowRun?.stateName);
  });
