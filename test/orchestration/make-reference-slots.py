"""Writes reference-slots.json: every combination of slot_cases.py as the Prefect server decides it, with what it does to the
slots of limits and to leases.

Run with a Python 3.11 that has prefect 3.9.1 installed; the table goes to standard output, progress to standard error.
As make-reference-transitions.py, with leases in the memory of the process, which starts empty for every case.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
from contextlib import asynccontextmanager
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import slot_cases as cases
from transition_recording import (
    INITIAL_TIMESTAMP,
    NOW,
    RANDOM,
    answer,
    at,
    changes,
    db,
    described_run,
    freeze,
    insert_state,
    offset_of,
    proposal,
    reload,
    run_values,
    table,
)
from transition_cases import CACHE_KEY, LEASE, OTHER_LEASE, state

import prefect.server.utilities.database as database_functions
import sqlalchemy as sa
from prefect.server import models, schemas
from prefect.server.concurrency.lease_storage import (
    ConcurrencyLeaseHolder,
    ConcurrencyLimitLeaseMetadata,
    get_concurrency_lease_storage,
    memory,
)
from prefect.server.orchestration import core_policy
from prefect.server.task_queue import TaskQueue
from prefect.server.utilities.leasing import ResourceLease
from prefect.settings import get_current_settings

FLOW = UUID("0190a000-0000-7000-8000-0000000000f4")
FLOW_RUN = UUID("0190a000-0000-7000-8000-0000000000f1")
TASK_RUN = UUID("0190a000-0000-7000-8000-0000000000f2")
INITIAL_STATE = UUID("0190a000-0000-7000-8000-0000000000f3")
PARENT_STATE = UUID("0190a000-0000-7000-8000-0000000000f6")
DEPLOYMENT = UUID("0190a000-0000-7000-8000-0000000000f5")
GONE = UUID("0190a000-0000-7000-8000-0000000000e5")
CACHED_TASK_RUN = UUID("0190a000-0000-7000-8000-0000000000f8")
CACHED_STATE = UUID("0190a000-0000-7000-8000-0000000000f9")
OTHER_HOLDER = UUID("0190a000-0000-7000-8000-0000000000fa")
CACHED = state("COMPLETED", timestamp=-cases.MINUTE, data=cases.PERSISTED, cache_key=CACHE_KEY)

storage: Any = get_concurrency_lease_storage()


def freeze_slots() -> None:
    """Stops the clocks that slots fade by, in SQL, and leases expire by."""
    freeze()
    database_functions._sqlite_now_constant = sa.literal_column(f"'{NOW.isoformat(sep=' ').removesuffix('+00:00')}'")

    class Frozen(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.datetime.fromisoformat(NOW.isoformat())

    memory.datetime = Frozen


class SameSession:
    """Tasks' slots are taken on a connection of its own, which SQLite would make wait for the one that decides."""

    def __init__(self, session: Any) -> None:
        self.session = session

    @asynccontextmanager
    async def session_context(self, begin_transaction: bool = False) -> Any:
        savepoint = await self.session.begin_nested()
        yield SimpleNamespace(execute=self.session.execute, rollback=savepoint.rollback)
        if savepoint.is_active:
            await savepoint.commit()


async def insert_limit(session: Any, name: str, of: dict[str, Any]) -> UUID:
    id = UUID(int=FLOW.int + 0x1000 + sum(name.encode()))
    values = {**of, "updated": at(of.get("updated", 0))}
    await session.execute(sa.insert(db.ConcurrencyLimitV2).values(id=id, name=name, **values))
    return id


def put_lease(id: UUID, limits: list[UUID], expires: int, slots: int, holder: Any) -> None:
    lease = ResourceLease(id=id, resource_ids=limits, expiration=at(expires),
                          metadata=ConcurrencyLimitLeaseMetadata(slots=slots, holder=holder))
    storage.leases[id] = lease
    storage.expirations[id] = lease.expiration


def described_leases(names: dict[UUID, str]) -> dict[str, Any]:
    described = {}
    for id, lease in storage.leases.items():
        name = "named" if str(id) == LEASE else "held" if str(id) == OTHER_LEASE else "new"
        assert name not in described
        described[name] = {"limits": sorted(names[limit] for limit in lease.resource_ids), "slots": lease.metadata.slots,
                           "expires": offset_of(lease.expiration)}
    return described


