"""Concurrency: slots of a global limit, a rate limit with decay, a tag limit on tasks, and limits nobody made."""

import time
from uuid import uuid4

from report import FLOW, TASK, report

from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.sync import concurrency, rate_limit
from prefect.context import FlowRunContext
from prefect.futures import wait

seen: dict = {"inside": 0, "most": 0}
# Names of their own for each run of the script, for the server may keep what an interrupted one left.
BERTHS = f"berths-{uuid4().hex}"
CALLS = f"calls-{uuid4().hex}"
CRANE = f"crane-{uuid4().hex}"

with get_client(sync_client=True) as client:
    client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=BERTHS, limit=2))
    client.create_global_concurrency_limit(
        GlobalConcurrencyLimitCreate(name=CALLS, limit=2, slot_decay_per_second=20.0)
    )
    client.create_concurrency_limit(tag=CRANE, concurrency_limit=1)


@task(name="unload", tags=[CRANE], **TASK)
def unload(number: int) -> int:
    seen["inside"] += 1
    seen["most"] = max(seen["most"], seen["inside"])
    time.sleep(0.2)
    seen["inside"] -= 1
    return number


@flow(name="concurrency", **FLOW)
def limited() -> dict:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    with get_client(sync_client=True) as client:
        with concurrency(BERTHS, occupy=2, timeout_seconds=20):
            held = client.read_global_concurrency_limit_by_name(BERTHS).active_slots
            try:
                with concurrency(BERTHS, timeout_seconds=0.5):
                    second = "acquired"
            except TimeoutError:
                second = "TimeoutError"
        after = client.read_global_concurrency_limit_by_name(BERTHS).active_slots
    for _ in range(3):
        rate_limit(CALLS, timeout_seconds=20)
    with concurrency("nobody made this"):
        pass
    try:
        with concurrency("nobody made this", strict=True):
            strict = "acquired"
    except Exception as error:
        strict = type(error).__name__
    wait([unload.submit(number) for number in range(2)])
    return {"held": held, "second": second, "after": after, "strict": strict}


outcome = limited()
with get_client(sync_client=True) as client:
    tag_limit = client.read_concurrency_limit_by_tag(CRANE)
    client.delete_concurrency_limit_by_tag(CRANE)
    for name in (BERTHS, CALLS):
        client.delete_global_concurrency_limit_by_name(name)
report(
    [seen["flow_run_id"]],
    2,
    outcome=outcome,
    most=seen["most"],
    tag_limit={"limit": tag_limit.concurrency_limit, "active": tag_limit.active_slots},
)
