"""Walks through commands of the stock command line, and tells of each its exit code and what it printed, made comparable.

Usage: walk.py FILE, a JSON list of steps (see ../walk/steps.py); prints a JSON line for each.

Each command runs in a process forked from this one, for importing the client takes seconds, and is done once.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import prefect.flows  # noqa: F401
import prefect.main  # noqa: F401
from prefect.cli import _app, app

# A command that says nothing for so long does not end.
PATIENCE_SECONDS = 60.0
GROUPS = (
    "api artifact automation block concurrency_limit config dashboard deploy deployment events experimental flow flow_run"
    " global_concurrency_limit profile result_storage sdk server shell task task_run transfer variable version work_pool"
    " work_queue worker"
).split()
for group in GROUPS:
    __import__(f"prefect.cli.{group}")

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MASKS = [
    # Colours, and the frames of tables, which are as wide as what they hold.
    (re.compile(r"\x1b\[[0-9;?]*[A-Za-z]"), ""),
    (re.compile(r"[\u2500-\u257f]+"), "|"),
    (re.compile(r"[\u2800-\u28ff]"), "*"),
    (re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([.,]\d+)?( ?(Z|UTC)|[+-]\d\d:?\d\d)?"), "moment"),
    (re.compile(r"\b\d\d:\d\d:\d\d\.\d+\b"), "moment"),
    (re.compile(r"(DateTime|datetime\.datetime|DateTime\.datetime)\(20\d\d,.*?(tzinfo=.*?\)\)|\))"), "moment"),
    (
        re.compile(
            r"\b(just now|now|(in )?(a few|an?|\d+) (second|minute|hour|day|week|month|year)s?( ago| from now)?)\b"
        ),
        "a while",
    ),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]*\u2026"), "id cut short"),
    (re.compile(r"http://(127\.0\.0\.1|localhost):\d+"), "URL"),
    (re.compile(r"(?<=estimated_run_time)(['\"]?[=:] ?)[\d.e-]+"), r"\1seconds"),
    (re.compile(r"(?<=start_time_delta)(['\"]?[=:] ?)-?[\d.e-]+"), r"\1seconds"),
]


# What else a failure prints of the client's inside, and what it says when it ends in the middle of its work.
INSIDE = re.compile(
    r"^\s*[|+]?( {2}|$)|^\W*(Exception Group )?Traceback |^The above exception|^During handling|EventsWorker"
)

kept: dict[str, str] = {"folder": os.getcwd()}
ids: dict[str, str] = {}


def filled(text: str) -> str:
    return re.sub(r"@(\w+)@", lambda name: kept[name[1]], text)


def comparable(text: str, step: dict[str, Any]) -> list[str]:
    """Lines of an output without what differs from one time, place and server to the next."""
    text = text.replace(os.getcwd(), "FOLDER").replace(os.environ["PREFECT_HOME"], "HOME")
    for pattern in step.get("mask", []):
        text = re.sub(pattern, "...", text)
    for pattern, mark in MASKS:
        text = pattern.sub(mark, text)
    text = UUID.sub(lambda found: ids.setdefault(found[0], f"id {len(ids) + 1}"), text)
    lines = text.splitlines()
    if "Traceback" in text or "EventsWorker" in text:
        lines = [line for line in lines if INSIDE.search(line) is None]
    lines = [re.sub(r"\s+", " ", line).strip() for line in lines]
    lines = [line for line in lines if line.strip(" |") and re.search(step.get("only", ""), line) is not None]
    if step.get("sorted"):
        # Ids are numbered as they come, which has no meaning then either.
        return sorted(re.sub(r"\bid \d+", "id", line) for line in lines)
    return tags_in_order(lines)


def tags_in_order(lines: list[str]) -> list[str]:
    """Tags are a set, told in an order left to chance."""
    ordered: list[str] = []
    tags: list[str] | None = None
    for line in lines:
        if tags is None:
            ordered.append(line)
            tags = [] if line == '"tags": [' else None
        elif line.startswith("]"):
            ordered += [*sorted(tags), line]
            tags = None
        else:
            tags.append(line.rstrip(","))
    return ordered + (tags or [])


class Running:
    """A command in a process of its own."""

    def __init__(self, step: dict[str, Any]) -> None:
        self.step = step
        self.output = ""
        self.code: int | None = None
        words = [filled(word) for word in step["words"]]
        reader, writer = os.pipe()
        self.reader = reader
        source = tempfile.TemporaryFile()
        source.write(filled(step.get("input", "")).encode())
        source.seek(0)
        self.pid = os.fork()
        if self.pid == 0:
            # Its own group: what it starts ends with it.
            os.setpgid(0, 0)
            os.dup2(source.fileno(), 0)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            os.close(writer)
            command(words, step)
        os.close(writer)
        source.close()

    def read(self, until: str | None) -> None:
        """Reads to the end, or until a pattern has been printed."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while until is None or re.search(until, self.output) is None:
            ready, _, _ = select.select([self.reader], [], [], max(0, limit - time.monotonic()))
            if not ready:
                os.killpg(self.pid, signal.SIGKILL)
                self.output += "\nkilled, for it did not end\n"
                break
            chunk = os.read(self.reader, 65536)
            if not chunk:
                break
            self.output += chunk.decode(errors="replace")

    def end(self, by: str | None) -> dict[str, Any]:
        if by is not None:
            os.kill(self.pid, getattr(signal, by))
        self.read(None)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.reader)
        return {"exit": os.waitstatus_to_exitcode(status), "output": self.output}


