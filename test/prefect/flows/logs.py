"""Logs of a flow and its tasks: levels, extras, prints and long lines, read back through the client."""

import logging
import time

from report import FLOW, TASK, instant, report

from prefect import flow, get_run_logger, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    LogFilter,
    LogFilterFlowRunId,
    LogFilterLevel,
    LogFilterTaskRunId,
    LogFilterTextSearch,
)
from prefect.client.schemas.sorting import LogSort
from prefect.context import FlowRunContext, TaskRunContext

ARRIVAL_SECONDS = 20.0
seen: dict = {}


@task(name="logs", log_prints=True, **TASK)
def logs(number: int) -> None:
    seen.setdefault("task_run_ids", []).append(TaskRunContext.get().task_run.id)
    print(f"printed by task {number}")
    get_run_logger().warning("warned by task %s", number)


@flow(name="logging", log_prints=True, **FLOW)
def logging_flow() -> None:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    logger = get_run_logger()
    logger.debug("a detail")
    logger.info("a fact: %s", "Ålesund 🚢")
    logger.warning("a worry")
    logger.error("a fault")
    logger.critical("a disaster")
    logger.log(35, "a level of our own")
    logger.info("line one\nline two")
    print("printed by the flow")
    logs(1)
    logs(2)
    try:
        raise ValueError("with a traceback")
    except ValueError:
        logger.exception("an exception")


logging_flow()


def describe(log) -> dict:
    return {
        "id": log.id,
        "level": log.level,
        "name": log.name,
        "message": log.message,
        "timestamp": instant(log.timestamp),
        "task_run_id": log.task_run_id,
    }


with get_client(sync_client=True) as client:

    def read(sort=LogSort.TIMESTAMP_ASC, limit=None, offset=None, **criteria) -> list[dict]:
        of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[seen["flow_run_id"]]), **criteria)
        return [describe(log) for log in client.read_logs(of_run, limit=limit, offset=offset, sort=sort)]

    # Lines are sent in batches by a thread of their own, and the end of the flow does not wait for it.
    give_up = time.monotonic() + ARRIVAL_SECONDS
    while not any("an exception" in log["message"] for log in read()) and time.monotonic() < give_up:
        time.sleep(0.1)
    everything = read()
    warnings = read(level=LogFilterLevel(ge_=logging.WARNING))
    quiet = read(level=LogFilterLevel(le_=logging.INFO))
    of_tasks = read(task_run_id=LogFilterTaskRunId(any_=seen["task_run_ids"]))
    # The client's own filter has no word for this.
    of_run = {"flow_run_id": {"any_": [str(seen["flow_run_id"])]}, "task_run_id": {"is_null_": True}}
    of_flow = client.request("POST", "/logs/filter", json={"logs": of_run, "sort": LogSort.TIMESTAMP_ASC.value}).json()
    searched = read(text=LogFilterTextSearch(query="worry"))
    newest = read(sort=LogSort.TIMESTAMP_DESC, limit=2)
    paged = [read(limit=3, offset=offset) for offset in (0, 3)]

report(
    [seen["flow_run_id"]],
    2,
    task_run_ids=seen["task_run_ids"],
    logs=everything,
    warnings=[log["id"] for log in warnings],
    quiet=[log["id"] for log in quiet],
    of_tasks=[log["id"] for log in of_tasks],
    of_flow=[log["id"] for log in of_flow],
    searched=[log["message"] for log in searched],
    newest=[log["id"] for log in newest],
    paged=[[log["id"] for log in page] for page in paged],
)
