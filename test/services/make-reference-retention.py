"""Makes reference-retention.json: rows of a database, and what the reference's vacuum leaves of them.

Run with a Python that has prefect 3.9.1 installed:

    python test/services/make-reference-retention.py > test/services/reference-retention.json
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import NAMESPACE_DNS, UUID, uuid5

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
os.environ.update(
    PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES=json.dumps(
        {"prefect.flow-run.heartbeat": 86400, "beat": 2 * 86400, "kept.longer": 30 * 86400}
    ),
)
import reference_player  # noqa: E402, F401
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.services import db_vacuum  # noqa: E402
from sqlalchemy import select  # noqa: E402

NOW = datetime.now(timezone.utc)
TYPES = "SCHEDULED PENDING RUNNING COMPLETED FAILED CANCELLED CRASHED PAUSED CANCELLING".split()


def ago(days: float | None) -> datetime | None:
    return None if days is None else NOW - timedelta(days=days)


def number(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


# A run hangs from the task run of the same name as its parent.
runs: list[dict[str, object]] = []
artifacts: list[dict[str, object]] = []
logs: list[dict[str, object]] = []
events: list[dict[str, object]] = []


def run(name: str, type: str | None, ended: float | None, parent: str | None = None, tasks: int = 1) -> None:
    runs.append({"name": name, "type": type, "ended": ended, "parent": parent, "tasks": tasks})
    logs.append({"name": f"log of {name}", "run": name})
    artifacts.append({"name": f"artifact of {name}", "run": name, "key": f"key-of-{name}", "age": 1})


for type in (*TYPES, None):
    for ended in (None, 91, 90.01, 89.99, 0):
        run(f"{type}, {ended}", type, ended)
run("parent, old", "COMPLETED", 100)
run("parent, young", "COMPLETED", 1)
run("parent, running", "RUNNING", None)
run("parent, old but running", "RUNNING", 100)
for parent in ("parent, old", "parent, young", "parent, running", "parent, old but running"):
    for type, ended in (("COMPLETED", 101), ("COMPLETED", 1), ("RUNNING", None), ("FAILED", 120), ("PENDING", 101)):
        run(f"{type}, {ended}, of {parent}", type, ended, parent)
run("great-grandparent", "FAILED", 95)
run("grandparent", "FAILED", 96, "great-grandparent")
run("grandchild", "CRASHED", 97, "grandparent")
run("great-grandchild", "COMPLETED", 98, "grandchild")
run("many task runs", "COMPLETED", 92, tasks=45)

for name, owner in (("orphan", "a run that is gone"), ("nobody's", None)):
    logs.append({"name": f"{name} log", "run": owner})
    artifacts.append({"name": f"{name} artifact", "run": owner, "key": f"key-{name}", "age": 3})
    artifacts.append({"name": f"{name} artifact without a key", "run": owner, "key": None, "age": 3})
# Made by several runs under one key, the newest by one that goes.
for age, owner in ((5, "COMPLETED, 0"), (4, "COMPLETED, 89.99"), (3, "COMPLETED, 91"), (2, "a run that is gone")):
    artifacts.append({"name": f"shared, {age}", "run": owner, "key": "shared", "age": age})
for age, owner in ((5, "COMPLETED, 91"), (4, "COMPLETED, 89.99")):
    artifacts.append({"name": f"kept, {age}", "run": owner, "key": "kept", "age": age})

for event in ("prefect.flow-run.heartbeat", "beat", "kept.longer", "prefect.flow-run.Completed", "other"):
    for age in (0, 0.9, 1.1, 1.9, 2.1, 6.9, 7.1, 29, 31):
        events.append({"name": event, "age": age})
events.sort(key=lambda event: -event["age"])


async def fill() -> None:
    db = provide_database_interface()
    await db.create_db()
    async with db.session_context(begin_transaction=True) as session:
        session.add(db.Flow(id=number("flow"), name="flow"))
        await session.flush()
        for each in runs:
            name = str(each["name"])
            session.add(
                db.FlowRun(
                    id=number(name),
                    flow_id=number("flow"),
                    name=name,
                    state_type=each["type"],
                    end_time=ago(each["ended"]),
                )
            )
        await session.flush()
        for each in runs:
            for index in range(int(each["tasks"])):
                suffix = f" {index}" if index else ""
                session.add(
                    db.TaskRun(
                        id=number(f"task of {each['name']}{suffix}"),
                        flow_run_id=number(str(each["name"])),
                        name=f"task of {each['name']}{suffix}",
                        task_key="task",
                        dynamic_key=f"{index}",
                    )
                )
        await session.flush()
        for each in runs:
            if each["parent"]:
                found = await session.get(db.FlowRun, number(str(each["name"])))
                found.parent_task_run_id = number(f"task of {each['parent']}")
        for each in logs:
            session.add(
                db.Log(
                    name=each["name"],
                    level=20,
                    message=each["name"],
                    timestamp=NOW,
                    flow_run_id=number(str(each["run"])) if each["run"] else None,
                )
            )
        latest: dict[str, dict[str, object]] = {}
        for each in artifacts:
            session.add(
                db.Artifact(
                    id=number(str(each["name"])),
                    key=each["key"],
                    description=each["name"],
                    data=1,
                    created=ago(each["age"]),
                    updated=ago(each["age"]),
                    flow_run_id=number(str(each["run"])) if each["run"] else None,
                )
            )
            key = each["key"]
            if key and (key not in latest or latest[str(key)]["age"] > each["age"]):
                latest[str(key)] = each
        for key, each in latest.items():
            session.add(
                db.ArtifactCollection(
                    key=key,
                    latest_id=number(str(each["name"])),
                    description=each["name"],
                    data=1,
                    created=ago(each["age"]),
                    updated=ago(each["age"]),
                    flow_run_id=number(str(each["run"])) if each["run"] else None,
                )
            )
        for each in events:
            moment = ago(each["age"])
            id = number(f"{each['name']} {each['age']}")
            session.add(
                db.Event(
                    id=id,
                    occurred=moment,
                    received=moment,
                    recorded=moment,
                    event=each["name"],
                    resource_id="resource",
                    resource={"prefect.resource.id": "resource"},
                    related=[{"prefect.resource.id": "related", "prefect.resource.role": "flow"}],
                    related_resource_ids=["related"],
                    payload={},
                )
            )
            for resource, role in (("resource", ""), ("related", "flow")):
                session.add(
                    db.EventResource(
                        occurred=moment,
                        updated=moment,
                        resource_id=resource,
                        resource_role=role,
                        resource={"prefect.resource.id": resource},
                        event_id=id,
                    )
                )


async def left() -> dict[str, object]:
    db = provide_database_interface()
    async with db.session_context() as session:

        async def rows(*columns: object) -> list[tuple[object, ...]]:
            return [tuple(row) for row in (await session.execute(select(*columns))).all()]

        named = {number(f"{event['name']} {event['age']}"): event for event in events}
        tasks = dict(await rows(db.TaskRun.id, db.TaskRun.name))
        collections = await rows(db.ArtifactCollection.key, db.ArtifactCollection.description)
        return {
            "runs": sorted(
                [name, parent and tasks.get(parent)]
                for name, parent in await rows(db.FlowRun.name, db.FlowRun.parent_task_run_id)
            ),
            "tasks": sorted(tasks.values()),
            "logs": sorted(name for (name,) in await rows(db.Log.name)),
            "artifacts": sorted(name for (name,) in await rows(db.Artifact.description)),
            "collections": sorted([key, name] for key, name in collections),
            "events": sorted(
                [named[id]["name"], named[id]["age"]] for (id,) in await rows(db.Event.id)
            ),
            "resources": len(await rows(db.EventResource.id)) // 2,
        }


async def main() -> None:
    await fill()
    db = provide_database_interface()
    await db_vacuum.vacuum_old_flow_runs(db=db)
    await db_vacuum.vacuum_orphaned_logs(db=db)
    await db_vacuum.vacuum_orphaned_artifacts(db=db)
    await db_vacuum.vacuum_stale_artifact_collections(db=db)
    await db_vacuum.vacuum_events_with_retention_overrides(db=db)
    await db_vacuum.vacuum_old_events(db=db)
    given = {"runs": runs, "logs": logs, "artifacts": artifacts, "events": events}
    lines = [
        f'  {json.dumps(part)}: {{\n' + ",\n".join(
            f'    {json.dumps(table)}: '
            + (json.dumps(entries) if isinstance(entries, int) else "[\n" + ",\n".join(f"      {json.dumps(entry)}" for entry in entries) + "\n    ]")
            for table, entries in tables.items()
        ) + "\n  }"
        for part, tables in (("given", given), ("left", await left()))
    ]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


asyncio.run(main())
