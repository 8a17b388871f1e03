"""Writes recorder-cases.json: what the reference's task-run recorder makes of batches of events.

Run with the Python of the reference (see the project's test/prefect): python make-recorder-cases.py
"""

import asyncio
import json
import os
import tempfile
from pathlib import Path

os.environ["PREFECT_HOME"] = tempfile.mkdtemp()
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"

import sqlalchemy as sa  # noqa: E402
from prefect.server import models, schemas  # noqa: E402
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.events.schemas.events import ReceivedEvent  # noqa: E402
from prefect.server.services.task_run_recorder import (  # noqa: E402
    record_bulk_task_run_events,
)

FLOW_RUN = "10000000-0000-4000-8000-00000000000%d"


def time(second, microsecond=0):
    return f"2026-03-01T10:00:{second:02d}.{microsecond:06d}Z"


def event(number, second, type="RUNNING", run=1, name=None, flow_run=1, place=None, details=None, data=None, **task_run):
    task_run_id = f"20000000-0000-4000-8000-0000000000{run:02d}"
    name = name or type.capitalize()
    related = [{"prefect.resource.id": "prefect.tag.a", "prefect.resource.role": "tag"}]
    if flow_run:
        related.append({"prefect.resource.id": f"prefect.flow-run.{FLOW_RUN % flow_run}", "prefect.resource.role": "flow-run"})
    validated = {"type": type, "name": name, "message": "", "state_details": details or {}, "data": data}
    return {
        "id": f"30000000-0000-4000-8000-0000000000{number:02d}",
        "occurred": time(second, number),
        "event": f"prefect.task-run.{name}",
        "resource": {
            "prefect.resource.id": f"prefect.task-run.{task_run_id}",
            "prefect.resource.name": f"run {run}",
            "prefect.orchestration": "client",
        },
        "related": related,
        "payload": {
            "intended": {"from": None, "to": type},
            "initial_state": None,
            "validated_state": validated,
            "task_run": {
                "name": f"run {run}",
                "task_key": "task-1a2b",
                "dynamic_key": place or f"place-{run}",
                **task_run,
            },
        },
        "follows": None,
    }


POLICY = {"max_retries": 0, "retry_delay_seconds": 0.0, "retries": 2, "retry_delay": [0.5, 1.0], "retry_jitter_factor": 0.3}
FULL = {
    "cache_key": "key",
    "cache_expiration": time(59),
    "task_version": "v1",
    "empirical_policy": POLICY,
    "tags": ["a", "b"],
    "labels": {"one": 1, "half": 0.5, "yes": True},
    "task_inputs": {"x": [{"input_type": "task_run", "id": FLOW_RUN % 1}], "y": [], "z": [{"input_type": "parameter", "name": "p"}]},
    "run_count": 3,
    "flow_run_run_count": 2,
    "expected_start_time": time(1),
    "next_scheduled_start_time": time(2, 5),
    "start_time": time(3),
    "end_time": time(4),
    "total_run_time": 1.25,
}
DETAILS = {
    "scheduled_time": time(9),
    "cache_key": "key",
    "cache_expiration": time(10, 7),
    "untrackable_result": True,
    "retriable": False,
    "deferred": True,
    "task_parameters_id": FLOW_RUN % 4,
    "transition_id": FLOW_RUN % 3,
    "traceparent": "00-abc",
    "unknown": 1,
}

