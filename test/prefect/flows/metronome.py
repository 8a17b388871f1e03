"""Serves one flow every three seconds until it is told to end.

Environment: SERVED_NAME
"""

import os

from prefect import flow

# Not an argument: the processes of the runs load this file too, with arguments of their own.
NAME = os.environ["SERVED_NAME"]


@flow(name=NAME)
def beat() -> None:
    pass


if __name__ == "__main__":
    # Without a limit, a machine that is slower than the interval would start ever more processes.
    beat.serve("interval", interval=3, limit=2)
