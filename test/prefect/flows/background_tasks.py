"""Tasks that are run in the background; imported by who delays and by who serves them."""

import os
import time
from pathlib import Path

from prefect import task

attempts = Path(os.environ["PENSTOCK_TEST_FOLDER"])


@task
def add(left: int, right: int) -> int:
    return left + right


@task
def shout(word: str) -> str:
    return word.upper()


@task(retries=2, retry_delay_seconds=0)
def stubborn(name: str) -> int:
    """Fails twice."""
    file = attempts / name
    tries = int(file.read_text()) if file.exists() else 0
    file.write_text(str(tries + 1))
    if tries < 2:
        raise ValueError("not yet")
    return tries


@task
def linger(name: str) -> str:
    """Notes that it has begun, and lasts until it is let go."""
    with (attempts / f"{name}.begun").open("a") as begun:
        begun.write("x")
    while not (attempts / "go").exists():
        time.sleep(0.05)
    return name