async def described_slots(session: Any) -> dict[str, int]:
    rows = await session.execute(sa.select(db.ConcurrencyLimitV2.name, db.ConcurrencyLimitV2.active_slots))
    return {name: slots for name, slots in sorted(rows.all())}


def with_known_lease(outcome: dict[str, Any]) -> dict[str, Any]:
    """Ids of leases that were made are told as "new"."""
    details = outcome["state"].get("details", {}) if isinstance(outcome["state"], dict) else {}
    lease = details.get("deployment_concurrency_lease_id")
    if lease not in (None, LEASE, OTHER_LEASE):
        details["deployment_concurrency_lease_id"] = "new"
    return outcome


async def decided(session: Any, model: Any, id: UUID, before: dict[str, Any], decide: Any,
                  names: dict[UUID, str]) -> dict[str, Any]:
    """What came of it; where the server fails, the kind of its error."""
    try:
        outcome = with_known_lease(answer(await decide(), INITIAL_STATE))
    except Exception as error:
        return {"error": type(error).__name__}
    outcome["run"] = changes(before, described_run(await reload(session, model, id)))
    outcome["slots"] = await described_slots(session)
    outcome["leases"] = described_leases(names)
    return outcome


async def decide_flow_run(session: Any, policy: type, setting: dict[str, Any], initial: dict[str, Any] | None,
                          proposed: dict[str, Any]) -> dict[str, Any]:
    storage.leases.clear()
    storage.expirations.clear()
    names: dict[UUID, str] = {}
    limit_id = None
    if setting.get("limit") is not None:
        limit_id = await insert_limit(session, "deployment", setting["limit"])
        names[limit_id] = "deployment"
    other = await insert_limit(session, "other", cases.limit(5, 3))
    names[other] = "other"
    options = setting["options"] and schemas.core.ConcurrencyOptions(**setting["options"])
    await session.execute(sa.insert(db.Deployment).values(
        id=DEPLOYMENT, name="deployment", flow_id=FLOW, concurrency_limit_id=limit_id, concurrency_options=options))
    lease = setting["lease"]
    if lease is not None and (lease.get("on") == "other" or limit_id is not None):
        put_lease(UUID(LEASE), [other if lease.get("on") == "other" else limit_id], lease["expires"],
                  lease.get("slots", 1), None)
    deployment_id = {True: DEPLOYMENT, False: None, "gone": DEPLOYMENT}[setting["deployment"]]
    await session.execute(
        sa.insert(db.FlowRun).values(
            id=FLOW_RUN, flow_id=FLOW, name="run", deployment_id=deployment_id,
            infrastructure_pid=setting["infrastructure_pid"],
            empirical_policy=schemas.core.FlowRunPolicy(**setting["policy"]), **run_values(setting, initial),
        )
    )
    if setting["deployment"] == "gone":
        await session.execute(sa.delete(db.Deployment).where(db.Deployment.id == DEPLOYMENT))
        await session.execute(sa.update(db.FlowRun).values(deployment_id=GONE))
    if initial is not None:
        await insert_state(session, db.FlowRunState, INITIAL_STATE, {"flow_run_id": FLOW_RUN}, initial,
                           INITIAL_TIMESTAMP)
        await session.execute(sa.update(db.FlowRun).where(db.FlowRun.id == FLOW_RUN).values(state_id=INITIAL_STATE))
    before = described_run(await reload(session, db.FlowRun, FLOW_RUN))
    session.expunge_all()
    return await decided(session, db.FlowRun, FLOW_RUN, before, lambda: models.flow_runs.set_flow_run_state(
        session, FLOW_RUN, proposal(proposed), flow_policy=policy, client_version=setting["client"]), names)


