"""Writes reference-transitions.json: every combination of transition_cases.py as the Prefect server decides it.

Run with a Python 3.11 that has prefect 3.9.1 installed; the table goes to standard output, progress to standard error.
Each case creates a run in a temporary database, lets the server's own set_flow_run_state or set_task_run_state move it
under a policy, records what came of it, and rolls back. The clock and the randomness stand still, so that times compare
to the microsecond.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import logging
import os
import sys
import tempfile
import warnings
from contextlib import asynccontextmanager
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import transition_cases as cases

home = tempfile.TemporaryDirectory()
os.environ["PREFECT_HOME"] = home.name
os.environ["PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH"] = str(cases.MAX_CACHE_KEY_LENGTH)

import prefect.types._datetime as prefect_datetime  # noqa: E402
import prefect.utilities.math as prefect_math  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from packaging.version import Version  # noqa: E402
from prefect.server import models, schemas  # noqa: E402
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.orchestration import core_policy, global_policy, instrumentation_policies  # noqa: E402
from prefect.server.schemas.states import State, StateDetails  # noqa: E402
from prefect.server.task_queue import TaskQueue  # noqa: E402

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

RANDOM = 0.25
MICROSECOND = datetime.timedelta(microseconds=1)
# Within the datetime's own class, which the server's clock uses.
NOW = prefect_datetime.now("UTC").replace(
    year=2026, month=11, day=24, hour=3, minute=4, second=5, microsecond=678_901
)

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

INITIAL_TIMESTAMP = -30 * cases.SECOND
TIME_DETAILS = {"scheduled_time", "cache_expiration", "pause_timeout"}
TIME_FIELDS = ("state_timestamp", "expected_start_time", "next_scheduled_start_time", "start_time", "end_time")
RUN_FIELDS = ("state_type", "state_name", *TIME_FIELDS, "run_count", "total_run_time", "empirical_policy")
NAMED_PAUSE_KEYS = {"k1", "k2"}

db = provide_database_interface()


def freeze() -> None:
    """Stops the clock in every module that imported it, the dice, and the events nobody listens to here."""
    server_clock = prefect_datetime.now
    for module in list(sys.modules.values()):
        if getattr(module, "now", None) is server_clock:
            setattr(module, "now", lambda tz="UTC": NOW)
    prefect_math.random = SimpleNamespace(uniform=lambda low, high: low + (high - low) * RANDOM)

    async def no_event(self: Any, context: Any) -> None:
        return None

    instrumentation_policies.InstrumentFlowRunStateTransitions.after_transition = no_event


def at(offset: int | None) -> datetime.datetime | None:
    return None if offset is None else NOW + offset * MICROSECOND


def offset_of(time: datetime.datetime | None) -> int | None:
    return None if time is None else (plain(time) - plain(NOW)) // MICROSECOND


def plain(time: datetime.datetime) -> datetime.datetime:
    """The same moment without the server's own class, whose differences have an arithmetic of their own."""
    return datetime.datetime.fromisoformat(time.isoformat())


def details_of(described: dict[str, Any]) -> StateDetails:
    given = described.get("details", {})
    return StateDetails(**{key: at(value) if key in TIME_DETAILS else value for key, value in given.items()})


def proposal(described: dict[str, Any]) -> State:
    return State(
        type=described["type"],
        name=described["name"],
        message=described.get("message"),
        data=json.loads(json.dumps(described.get("data"))),
        timestamp=at(described.get("timestamp", 0)),
        state_details=details_of(described),
    )


def described_details(details: StateDetails) -> dict[str, Any]:
    defaults = StateDetails()
    described = {}
    for key, value in details:
        if value == getattr(defaults, key):
            continue
        described[key] = offset_of(value) if key in TIME_DETAILS else str(value) if isinstance(value, UUID) else value
    return described


def described_state(state: Any, data: Any) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": state.type.value,
        "name": state.name,
        "timestamp": offset_of(state.timestamp),
        "details": described_details(state.state_details),
    }
    if state.message is not None:
        described["message"] = state.message
    if data is not None:
        described["data"] = data
    return described