# name -> batches of events
CASES = {
    "a run from pending to completed, an event a batch": [
        [event(1, 1, "PENDING", run_count=0, expected_start_time=time(1))],
        [event(2, 2, "RUNNING", run_count=1, start_time=time(2))],
        [event(3, 3, "COMPLETED", run_count=1, start_time=time(2), end_time=time(3), total_run_time=1.0)],
    ],
    "the same in one batch, out of order": [
        [
            event(3, 3, "COMPLETED", run_count=1, start_time=time(2), end_time=time(3), total_run_time=1.0),
            event(1, 1, "PENDING", run_count=0, expected_start_time=time(1)),
            event(2, 2, "RUNNING", run_count=1, start_time=time(2)),
        ]
    ],
    "the same in three batches, backwards": [
        [event(3, 3, "COMPLETED", run_count=1, start_time=time(2), end_time=time(3), total_run_time=1.0)],
        [event(2, 2, "RUNNING", run_count=1, start_time=time(2))],
        [event(1, 1, "PENDING", run_count=0, expected_start_time=time(1))],
    ],
    "each event twice": [
        [event(1, 1, "PENDING"), event(1, 1, "PENDING")],
        [event(2, 2, "RUNNING"), event(1, 1, "PENDING")],
        [event(2, 2, "RUNNING")],
    ],
    "every field and detail": [[event(1, 5, "SCHEDULED", name="AwaitingRetry", details=DETAILS, data={"a": [1.5, None]}, **FULL)]],
    "fields an event leaves out stay": [
        [event(1, 5, "RUNNING", **FULL)],
        [event(2, 6, "COMPLETED", run_count=4)],
    ],
    "fields may be null": [
        [event(1, 5, "RUNNING", **FULL)],
        [
            event(
                2,
                6,
                "COMPLETED",
                cache_key=None,
                cache_expiration=None,
                task_version=None,
                expected_start_time=None,
                next_scheduled_start_time=None,
                start_time=None,
                end_time=None,
                labels=None,
            )
        ],
    ],
    "a policy of the deprecated pair": [
        [event(1, 1, empirical_policy={"max_retries": 3, "retry_delay_seconds": 1.5})],
        [event(2, 1, run=2, empirical_policy={"max_retries": 3, "retry_delay_seconds": 1.5, "retries": 0, "retry_delay": 0})],
        [event(3, 1, run=3, empirical_policy={"retries": 1, "retry_delay": [], "retry_delay_seconds": 2.0})],
    ],
    "a run outside flows": [[event(1, 1, flow_run=None)], [event(2, 2, "COMPLETED", flow_run=None)]],
    "a run that finds its flow run later": [[event(1, 1, flow_run=None)], [event(2, 2, "COMPLETED", flow_run=1)]],
    "a run that leaves its flow run": [[event(1, 1, flow_run=1)], [event(2, 2, "COMPLETED", flow_run=None)]],
    "the same place under another id": [
        [event(1, 1, "PENDING", run=1, place="p")],
        [event(2, 2, "RUNNING", run=2, place="p", run_count=1)],
    ],
    "the same place under another id in one batch": [
        [event(1, 1, "PENDING", run=1, place="p"), event(2, 2, "RUNNING", run=2, place="p", run_count=1)],
    ],
    "an older event under another id": [
        [event(2, 2, "RUNNING", run=1, place="p", run_count=1)],
        [event(1, 1, "PENDING", run=2, place="p")],
    ],
    "the same id in another place": [
        [event(1, 1, "PENDING", run=1, place="p")],
        [event(2, 2, "RUNNING", run=1, place="q")],
    ],
    "ids and places linked in one batch": [
        [event(9, 1, "PENDING", run=3, place="r")],
        [
            event(1, 2, "PENDING", run=1, place="p"),
            event(2, 3, "RUNNING", run=2, place="p"),
            event(3, 4, "COMPLETED", run=2, place="r"),
        ],
    ],
    "many runs in one batch": [
        [event(run * 2, run, "PENDING", run=run) for run in range(1, 20)]
        + [event(run * 2 + 1, run + 20, "RUNNING", run=run, run_count=run, tags=[str(run)]) for run in range(1, 20, 3)],
    ],
    "a state with no name and no details": [
        [
            {
                **event(1, 1),
                "payload": {
                    "validated_state": {"type": "CANCELLING"},
                    "task_run": {"name": "n", "task_key": "k", "dynamic_key": "d"},
                },
            }
        ]
    ],
    "a state that brings its own id and time": [
        [
            {
                **event(1, 1),
                "payload": {
                    "validated_state": {
                        "type": "COMPLETED",
                        "id": "40000000-0000-4000-8000-000000000001",
                        "timestamp": "2026-03-02T00:00:00+02:00",
                    },
                    "task_run": {"name": "n", "task_key": "k", "dynamic_key": "d"},
                },
            }
        ]
    ],
}

RUN_FIELDS = {"created", "updated", "estimated_run_time", "estimated_start_time_delta", "state"}
STATE_FIELDS = {"created", "updated"}


async def main():
    db = provide_database_interface()
    await db.create_db()
    results = {}
    for name, batches in CASES.items():
        async with db.session_context(begin_transaction=True) as session:
            await session.execute(sa.delete(db.TaskRunState))
            await session.execute(sa.delete(db.TaskRun))
            await session.execute(sa.delete(db.FlowRun))
            flow = await models.flows.create_flow(session=session, flow=schemas.core.Flow(name="f"))
            for number in (1, 2):
                await models.flow_runs.create_flow_run(
                    session=session, flow_run=schemas.core.FlowRun(id=FLOW_RUN % number, flow_id=flow.id)
                )
        for batch in batches:
            await record_bulk_task_run_events([ReceivedEvent.model_validate(one) for one in batch])
        async with db.session_context() as session:
            runs = (await session.execute(sa.select(db.TaskRun).order_by(db.TaskRun.id))).scalars().all()
            states = (
                (await session.execute(sa.select(db.TaskRunState).order_by(db.TaskRunState.timestamp, db.TaskRunState.id)))
                .scalars()
                .all()
            )
            results[name] = {
                "batches": batches,
                "runs": [
                    schemas.core.TaskRun.model_validate(run, from_attributes=True).model_dump(mode="json", exclude=RUN_FIELDS)
                    for run in runs
                ],
                "states": [
                    {
                        "task_run_id": str(state.task_run_id),
                        **schemas.states.State.model_validate(
                            {**{f: getattr(state, f) for f in ("id", "type", "name", "timestamp", "message", "state_details")}, "data": state.data}
                        ).model_dump(mode="json", exclude=STATE_FIELDS),
                    }
                    for state in states
                ],
            }
    path = Path(__file__).with_name("recorder-cases.json")
    path.write_text(json.dumps(results, indent=1) + "\n")
    print(f"{len(results)} cases")


asyncio.run(main())
