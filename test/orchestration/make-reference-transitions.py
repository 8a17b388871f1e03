"""Writes reference-transitions.json: every combination of transition_cases.py as the Prefect server decides it.

Run with a Python 3.11 that has prefect 3.9.1 installed; the table goes to standard output, progress to standard error.
Each case creates a run in a temporary database, lets the server's own set_flow_run_state or set_task_run_state move it
under a policy, records what came of it, and rolls back. The clock and the randomness stand still, so that times compare
to the microsecond.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import transition_cases as cases
from transition_recording import (
    INITIAL_TIMESTAMP,
    NOW,
    RANDOM,
    answer,
    at,
    changes,
    db,
    described_run,
    described_state,
    freeze,
    insert_state,
    offset_of,
    prefect_math,
    proposal,
    reload,
    run_values,
    table,
)

import sqlalchemy as sa
from packaging.version import Version
from prefect.server import models, schemas
from prefect.server.orchestration import core_policy, global_policy
from prefect.server.task_queue import TaskQueue

FLOW_RUN = UUID("0190a000-0000-7000-8000-0000000000f1")
TASK_RUN = UUID("0190a000-0000-7000-8000-0000000000f2")
INITIAL_STATE = UUID("0190a000-0000-7000-8000-0000000000f3")
FLOW = UUID("0190a000-0000-7000-8000-0000000000f4")
DEPLOYMENT = UUID("0190a000-0000-7000-8000-0000000000f5")
PARENT_FLOW_RUN = UUID("0190a000-0000-7000-8000-0000000000f6")
PARENT_TASK_RUN = UUID("0190a000-0000-7000-8000-0000000000f7")
CACHED_TASK_RUN = UUID("0190a000-0000-7000-8000-0000000000f8")
CACHED_STATE = UUID("0190a000-0000-7000-8000-0000000000f9")

# What the state cached under CACHE_KEY looks like.
CACHED = cases.state("COMPLETED", message="done", data=cases.PERSISTED, timestamp=-cases.MINUTE,
                     cache_key=cases.CACHE_KEY, task_run_id=str(CACHED_TASK_RUN), flow_run_id=str(PARENT_FLOW_RUN))


async def decide_flow_run(session: Any, policy: type, setting: dict[str, Any], initial: dict[str, Any] | None,
                          proposed: dict[str, Any]) -> dict[str, Any]:
    owner = {"flow_run_id": FLOW_RUN}
    await session.execute(
        sa.insert(db.FlowRun).values(
            id=FLOW_RUN, flow_id=FLOW, name="run",
            deployment_id=DEPLOYMENT if setting.get("deployment") else None,
            parent_task_run_id=PARENT_TASK_RUN if setting.get("parent") else None,
            infrastructure_pid=setting.get("infrastructure_pid"),
            empirical_policy=schemas.core.FlowRunPolicy(**setting.get("policy", {})),
            **run_values(setting, initial),
        )
    )
    if initial is not None:
        await insert_state(session, db.FlowRunState, INITIAL_STATE, owner, initial,
                           setting.get("initial_timestamp", INITIAL_TIMESTAMP))
        await session.execute(sa.update(db.FlowRun).where(db.FlowRun.id == FLOW_RUN).values(state_id=INITIAL_STATE))
    for timestamp in setting.get("later_states", []):
        await session.execute(sa.insert(db.FlowRunState).values(flow_run_id=FLOW_RUN, type="PENDING", name="Pending",
                                                                timestamp=at(timestamp)))
    keyset = proposed.get("details", {}).get("run_input_keyset", {})
    for key in [*keyset.values(), "kept"] if keyset else []:
        await session.execute(sa.insert(db.FlowRunInput).values(flow_run_id=FLOW_RUN, key=key, value="1"))
    if setting.get("failed_task_run"):
        await session.execute(
            sa.insert(db.TaskRun).values(id=TASK_RUN, flow_run_id=FLOW_RUN, name="failed", task_key="t",
                                         dynamic_key="0", run_count=3, state_type="FAILED", state_name="Failed")
        )
    before = described_run(await reload(session, db.FlowRun, FLOW_RUN))
    session.expunge_all()

    api_version = setting.get("api_version")
    result = await models.flow_runs.set_flow_run_state(
        session, FLOW_RUN, proposal(proposed), flow_policy=policy,
        orchestration_parameters={"api-version": Version(api_version)} if api_version else {},
    )
    run = await reload(session, db.FlowRun, FLOW_RUN)
    outcome = answer(result, INITIAL_STATE)
    outcome["run"] = changes(before, described_run(run))
    if keyset:
        kept = (await session.execute(sa.select(db.FlowRunInput.key))).scalars().all()
        outcome["deleted_inputs"] = sorted(set(keyset.values()) - set(kept))
    if setting.get("parent"):
        parent = await reload(session, db.TaskRun, PARENT_TASK_RUN)
        outcome["parent"] = parent.state and described_state(parent.state, parent.state.data)
    if setting.get("failed_task_run"):
        task_run = await reload(session, db.TaskRun, TASK_RUN)
        outcome["failed_task_run"] = {"name": task_run.state_name, "run_count": task_run.run_count,
                                      "scheduled_time": offset_of(task_run.next_scheduled_start_time)}
    return outcome


async def decide_task_run(session: Any, policy: type, setting: dict[str, Any], initial: dict[str, Any] | None,
                          proposed: dict[str, Any]) -> dict[str, Any]:
    owner = {"task_run_id": TASK_RUN}
    flow_run = setting.get("flow_run")
    if flow_run is not None:
        await session.execute(sa.insert(db.FlowRun).values(id=FLOW_RUN, flow_id=FLOW, name="run",
                                                           run_count=flow_run["run_count"]))
        if flow_run["state"] is not None:
            await insert_state(session, db.FlowRunState, PARENT_FLOW_RUN, {"flow_run_id": FLOW_RUN}, flow_run["state"],
                               INITIAL_TIMESTAMP)
            await session.execute(sa.update(db.FlowRun).where(db.FlowRun.id == FLOW_RUN)
                                  .values(state_id=PARENT_FLOW_RUN))
    await session.execute(
        sa.insert(db.TaskRun).values(
            id=TASK_RUN, flow_run_id=None if flow_run is None else FLOW_RUN, name="run", task_key="t", dynamic_key="0",
            flow_run_run_count=setting["run"].get("flow_run_run_count", 0),
            empirical_policy=schemas.core.TaskRunPolicy(**setting.get("policy", {})),
            **run_values(setting, initial),
        )
    )
    if initial is not None:
        await insert_state(session, db.TaskRunState, INITIAL_STATE, owner, initial, INITIAL_TIMESTAMP)
        await session.execute(sa.update(db.TaskRun).where(db.TaskRun.id == TASK_RUN).values(state_id=INITIAL_STATE))
    before = described_run(await reload(session, db.TaskRun, TASK_RUN))
    session.expunge_all()
    TaskQueue.reset()

    result = await models.task_runs.set_task_run_state(session, TASK_RUN, proposal(proposed), task_policy=policy)
    run = await reload(session, db.TaskRun, TASK_RUN)
    outcome = answer(result, INITIAL_STATE)
    outcome["run"] = changes(before, described_run(run))
    cached = (await session.execute(
        sa.select(db.TaskRunStateCache).where(db.TaskRunStateCache.task_run_state_id.not_in([CACHED_STATE]))
    )).scalars().all()
    if cached:
        outcome["cached"] = [[row.cache_key, offset_of(row.cache_expiration), row.task_run_state_id == run.state_id]
                             for row in cached]
    queue = TaskQueue._task_queues.get("t")
    if queue is not None:
        outcome["queued"] = "retry" if queue._retry_queue.qsize() else "new"
    return outcome


async def prepare() -> None:
    """Creates the tables, and the rows no case changes."""
    await db.create_db()
    async with db.session_context(begin_transaction=True) as session:
        await session.execute(sa.insert(db.Flow).values(id=FLOW, name="flow"))
        await session.execute(sa.insert(db.Deployment).values(id=DEPLOYMENT, name="deployment", flow_id=FLOW))
        await session.execute(sa.insert(db.FlowRun).values(id=PARENT_FLOW_RUN, flow_id=FLOW, name="parent"))
        for task_run_id, key in ((PARENT_TASK_RUN, "parent"), (CACHED_TASK_RUN, "cached")):
            await session.execute(sa.insert(db.TaskRun).values(id=task_run_id, flow_run_id=PARENT_FLOW_RUN, name=key,
                                                               task_key=key, dynamic_key="0"))
        await insert_state(session, db.TaskRunState, CACHED_STATE, {"task_run_id": CACHED_TASK_RUN}, CACHED,
                           CACHED["timestamp"])
        for key, expiration in ((cases.CACHE_KEY, 1), ("expired", 0)):
            await session.execute(sa.insert(db.TaskRunStateCache).values(
                cache_key=key, cache_expiration=at(expiration), task_run_state_id=CACHED_STATE))


def policies() -> dict[str, list[str]]:
    """The rules and transforms of each policy, in order."""
    compared = [getattr(core_policy, name) for name in (*cases.FLOW_RUN_POLICIES, *cases.TASK_RUN_POLICIES)]
    compared += [global_policy.GlobalFlowPolicy, global_policy.GlobalTaskPolicy]
    return {policy.__name__: [rule.__name__ for rule in policy.priority()] for policy in compared}


def poisson_intervals() -> list[dict[str, float]]:
    intervals = []
    for average in (0, 0.001, 1, 10, 86_400):
        for factor in (1e-9, 0.1, 0.3, 1, 10, 49, 60):
            for draw in (0, 0.25, 0.5, 0.999999):
                prefect_math.random = SimpleNamespace(uniform=lambda low, high: low + (high - low) * draw)
                intervals.append({"average": average, "factor": factor, "random": draw,
                                  "interval": prefect_math.clamped_poisson_interval(average, factor)})
    return intervals


async def main() -> None:
    freeze()
    await prepare()
    flow_runs = await table(decide_flow_run, cases.FLOW_RUN_POLICIES, cases.FLOW_RUN_SETTINGS,
                            cases.FLOW_RUN_INITIALS, cases.FLOW_RUN_PROPOSALS)
    task_runs = await table(decide_task_run, cases.TASK_RUN_POLICIES, cases.TASK_RUN_SETTINGS,
                            cases.TASK_RUN_INITIALS, cases.TASK_RUN_PROPOSALS)
    json.dump(
        {
            "prefect": version("prefect"),
            "now": NOW.isoformat(),
            "random": RANDOM,
            "max_cache_key_length": cases.MAX_CACHE_KEY_LENGTH,
            "ids": {"flow_run": str(FLOW_RUN), "task_run": str(TASK_RUN), "deployment": str(DEPLOYMENT),
                    "parent_flow_run": str(PARENT_FLOW_RUN), "parent_task_run": str(PARENT_TASK_RUN)},
            "initial_timestamp": INITIAL_TIMESTAMP,
            "cached": {"key": cases.CACHE_KEY, "state": CACHED},
            "policies": policies(),
            "poisson_intervals": poisson_intervals(),
            "flow_runs": flow_runs,
            "task_runs": task_runs,
        },
        sys.stdout,
        separators=(",", ":"),
    )


asyncio.run(main())
