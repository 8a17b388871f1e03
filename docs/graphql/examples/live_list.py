import asyncio
import sys

from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4200/graphql"
RUN = "{ databaseId name stateName }"
LIST = gql(f"{{ snapshotCursor flowRuns(first: 50) {{ nodes {RUN} }} }}")
ITEM = f"... on FlowRunChange {{ kind runId flowRun {RUN} }}"
CHANGES = gql(f"subscription ($after: String) {{ flowRunChanges(after: $after) {{ {ITEM} }} }}")


async def main():
    async with Client(transport=WebsocketsTransport(url=URL.replace("http", "ws", 1))) as session:
        answer = await session.execute(LIST)
        runs = {run["databaseId"]: run for run in answer["flowRuns"]["nodes"]}
        print("list", list(runs.values()), flush=True)
        CHANGES.variable_values = {"after": answer["snapshotCursor"]}
        async for item in session.subscribe(CHANGES):
            change = item["flowRunChanges"]
            # None for a run that has left the list.
            runs[change["runId"]] = run = change["flowRun"] if change["kind"] != "LEFT" else None
            print(change["kind"], run and run["name"], run and run["stateName"], flush=True)


asyncio.run(main())
