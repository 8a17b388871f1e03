"""Writes reference-walk.json: the steps of the walk with what the commands print when they talk to the reference's server.

Usage: make-reference-walk.py > reference-walk.json, with a Python that has prefect 3.9.1 installed.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
FLOWS = HERE.parent / "flows"
sys.path[:0] = [str(HERE), str(FLOWS)]
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until_healthy(port: int) -> None:
    for _ in range(START_SECONDS):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health")
            return
        except OSError:
            time.sleep(1)
    raise TimeoutError("the reference did not start")


def main() -> None:
    from steps import steps

    home, folder = (os.path.realpath(tempfile.mkdtemp()) for _ in range(2))
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    port = free_port()
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-services"],
        env={**clean, **quiet, "PREFECT_HOME": home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_healthy(port)
        Path(folder, "steps.json").write_text(json.dumps(steps))
        # As run-flow.ts and walk.test.ts have it.
        environment = {
            **clean,
            "PREFECT_HOME": os.path.realpath(tempfile.mkdtemp()),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "PREFECT_CLI_COLORS": "false",
            "PREFECT_CLI_PROMPT": "false",
            "COLUMNS": "500",
            "TZ": "UTC",
            "PYTHONUTF8": "1",
            "BROWSER": "/bin/true",
        }
        walked = subprocess.run(
            [sys.executable, str(FLOWS / "walk.py"), "steps.json"],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        sys.stdout.write("[\n" + ",\n".join(walked.stdout.splitlines()) + "\n]\n")
        sys.exit(walked.returncode)
    finally:
        server.terminate()
        server.wait()


main()
