import asyncio
import sys

from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4200/graphql"
LIST = gql("{ snapshotCursor flowRuns(first: 50) { nodes { databaseId name stateName } } }")
CHANGES = """subscription ($after: String) {
  flowRunChanges(after: $after) { ... on FlowRunChange { kind runId flowRun { databaseId name stateName } } }
}"""


async def main():
    async with Client(transport=WebsocketsTransport(url=URL.replace("http", "ws", 1))) as session:
        answer = await session.execute(LIST)
        runs = {run["databaseId"]: run for run in answer["flowRuns"]["nodes"]}
        print("list", list(runs.values()), flush=True)
        changes = gql(CHANGES)
        changes.variable_values = {"after": answer["snapshotCursor"]}
        async for item in session.subscribe(changes):
            change = item["flowRunChanges"]
            run = change["flowRun"]
            if change["kind"] == "LEFT":
                runs.pop(change["runId"], None)
            else:
                runs[change["runId"]] = run
            print(change["kind"], run and run["name"], run and run["stateName"], flush=True)


asyncio.run(main())
