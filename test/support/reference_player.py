"""Plays calls against the reference's application in process, and prints them with the answers as a JSON table.

Imported by the scripts named make-reference-answers.py, which run with a Python that has prefect 3.9.1 installed. What
differs from one time to the next is written as a mark, in the way of reference-player.ts: ids by the order in which they
first appear (members of objects taken by name), and moments.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
import warnings

HOME = tempfile.mkdtemp()
os.environ.update(
    PREFECT_HOME=HOME,
    PREFECT_API_DATABASE_CONNECTION_URL=f"sqlite+aiosqlite:///{HOME}/reference.db",
    PREFECT_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_API_BLOCKS_REGISTER_ON_START="false",
)
SERVICES = (
    "CANCELLATION_CLEANUP CLEANUP_RECONCILER DB_VACUUM EVENT_LOGGER EVENT_PERSISTER FOREMAN LATE_RUNS PAUSE_EXPIRATIONS"
    " REPOSSESSOR SCHEDULER TASK_RUN_RECORDER TRIGGERS"
).split()
for service in SERVICES:
    os.environ[f"PREFECT_SERVER_SERVICES_{service}_ENABLED"] = "false"
warnings.simplefilter("ignore")

import httpx  # noqa: E402
from prefect.server.api.server import create_app  # noqa: E402
from prefect.server.database import provide_database_interface  # noqa: E402

UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a"

calls: list[dict[str, object]] = []


def call(method: str, path: str, body: object = None, **more: object) -> None:
    """`keep` names the answer for later calls: "{secret.id}". `raw` is a body as it is sent. `sets` says that the order of
    a list that is the whole answer has no meaning."""
    calls.append({"call": f"{method} {path}", **({} if body is None else {"body": body}), **more})


def post(path: str, body: object = None, **more: object) -> None:
    call("POST", path, body, **more)


def get(path: str, **more: object) -> None:
    call("GET", path, **more)


def put(path: str, body: object = None, **more: object) -> None:
    call("PUT", path, body, **more)


def patch(path: str, body: object = None, **more: object) -> None:
    call("PATCH", path, body, **more)


def delete(path: str, **more: object) -> None:
    call("DELETE", path, **more)


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"20[2-8]\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
ids: dict[str, str] = {}


def normalised(value: object) -> object:
    if isinstance(value, str):
        if re.search(r"\?page-token=.", value):
            # Tokens are each server's own.
            return "next page"
        return MOMENT.sub("moment", UUID.sub(lambda match: ids.setdefault(match[0], f"id {len(ids) + 1}"), value))
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if isinstance(value, dict):
        if value and all(UUID.fullmatch(key) for key in value):
            return {normalised(key): normalised(entry) for key, entry in value.items()}
        return {key: member(key, entry, value) for key, entry in sorted(value.items())}
    return value


def member(key: str, entry: object, of: dict[str, object]) -> object:
    if key in ("time_in_current_state", "lateness") and isinstance(entry, float):
        return "seconds"
    if key == "flow_runs" and isinstance(entry, list) and all(isinstance(run, dict) and "name" in run for run in entry):
        # Holders of slots, in the order of random ids.
        return [normalised(run) for run in sorted(entry, key=lambda run: run["name"])]
    is_run = "estimated_run_time" in of
    if is_run and key in ("estimated_run_time", "estimated_start_time_delta"):
        return "seconds"
    # Abilities of blocks and tags of runs are sets, in an order left to chance.
    is_set = key == "capabilities" or (is_run and key == "tags")
    return sorted(entry) if is_set and isinstance(entry, list) else normalised(entry)


def filled(value: object, kept: dict[str, object]) -> object:
    if isinstance(value, str):

        def part(match: re.Match[str]) -> str:
            found: object = kept[match[1]]
            for step in match[2].split("."):
                found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
            return str(found)

        return re.sub(r"\{(\w+)\.([\w.]+)\}", part, value)
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, kept) for key, item in value.items()}
    return value


async def play() -> list[dict[str, object]]:
    application = create_app()
    await provide_database_interface().create_db()
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    kept: dict[str, object] = {}
    answers: list[dict[str, object]] = []
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://reference/api") as client,
    ):
        for each in calls:
            method, path = str(each["call"]).split(" ", 1)
            content = each.get("raw")
            if content is None and "body" in each:
                content = json.dumps(filled(each["body"], kept), ensure_ascii=False)
            for _ in range(20):
                answer = await client.request(
                    method,
                    str(filled(path, kept)),
                    headers={} if content is None else {"content-type": "application/json"},
                    content=None if content is None else str(content).encode(),
                )
                # SQLite of the reference is often busy.
                if answer.status_code != 503:
                    break
            is_json = answer.headers.get("content-type", "").startswith("application/json")
            body = answer.json() if is_json else answer.text
            if "keep" in each:
                kept[str(each["keep"])] = body
            if each.get("sets") and isinstance(body, list):
                body = sorted(body)
            answers.append({**each, "status": answer.status_code, "answer": normalised(body)})
    return answers


def main() -> None:
    lines = [json.dumps(answer, ensure_ascii=False) for answer in asyncio.run(play())]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
