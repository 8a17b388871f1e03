"""A flow that waits for a person: pauses with an input to fill in, and prints its id so that someone can resume it."""

import sys

from report import FLOW, TASK, describe_state, report, say

from prefect import flow, pause_flow_run, task
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.input import RunInput

# Only ends the wait for a process that never comes; on a busy machine it has to queue first.
PATIENCE_SECONDS = 200
seen: dict = {}


class Approval(RunInput):
    approved: bool
    note: str = "none"


@task(name="carry out", **TASK)
def carry_out(note: str) -> str:
    return note.upper()


@flow(name="approval", **FLOW)
def approval() -> dict:
    flow_run_id = FlowRunContext.get().flow_run.id
    seen["flow_run_id"] = flow_run_id
    say(flow_run_id=flow_run_id)
    plain = pause_flow_run(timeout=PATIENCE_SECONDS, poll_interval=1)
    answer = pause_flow_run(wait_for_input=Approval.with_initial_data(note="please"), timeout=PATIENCE_SECONDS, poll_interval=1)
    with get_client(sync_client=True) as client:
        inputs = client.filter_flow_run_input(flow_run_id, key_prefix="paused-", limit=10, exclude_keys=set())
    return {
        "plain": plain,
        "approved": answer.approved,
        "note": carry_out(answer.note),
        "keyset": answer.metadata.key,
        "input_keys": sorted(entry.key for entry in inputs),
    }


@flow(name="impatient", **FLOW)
def impatient() -> None:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    pause_flow_run(timeout=1, poll_interval=1)


chosen = impatient if sys.argv[1:] == ["impatient"] else approval
state = chosen(return_state=True)
report(
    [seen["flow_run_id"]],
    0 if chosen is impatient else 1,
    final_state=describe_state(state),
    result=None if chosen is impatient else state.result(),
)
