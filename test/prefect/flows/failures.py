"""Flows that fail: an exception, a failing task, a returned state, a timeout, a parameter of the wrong type."""

import time
from uuid import UUID

from report import FLOW, TASK, describe_state, report, witnessed

from prefect import flow, task
from prefect.exceptions import ParameterTypeError
from prefect.states import Completed, Failed


@task(name="breaks", **TASK)
def breaks() -> None:
    raise ValueError("the task broke")


@task(name="sleeps", timeout_seconds=0.3, **TASK)
def sleeps() -> None:
    time.sleep(2)


@flow(name="raises", **FLOW)
def raises() -> None:
    raise ValueError("the flow broke")


@flow(name="task fails", **FLOW)
def task_fails() -> None:
    breaks()


@flow(name="returns failed", **FLOW)
def returns_failed() -> object:
    return Failed(message="said so itself")


@flow(name="returns named", **FLOW)
def returns_named() -> object:
    return Completed(name="Nothing To Do", message="no work today")


@flow(name="survives", **FLOW)
def survives() -> object:
    state = breaks(return_state=True)
    return Completed(message=f"went on after {state.name}")


@flow(name="too slow", timeout_seconds=0.5, **FLOW)
def too_slow() -> None:
    time.sleep(3)


@flow(name="slow task", **FLOW)
def slow_task() -> None:
    sleeps()


@flow(name="typed", **FLOW)
def typed(number: int) -> int:
    return number


flows = [raises, task_fails, returns_failed, returns_named, survives, too_slow, slow_task]
states = [each(return_state=True) for each in flows]
typed_state = typed("not a number", return_state=True)
try:
    typed("not a number")
    error = None
except ParameterTypeError as exception:
    error = type(exception).__name__
report(
    [*[state.state_details.flow_run_id for state in [*states, typed_state]], UUID(witnessed[-1]["run_id"])],
    3,
    final_states=[describe_state(state) for state in [*states, typed_state]],
    parameter_error=error,
)
