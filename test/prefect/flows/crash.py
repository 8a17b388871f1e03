"""A flow that does not come back: interrupted, exiting, told to terminate or killed outright.

Usage: crash.py interrupt | exit | terminate | kill
"""

import os
import signal
import sys
import time

from report import FLOW, report, say

from prefect import flow
from prefect.context import FlowRunContext

mode = sys.argv[1]
seen: dict = {}


@flow(name=f"crash by {mode}", **FLOW)
def crash() -> None:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    if mode == "interrupt":
        raise KeyboardInterrupt
    if mode == "exit":
        sys.exit(3)
    say(flow_run_id=seen["flow_run_id"], process=os.getpid())
    os.kill(os.getpid(), signal.SIGKILL if mode == "kill" else signal.SIGTERM)
    time.sleep(30)


try:
    crash()
except BaseException as exception:
    report([seen["flow_run_id"]], raised=type(exception).__name__)
