"""Live streams through the client: events and logs of a run that goes on meanwhile, and an event of our own."""

import asyncio
from uuid import uuid4

from report import FLOW, TASK, report

from prefect import flow, get_run_logger, task
from prefect.client.schemas.filters import LogFilter, LogFilterLevel
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.logging.clients import get_logs_subscriber

PATIENCE_SECONDS = 20.0
mark = str(uuid4())
seen: dict = {}
events: list[dict] = []
logs: list[dict] = []


@task(name="announces", **TASK)
async def announces() -> None:
    get_run_logger().warning("announced %s", mark)


@flow(name="streams", **FLOW)
async def streams() -> None:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    emit_event("penstock.test.sluice", {"prefect.resource.id": f"penstock.sluice.{mark}"}, payload={"level": 1.0})
    await announces()


async def follow_events(ready: asyncio.Event) -> None:
    watched = EventFilter(event=EventNameFilter(prefix=["prefect.flow-run.", "prefect.task-run.", "penstock.test."]))
    async with get_events_subscriber(filter=watched) as subscriber:
        ready.set()
        async for event in subscriber:
            related = {each.id for each in [event.resource, *event.related]}
            if f"prefect.flow-run.{seen.get('flow_run_id')}" not in related:
                continue
            events.append({"event": event.event, "resource": event.resource.id, "occurred": event.occurred})
            # The server tells the end of the flow run itself, before the client has sent what its tasks did.
            if {"prefect.flow-run.Completed", "prefect.task-run.Completed"} <= {each["event"] for each in events}:
                return


async def follow_logs(ready: asyncio.Event) -> None:
    async with get_logs_subscriber(filter=LogFilter(level=LogFilterLevel(ge_=30))) as subscriber:
        ready.set()
        async for log in subscriber:
            logs.append({"message": log.message, "level": log.level, "flow_run_id": log.flow_run_id})
            if mark in log.message:
                return


async def main() -> None:
    ready = [asyncio.Event(), asyncio.Event()]
    followers = [asyncio.create_task(follow_events(ready[0])), asyncio.create_task(follow_logs(ready[1]))]
    await asyncio.wait_for(asyncio.gather(*(each.wait() for each in ready)), PATIENCE_SECONDS)
    await streams()
    await asyncio.wait_for(asyncio.gather(*followers), PATIENCE_SECONDS)


asyncio.run(main())
report([seen["flow_run_id"]], 1, mark=mark, events=events, logs=logs)
