/** Apollo Client, with its cache, its pagination, subscriptions over graphql-ws and persisted queries. */
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition, relayStylePagination } from "@apollo/client/utilities";
import { isAbstractType } from "graphql";
import { createClient } from "graphql-ws";
import { filter, firstValueFrom, timeout } from "rxjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { schema } from "../../src/graphql/schema.ts";
import { hashOf } from "../../src/graphql/trusted-documents.ts";
import { createWorld, declares, FLOW_RUNS, type Operation, readOperations, variablesOf, type World } from "./world.ts";

/** What a stream owes a test is here long before. */
const SILENCE_MILLISECONDS = 10_000;

const operations = await readOperations();

/** What Apollo's cache has to know of unions and interfaces, as codegen's fragment matcher writes it down. */
const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
);

describe("Apollo Client", () => {
  let world: World;
  let socket: ReturnType<typeof createClient>;
  const sent: string[] = [];

  beforeAll(async () => {
    world = await createWorld();
    socket = createClient({ url: `${world.url.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket });
  });
  afterAll(async () => {
    await socket.dispose();
    await world.close();
  });

  function connect(): ApolloClient {
    const http = new PersistedQueryLink({ sha256: hashOf }).concat(
      new HttpLink({
        uri: `${world.url}/graphql`,
        fetch: (input, init) => {
          sent.push(String(init?.body));
          return fetch(input, init);
        },
      }),
    );
    return new ApolloClient({
      cache: new InMemoryCache({
        possibleTypes,
        typePolicies: { Query: { fields: { flowRuns: relayStylePagination(["filter", "orderBy"]) } } },
      }),
      link: ApolloLink.split(
        ({ query }) => {
          const definition = getMainDefinition(query);
          return definition.kind === "OperationDefinition" && definition.operation === "subscription";
        },
        new GraphQLWsLink(socket),
        http,
      ),
    });
  }

  const only = (kind: Operation["kind"]) => operations.filter((operation) => operation.kind === kind);

  test.each(only("query"))("runs $file, and has it whole in its cache", async (operation) => {
    const client = connect();
    const query = gql(operation.text);
    const variables = variablesOf(operation, world);
    const { data, error } = await client.query({ query, variables });
    expect(error).toBeUndefined();
    expect(client.readQuery({ query, variables })).toEqual(data);
    client.stop();
  });

  test("sends a document once, and its hash from then on", async () => {
    const client = connect();
    const query = gql("query Named($first: Int) { flowRuns(first: $first) { edges { node { id } } } }");
    sent.length = 0;
    await client.query({ query, variables: { first: 1 }, fetchPolicy: "network-only" });
    expect(sent.map((body) => "query" in JSON.parse(body))).toEqual([false, true]);
    await client.query({ query, variables: { first: 2 }, fetchPolicy: "network-only" });
    expect(sent.map((body) => "query" in JSON.parse(body))).toEqual([false, true, false]);
    client.stop();
  });

  test("appends pages with relayStylePagination", async () => {
    const client = connect();
    const query = gql`
      query Pages($first: Int, $after: String) {
        flowRuns(first: $first, after: $after, filter: { parentTaskRunId: { isNull: true } }) {
          edges { cursor node { id name } }
          pageInfo { hasNextPage endCursor }
        }
      }
    `;
    interface Pages {
      readonly flowRuns: {
        readonly edges: readonly { readonly node: { readonly name: string } }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const variables = { first: 5 };
    const list = client.watchQuery<Pages>({ query, variables });
    const watched = list.subscribe({});
    let page = await firstValueFrom(list.pipe(filter(({ dataState }) => dataState === "complete")));
    for (let pages = 1; page.data?.flowRuns?.pageInfo?.hasNextPage === true && pages < FLOW_RUNS; pages += 1) {
      const { data } = await list.fetchMore({ variables: { after: page.data.flowRuns.pageInfo.endCursor } });
      page = { ...page, data } as typeof page;
    }
    const names = client.readQuery<Pages>({ query, variables })?.flowRuns.edges.map(({ node }) => node.name) ?? [];
    // Those of the world, the run, and the one that the deployment has made; its schedule has made none.
    expect(names.length).toBe(FLOW_RUNS + 1);
    expect(new Set(names).size).toBe(names.length);
    watched.unsubscribe();
    client.stop();
  });

  test("keeps what subscriptions tell in the same cache", async () => {
    const client = connect();
    const fragment = gql("fragment Shown on FlowRun { id stateName }");
    const { data } = await client.query<{ snapshotCursor: string; flowRun: { id: string; stateName: string } }>({
      query: gql("query Run($id: ID!) { snapshotCursor flowRun(id: $id) { id stateName } }"),
      variables: { id: world.ids.flowRun },
    });
    const run = data?.flowRun;
    if (run === undefined) throw new Error("There is no run");
    const next = firstValueFrom(
      client
        .subscribe({
          query: gql`
            subscription Changes($after: String) {
              flowRunChanges(after: $after) { ... on FlowRunChange { kind flowRun { id stateName } } }
            }
          `,
          variables: { after: data?.snapshotCursor },
        })
        .pipe(timeout(SILENCE_MILLISECONDS)),
    );
    await world.setState("COMPLETED", "Told");
    expect(await next).toMatchObject({ data: { flowRunChanges: { flowRun: { id: run.id, stateName: "Told" } } } });
    const id = client.cache.identify({ __typename: "FlowRun", id: run.id });
    expect(client.readFragment({ fragment, ...(id === undefined ? {} : { id }) })).toMatchObject({ stateName: "Told" });
    client.stop();
  });

  test.each(only("subscription"))("hears something with $file", async (operation) => {
    const client = connect();
    expect(declares(operation, "after")).toBe(true);
    const variables = { ...variablesOf(operation, world), after: await world.act() };
    const subscription = client.subscribe({ query: gql(operation.text), variables });
    const { data, error } = await firstValueFrom(subscription.pipe(timeout(SILENCE_MILLISECONDS)));
    expect(error).toBeUndefined();
    expect(Object.values(data as object)[0]).toBeTypeOf("object");
    client.stop();
  });
});