def described_run(run: Any) -> dict[str, Any]:
    described = {key: getattr(run, key) for key in RUN_FIELDS}
    for key in TIME_FIELDS:
        described[key] = offset_of(described[key])
    if described["state_type"] is not None:
        described["state_type"] = described["state_type"].value
    described["total_run_time"] = described["total_run_time"] // MICROSECOND
    policy = described["empirical_policy"].model_dump(mode="json")
    if policy.get("pause_keys") is not None:
        policy["pause_keys"] = sorted(key if key in NAMED_PAUSE_KEYS else "new" for key in policy["pause_keys"])
    described["empirical_policy"] = policy
    if hasattr(run, "flow_run_run_count"):
        described["flow_run_run_count"] = run.flow_run_run_count
    return described


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    changed = {key: value for key, value in after.items() if before[key] != value}
    if "empirical_policy" in changed:
        changed["empirical_policy"] = changes(before["empirical_policy"], after["empirical_policy"])
    return changed


async def insert_state(session: Any, table: Any, state_id: UUID, owner: dict[str, UUID], described: dict[str, Any],
                       timestamp: int) -> None:
    """Records a state as the server does: a persisted result goes to an artifact, an unpersisted one nowhere."""
    data = described.get("data")
    artifact_id = None
    if data is not None and data != cases.UNPERSISTED:
        artifact = schemas.core.Artifact.from_result(json.loads(json.dumps(data)))
        artifact_id = artifact.id
        await session.execute(sa.insert(db.Artifact).values(id=artifact_id, data=artifact.data))
    await session.execute(
        sa.insert(table).values(
            id=state_id, **owner, type=described["type"], name=described["name"], message=described.get("message"),
            timestamp=at(timestamp), state_details=details_of(described), result_artifact_id=artifact_id,
        )
    )


def run_values(setting: dict[str, Any], initial: dict[str, Any] | None) -> dict[str, Any]:
    run = setting["run"]
    values: dict[str, Any] = {key: at(run.get(key)) for key in TIME_FIELDS if key != "state_timestamp"}
    values["run_count"] = run["run_count"]
    values["total_run_time"] = run.get("total_run_time", 0) * MICROSECOND
    if initial is not None:
        values |= {"state_type": initial["type"], "state_name": initial["name"],
                   "state_timestamp": at(setting.get("initial_timestamp", INITIAL_TIMESTAMP))}
    return values


async def reload(session: Any, model: Any, id: UUID) -> Any:
    await session.flush()
    return (await session.execute(sa.select(model).where(model.id == id).execution_options(populate_existing=True))
            ).scalar_one()


def answer(result: Any, initial_id: UUID | None) -> dict[str, Any]:
    described: dict[str, Any] = {"status": result.status.value}
    reason = getattr(result.details, "reason", None)
    if reason is not None:
        described["reason"] = reason
    if hasattr(result.details, "delay_seconds"):
        described["delay_seconds"] = result.details.delay_seconds
    state = result.state
    if state is None:
        described["state"] = None
    elif state.id == initial_id:
        described["state"] = "current"
    else:
        described["state"] = described_state(state, state.data)
    return described


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


@asynccontextmanager
async def undone() -> Any:
    session = await db.session()
    async with session:
        await session.begin()
        yield session
        await session.rollback()


async def table(decide: Any, policies: dict[str, list[str]], settings: dict[str, Any], initials: dict[str, Any],
                proposals: dict[str, Any]) -> dict[str, Any]:
    """The outcomes, each once, and for every policy and setting their numbers by initial state and proposal."""
    outcomes: dict[str, int] = {}
    decisions: dict[str, dict[str, list[list[int]]]] = {}
    for policy, names in policies.items():
        decisions[policy] = {}
        for name in names:
            print(policy, name, file=sys.stderr, flush=True)
            rows: list[list[int]] = []
            for initial in initials.values():
                row = []
                for proposed in proposals.values():
                    async with undone() as session:
                        outcome = await decide(session, getattr(core_policy, policy), settings[name], initial, proposed)
                    text = json.dumps(outcome, sort_keys=True)
                    row.append(outcomes.setdefault(text, len(outcomes)))
                rows.append(row)
            decisions[policy][name] = rows
    return {
        "initials": initials,
        "proposals": proposals,
        "settings": settings,
        "outcomes": [json.loads(text) for text in outcomes],
        "decisions": decisions,
    }


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
