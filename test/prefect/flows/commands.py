"""Runs commands of the stock command line, one after the other, and says how each ended.

Usage: commands.py JSON, a list of commands, each a list of words after `prefect`; or `@NAME` in a word for what an earlier
command with `{"keep": NAME}` printed as its last UUID: [{"words": ["deployment", "run", "a/b"], "keep": "run"}, ...]

Each runs in a process of its own, forked from this one: importing the client takes seconds, and is done once.
"""

import json
import os
import re
import sys
import tempfile
from typing import Any

from report import say

import prefect.cli.automation
import prefect.cli.deploy
import prefect.cli.deployment
import prefect.cli.flow_run
import prefect.cli.work_pool
import prefect.cli.work_queue
import prefect.cli.worker
import prefect.flows  # noqa: F401
from prefect.cli import app

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def run_command(words: list[str]) -> tuple[int, str]:
    """Exit code and everything printed."""
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
                sys.argv = ["prefect", *words]
                app()
                code = 0
            except SystemExit as exit_:
                code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        output.seek(0)
        return os.waitstatus_to_exitcode(status), output.read().decode()


kept: dict[str, str] = {}


def filled(word: str) -> str:
    return re.sub(r"@(\w+)", lambda name: kept.get(name[1], name[0]), word)


def main() -> None:
    for command in json.loads(sys.argv[1]):
        told: dict[str, Any] = {"words": [filled(word) for word in command["words"]]}
        told["exit"], told["output"] = run_command(told["words"])
        if "keep" in command:
            found = UUID.findall(told["output"])
            if found:
                kept[command["keep"]] = found[-1]
        say(**told)


main()
