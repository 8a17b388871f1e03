"""Suspending a flow run that no deployment can start again is refused, and so is suspending one that is over."""

from report import FLOW, describe_state, report

from prefect import flow, suspend_flow_run
from prefect.context import FlowRunContext

seen: dict = {}


@flow(name="suspends", persist_result=True, **FLOW)
def suspends() -> str:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    try:
        suspend_flow_run(timeout=60)
    except RuntimeError as error:
        return str(error)
    return "suspended"


state = suspends(return_state=True)
try:
    suspend_flow_run(flow_run_id=seen["flow_run_id"])
    afterwards = "suspended"
except RuntimeError as error:
    afterwards = str(error)
report([seen["flow_run_id"]], final_state=describe_state(state), refusal=state.result(), afterwards=afterwards)
