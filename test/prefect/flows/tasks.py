"""Tasks called, submitted and mapped, tied together by inputs, by wait_for and by allow_failure."""

from report import FLOW, TASK, report

from prefect import allow_failure, flow, task, unmapped
from prefect.context import FlowRunContext
from prefect.futures import wait


@task(name="source", **TASK)
def source(value: int) -> int:
    return value


@task(name="add", **TASK)
def add(left: int, right: int) -> int:
    return left + right


@task(name="total", **TASK)
def total(values: list[int]) -> int:
    return sum(values)


@task(name="broken", **TASK)
def broken() -> int:
    raise ValueError("meant to fail")


@task(name="after", **TASK)
def after(value: object) -> str:
    return type(value).__name__


@task(name="blocked", **TASK)
def blocked(value: int) -> int:
    return value


@flow(name="tasks", **FLOW)
def tasks() -> dict:
    called = source(1)
    submitted = source.submit(2)
    mapped = add.map([1, 2, 3], unmapped(called))
    summed = total.submit(mapped, wait_for=[submitted])
    failing = broken.submit()
    tolerant = after.submit(allow_failure(failing))
    refused = blocked.submit(failing)
    wait([summed, failing, tolerant, refused])
    futures = {"submitted": submitted, "summed": summed, "failing": failing, "tolerant": tolerant, "refused": refused}
    return {
        "flow_run_id": FlowRunContext.get().flow_run.id,
        "total": summed.result(),
        "tolerant": tolerant.result(),
        "refused": refused.state.name,
        "task_run_ids": {name: future.task_run_id for name, future in futures.items()},
        "mapped_task_run_ids": [future.task_run_id for future in mapped],
    }


outcome = tasks()
report([outcome.pop("flow_run_id")], 9, **outcome)
