"""Sends events and follows events and logs with the stock client, over a server that stops and comes back.

Says "ready" when the subscribers listen, "half" when half of the events are sent, and goes on when it is told "go".
"""

import asyncio
import json
import sys

from prefect.client.schemas.filters import LogFilter, LogFilterLevel
from prefect.events import Event, Resource
from prefect.events.clients import PrefectEventsClient, PrefectEventSubscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.logging.clients import PrefectLogsSubscriber

API_URL, TOTAL = sys.argv[1], int(sys.argv[2])


def say(word):
    print(word, flush=True)


async def heard(word):
    assert (await asyncio.to_thread(sys.stdin.readline)).strip() == word


async def follow(subscriber, name_of, last):
    names = []
    async for item in subscriber:
        names.append(name_of(item))
        if names[-1] == last:
            return names


async def main():
    last = f"penstock.test.{TOTAL - 1}"
    events = PrefectEventSubscriber(API_URL, EventFilter(event=EventNameFilter(prefix=["penstock.test."])))
    logs = PrefectLogsSubscriber(API_URL, LogFilter(level=LogFilterLevel(ge_=30)))
    async with events, logs, PrefectEventsClient(API_URL, checkpoint_every=70) as client:
        seen_events = asyncio.create_task(follow(events, lambda event: event.event, last))
        seen_logs = asyncio.create_task(follow(logs, lambda log: log.message, "last"))
        say("ready")
        for number in range(TOTAL):
            if number == TOTAL // 2:
                say("half")
                await heard("go")
            resource = Resource({"prefect.resource.id": f"penstock.test.{number}"})
            await client.emit(Event(event=f"penstock.test.{number}", resource=resource))
        result = {"events": await asyncio.wait_for(seen_events, 30)}
        say("followed")
        result["logs"] = await asyncio.wait_for(seen_logs, 30)
    print(json.dumps(result), flush=True)


asyncio.run(main())
