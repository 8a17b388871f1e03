"""What the scripts that record the reference's decisions share: a temporary database, a clock and dice that stand still, and
the words in which states, runs and answers are described.

Importing this sets the environment up; it comes before any import of prefect.
"""

from __future__ import annotations

import datetime
import json
import logging
import os
import sys
import tempfile
import warnings
from contextlib import asynccontextmanager
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
from prefect.server import models, schemas  # noqa: E402, F401  models first: they import the policies
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.orchestration import core_policy, instrumentation_policies  # noqa: E402
from prefect.server.schemas.states import State, StateDetails  # noqa: E402

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

RANDOM = 0.25
MICROSECOND = datetime.timedelta(microseconds=1)
# Within the datetime's own class, which the server's clock uses.
NOW = prefect_datetime.now("UTC").replace(
    year=2026, month=11, day=24, hour=3, minute=4, second=5, microsecond=678_901
)

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
