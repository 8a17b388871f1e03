"""An async flow whose async tasks are awaited, gathered, submitted and mapped, and a flow that yields."""

import asyncio

from report import FLOW, TASK, describe_state, report

from prefect import flow, task
from prefect.context import FlowRunContext

seen: dict = {}


@task(name="double", **TASK)
async def double(number: int) -> int:
    await asyncio.sleep(0.05)
    return number * 2


@task(name="sync in async", **TASK)
def sync_in_async(number: int) -> int:
    return number + 1


@flow(name="async flow", **FLOW)
async def async_flow(numbers: list[int]) -> int:
    awaited = await double(numbers[0])
    gathered = await asyncio.gather(*[double(number) for number in numbers])
    submitted = double.submit(awaited)
    mapped = double.map(numbers)
    return awaited + sum(gathered) + submitted.result() + sum(mapped.result()) + sync_in_async(1)


@flow(name="yields", **FLOW)
async def yields():
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    for number in range(3):
        yield await double(number)


async def main() -> tuple:
    state = await async_flow([1, 2, 3], return_state=True)
    return state, [item async for item in yields()]


state, items = asyncio.run(main())
report(
    [state.state_details.flow_run_id, seen["flow_run_id"]],
    12,
    final_state=describe_state(state),
    result=state.result(),
    items=items,
)
