"""Writes reference-answers.json: calls to the routes of flow runs, task runs and their states, with the reference's answers.

Run with a Python that has prefect 3.9.1 installed; prints the table to standard output. The calls are played in order
against the server's application in process, on a new SQLite database. What differs from one time to the next is written
as a mark, in the way of normalised-answers.ts: ids by the order in which they first appear, moments, lengths
of time and random names.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
import warnings

HOME = tempfile.mkdtemp()
os.environ.update(
    PREFECT_HOME=HOME,
    PREFECT_API_DATABASE_CONNECTION_URL=f"sqlite+aiosqlite:///{HOME}/reference.db",
    PREFECT_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
)
SERVICES = (
    "CANCELLATION_CLEANUP CLEANUP_RECONCILER DB_VACUUM EVENT_LOGGER EVENT_PERSISTER FOREMAN LATE_RUNS PAUSE_EXPIRATIONS"
    " REPOSSESSOR SCHEDULER TASK_RUN_RECORDER TRIGGERS"
).split()
for service in SERVICES:
    os.environ[f"PREFECT_SERVER_SERVICES_{service}_ENABLED"] = "false"
warnings.simplefilter("ignore")

import httpx  # noqa: E402
from prefect.server.api.server import create_app  # noqa: E402
from prefect.server.database import provide_database_interface  # noqa: E402

UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a"

calls: list[dict[str, object]] = []


def call(method: str, path: str, body: object = None, **more: object) -> None:
    """
    `keep` names the answer for later calls: "{run.id}". `raw` is a body as it is sent. `differs` says why this server's
    answer is another one, of which then only the status is compared, with `ours` where that is another one too.
    """
    calls.append({"call": f"{method} {path}", **({} if body is None else {"body": body}), **more})


def post(path: str, body: object = None, **more: object) -> None:
    call("POST", path, body, **more)


def get(path: str, **more: object) -> None:
    call("GET", path, **more)


def patch(path: str, body: object = None, **more: object) -> None:
    call("PATCH", path, body, **more)


def delete(path: str, **more: object) -> None:
    call("DELETE", path, **more)


def flow_run_state(run: str, type: str, **state: object) -> None:
    post(f"/flow_runs/{{{run}.id}}/set_state", {"state": {"type": type, **state}})


def task_run_state(run: str, type: str, **state: object) -> None:
    post(f"/task_runs/{{{run}.id}}/set_state", {"state": {"type": type, **state}})


def creation() -> None:
    post("/flows/", {"name": "etl", "tags": ["nightly"], "labels": {"team": "data", "level": 1.5}}, keep="flow")
    post("/flow_runs/", {"flow_id": "{flow.id}"}, keep="run")
    get("/flow_runs/{run.id}")
    post(
        "/flow_runs/",
        {
            "flow_id": "{flow.id}",
            "name": "run 2",
            "flow_version": "v1",
            "parameters": {"a": 1.0, "b": [9007199254740993, None, "ü"], "c": {"d": 1e5}},
            "context": {"x": {"y": 0.1}},
            "tags": ["one", "two"],
            "labels": {"level": 2, "flag": True, "text": "t"},
            "idempotency_key": "key",
            "job_variables": {"cpu": 1},
            "work_queue_name": "some queue",
            "deployment_id": UNKNOWN,
            "empirical_policy": {"max_retries": 3, "retry_delay_seconds": 2.0, "pause_keys": ["a", "a"]},
            "state": {
                "type": "SCHEDULED",
                "name": "Later",
                "message": "not yet",
                "state_details": {"scheduled_time": "2099-01-01T00:00:00.123456Z", "transition_id": UNKNOWN},
            },
        },
        keep="second",
    )
    post("/flow_runs/", {"flow_id": "{flow.id}", "idempotency_key": "key", "name": "other"})
    get("/flow_runs/{second.id}")
    post("/flow_runs/", {"flow_id": "{flow.id}", "idempotency_key": ""})
    post("/flow_runs/", {"flow_id": "{flow.id}", "idempotency_key": ""})
    post("/flow_runs/", {"flow_id": "{flow.id}", "idempotency_key": "no variables"})
    for name in (None, "", 0, False, [], {}):
        post("/flow_runs/", {"flow_id": "{flow.id}", "name": name})
    for state in ("PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"):
        post("/flow_runs/", {"flow_id": "{flow.id}", "state": {"type": state}})
    post("/flow_runs/", {"flow_id": "{flow.id}", "state": {"type": "SCHEDULED"}, "labels": None})
    post("/flow_runs/", {"flow_id": "{flow.id}", "state": {"type": "PENDING", "state_details": {"deferred": None, "more": 1}}})
    automation = {"prefect-automation-id": UNKNOWN, "prefect-automation-name": "bXkgcnVsZQ=="}
    post("/flow_runs/", {"flow_id": "{flow.id}"}, headers=automation)
    post("/flow_runs/", {"flow_id": "{flow.id}"}, headers={**automation, "prefect-automation-name": "?"})
    post("/flow_runs/", {"flow_id": "{flow.id}"}, headers={**automation, "prefect-automation-id": "?"})
    post("/flow_runs/", {"flow_id": "{flow.id}"}, headers={"prefect-automation-id": UNKNOWN})


def bad_flow_runs() -> None:
    flow = {"flow_id": "{flow.id}"}
    post("/flow_runs/", {"flow_id": UNKNOWN})
    post("/flow_runs/", {**flow, "parent_task_run_id": UNKNOWN})
    post("/flow_runs/", {**flow, "infrastructure_document_id": UNKNOWN})
    post("/flow_runs/", {**flow, "work_pool_name": "nowhere"})
    post("/flow_runs/", {**flow, "work_pool_name": "nowhere", "work_queue_name": "nothing"})
    post("/flow_runs/", {})
    post("/flow_runs/")
    post("/flow_runs/", [])
    post("/flow_runs/", {"flow_id": "x"})
    post("/flow_runs/", {**flow, "surplus": 1})
    post("/flow_runs/", {**flow, "name": 5})
    post("/flow_runs/", {**flow, "tags": "a"})
    post("/flow_runs/", {**flow, "tags": [1, None]})
    post("/flow_runs/", {**flow, "labels": {"a": [1], "b": None}})
    post("/flow_runs/", {**flow, "parameters": []})
    post("/flow_runs/", {**flow, "parameters": None})
    post("/flow_runs/", {**flow, "context": "x"})
    post("/flow_runs/", {**flow, "job_variables": 1})
    post("/flow_runs/", {**flow, "idempotency_key": 1})
    post("/flow_runs/", {**flow, "deployment_id": "x", "parent_task_run_id": 1})
    post("/flow_runs/", {**flow, "empirical_policy": None}, differs="the reference fails", ours=422)
    post("/flow_runs/", {**flow, "empirical_policy": {"retry_delay_seconds": 1.5}}, differs="pydantic's validators write what they fill in into the body that is told back")
    post("/flow_runs/", {**flow, "empirical_policy": {"max_retries": "x"}}, differs="pydantic's validators write what they fill in into the body that is told back")
    post("/flow_runs/", {**flow, "empirical_policy": {"retries": "x", "retry_type": "later", "pause_keys": "a"}})
    post("/flow_runs/", {**flow, "state": {}})
    post("/flow_runs/", {**flow, "state": {"type": "NOPE", "message": 1, "name": 2}})
    post("/flow_runs/", {**flow, "state": {"type": "running"}})
    post("/flow_runs/", {**flow, "state": {"type": "RUNNING", "id": UNKNOWN, "timestamp": "2099-01-01T00:00:00Z"}})
    post("/flow_runs/", {**flow, "state": {"type": "RUNNING", "state_details": None}})
    post(
        "/flow_runs/",
        {
            **flow,
            "state": {
                "type": "RUNNING",
                "state_details": {
                    "scheduled_time": "soon",
                    "flow_run_id": "x",
                    "untrackable_result": None,
                    "pause_reschedule": "perhaps",
                    "run_input_keyset": {"a": 1},
                },
            },
        },
    )
    post("/flow_runs/", raw='{"flow_id": ')
    post("/flow_runs/", flow, headers={"x-prefect-api-version": "zz"})
    post("/flow_runs/", flow, headers={"x-prefect-api-version": "0.1.0"})
    get("/flow_runs/xyz")
    get(f"/flow_runs/{UNKNOWN}")
    get("/flow_runs/{run.id}/nothing")
    call("PUT", "/flow_runs/{run.id}")
    get("/flow_runs/filter")
    get("/flow_runs/")


def changes() -> None:
    patch("/flow_runs/{second.id}", {})
    patch("/flow_runs/{second.id}", {"name": "renamed", "flow_version": "v2", "parameters": {"z": 2.50}, "tags": ["t"]})
    get("/flow_runs/{second.id}")
    patch("/flow_runs/{second.id}", {"empirical_policy": {"retries": 2}, "infrastructure_pid": "host:1", "job_variables": None})
    get("/flow_runs/{second.id}")
    patch("/flow_runs/{second.id}", {"name": None, "flow_version": None})
    patch("/flow_runs/{second.id}", {"job_variables": {"a": 1}})
    patch("/flow_runs/{run.id}", {"job_variables": {"a": 1}})
    patch(f"/flow_runs/{UNKNOWN}", {"job_variables": {"a": 1}})
    patch(f"/flow_runs/{UNKNOWN}", {"name": "x"})
    patch("/flow_runs/{second.id}", {"tags": None})
    patch("/flow_runs/{second.id}", {"name": 1, "surplus": 2})
    patch("/flow_runs/{second.id}")
    patch("/flow_runs/{second.id}/labels", {"text": "u", "more": 1.0})
    patch("/flow_runs/{second.id}/labels", {})
    get("/flow_runs/{second.id}")
    patch("/flow_runs/{second.id}/labels", [1])
    patch("/flow_runs/{second.id}/labels")
    patch(f"/flow_runs/{UNKNOWN}/labels", {"a": 1})


def flow_run_states() -> None:
    flow_run_state("run", "RUNNING", message="off we go")
    flow_run_state("run", "RUNNING", state_details={"transition_id": UNKNOWN})
    flow_run_state("run", "RUNNING", state_details={"transition_id": UNKNOWN})
    flow_run_state("run", "PENDING")
    get("/flow_runs/{run.id}")
    flow_run_state("run", "COMPLETED", data={"type": "unpersisted"})
    get("/flow_runs/{run.id}")
    flow_run_state("run", "CRASHED")
    flow_run_state("run", "PAUSED")
    flow_run_state("run", "SCHEDULED")
    flow_run_state("run", "COMPLETED", name="Done", data={"storage_key": "k", "n": 1.0})
    flow_run_state("run", "COMPLETED")
    flow_run_state("run", "RUNNING")
    post("/flow_runs/{run.id}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    post("/flow_runs/{run.id}/set_state", {"state": {"type": "CANCELLING"}})
    flow_run_state("run", "COMPLETED")
    flow_run_state("run", "CANCELLED")
    get("/flow_run_states/?flow_run_id={run.id}", keep="states")
    get("/flow_run_states/{states.0.id}")
    get(f"/flow_run_states/{UNKNOWN}")
    get("/flow_run_states/")
    get("/flow_run_states/?flow_run_id=x")
    get(f"/flow_run_states/?flow_run_id={UNKNOWN}")
    post(f"/flow_runs/{UNKNOWN}/set_state", {"state": {"type": "RUNNING"}})
    post("/flow_runs/{run.id}/set_state", {})
    post("/flow_runs/{run.id}/set_state")
    post("/flow_runs/{run.id}/set_state", {"state": None})
    post("/flow_runs/{run.id}/set_state", {"state": {"type": "RUNNING"}, "force": "x"})
    post("/flow_runs/{run.id}/set_state", {"state": {"type": "RUNNING"}}, headers={"x-prefect-api-version": "1.2"})
    post("/flow_runs/", {"flow_id": "{flow.id}", "empirical_policy": {"retries": 1, "retry_delay": 600}}, keep="retried")
    flow_run_state("retried", "RUNNING")
    flow_run_state("retried", "FAILED", message="it broke", data={"storage_key": "r"})
    flow_run_state("retried", "RUNNING")
    get("/flow_runs/{retried.id}")
    post(
        "/flow_runs/",
        {
            "flow_id": "{flow.id}",
            "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2099-01-01T00:00:00Z"}},
        },
        keep="later",
    )
    flow_run_state("later", "PENDING")
    flow_run_state("later", "SCHEDULED", name="Late")
    flow_run_state("later", "CANCELLING")
    get("/flow_runs/{later.id}")


def pauses() -> None:
    post("/flow_runs/", {"flow_id": "{flow.id}"}, keep="paused")
    post("/flow_runs/{paused.id}/resume")
    flow_run_state("paused", "PAUSED")
    flow_run_state("paused", "RUNNING")
    keyset = {"schema": "pause-1-schema", "response": "pause-1-response"}
    details = {"pause_timeout": "2099-01-01T00:00:00Z", "pause_key": "pause-1", "run_input_keyset": keyset}
    flow_run_state("paused", "PAUSED", state_details=details)
    flow_run_state("paused", "PENDING")
    resume = "/flow_runs/{paused.id}/resume"
    post(resume, {"run_input": {"a": 1}})
    post(resume, {"run_input": 5})
    schema = {
        "type": "object",
        "properties": {
            "count": {"type": "integer", "minimum": 1, "maximum": 9},
            "name": {"type": "string", "minLength": 2, "pattern": "^[a-z]"},
            "kind": {"enum": ["a", "b"], "type": "string"},
            "list": {"type": "array", "items": {"type": "number"}, "maxItems": 2},
            "either": {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/Point"}]},
            "pair": {"type": "array", "items": [{"type": "integer"}, {"type": "string"}]},
        },
        "required": ["count"],
        "additionalProperties": False,
        "$defs": {"Point": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}},
    }
    post("/flow_runs/{paused.id}/input", {"key": "pause-1-schema", "value": json.dumps(schema)})
    for run_input in (
        None,
        {},
        {"count": "x"},
        {"count": 0},
        {"count": 10.5},
        {"count": 1, "name": "A"},
        {"count": 1, "name": "It's"},
        {"count": 1, "kind": "c"},
        {"count": 1, "list": [1, "x"]},
        {"count": 1, "list": [1, 2, 3]},
        {"count": 1, "either": "x"},
        {"count": 1, "either": {"x": "y"}},
        {"count": 1, "pair": ["x", "y"]},
        {"count": 1, "more": 1, "other": None},
        {"count": True},
        {"count": {"__prefect_kind": "workspace_variable", "variable_name": "nowhere"}},
        {"count": {"__prefect_kind": "none"}},
        {"count": {"__prefect_kind": "jinja"}},
    ):
        post(resume, {"run_input": run_input})
    hydrated = {
        "count": {"__prefect_kind": "json", "value": "3"},
        "name": {"__prefect_kind": "none", "value": "plain"},
        "list": [1.5, {"__prefect_kind": "json"}],
        "kind": {"__prefect_kind": "jinja", "template": "a"},
    }
    post(resume, {"run_input": hydrated})
    get("/flow_runs/{paused.id}/input/pause-1-response")
    get("/flow_runs/{paused.id}")
    flow_run_state("paused", "PAUSED", state_details=details)
    flow_run_state("paused", "PAUSED", name="Suspended", state_details={"pause_reschedule": True})
    flow_run_state("paused", "PAUSED", state_details={"pause_timeout": "2001-01-01T00:00:00Z", "pause_key": "two"})
    post(resume, {})
    get("/flow_runs/{paused.id}")


def inputs() -> None:
    path = "/flow_runs/{second.id}/input"
    post(path, {"key": "alpha", "value": "first"})
    post(path, {"key": "alpha", "value": "again"})
    post(path, {"key": "beta-1", "value": '{"a": "ü"}', "sender": "me"})
    post(f"/flow_runs/{UNKNOWN}/input", {"key": "alpha", "value": "x"})
    post(path, {"key": "alpha"})
    post(path, {"key": 1, "value": 2, "sender": 3})
    post(f"{path}/filter", {"prefix": ""})
    post(f"{path}/filter", {"prefix": "", "limit": 10})
    post(f"{path}/filter", {"prefix": "ALPHA", "limit": 10})
    post(f"{path}/filter", {"prefix": "%1", "limit": 10, "exclude_keys": ["x"]})
    post(f"{path}/filter", {"prefix": "", "limit": 10, "exclude_keys": ["alpha"]})
    post(f"{path}/filter", {"prefix": "", "limit": 0})
    post(f"{path}/filter", {})
    post(f"{path}/filter", {"prefix": 1, "limit": "x", "exclude_keys": [1]})
    post(f"/flow_runs/{UNKNOWN}/input/filter", {"prefix": ""})
    get(f"{path}/beta-1")
    get(f"{path}/gamma")
    delete(f"{path}/gamma")
    delete(f"{path}/alpha")
    get(f"{path}/alpha")


def task_runs() -> None:
    keys = {"task_key": "task", "dynamic_key": "0"}
    post("/task_runs/", keys, keep="free")
    post("/task_runs/", {**keys, "name": "other"})
    post("/flow_runs/", {"flow_id": "{flow.id}", "name": "parent", "tags": ["parent"]}, keep="parent")
    full = {
        "flow_run_id": "{parent.id}",
        **keys,
        "name": "task 0",
        "cache_key": "ck",
        "cache_expiration": "2099-01-01T00:00:00Z",
        "task_version": "v",
        "tags": ["t"],
        "labels": {"level": 3, "mine": 1.0},
        "empirical_policy": {"retries": 1, "retry_delay": [1, 2.5], "retry_jitter_factor": 0.5},
        "task_inputs": {
            "a": [{"input_type": "constant", "type": "int"}, {"input_type": "parameter", "name": "p", "more": 1}],
            "b": [{"input_type": "task_run", "id": "{free.id}"}, {"id": UNKNOWN}, {"name": "n"}, {"type": "t"}],
            "c": [],
        },
    }
    post("/task_runs/", full, keep="task")
    post("/task_runs/", {**full, "name": "again"})
    get("/task_runs/{task.id}")
    post("/task_runs/", {"flow_run_id": "{parent.id}", "task_key": "task", "dynamic_key": "1", "id": "{task.id}"})
    made = "0b0b0b0b-0000-4000-8000-00000000000b"
    deferred = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2099-01-01T00:00:00Z"}}
    post("/task_runs/", {"flow_run_id": "{parent.id}", "task_key": "task", "dynamic_key": "2", "id": made, "state": deferred})
    post("/task_runs/", {**keys, "flow_run_id": UNKNOWN})
    post("/task_runs/", {**keys, "dynamic_key": "running", "state": {"type": "RUNNING"}, "labels": None})
    post("/task_runs/", {**keys, "dynamic_key": "delays", "empirical_policy": {"retry_delay": 1.5, "retries": True}})
    patch("/task_runs/{task.id}", {"name": "renamed"})
    patch("/task_runs/{task.id}", {})
    patch("/task_runs/{task.id}", {"name": 1})
    patch("/task_runs/{task.id}", {"tags": []})
    patch(f"/task_runs/{UNKNOWN}", {"name": "x"})
    get(f"/task_runs/{UNKNOWN}")
    get("/task_runs/xyz")
    task_run_state("task", "RUNNING")
    flow_run_state("parent", "RUNNING")
    task_run_state("task", "RUNNING", state_details={"cache_key": "c"})
    get("/task_runs/{task.id}")
    task_run_state("task", "FAILED", message="once", data={"storage_key": "d"})
    task_run_state("task", "COMPLETED")
    task_run_state("task", "CRASHED")
    task_run_state("task", "RUNNING")
    task_run_state("task", "COMPLETED", data={"storage_key": "e"}, state_details={"cache_key": "c"})
    task_run_state("task", "RUNNING")
    post("/task_runs/{task.id}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    get("/task_runs/{task.id}")
    post("/task_runs/", {"flow_run_id": "{parent.id}", "task_key": "task", "dynamic_key": "cached"}, keep="cached")
    task_run_state("cached", "RUNNING", state_details={"cache_key": "c"})
    get("/task_run_states/?task_run_id={task.id}", keep="taskStates")
    get("/task_run_states/{taskStates.0.id}")
    get(f"/task_run_states/{UNKNOWN}")
    get("/task_run_states/")
    post(f"/task_runs/{UNKNOWN}/set_state", {"state": {"type": "RUNNING"}})
    post("/task_runs/{task.id}/set_state", {"force": 1})
    post("/task_runs/", {**keys, "dynamic_key": "background", "state": deferred}, keep="background")
    task_run_state("background", "PENDING", state_details={"deferred": True})
    task_run_state("background", "RUNNING", state_details={"deferred": True})
    task_run_state("background", "PENDING", state_details={"deferred": True})


def bad_task_runs() -> None:
    keys = {"task_key": "task", "dynamic_key": "bad"}
    post("/task_runs/", {})
    post("/task_runs/", {"task_key": 1, "dynamic_key": None})
    post("/task_runs/", {**keys, "surplus": 1})
    post("/task_runs/", {**keys, "empirical_policy": {"retry_jitter_factor": -1}})
    post("/task_runs/", {**keys, "empirical_policy": {"retry_delay": [1] * 51}})
    post("/task_runs/", {**keys, "empirical_policy": {"retry_delay": "x"}})
    post("/task_runs/", {**keys, "cache_key": "x" * 2001})
    post("/task_runs/", {**keys, "cache_expiration": "never", "id": 1, "flow_run_id": "x"})
    post("/task_runs/", {**keys, "task_inputs": {"x": [{"input_type": "constant"}]}})
    post("/task_runs/", {**keys, "task_inputs": {"x": {}}})
    post("/task_runs/", {**keys, "task_inputs": []})


def subflows() -> None:
    post("/task_runs/", {"flow_run_id": "{parent.id}", "task_key": "sub", "dynamic_key": "0"}, keep="dummy")
    post("/flow_runs/", {"flow_id": "{flow.id}", "parent_task_run_id": "{dummy.id}", "name": "child"}, keep="child")
    flow_run_state("child", "RUNNING")
    get("/task_runs/{dummy.id}")
    flow_run_state("child", "PAUSED", state_details={"pause_reschedule": True})
    flow_run_state("child", "COMPLETED", data={"storage_key": "s"})
    get("/task_runs/{dummy.id}")
    post("/flow_runs/filter", {"flow_runs": {"parent_task_run_id": {"any_": ["{dummy.id}"]}}})
    post("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": ["{parent.id}"]}}})
    delete("/task_runs/{dummy.id}")
    delete("/task_runs/{dummy.id}")
    get("/flow_runs/{child.id}")


def lists() -> None:
    named = {"flow_runs": {"name": {"any_": ["parent", "child"]}}}
    by_name = {"sort": "NAME_ASC"}
    post("/flow_runs/filter", {**named, **by_name})
    post("/flow_runs/filter", {**named, **by_name, "limit": 1, "offset": 1})
    post("/flow_runs/filter", {"limit": 0})
    post("/flow_runs/filter", {"limit": 201})
    post("/flow_runs/filter", {"limit": -1})
    post("/flow_runs/filter", {"limit": "x", "offset": -1, "sort": "NOPE"})
    post("/flow_runs/filter", {"flow_runs": {"nothing": {}}})
    post("/flow_runs/paginate", {**named, **by_name, "limit": 1, "page": 2})
    post("/flow_runs/paginate", {**named, **by_name, "limit": 0})
    post("/flow_runs/paginate", {"page": 0})
    post("/flow_runs/count", named)
    post("/flow_runs/count", {**named, "task_runs": {"name": {"any_": ["renamed"]}}})
    post("/flow_runs/count")
    post("/flow_runs/lateness", {"flow_runs": {"name": {"any_": ["nobody"]}}})
    span = {"history_start": "2001-01-01T00:00:00Z", "history_end": "2001-01-01T02:00:00Z"}
    post("/flow_runs/history", {**span, "history_interval_seconds": 3600})
    post("/flow_runs/history", {**span, "history_interval_seconds": 0.5})
    post("/flow_runs/history", {"history_start": "x"})
    of_parent = {"task_runs": {"flow_run_id": {"any_": ["{parent.id}"]}}}
    post("/task_runs/filter", {**of_parent, **by_name, "task_runs": {"name": {"any_": ["renamed"]}}})
    post("/task_runs/paginate", {"task_runs": {"name": {"any_": ["renamed"]}}, **by_name, "limit": 2})
    post("/task_runs/count", {"flow_runs": {"name": {"any_": ["parent"]}}})
    post("/task_runs/history", {**span, "history_interval_seconds": 7200})
    post("/task_runs/filter", {"limit": 201})
    post("/task_runs/filter", {"sort": "START_TIME_ASC", "task_runs": {"id": {"any_": ["x"]}}})
    get("/flow_runs/{parent.id}/graph-v2?since=nonsense", differs="pydantic's own datetimes have faults of their own")
    get(f"/flow_runs/{UNKNOWN}/graph-v2")
    get(f"/flow_runs/{UNKNOWN}/graph")


def logs() -> None:
    run = {"name": "n", "level": 20, "flow_run_id": "{second.id}"}
    patch("/flow_runs/{second.id}", {"name": 'my run/ä "x"'})
    get("/flow_runs/{second.id}/logs/download")
    post(
        "/logs/",
        [
            {**run, "message": 'a,"b"\nc', "timestamp": "2001-01-01T00:00:00.5Z"},
            {**run, "message": "plain", "timestamp": "2001-01-01T00:00:00Z", "task_run_id": UNKNOWN},
            {**run, "message": "", "timestamp": "2001-01-01T00:00:01Z"},
        ],
    )
    get("/flow_runs/{second.id}/logs/download")
    get(f"/flow_runs/{UNKNOWN}/logs/download")


def bulk() -> None:
    both = {"flow_runs": {"name": {"any_": ["parent", "child"]}}}
    one = {"flow_runs": {"name": {"any_": ["parent"]}}}
    post("/flow_runs/bulk_set_state", {**one, "state": {"type": "CANCELLING"}})
    post("/flow_runs/bulk_set_state", {**one, "state": {"type": "COMPLETED"}})
    post("/flow_runs/bulk_set_state", {**one, "state": {"type": "COMPLETED"}, "force": True})
    post("/flow_runs/bulk_set_state", {"flow_runs": {"name": {"any_": ["nobody"]}}, "state": {"type": "RUNNING"}})
    post("/flow_runs/bulk_set_state", {})
    post("/flow_runs/bulk_set_state", {"state": {"type": "RUNNING"}, "limit": 51})
    post("/flow_runs/bulk_delete", {"limit": 0})
    post("/flow_runs/bulk_delete", {"flow_runs": {"name": {"any_": ["nobody"]}}})
    post("/flow_runs/bulk_delete", both)
    get("/flow_runs/{parent.id}")
    get("/task_runs/{task.id}")
    get("/task_run_states/{taskStates.0.id}")
    delete("/flow_runs/{second.id}")
    delete("/flow_runs/{second.id}")
    delete("/flow_runs/xyz")
    get("/flow_run_states/?flow_run_id={second.id}")


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
SLUG = re.compile(r"^[a-z]+-[a-z]+$")
ROLLING = {"estimated_run_time", "estimated_start_time_delta", "delay_seconds"}
ids: dict[str, str] = {}


def normalised_text(text: str) -> str:
    text = UUID.sub(lambda match: ids.setdefault(match[0], f"id {len(ids) + 1}"), text)

    def moment(match: re.Match[str]) -> str:
        if 2020 <= int(match[1]) < 2090:
            return "moment"
        whole, _, fraction = match[0][:-1].partition(".")
        return f"{whole}.{fraction.ljust(6, '0')}Z"

    return MOMENT.sub(moment, text)


def normalised(value: object, key: str = "") -> object:
    if isinstance(value, str):
        return "random name" if key == "name" and SLUG.match(value) else normalised_text(value)
    if isinstance(value, list):
        return [normalised(item) for item in (sorted(value) if key in ("pause_keys", "deleted") else value)]
    if isinstance(value, dict):
        return {entry: normalised(item, entry) for entry, item in value.items()}
    if key in ROLLING or (key == "total_run_time" and value):
        return "seconds"
    return value


def filled(value: object, kept: dict[str, object]) -> object:
    if isinstance(value, str):

        def part(match: re.Match[str]) -> str:
            found: object = kept[match[1]]
            for step in match[2].split("."):
                found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
            return str(found)

        return re.sub(r"\{(\w+)\.([\w.]+)\}", part, value)
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, kept) for key, item in value.items()}
    return value


async def play() -> list[dict[str, object]]:
    application = create_app()
    await provide_database_interface().create_db()
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    kept: dict[str, object] = {}
    answers: list[dict[str, object]] = []
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://reference/api") as client,
    ):
        for each in calls:
            method, path = str(each["call"]).split(" ", 1)
            headers = {**each.get("headers", {})}  # type: ignore[dict-item]
            content = each.get("raw")
            if content is None and "body" in each:
                content = json.dumps(filled(each["body"], kept), ensure_ascii=False)
            if content is not None:
                headers["content-type"] = "application/json"
            for _ in range(20):
                answer = await client.request(
                    method,
                    str(filled(path, kept)),
                    headers=headers,
                    content=None if content is None else str(content).encode(),
                )
                # SQLite of the reference is often busy.
                if answer.status_code != 503:
                    break
            is_json = answer.headers.get("content-type", "").startswith("application/json")
            body = answer.json() if is_json else answer.text
            if "keep" in each:
                kept[str(each["keep"])] = body
            told = {
                name: normalised_text(answer.headers[name])
                for name in ("content-type", "content-disposition", "allow")
                if name in answer.headers
            }
            answers.append({**each, "status": answer.status_code, "told": told, "answer": normalised(body)})
    return answers


creation()
bad_flow_runs()
changes()
flow_run_states()
pauses()
inputs()
task_runs()
bad_task_runs()
subflows()
lists()
logs()
bulk()

lines = [json.dumps(answer, ensure_ascii=False) for answer in asyncio.run(play())]
sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
