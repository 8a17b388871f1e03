"""Variables set, read, overwritten and removed, in a flow and outside of one."""

from uuid import uuid4

from report import FLOW, report

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.variables import Variable

seen: dict = {}
# Names of their own for each run of the script, for the server may keep what an interrupted one left.
LIMIT = f"limit_{uuid4().hex}"
SHAPE = f"shape_{uuid4().hex}"


def attempt(action) -> str:
    try:
        action()
        return "accepted"
    except Exception as error:
        return type(error).__name__


@flow(name="variables", **FLOW)
def variables() -> dict:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    Variable.set(LIMIT, 250, tags=["tuning"])
    Variable.set(SHAPE, {"sides": 3, "ratio": 1.0, "names": ["a", None, True]})
    return {
        "number": Variable.get(LIMIT),
        "object": Variable.get(SHAPE),
        "default": Variable.get("nowhere", default="fallback"),
        "missing": Variable.get("nowhere"),
    }


inside = variables()
refused = attempt(lambda: Variable.set(LIMIT, 300))
Variable.set(LIMIT, 300, overwrite=True)
changed = Variable.get(LIMIT)
bad_name = attempt(lambda: Variable.set("Not A Name", 1))
with get_client(sync_client=True) as client:
    listed = {each.name: {"value": each.value, "tags": each.tags} for each in client.read_variables()}
removed = Variable.unset(SHAPE)
removed_again = Variable.unset(SHAPE)
report(
    [seen["flow_run_id"]],
    inside=inside,
    refused=refused,
    changed=changed,
    bad_name=bad_name,
    listed=[listed[name] for name in (LIMIT, SHAPE)],
    removed=removed,
    removed_again=removed_again,
    gone=Variable.get(SHAPE, default="gone"),
)
Variable.unset(LIMIT)
