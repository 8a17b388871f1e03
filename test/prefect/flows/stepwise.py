"""A flow that waits for a file to appear and then works through tasks, for a test that follows it live.

Usage: stepwise.py FILE
"""

import sys
import time
from pathlib import Path

from report import FLOW, TASK, report, say

from prefect import flow, task
from prefect.context import FlowRunContext

# Only ends the wait for a file that never comes.
PATIENCE_SECONDS = 60.0
STEPS = 8
STEP_SECONDS = 0.3
seen: dict = {}


@task(name="step", task_run_name="step {number}", **TASK)
def step(number: int) -> int:
    time.sleep(STEP_SECONDS)
    return number


@flow(name="stepwise", **FLOW)
def stepwise(go: str) -> int:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    say(flow_run_id=seen["flow_run_id"])
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not Path(go).exists():
        if time.monotonic() > give_up:
            raise TimeoutError("nobody said go")
        time.sleep(0.1)
    return sum(step(number) for number in range(STEPS))


stepwise(sys.argv[1])
report([seen["flow_run_id"]], STEPS)