def command(words: list[str], step: dict[str, Any]) -> None:
    """Becomes the command."""
    # Whoever is started in the background of a shell ignores it, and hands that on.
    signal.signal(signal.SIGINT, signal.SIG_DFL if step.get("fresh") else signal.default_int_handler)
    if step.get("fresh"):
        # Settings of profiles are read when the client is imported.
        environment = {**os.environ, **step.get("environment", {})}
        os.execve(sys.executable, [sys.executable, "-m", "prefect", *words], environment)
    code = 70
    try:
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


background: dict[str, Running] = {}


def take(step: dict[str, Any]) -> dict[str, Any] | None:
    """One step; None for those that tell nothing."""
    if "file" in step:
        Path(step["file"]).write_text(filled(step["text"]))
        return None
    if "await" in step:
        running = background[step["await"]]
        running.read(step.get("until"))
        time.sleep(step.get("pause", 0))
        if "signal" not in step:
            return None
        ended = background.pop(step["await"]).end(step["signal"])
        step = {**running.step, **step}
    else:
        running = Running(step)
        if "background" in step:
            background[step["background"]] = running
            return None
        ended = running.end(None)
    for name, pattern in step.get("keep", {}).items():
        found = re.findall(pattern or UUID.pattern, ended["output"])
        # Later words show what was missing.
        found = found or ["nothing kept"]
        kept[name] = found[-1 if pattern is None else 0]
    told = {"exit": ended["exit"]}
    unheard = step.get("quiet") or step.get("ours")
    return told if unheard else {**told, "output": comparable(ended["output"], step)}


def commands_of(application: Any, path: tuple[str, ...] = ()) -> list[str]:
    """The commands that there are, as words; those with several names under the first of them."""
    found = []
    seen: list[Any] = []
    for name in application:
        if name.startswith("-"):
            continue
        inner = application[name]
        inner = inner.resolve() if hasattr(inner, "resolve") else inner
        if any(inner is other for other in seen):
            continue
        seen.append(inner)
        inside = commands_of(inner, (*path, name))
        found += inside
        if inner.default_command is not None:
            found.append(" ".join((*path, name)))
    return found


def walk(steps: list[dict[str, Any]]) -> None:
    """Prints every step with its end, where it has one."""
    try:
        before = ""
        for step in steps:
            # Numbers of their own for each group, so that one group's difference is not all others' too.
            if step["group"] != before:
                ids.clear()
            before = step["group"]
            print(json.dumps({**step, **(take(step) or {})}), flush=True)
    finally:
        for running in background.values():
            os.killpg(running.pid, signal.SIGKILL)


def main() -> None:
    if sys.argv[1] == "--commands":
        print(json.dumps({"commands": commands_of(_app._app)}))
        return
    walk(json.loads(Path(sys.argv[1]).read_text()))


if __name__ == "__main__":
    main()
