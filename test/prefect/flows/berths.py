"""Serves a flow whose deployments are limited to one run, and one that passes through a global limit and a tag's.

Environment: SERVED_NAME
"""

import os
import time
from pathlib import Path

from prefect import flow, serve, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.concurrency.sync import concurrency

# Only ends the wait of a run that nobody ends.
PATIENCE_SECONDS = 200.0
# Long enough that two at a time would be seen in the file.
INSIDE_SECONDS = 0.5
# Not an argument: the processes of the runs load this file too, with arguments of their own.
NAME = os.environ["SERVED_NAME"]


@flow(name=NAME)
def moor(file: str) -> None:
    path = Path(file)
    path.touch()
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up and path.exists():
        time.sleep(0.1)


def note(file: str, word: str) -> None:
    with open(file, "a") as notes:
        notes.write(f"{word}\n")


@task(tags=[f"{NAME} crane"])
def unload(file: str) -> None:
    note(file, "crane in")
    time.sleep(INSIDE_SECONDS)
    note(file, "crane out")


@flow(name=f"{NAME} limits")
def pass_limits(file: str) -> None:
    unload(file)
    with concurrency(f"{NAME} berth", timeout_seconds=PATIENCE_SECONDS):
        note(file, "berth in")
        time.sleep(INSIDE_SECONDS)
        note(file, "berth out")


if __name__ == "__main__":
    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=f"{NAME} berth", limit=1))
        client.create_concurrency_limit(tag=f"{NAME} crane", concurrency_limit=1)
    serve(
        moor.to_deployment("queue", concurrency_limit=1),
        moor.to_deployment(
            "refuse",
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        ),
        pass_limits.to_deployment("free"),
    )