async def decide_task_run(session: Any, policy: type, setting: dict[str, Any], initial: dict[str, Any] | None,
                          proposed: dict[str, Any]) -> dict[str, Any]:
    storage.leases.clear()
    storage.expirations.clear()
    names = {await insert_limit(session, f"tag:{tag}", of): f"tag:{tag}" for tag, of in setting["limits"].items()}
    names[await insert_limit(session, "other", cases.limit(5, 3))] = "other"
    ids = {name: id for id, name in names.items()}
    if setting["held"]:
        put_lease(UUID(OTHER_LEASE), [ids[name] for name in setting["held"]], 200 * cases.SECOND, 1,
                  ConcurrencyLeaseHolder(type="task_run", id=TASK_RUN))
    flow_run = setting["flow_run"]
    await session.execute(sa.insert(db.FlowRun).values(id=FLOW_RUN, flow_id=FLOW, name="run",
                                                       run_count=flow_run["run_count"]))
    await insert_state(session, db.FlowRunState, PARENT_STATE, {"flow_run_id": FLOW_RUN}, flow_run["state"],
                       INITIAL_TIMESTAMP)
    await session.execute(sa.update(db.FlowRun).where(db.FlowRun.id == FLOW_RUN).values(state_id=PARENT_STATE))
    await session.execute(
        sa.insert(db.TaskRun).values(
            id=TASK_RUN, flow_run_id=FLOW_RUN, name="run", task_key="t", dynamic_key="0", tags=setting["tags"],
            flow_run_run_count=setting["run"]["flow_run_run_count"],
            empirical_policy=schemas.core.TaskRunPolicy(**setting["policy"]), **run_values(setting, initial),
        )
    )
    if initial is not None:
        await insert_state(session, db.TaskRunState, INITIAL_STATE, {"task_run_id": TASK_RUN}, initial,
                           INITIAL_TIMESTAMP)
        await session.execute(sa.update(db.TaskRun).where(db.TaskRun.id == TASK_RUN).values(state_id=INITIAL_STATE))
    before = described_run(await reload(session, db.TaskRun, TASK_RUN))
    session.expunge_all()
    TaskQueue.reset()
    core_policy.provide_database_interface = lambda: SameSession(session)
    return await decided(session, db.TaskRun, TASK_RUN, before, lambda: models.task_runs.set_task_run_state(
        session, TASK_RUN, proposal(proposed), task_policy=policy), names)


async def prepare() -> None:
    """Creates the tables, and the rows no case changes."""
    await db.create_db()
    async with db.session_context(begin_transaction=True) as session:
        await session.execute(sa.insert(db.Flow).values(id=FLOW, name="flow"))
        await session.execute(sa.insert(db.TaskRun).values(id=CACHED_TASK_RUN, name="cached", task_key="cached",
                                                           dynamic_key="0"))
        await insert_state(session, db.TaskRunState, CACHED_STATE, {"task_run_id": CACHED_TASK_RUN}, CACHED,
                           CACHED["timestamp"])
        await session.execute(sa.insert(db.TaskRunStateCache).values(
            cache_key=CACHE_KEY, cache_expiration=at(1), task_run_state_id=CACHED_STATE))


async def main() -> None:
    freeze_slots()
    await prepare()
    flow_runs = await table(decide_flow_run, cases.FLOW_RUN_POLICIES, cases.FLOW_RUN_SETTINGS,
                            cases.FLOW_RUN_INITIALS, cases.FLOW_RUN_PROPOSALS)
    task_runs = await table(decide_task_run, cases.TASK_RUN_POLICIES, cases.TASK_RUN_SETTINGS,
                            cases.TASK_RUN_INITIALS, cases.TASK_RUN_PROPOSALS)
    settings = get_current_settings().server
    json.dump(
        {
            "prefect": version("prefect"),
            "now": NOW.isoformat(),
            "random": RANDOM,
            "ids": {"flow_run": str(FLOW_RUN), "task_run": str(TASK_RUN), "deployment": str(DEPLOYMENT),
                    "lease": LEASE, "held": OTHER_LEASE},
            "initial_timestamp": INITIAL_TIMESTAMP,
            "cached": {"key": CACHE_KEY, "state": CACHED},
            "seconds": {
                "tag_slot_wait": settings.tasks.tag_concurrency_slot_wait_seconds,
                "deployment_slot_wait": settings.deployments.concurrency_slot_wait_seconds,
                "initial_lease": settings.concurrency.initial_deployment_lease_duration,
            },
            "flow_runs": flow_runs,
            "task_runs": task_runs,
        },
        sys.stdout,
        separators=(",", ":"),
    )


asyncio.run(main())
