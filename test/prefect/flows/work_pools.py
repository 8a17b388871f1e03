"""Work pools and queues through the command line and the client: made, listed, changed, filled, polled and removed."""

import asyncio
import json
from uuid import uuid4

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import WorkPoolFilter, WorkPoolFilterName
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.states import Pending, Scheduled
from prefect.testing.cli import invoke_and_assert

POOL = f"yard-{uuid4().hex[:8]}"
OTHER = f"dock-{uuid4().hex[:8]}"


@flow(name=f"hoist-{uuid4().hex[:8]}")
def hoist() -> None:
    pass


def prefect(*command: str, code: int = 0) -> str:
    result = invoke_and_assert(command=list(command), expected_code=code, echo=False, prompts_and_responses=[])
    return " ".join(result.output.split())


def said(text: str, *words: str) -> bool:
    return all(word in text for word in words)


def command_line() -> dict[str, object]:
    told: dict[str, object] = {}
    told["created"] = said(prefect("work-pool", "create", POOL, "--type", "process"), "Created work pool", POOL)
    told["again"] = said(prefect("work-pool", "create", POOL, "--type", "process", code=1), "already", "exists")
    told["reserved"] = said(prefect("work-pool", "create", "prefect-x", "--type", "process", code=1), "")
    told["unknown_type"] = said(prefect("work-pool", "create", OTHER, "--type", "nothing", code=1), "nothing")
    told["template"] = said(prefect("work-pool", "get-default-base-job-template", "--type", "process"), "working_dir")
    told["listed"] = said(prefect("work-pool", "ls"), "yard")
    told["inspected"] = said(prefect("work-pool", "inspect", POOL), "NOT_READY", "stream_output")
    told["paused"] = said(prefect("work-pool", "pause", POOL), "Paused")
    told["paused_is"] = said(prefect("work-pool", "inspect", POOL), "PAUSED")
    told["resumed"] = said(prefect("work-pool", "resume", POOL), "Resumed")
    told["limited"] = said(prefect("work-pool", "set-concurrency-limit", POOL, "3"), "3")
    told["slots"] = said(prefect("work-pool", "slots", POOL), POOL)
    told["cleared"] = said(prefect("work-pool", "clear-concurrency-limit", POOL), "Cleared")
    told["updated"] = said(prefect("work-pool", "update", POOL, "--description", "A yard", "--concurrency-limit", "5"), "Updated")
    told["queue"] = said(prefect("work-queue", "create", "fast", "--pool", POOL, "--priority", "1", "-l", "2"), "fast")
    told["queue_again"] = said(prefect("work-queue", "create", "fast", "--pool", POOL, code=1), "fast")
    told["queues"] = said(prefect("work-queue", "ls", "--pool", POOL), "fast", "default")
    told["queue_paused"] = said(prefect("work-queue", "pause", "fast", "--pool", POOL), "paused")
    told["queue_resumed"] = said(prefect("work-queue", "resume", "fast", "--pool", POOL), "resumed")
    told["queue_limited"] = said(prefect("work-queue", "set-concurrency-limit", "fast", "4", "--pool", POOL), "4")
    told["queue_inspected"] = said(prefect("work-queue", "inspect", "fast", "--pool", POOL), "concurrency_limit=4")
    told["queue_slots"] = said(prefect("work-queue", "slots", "fast", "--pool", POOL), "fast")
    told["queue_cleared"] = said(prefect("work-queue", "clear-concurrency-limit", "fast", "--pool", POOL), "")
    told["preview"] = said(prefect("work-pool", "preview", POOL), "No runs found")
    return told


async def client_calls() -> dict[str, object]:
    async with get_client() as client:
        pool = await client.read_work_pool(POOL)
        queues = await client.read_work_queues(work_pool_name=POOL)
        pools = await client.read_work_pools(work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])))
        await client.create_work_pool(WorkPoolCreate(name=OTHER, type="process"))
        try:
            await client.create_work_pool(WorkPoolCreate(name=OTHER))
            twice = None
        except ObjectAlreadyExists:
            twice = "ObjectAlreadyExists"
        await client.update_work_pool(OTHER, WorkPoolUpdate(description="A dock"))
        other = await client.read_work_pool(OTHER)
        await client.send_worker_heartbeat(OTHER, "first", heartbeat_interval_seconds=10)
        workers = await client.read_workers_for_work_pool(OTHER)
        ready = await client.read_work_pool(OTHER)
        run = await client.create_flow_run(hoist, state=Scheduled(), work_pool_name=OTHER)
        handed = await client.get_scheduled_flow_runs_for_work_pool(OTHER)
        begun = await client.set_flow_run_state(run.id, Pending())
        begun_again = await client.set_flow_run_state(run.id, Pending())
        left = await client.get_scheduled_flow_runs_for_work_pool(OTHER)
        queue = await client.read_work_queue_by_name("default", work_pool_name=OTHER)
        status = await client.read_work_queue_status(queue.id)
        await client.delete_work_pool(OTHER)
        try:
            await client.read_work_pool(OTHER)
            gone = False
        except ObjectNotFound:
            gone = True
    return {
        "pool": [pool.type, pool.description, pool.concurrency_limit, str(pool.status.value), pool.is_paused],
        "queues": [[queue.name, queue.priority, queue.concurrency_limit] for queue in queues],
        "pools": [each.name == POOL for each in pools],
        "twice": twice,
        "other": other.description,
        "workers": [[each.name, each.heartbeat_interval_seconds, each.status.value] for each in workers],
        "ready": ready.status.value,
        "handed": [each.flow_run.id == run.id and each.work_pool_id == ready.id for each in handed],
        "begun": [begun.status.value, begun_again.status.value],
        "left": len(left),
        "queue_status": [queue.status.value, status.healthy, status.late_runs_count],
        "gone": gone,
    }


told = command_line()
called = asyncio.run(client_calls())
removed = said(prefect("work-queue", "delete", "fast", "--pool", POOL), "fast")
deleted = said(prefect("work-pool", "delete", POOL), "Deleted")
missing = said(prefect("work-pool", "inspect", POOL, code=1), "not found")
print(json.dumps({"told": told, "called": called, "removed": [removed, deleted, missing]}))
