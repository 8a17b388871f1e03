"""
Writes reference-answers.json: rows as Penstock stores them, and the JSON that the reference's own response models make of
the same values. Run with a Python that has Prefect 3.9.1:

    python test/domains/runs/make-reference-answers.py
"""

import json
import pathlib
from datetime import datetime, timedelta, timezone
from uuid import UUID

from prefect.server.schemas import core, responses, states

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
JSON_COLUMNS = {
    "parameters", "context", "empirical_policy", "tags", "labels", "created_by", "job_variables", "task_inputs",
    "state_details", "state_data",
}  # fmt: skip
# Set by the model itself when it is read from a row, and by Penstock from the row's own columns.
COMPUTED = {"estimated_run_time", "estimated_start_time_delta", "state"}


def moment(second):
    return datetime(2026, 1, 2, 3, 4, second, 123456, tzinfo=timezone.utc)


def id_of(number):
    return UUID(int=number, version=4)


def state(number, **more):
    return states.State(
        **{
            "id": id_of(900 + number),
            "type": "COMPLETED",
            "name": "Completed",
            "timestamp": moment(30),
            "message": None,
            "data": None,
            "state_details": states.StateDetails(),
            **more,
        }
    )


RICH_STATE = state(
    1,
    type="FAILED",
    name="Timed \"out\"",
    message="line\nwith ü and \u2028",
    data={"type": "reference", "size": 1.0, "big": 12345678901234567890},
    state_details=states.StateDetails(
        flow_run_id=id_of(1),
        task_run_id=id_of(2),
        child_flow_run_id=id_of(3),
        scheduled_time=moment(1),
        cache_key="k",
        cache_expiration=moment(2),
        deferred=True,
        untrackable_result=True,
        pause_timeout=moment(3),
        pause_reschedule=True,
        pause_key="p",
        run_input_keyset={"description": "d"},
        refresh_cache=False,
        retriable=True,
        transition_id=id_of(4),
        task_parameters_id=id_of(5),
        traceparent="00-1",
        deployment_concurrency_lease_id=id_of(6),
    ),
)

IDENTITY = {"id": id_of(10), "created": moment(0), "updated": moment(1)}
TIMES = {
    "expected_start_time": moment(10),
    "next_scheduled_start_time": moment(11),
    "start_time": moment(12),
    "end_time": moment(20),
    "total_run_time": timedelta(seconds=7, microseconds=654321),
    "estimated_run_time": timedelta(seconds=7, microseconds=654321),
    "estimated_start_time_delta": timedelta(seconds=2),
    "run_count": 3,
}
FLOW_RUN = {
    **IDENTITY,
    **TIMES,
    "name": "späť \"quoted\" \\ \t",
    "flow_id": id_of(11),
    "state_id": RICH_STATE.id,
    "state_type": RICH_STATE.type,
    "state_name": RICH_STATE.name,
    "state": RICH_STATE,
    "deployment_id": id_of(12),
    "deployment_version": "v\"1",
    "work_queue_id": id_of(13),
    "work_queue_name": "queue",
    "flow_version": "abc",
    "parameters": {"x": 1.0, "nested": {"list": [1, None, True]}, "ü": "\u0007"},
    "idempotency_key": "key",
    "context": {"a": 1},
    "empirical_policy": core.FlowRunPolicy(retries=2, retry_delay=3, pause_keys={"one"}, retry_type="reschedule"),
    "tags": ["a", "ü", "q\""],
    "labels": {"prefect.flow.id": "x", "level": 1.5, "flag": True, "count": 3},
    "parent_task_run_id": id_of(14),
    "auto_scheduled": True,
    "infrastructure_document_id": id_of(15),
    "infrastructure_pid": "host:1",
    "created_by": core.CreatedBy(id=id_of(16), type="DEPLOYMENT", display_value="d"),
    "job_variables": {"env": {"A": "b"}},
}
BARE = {**IDENTITY, "name": "bare", "total_run_time": timedelta(0)}
TASK_RUN = {
    **IDENTITY,
    **TIMES,
    "name": "task-0",
    "flow_run_id": id_of(21),
    "task_key": "module.task-1",
    "dynamic_key": "0",
    "cache_key": "cached",
    "cache_expiration": moment(40),
    "task_version": "1",
    "flow_run_run_count": 2,
    "empirical_policy": core.TaskRunPolicy(retries=1, retry_delay=[1, 2], retry_jitter_factor=0.5),
    "task_inputs": {
        "x": [core.TaskRunResult(id=id_of(22)), core.Parameter(name="p")],
        "y": [core.Constant(type="int"), core.FlowRunResult(id=id_of(23))],
        "z": [],
    },
    "tags": ["a"],
    "labels": {"a": "b"},
    "state_id": RICH_STATE.id,
    "state_type": RICH_STATE.type,
    "state_name": RICH_STATE.name,
    "state": RICH_STATE,
}
BARE_TASK_RUN = {**BARE, "flow_run_id": None, "task_key": "k", "dynamic_key": "d"}
POOL = {"work_pool_id": id_of(17), "work_pool_name": "pool"}


