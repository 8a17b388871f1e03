"""Subflows: nested three deep, a failing one that the parent survives, and several at once."""

import asyncio

from report import FLOW, TASK, report

from prefect import flow, task
from prefect.context import FlowRunContext

runs: list = []


def note() -> None:
    runs.append(FlowRunContext.get().flow_run.id)


@task(name="leaf", **TASK)
def leaf(depth: int) -> int:
    return depth


@flow(name="inner", **FLOW)
def inner(depth: int) -> int:
    note()
    return leaf(depth)


@flow(name="middle", **FLOW)
def middle() -> int:
    note()
    return inner(2) + 1


@flow(name="breaks", **FLOW)
def breaks() -> None:
    note()
    raise ValueError("the subflow broke")


@flow(name="outer", **FLOW)
def outer() -> int:
    note()
    total = middle()
    breaks(return_state=True)
    return total


@task(name="pause", **TASK)
async def pause(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


@flow(name="branch", flow_run_name="branch-{number}", **FLOW)
async def branch(number: int) -> int:
    note()
    await pause(0.2)
    return number


@flow(name="fan", **FLOW)
async def fan() -> list[int]:
    note()
    return await asyncio.gather(*[branch(number) for number in range(3)])


nested = outer(return_state=True).result()
fanned = asyncio.run(fan())
report(runs, 4 + 3 + 3, nested=nested, fanned=fanned)
