"""A flow that fails until a file is there, served.

Environment: SERVED_NAME
"""

import os
from pathlib import Path

from prefect import flow

# Not an argument: the processes of the runs load this file too, with arguments of their own.
NAME = os.environ["SERVED_NAME"]


@flow(name=NAME)
def mended(part: str) -> str:
    return Path(part).read_text()


if __name__ == "__main__":
    mended.serve("mended", limit=1)
