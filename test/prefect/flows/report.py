"""What a script saw of its runs, printed as one JSON line for the test that started it.

Three views are kept apart, because a test compares them:

- ``witnessed``: states as they passed through this process (state hooks), before any server was asked;
- ``flow_runs`` and ``task_runs``: the same runs read back through the client;
- whatever a scenario adds of its own.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State, TaskRun

# Task runs reach the server as events and are recorded a moment later; a server that needs longer than this is broken.
RECORDING_DEADLINE_SECONDS = 20.0
RECORDING_POLL_SECONDS = 0.1
PAGE = 200

witnessed: list[dict[str, Any]] = []


def instant(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with six decimals and Z, so that two instants are equal exactly when their texts are."""
    if value is None:
        return None
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def describe_state(state: State | None) -> dict[str, Any] | None:
    """Type, name, message and instant of a state, with its id as the client knows it."""
    if state is None:
        return None
    return {
        "id": str(state.id),
        "type": state.type.value,
        "name": state.name,
        "message": state.message,
        "timestamp": instant(state.timestamp),
        "scheduled_time": instant(state.state_details.scheduled_time),
    }


def _witness(kind: str, run: FlowRun | TaskRun, state: State) -> None:
    seen = {"kind": kind, "run_id": str(run.id), "run_name": run.name, "run_count": run.run_count}
    witnessed.append({**seen, **(describe_state(state) or {})})


def witness_task(task: Any, task_run: TaskRun, state: State) -> None:
    """A task state hook that keeps what passed."""
    _witness("TASK_RUN", task_run, state)


def witness_flow(flow: Any, flow_run: FlowRun, state: State) -> None:
    """A flow state hook that keeps what passed."""
    _witness("FLOW_RUN", flow_run, state)


TASK: dict[str, Any] = {
    "on_running": [witness_task],
    "on_completion": [witness_task],
    "on_failure": [witness_task],
}
FLOW: dict[str, Any] = {
    "on_running": [witness_flow],
    "on_completion": [witness_flow],
    "on_failure": [witness_flow],
    "on_cancellation": [witness_flow],
    "on_crashed": [witness_flow],
}


def _task_runs_of(client: SyncPrefectClient, flow_run_ids: list[UUID]) -> list[TaskRun]:
    return client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=flow_run_ids)), limit=PAGE
    )


def _settled(run: TaskRun) -> bool:
    # NotReady is where the client leaves a task run whose upstream failed: a PENDING state that nothing follows.
    return bool(run.state and (run.state.is_final() or run.state.name == "NotReady"))


def recorded_task_runs(
    client: SyncPrefectClient, flow_run_ids: list[UUID], count: int, deadline: float = RECORDING_DEADLINE_SECONDS
) -> list[TaskRun]:
    """The task runs of some flow runs, once `count` of them are there and nothing more will happen to any."""
    last: list[TaskRun] = []
    give_up = time.monotonic() + deadline
    while time.monotonic() < give_up:
        last = _task_runs_of(client, flow_run_ids)
        if len(last) >= count and all(_settled(run) for run in last):
            return last
        time.sleep(RECORDING_POLL_SECONDS)
    have = [(run.name, run.state_name) for run in last]
    raise TimeoutError(f"expected {count} settled task runs within {deadline} s, the server has {have}")


def _common(run: FlowRun | TaskRun) -> dict[str, Any]:
    return {
        "id": str(run.id),
        "name": run.name,
        "state_type": run.state_type.value if run.state_type else None,
        "state_name": run.state_name,
        "run_count": run.run_count,
        "start_time": instant(run.start_time),
        "end_time": instant(run.end_time),
        "total_run_time": run.total_run_time.total_seconds(),
        "tags": sorted(run.tags),
        "state": describe_state(run.state),
    }


def describe_flow_run(client: SyncPrefectClient, flow_run_id: UUID) -> dict[str, Any]:
    """A flow run read back through the client, its states in order."""
    run = client.read_flow_run(flow_run_id)
    return {
        **_common(run),
        "flow_name": client.read_flow(run.flow_id).name,
        "parameters": run.parameters,
        "parent_task_run_id": str(run.parent_task_run_id) if run.parent_task_run_id else None,
        "states": [describe_state(state) for state in client.read_flow_run_states(flow_run_id)],
    }


def describe_task_run(client: SyncPrefectClient, run: TaskRun) -> dict[str, Any]:
    """A task run read back through the client, its states in order."""
    return {
        **_common(run),
        "flow_run_id": str(run.flow_run_id) if run.flow_run_id else None,
        "dynamic_key": run.dynamic_key,
        "flow_run_run_count": run.flow_run_run_count,
        "task_inputs": {
            name: [value.model_dump(mode="json") for value in values] for name, values in run.task_inputs.items()
        },
        "states": [describe_state(state) for state in client.read_task_run_states(run.id)],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} does not belong in a report")


def say(**line: Any) -> None:
    """One JSON line on standard output, at once, so that a waiting process can act on it."""
    sys.stdout.write(json.dumps(line, default=_plain) + "\n")
    sys.stdout.flush()


def report(flow_run_ids: list[UUID], task_run_count: int = 0, **more: Any) -> None:
    """Reads the runs back and prints everything the script saw as its last line.

    Args:
        flow_run_ids: the flow runs of the scenario, in the order the test expects.
        task_run_count: how many task runs they have together; the report waits until all are recorded.
        more: what else the scenario has to tell.
    """
    with get_client(sync_client=True) as client:
        task_runs = recorded_task_runs(client, flow_run_ids, task_run_count) if task_run_count else []
        say(
            flow_runs=[describe_flow_run(client, flow_run_id) for flow_run_id in flow_run_ids],
            task_runs=[describe_task_run(client, run) for run in task_runs],
            witnessed=witnessed,
            **more,
        )
