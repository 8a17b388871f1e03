"""What `prefect deploy` deploys and workers run."""

import os
import time
from pathlib import Path

from prefect import flow, task

# Only ends the wait of a run whose worker or cancellation never comes.
PATIENCE_SECONDS = 120.0


@flow(name="harbour", log_prints=True)
def load(ship: str, crates: int = 2) -> int:
    print(f"{ship} takes {crates} crates")
    return crates


@task(name="watch")
def watch(started: str) -> None:
    Path(started).write_text(str(os.getpid()))
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up and Path(started).exists():
        time.sleep(0.1)


@flow(name="inner watch")
def inner(started: str) -> None:
    watch(started)


@flow(name="watch")
def outer(started: str) -> None:
    """Goes on until the file it has made is taken away."""
    inner(started)
