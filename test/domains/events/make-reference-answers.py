"""Writes reference-answers.json: calls that read events back and count them, with the reference's answers (see
reference_player.py). The reference persists events behind its answer; here its persister is passed by."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

import reference_player  # noqa: E402
from reference_player import get, main, post  # noqa: E402

from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.events.schemas.events import ReceivedEvent  # noqa: E402
from prefect.server.events.storage.database import write_events  # noqa: E402

RANGE = {"since": "2026-05-01T00:00:00Z", "until": "2026-05-03T11:30:00Z"}
EVENTS = [
    {
        "id": f"d0000000-0000-4000-8000-0000000000{number:02d}",
        "occurred": f"2026-05-0{1 + number % 3}T{10 + number % 2}:00:{number:02d}.000001Z",
        "event": f"thing.{'made' if number % 4 else 'broken'}",
        "resource": {"prefect.resource.id": f"thing.{number % 5}", "prefect.resource.name": f"Thing {number % 5}"},
        "related": [{"prefect.resource.id": f"owner.{number % 2}", "prefect.resource.role": "owner"}],
        "payload": {"number": number},
    }
    for number in range(60)
]


async def persist() -> None:
    interface = provide_database_interface()
    async with interface.session_context(begin_transaction=True) as session:
        await write_events(session, [ReceivedEvent.model_validate({**one, "received": one["occurred"]}) for one in EVENTS])


play = reference_player.play


async def played():
    await provide_database_interface().create_db()
    await persist()
    return await play()


def filters() -> None:
    post("/events", EVENTS)
    everything = {"filter": {"occurred": RANGE}}
    post("/events/filter", {**everything, "limit": 3})
    post("/events/filter", {"filter": {"occurred": RANGE, "order": "ASC"}, "limit": 3})
    post("/events/filter", {"filter": {"occurred": RANGE, "related": {"id": ["owner.1"]}, "order": "ASC"}, "limit": 2})
    post("/events/filter", {"filter": {"occurred": RANGE, "any_resource": {"id_prefix": ["thing.3"]}}, "limit": 50})
    post("/events/filter", {"filter": {"occurred": RANGE, "resource": {"distinct": True}, "order": "ASC"}})
    post("/events/filter", {"filter": {"occurred": RANGE, "event": {"name": ["nothing"]}}})
    post("/events/filter", {**everything, "limit": 0})
    for body in (
        {"limit": 51},
        {"limit": -1},
        {"filter": 1},
        {"filter": {"occurred": 1}},
        {"filter": {"more": 1}},
        {"filter": {"order": "X"}},
    ):
        post("/events/filter", body)
    for token in ("", "x", "%C3%A4", "e30=", "bm90aGluZw=="):
        get(f"/events/filter/next?page-token={token}")
    get("/events/filter/next")


def counts() -> None:
    for countable in ("day", "time", "event", "resource"):
        post(f"/events/count-by/{countable}", {"filter": {"occurred": RANGE}})
    for unit, interval in (("week", 1.0), ("day", 0.5), ("hour", 6.0), ("hour", 1)):
        post("/events/count-by/time", {"filter": {"occurred": RANGE}, "time_unit": unit, "time_interval": interval})
    post("/events/count-by/event", {"filter": {"occurred": RANGE, "resource": {"id": ["thing.0", "thing.1"]}}})
    post("/events/count-by/event", {"filter": {"occurred": RANGE, "event": {"name": ["nothing"]}}})
    post("/events/count-by/other", {"filter": {}})
    for body in (
        {},
        {"filter": None},
        {"filter": {"occurred": RANGE}, "time_interval": 0.001},
        {"filter": {"occurred": RANGE}, "time_unit": "year"},
        {"filter": {"occurred": RANGE}, "time_unit": "second"},
        {"filter": {"occurred": RANGE}, "time_unit": "minute", "time_interval": 2.0},
    ):
        post("/events/count-by/time", body)


reference_player.play = played
filters()
counts()
main()
