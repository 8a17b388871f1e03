"""Serves flows that go on until a file is taken away, one run at a time.

Environment: SERVED_NAME
"""

import os
import time
from pathlib import Path

from prefect import flow, task

# Only ends the wait of a run that nobody ends.
PATIENCE_SECONDS = 200.0
# Not an argument: the processes of the runs load this file too, with arguments of their own.
NAME = os.environ["SERVED_NAME"]


@task(name="watch")
def watch(file: str) -> None:
    Path(file).write_text(str(os.getpid()))
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up and Path(file).exists():
        time.sleep(0.1)


@flow(name=f"{NAME} inner")
def inner(file: str) -> None:
    watch(file)


@flow(name=NAME)
def outer(file: str) -> None:
    inner(file)


if __name__ == "__main__":
    outer.serve("watch", limit=1)
