"""Writes reference-filters.json: events, filters, and which events the reference's filter includes, live and stored.

Run with a Python that has Prefect 3.9.1: python test/domains/events/make-reference-filters.py
"""

import asyncio
import json
import os
import tempfile
import warnings
from pathlib import Path

os.environ["PREFECT_HOME"] = tempfile.mkdtemp()
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
warnings.simplefilter("ignore")

from prefect.server.database import provide_database_interface  # noqa: E402
from sqlalchemy.exc import OperationalError  # noqa: E402
from prefect.server.events.filters import EventFilter  # noqa: E402
from prefect.server.events.schemas.events import ReceivedEvent  # noqa: E402
from prefect.server.events.storage.database import read_events, write_events  # noqa: E402


def event(number, name, resource, *related, second=0, **payload):
    return {
        "id": f"d0000000-0000-4000-8000-0000000000{number:02d}",
        "occurred": f"2026-05-01T10:00:{second:02d}.000001Z",
        "received": "2026-05-01T11:00:00Z",
        "event": name,
        "resource": resource,
        "related": [{"prefect.resource.id": id, "prefect.resource.role": role, **more} for id, role, more in related],
        "payload": payload,
    }


def resource(id, **labels):
    return {"prefect.resource.id": id, **{key.replace("__", "."): value for key, value in labels.items()}}


FLOW = ("prefect.flow.f1", "flow", {"prefect.resource.name": "My Flow"})
EVENTS = [
    event(1, "prefect.flow-run.Running", resource("prefect.flow-run.r1", prefect__resource__name="brave-hare"), FLOW, second=1),
    event(2, "prefect.flow-run.Completed", resource("prefect.flow-run.r1"), FLOW, ("prefect.tag.blue", "tag", {}), second=2),
    event(3, "prefect.task-run.Running", resource("prefect.task-run.t1"), ("prefect.flow-run.r1", "flow-run", {}), second=3),
    event(4, "prefect.work-pool.ready", resource("prefect.work-pool.p[1]", color="red"), second=4, status="Ready: all fine"),
    event(5, "user.thing", resource("user.a_b", color="blue", size="10%"), ("user.c", "owner", {"color": "red"}), second=5, note='say "hi"'),
    event(6, "user.Thing.else", resource("USER.A_B", color="BLUE"), ("user.c", "watcher", {"color": "red"}), second=6, n=1.5),
    event(7, "user", resource("user.a\\b*c", empty=""), ("user.d", "owner", {}), ("user.c", "flow", {}), second=7),
]

