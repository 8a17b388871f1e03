"""A flow that another process cancels between its tasks, and what it notices of that.

Usage: cancelled.py LABEL FILE, where the file appears when the other process is done
"""

import sys
import time
from pathlib import Path

from report import FLOW, TASK, report, say

from prefect import flow, task
from prefect.context import FlowRunContext

# Only ends the wait for a process that never comes; on a busy machine it has to queue first.
PATIENCE_SECONDS = 200.0
TASKS_BEFORE = 2
TASKS_AFTER = 2
seen: dict = {"steps": 0}


@task(name="step", **TASK)
def step(number: int) -> int:
    return number


def work(count: int) -> None:
    for _ in range(count):
        step(seen["steps"])
        seen["steps"] += 1


@flow(name="cancelled", flow_run_name="cancelled {label}", **FLOW)
def cancelled(label: str, until: str) -> int:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    work(TASKS_BEFORE)
    say(flow_run_id=seen["flow_run_id"])
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not Path(until).exists():
        if time.monotonic() > give_up:
            raise TimeoutError("nobody came to cancel")
        time.sleep(0.1)
    # No one tells the flow: its tasks run on as if nothing had happened.
    work(TASKS_AFTER)
    return seen["steps"]


outcome: dict = {}
try:
    outcome["result"] = cancelled(sys.argv[1], sys.argv[2])
except BaseException as exception:
    outcome["raised"] = type(exception).__name__
    outcome["message"] = str(exception)
report([seen["flow_run_id"]], seen["steps"], steps=seen["steps"], **outcome)
