"""Every command of `prefect gcl` and `prefect concurrency-limit`, as people type them."""

import json
import os
import subprocess
import sys
from uuid import uuid4

# Names of their own for each run of the script, for the server may keep what an interrupted one left.
NAME = f"cli-{uuid4().hex}"
TAG = f"cli-{uuid4().hex}"


def prefect(*arguments: str) -> dict:
    # Wide, so that tables do not cut names short.
    environment = {**os.environ, "COLUMNS": "250", "PREFECT_CLI_COLORS": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments], capture_output=True, text=True, env=environment
    )
    return {"command": " ".join(arguments[:2]), "code": done.returncode, "output": done.stdout + done.stderr}


steps = [
    prefect("gcl", "create", NAME, "--limit", "3", "--slot-decay-per-second", "0.5"),
    prefect("gcl", "ls"),
    prefect("gcl", "inspect", NAME),
    prefect("gcl", "update", NAME, "--limit", "4"),
    prefect("gcl", "disable", NAME),
    prefect("gcl", "enable", NAME),
    prefect("gcl", "inspect", NAME),
    prefect("gcl", "delete", NAME),
    prefect("gcl", "inspect", NAME),
    prefect("concurrency-limit", "create", TAG, "2"),
    prefect("concurrency-limit", "ls"),
    prefect("concurrency-limit", "inspect", TAG),
    prefect("concurrency-limit", "reset", TAG),
    prefect("concurrency-limit", "delete", TAG),
    prefect("concurrency-limit", "delete", TAG),
]
print(json.dumps({"name": NAME, "tag": TAG, "steps": steps}))