# What a filter leaves open would be filled in from the time of day.
OCCURRED = {"since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}

FILTERS = [
    {},
    {"occurred": {"since": "2026-05-01T10:00:03.000001Z"}},
    {"occurred": {"until": "2026-05-01T10:00:03.000001Z"}},
    {"occurred": {"since": "2026-05-01T10:00:03.000002Z", "until": "2026-05-01T10:00:05Z"}},
    {"event": {}},
    {"event": {"prefix": ["prefect.flow-run."]}},
    {"event": {"prefix": ["prefect.task", "user.T"]}},
    {"event": {"prefix": []}},
    {"event": {"prefix": [""]}},
    {"event": {"exclude_prefix": ["prefect.", "user.thing"]}},
    {"event": {"name": ["user", "user.thing"]}},
    {"event": {"name": []}},
    {"event": {"exclude_name": ["user"], "prefix": ["user"]}},
    {"id": {}},
    {"id": {"id": []}},
    {"id": {"id": [EVENTS[1]["id"], EVENTS[4]["id"].upper()]}},
    {"resource": {}},
    {"resource": {"id": ["prefect.flow-run.r1"]}},
    {"resource": {"id": []}},
    {"resource": {"id_prefix": ["prefect.flow-run", "user.a_"]}},
    {"resource": {"labels": {}}},
    {"resource": {"labels": {"color": "red"}}},
    {"resource": {"labels": {"color": ["red", "blue"]}}},
    {"resource": {"labels": {"color": "!red"}}},
    {"resource": {"labels": {"color": ["!red", "!blue"]}}},
    {"resource": {"labels": {"color": "b*"}}},
    {"resource": {"labels": {"color": "b?u?"}}},
    {"resource": {"labels": {"color": "*"}}},
    {"resource": {"labels": {"empty": ""}}},
    {"resource": {"labels": {"empty": "*"}}},
    {"resource": {"labels": {"size": "10%"}}},
    {"resource": {"labels": {"size": "1*%"}}},
    {"resource": {"labels": {"nope": "*"}}},
    {"resource": {"labels": {"nope": "!x"}}},
    {"resource": {"labels": {"color": []}}},
    {"resource": {"labels": {"prefect.resource.id": "prefect.flow-run.*"}}},
    {"resource": {"labels": {"prefect.resource.id": ["prefect.task-run.*", "user.a_b"]}}},
    {"resource": {"labels": {"prefect.resource.id": "prefect.work-pool.p[[]1]"}}},
    {"resource": {"labels": {"color": "[rb]*"}}},
    {"resource": {"labels": {"color": "[!r]*"}}},
    {"resource": {"labels": {"color": "[a-c]l?e"}}},
    {"resource": {"labels": {"color": "[red"}}},
    {"resource": {"labels": {"color": "red", "prefect.resource.id": "prefect.*"}}},
    {"resource": {"id": ["user.a_b"], "labels": {"color": "red"}}},
    {"related": {}},
    {"related": []},
    {"related": {"id": ["user.c"]}},
    {"related": {"id": []}},
    {"related": {"role": ["owner"]}},
    {"related": {"id": ["user.c"], "role": ["owner"]}},
    {"related": {"id": ["user.d"], "role": ["flow"]}},
    {"related": {"resources_in_roles": [["user.c", "watcher"], ["prefect.tag.blue", "tag"]]}},
    {"related": {"resources_in_roles": []}},
    {"related": {"labels": {"color": "red"}}},
    {"related": {"labels": {"prefect.resource.id": "user.*", "prefect.resource.role": "owner"}}},
    {"related": [{"id": ["prefect.flow.f1"]}, {"role": ["tag"]}]},
    {"related": [{"id": ["user.d"]}, {"id": ["user.c"], "role": ["flow"]}]},
    {"any_resource": {}},
    {"any_resource": {"id": ["prefect.flow-run.r1"]}},
    {"any_resource": {"id_prefix": ["prefect.flow"]}},
    {"any_resource": {"labels": {"color": "red"}}},
    {"any_resource": {"id": ["user.c"], "labels": {"color": "red"}}},
    {"any_resource": {"id": ["user.d"], "labels": {"color": "*"}}},
    {"any_resource": [{"id": ["user.c"]}, {"labels": {"color": "blue"}}]},
    {"any_resource": [{"id": ["prefect.flow-run.r1"]}, {"id_prefix": ["prefect.tag."]}]},
    {"text": {"query": "running"}},
    {"text": {"query": "hare blue"}},
    {"text": {"query": "-prefect"}},
    {"text": {"query": "+user +red"}},
    {"text": {"query": '"My Flow"'}},
    {"text": {"query": "Ready"}},
    {"text": {"query": "fine -red"}},
    {"text": {"query": "1.5"}},
    {"text": {"query": "  "}},
    {"event": {"prefix": ["prefect."]}, "resource": {"id_prefix": ["prefect.flow-run"]}, "text": {"query": "tag"}},
]


async def main():
    db = provide_database_interface()
    await db.create_db()
    received = [ReceivedEvent.model_validate(one) for one in EVENTS]
    async with db.session_context(begin_transaction=True) as session:
        await write_events(session, received)
    cases = []
    async with db.session_context() as session:
        for narrow in FILTERS:
            given = {**narrow, "occurred": {**OCCURRED, **narrow.get("occurred", {})}}
            filter = EventFilter.model_validate(given)
            try:
                stored = [str(row.id) for row in await read_events(session, filter)]
            except OperationalError:
                # Its text filter needs a newer SQLite than many a Python brings along.
                stored = [str(one.id) for one in received if filter.includes(one)]
            cases.append(
                {
                    "filter": given,
                    "live": [str(one.id) for one in received if filter.includes(one)],
                    "stored": sorted(stored),
                }
            )
    path = Path(__file__).with_name("reference-filters.json")
    lines = [json.dumps(case) for case in cases]
    events = [json.dumps(one) for one in EVENTS]
    path.write_text('{"events": [\n' + ",\n".join(events) + '\n],\n"cases": [\n' + ",\n".join(lines) + "\n]}\n")
    for case in cases:
        if case["live"] != case["stored"]:
            print("live and stored differ:", json.dumps(case["filter"]), [i[-2:] for i in case["live"]], [i[-2:] for i in case["stored"]])


asyncio.run(main())