def plain(value):
    """A value as a row holds it."""
    if isinstance(value, datetime):
        # The models hold pendulum's datetimes, whose differences no timedelta divides.
        return (datetime.fromisoformat(value.isoformat()) - EPOCH) // timedelta(microseconds=1)
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, UUID):
        return str(value)
    return value


def row_of(model):
    """The row a model would have been read from, JSON columns as text."""
    dumped = json.loads(model.model_dump_json())
    row = {}
    for field in type(model).model_fields:
        value = getattr(model, field)
        if field in COMPUTED:
            continue
        if field in JSON_COLUMNS:
            row[field] = None if value is None else json.dumps(dumped[field])
        elif field == "auto_scheduled":
            row[field] = int(value)
        else:
            row[field] = plain(value)
    if (current := getattr(model, "state", None)) is not None:
        current_json = json.loads(current.model_dump_json())
        row["state_timestamp"] = plain(current.timestamp)
        row["state_message"] = current.message
        row["state_details"] = json.dumps(current_json["state_details"])
        row["state_data"] = None if current.data is None else json.dumps(current_json["data"])
    else:
        row |= {"state_timestamp": None, "state_message": None, "state_details": None, "state_data": None}
    return row


def task_run_response(values):
    return responses.TaskRunResponse(
        **{field: values[field] for field in responses.TaskRunResponse.model_fields if field in values}
    )


ANSWERS = [
    ("flowRun", responses.FlowRunResponse(**FLOW_RUN, **POOL)),
    ("flowRun", responses.FlowRunResponse(**BARE, flow_id=id_of(11))),
    ("flowRun", responses.FlowRunResponse(**BARE, flow_id=id_of(11), labels=None)),
    ("workerFlowRun", core.FlowRun(**FLOW_RUN)),
    ("workerFlowRun", core.FlowRun(**BARE, flow_id=id_of(11), labels=None)),
    ("taskRun", core.TaskRun(**TASK_RUN)),
    ("taskRun", core.TaskRun(**BARE_TASK_RUN, labels=None)),
    ("flow", core.Flow(**IDENTITY, name="f\"", tags=["a"], labels={"x": 1})),
    ("flow", core.Flow(**IDENTITY, name="f", labels=None)),
]
answers = [{"kind": kind, "row": row_of(model), "json": model.model_dump_json()} for kind, model in ANSWERS]
# paginate answers a model of fewer fields, from the same rows.
for values in (TASK_RUN, BARE_TASK_RUN):
    row = row_of(core.TaskRun(**values))
    answers.append({"kind": "taskRunPageItem", "row": row, "json": task_run_response(values).model_dump_json()})

path = pathlib.Path(__file__).with_name("reference-answers.json")
path.write_text("[\n" + ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers) + "\n]\n")
print(len(answers), "answers")
