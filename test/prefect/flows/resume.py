"""Resumes paused flow runs from another process, giving an input where one is asked for.

Usage: resume.py FLOW_RUN_ID
"""

import sys
import time
from uuid import UUID

from report import describe_state, say

from prefect import resume_flow_run
from prefect.client.orchestration import get_client
from prefect.exceptions import NotPausedError

WAIT_SECONDS = 30.0

flow_run_id = UUID(sys.argv[1])
with get_client(sync_client=True) as client:

    def paused(times: int):
        """The run's state once it has been paused so often."""
        give_up = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < give_up:
            states = client.read_flow_run_states(flow_run_id)
            run = client.read_flow_run(flow_run_id)
            if sum(state.is_paused() for state in states) == times and run.state.is_paused():
                return run.state
            time.sleep(0.1)
        raise TimeoutError(f"the flow run never paused {times} times")

    def attempt(action) -> str:
        try:
            action()
            return "accepted"
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    first = paused(1)
    resume_flow_run(flow_run_id)
    at_once = attempt(lambda: resume_flow_run(flow_run_id))

    second = paused(2)
    keyset = second.state_details.run_input_keyset
    give_up = time.monotonic() + WAIT_SECONDS
    # The state turns to Paused before the client has stored the schema of the input.
    while not client.filter_flow_run_input(flow_run_id, key_prefix=keyset["schema"], limit=1, exclude_keys=set()):
        if time.monotonic() > give_up:
            raise TimeoutError("the schema of the input never came")
        time.sleep(0.1)
    schema = client.read_flow_run_input(flow_run_id, keyset["schema"])
    without_input = attempt(lambda: resume_flow_run(flow_run_id))
    wrong_input = attempt(lambda: resume_flow_run(flow_run_id, run_input={"approved": "perhaps"}))
    still = client.read_flow_run(flow_run_id).state
    resume_flow_run(flow_run_id, run_input={"approved": True, "note": "go ahead"})

say(
    paused=[describe_state(first), describe_state(second)],
    pause_timeouts=[first.state_details.pause_timeout, second.state_details.pause_timeout],
    keyset=keyset,
    schema=schema,
    at_once=at_once,
    without_input=without_input,
    wrong_input=wrong_input,
    still=describe_state(still),
    not_paused=NotPausedError.__name__,
)
