"""Runs documents by gql: queries over HTTP, subscriptions over a WebSocket, both held to the schema fetched first."""

import asyncio
import json
import sys

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport


async def first_item(url, text, variables):
    transport = WebsocketsTransport(url=url.replace("http", "ws", 1))
    async with Client(transport=transport) as session:
        document = gql(text)
        document.variable_values = variables
        async for item in session.subscribe(document):
            return item


def main():
    url, *_ = sys.argv[1:]
    client = Client(transport=RequestsHTTPTransport(url=url), fetch_schema_from_transport=True)
    for operation in json.load(sys.stdin):
        if operation["kind"] == "subscription":
            answer = asyncio.run(first_item(url, operation["text"], operation["variables"]))
        else:
            document = gql(operation["text"])
            document.variable_values = operation["variables"]
            answer = client.execute(document)
        print(json.dumps({"file": operation["file"], "data": answer}), flush=True)


main()
