"""Writes reference-answers.json: calls to the routes of deployments, with the reference's answers (see reference_player.py).

Deployments without work pools; those with them are in make-reference-pool-answers.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

SCHEMA = {
    "title": "Parameters",
    "type": "object",
    "properties": {
        "x": {"title": "x", "type": "integer", "position": 0},
        "name": {"title": "name", "type": "string", "default": "world", "position": 1},
        "items": {"title": "items", "type": "array", "items": {"type": "number"}, "position": 2},
    },
    "required": ["x"],
}
CIRCULAR = {"type": "object", "properties": {"x": {"$ref": "#/definitions/a"}}, "definitions": {"a": {"$ref": "#/definitions/a"}}}
FULL = {
    "name": "full",
    "version": "v1",
    "description": "A deployment with everything.",
    "paused": True,
    "concurrency_limit": 3,
    "concurrency_options": {"collision_strategy": "CANCEL_NEW", "grace_period_seconds": 60},
    "parameters": {"x": 1, "name": "there", "items": [1.0, 2]},
    "parameter_openapi_schema": SCHEMA,
    "enforce_parameter_schema": True,
    "tags": ["b", "a", "b"],
    "labels": {"team": "blue", "level": 3, "ratio": 1.5, "on": True},
    "pull_steps": [{"prefect.deployments.steps.set_working_directory": {"directory": "/tmp"}}],
    "path": "/tmp",
    "entrypoint": "flows.py:flow",
    "job_variables": {"env": {"A": "1"}},
    "version_info": {"type": "git", "version": "abc", "branch": "main"},
}


def flows() -> None:
    post("/flows/", {"name": "first", "labels": {"from": "flow", "team": "red"}}, keep="first")
    post("/flows/", {"name": "second", "tags": ["later"]}, keep="second")


def create(body: dict[str, object], **more: object) -> None:
    post("/deployments/", {"flow_id": "{first.id}", **body}, **more)


def creation() -> None:
    create({"name": "plain"}, keep="plain")
    get("/deployments/{plain.id}")
    get("/deployments/name/first/plain")
    create(FULL, keep="full")
    get("/deployments/{full.id}")
    get("/deployments/name/first/full")
    get("/deployments/name/second/full")
    get("/deployments/name/first/nothing")
    get("/deployments/name/nothing/full")
    get(f"/deployments/{UNKNOWN}")
    get("/deployments/xyz")
    get("/v2/concurrency_limits/deployment:{full.id}")
    post("/deployments/", {"name": "plain", "flow_id": "{second.id}"}, keep="other")
    for name in ("", "with space", "ü", "with/slash", "with%percent", "a&b", "a<b", "a>b", "x" * 300):
        create({"name": name})
    create({"name": "nulls", "version": None, "description": None, "work_queue_name": None, "work_pool_name": None,
            "path": None, "entrypoint": None, "pull_steps": None, "concurrency_limit": None, "concurrency_options": None,
            "parameter_openapi_schema": None, "labels": None, "storage_document_id": None,
            "infrastructure_document_id": None, "version_info": None, "global_concurrency_limit_id": None})  # fmt: skip
    create({"name": "empties", "parameter_openapi_schema": {}, "labels": {}, "parameters": {}, "job_variables": {},
            "tags": [], "pull_steps": [], "schedules": [], "description": "", "version": ""})  # fmt: skip
    create({"name": "old", "worker_pool_queue_id": UNKNOWN, "worker_pool_name": "x", "worker_pool_queue_name": "y",
            "work_pool_queue_name": "z"})  # fmt: skip
    create({"name": "labelled", "labels": {"prefect.flow.id": "mine", "from": "me"}})


def refused_creation() -> None:
    for body in (
        {},
        {"name": None},
        {"name": 1},
        {"name": "x", "flow_id": None},
        {"name": "x", "flow_id": "y"},
        {"name": "x", "flow_id": UNKNOWN},
        {"name": "x", "paused": None},
        {"name": "x", "paused": "maybe"},
        {"name": "x", "schedules": None},
        {"name": "x", "schedules": {}},
        {"name": "x", "concurrency_limit": 0},
        {"name": "x", "concurrency_limit": -1},
        {"name": "x", "concurrency_limit": "1.5"},
        {"name": "x", "concurrency_limit": 2, "global_concurrency_limit_id": UNKNOWN},
        {"name": "x", "global_concurrency_limit_id": UNKNOWN},
        {"name": "x", "global_concurrency_limit_id": "y"},
        {"name": "x", "concurrency_options": {}},
        {"name": "x", "concurrency_options": {"collision_strategy": "OTHER"}},
        {"name": "x", "concurrency_options": {"collision_strategy": "ENQUEUE", "grace_period_seconds": 59}},
        {"name": "x", "concurrency_options": {"collision_strategy": "ENQUEUE", "grace_period_seconds": 86401}},
        {"name": "x", "enforce_parameter_schema": None},
        {"name": "x", "parameter_openapi_schema": []},
        {"name": "x", "parameter_openapi_schema": "x"},
        {"name": "x", "parameters": None},
        {"name": "x", "parameters": []},
        {"name": "x", "tags": None},
        {"name": "x", "tags": "a"},
        {"name": "x", "tags": [1]},
        {"name": "x", "labels": {"a": {}}},
        {"name": "x", "labels": []},
        {"name": "x", "pull_steps": {}},
        {"name": "x", "pull_steps": [1]},
        {"name": "x", "job_variables": None},
        {"name": "x", "job_variables": []},
        {"name": "x", "storage_document_id": UNKNOWN},
        {"name": "x", "infrastructure_document_id": UNKNOWN},
        {"name": "x", "infrastructure_document_id": "y"},
        {"name": "x", "version_info": {}},
        {"name": "x", "version_info": {"type": "git"}},
        {"name": "x", "work_pool_name": "nothing"},
        {"name": "x", "work_pool_name": "nothing", "work_queue_name": "nothing"},
        {"name": "x", "id": UNKNOWN},
        {"name": "x", "created": "2024-01-01T00:00:00Z"},
        {"name": "x", "branch": "main"},
        {"name": 5, "tags": 5, "paused": 5, "more": True},
        # What is enforced is checked against the schema, and the schema itself.
        {"name": "x", "enforce_parameter_schema": True, "parameters": {"x": "a"}, "parameter_openapi_schema": SCHEMA},
        {"name": "x", "enforce_parameter_schema": True, "parameters": {"items": [1, "b"]}, "parameter_openapi_schema": SCHEMA},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"type": "nonsense"}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"type": 5}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"properties": []}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"properties": {"a": {"type": "text"}}}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"required": "x"}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"required": ["x", "x"]}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"minimum": "x"}},
        {"name": "x", "enforce_parameter_schema": True, "parameter_openapi_schema": {"pattern": "["}},
        {"name": "x", "enforce_parameter_schema": True, "parameters": {"x": 1}, "parameter_openapi_schema": CIRCULAR},
        {"name": "x", "enforce_parameter_schema": True, "parameters": {"x": 1},
         "parameter_openapi_schema": {"properties": {"x": {"$ref": "#/nowhere"}}}},
        {"name": "x", "enforce_parameter_schema": True, "parameters": {"x": 1},
         "parameter_openapi_schema": {"properties": {"x": {"$ref": "http://127.0.0.1:1/schema.json"}}}},
    ):  # fmt: skip
        create(body)
    post("/deployments/", [])
    post("/deployments/")
    post("/deployments/", raw="{")
    post("/deployments/", {"name": "x"})
    # Not enforced, so that anything goes.
    create({"name": "lax", "enforce_parameter_schema": False, "parameters": {"x": "a"}, "parameter_openapi_schema": SCHEMA},
           keep="lax")  # fmt: skip
    create({"name": "silent", "parameters": {"x": "a"}, "parameter_openapi_schema": SCHEMA}, keep="silent")
    create({"name": "nonsense", "parameter_openapi_schema": {"type": "nonsense"}}, keep="nonsense")
    create({"name": "partial", "enforce_parameter_schema": True, "parameter_openapi_schema": SCHEMA}, keep="partial")
    create({"name": "circular", "parameter_openapi_schema": CIRCULAR}, keep="circular")


def upserts() -> None:
    # What is left out stays as it is, but for parameters, labels and schedules.
    create({"name": "full"})
    create({"name": "full", "tags": ["c"], "description": "Changed."})
    get("/deployments/{full.id}")
    create({"name": "full", "version": None, "job_variables": {"b": 2}, "paused": False, "labels": {"x": "y"}})
    create({"name": "full", "concurrency_limit": 5})
    get("/v2/concurrency_limits/deployment:{full.id}")
    create({"name": "full", "concurrency_limit": 5})
    create({"name": "full", "concurrency_limit": None})
    get("/v2/concurrency_limits/deployment:{full.id}")
    create({"name": "full", "concurrency_limit": 2, "concurrency_options": None})
    create(FULL)
    create({"name": "plain", "enforce_parameter_schema": False})
    create({"name": "plain", "enforce_parameter_schema": True})
    post("/v2/concurrency_limits/", {"name": "shared", "limit": 7}, keep="shared")
    create({"name": "plain", "global_concurrency_limit_id": "{shared.id}"})
    create({"name": "plain"})
    create({"name": "plain", "concurrency_limit": 9})
    get("/v2/concurrency_limits/shared")
    create({"name": "plain", "global_concurrency_limit_id": None})
    get("/v2/concurrency_limits/shared")
    get("/deployments/{plain.id}")


def update(body: object, of: str = "full", **more: object) -> None:
    patch(f"/deployments/{{{of}.id}}", body, **more)
    get(f"/deployments/{{{of}.id}}")


def updates() -> None:
    for body in (
        {},
        {"description": "By hand."},
        {"description": None},
        {"version": "v2", "path": "/srv", "entrypoint": "other.py:flow"},
        {"version": None, "path": None, "entrypoint": None},
        {"paused": True},
        {"paused": False},
        {"tags": ["z", "z"]},
        {"tags": []},
        {"parameters": {"x": 5}},
        {"parameters": {}},
        {"parameters": None},
        {"parameters": {"x": {"__prefect_kind": "json", "value": "7"}}},
        {"parameters": {"x": {"__prefect_kind": "json", "value": "{"}}},
        {"parameters": {"x": {"__prefect_kind": "workspace_variable", "variable_name": "nothing"}}},
        {"parameters": {"x": "a"}},
        {"parameters": {"items": [1, {}]}},
        {"parameters": {"more": 1}},
        {"enforce_parameter_schema": False},
        {"parameters": {"x": "a"}},
        {"enforce_parameter_schema": True},
        {"enforce_parameter_schema": True, "parameters": {"x": 2}},
        {"enforce_parameter_schema": None},
        {"parameter_openapi_schema": {"type": "object", "properties": {"x": {"type": "string"}}}},
        {"parameter_openapi_schema": {"type": "object", "properties": {"x": {"type": "string"}}}, "parameters": {"x": "a"}},
        {"parameter_openapi_schema": None},
        {"parameter_openapi_schema": SCHEMA, "parameters": {"x": 1}},
        {"job_variables": {"c": 3}},
        {"job_variables": None},
        {"job_variables": {}},
        {"pull_steps": []},
        {"pull_steps": None},
        {"concurrency_limit": 4},
        {"concurrency_limit": 4},
        {"concurrency_limit": None},
        {"concurrency_limit": None},
        {"global_concurrency_limit_id": "{shared.id}"},
        {"global_concurrency_limit_id": None},
        {"global_concurrency_limit_id": UNKNOWN},
        {"global_concurrency_limit_id": "{shared.id}", "concurrency_limit": 5},
        {"concurrency_options": {"collision_strategy": "ENQUEUE"}},
        {"concurrency_options": {"collision_strategy": "ENQUEUE", "grace_period_seconds": 300}},
        {"concurrency_options": None},
        {"version_info": {"type": "git", "version": "def"}},
        {"work_pool_name": None},
        {"work_queue_name": None},
        {"storage_document_id": None, "infrastructure_document_id": None},
        {"storage_document_id": UNKNOWN},
        {"infrastructure_document_id": UNKNOWN},
        {"worker_pool_name": "x"},
        {"schedules": []},
    ):  # fmt: skip
        update(body)
    for body in (
        [],
        {"name": "other"},
        {"flow_id": "{second.id}"},
        {"labels": {"a": "b"}},
        {"id": UNKNOWN},
        {"paused": None},
        {"tags": None},
        {"tags": [1]},
        {"parameters": []},
        {"parameter_openapi_schema": []},
        {"job_variables": []},
        {"pull_steps": {}},
        {"concurrency_limit": 0},
        {"concurrency_options": {}},
        {"schedules": None},
        {"work_pool_name": "nothing"},
        {"work_pool_name": "nothing", "work_queue_name": "x"},
        {"version_info": {}},
        {"description": 5, "version": 5, "paused": "x"},
    ):
        patch("/deployments/{full.id}", body)
    patch("/deployments/{full.id}")
    patch("/deployments/{full.id}", raw="null")
    patch(f"/deployments/{UNKNOWN}", {"paused": True})
    patch("/deployments/xyz", {"paused": True})
    update({"parameters": {"x": 1}}, of="circular")
    update({"parameters": {"x": 1}}, of="nonsense")
    update({"parameters": {"x": "b"}}, of="silent")
    update({"description": "x"}, of="silent")
    update({"description": "x"}, of="lax")
    post("/variables/", {"name": "number", "value": 11})
    update({"parameters": {"x": {"__prefect_kind": "workspace_variable", "variable_name": "number"}}}, of="partial")


def pauses() -> None:
    post("/deployments/{full.id}/pause_deployment")
    get("/deployments/{full.id}")
    post("/deployments/{full.id}/pause_deployment")
    post("/deployments/{full.id}/resume_deployment")
    get("/deployments/{full.id}")
    post("/deployments/{full.id}/resume_deployment", {})
    post(f"/deployments/{UNKNOWN}/pause_deployment")
    post(f"/deployments/{UNKNOWN}/resume_deployment")
    post("/deployments/xyz/pause_deployment")


def runs() -> None:
    def run(body: object = None, of: str = "full", **more: object) -> None:
        post(f"/deployments/{{{of}.id}}/create_flow_run", body, **more)

    update({"parameters": {"x": 1, "name": "there"}, "tags": ["deployed", "a"], "job_variables": {"env": {"A": "1"}}})
    run({"name": "one"}, keep="one")
    get("/flow_runs/{one.id}")
    for body in (
        {"name": "run", "parameters": {"x": 2}},
        {"name": "run", "parameters": {"x": 2, "name": "you", "items": [1, 2.5]}},
        {"name": "run", "parameters": {"x": "a"}},
        {"name": "run", "parameters": {"items": ["a"]}},
        {"name": "run", "parameters": {"items": [1, 2, None]}},
        {"name": "run", "parameters": {"name": None}},
        {"name": "run", "parameters": {"more": 1}},
        {"name": "run", "parameters": {"x": "a"}, "enforce_parameter_schema": False},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "json", "value": "12"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "json", "value": "nonsense"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "json", "value": '{"a": '}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "json"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "none", "value": 3}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "none"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "other", "value": 3}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "other"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "workspace_variable", "variable_name": "number"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "workspace_variable", "variable_name": "nothing"}}},
        {"name": "run", "parameters": {"x": {"__prefect_kind": "workspace_variable"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "jinja", "template": "plain"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "jinja"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "jinja", "template": "{{ 'ha' * 2 }} {{ missing }}"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "jinja", "template": "{{ x"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "jinja", "template": "{{ 1 / 0 }}"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "jinja", "template": "{{ x | nothing }}"}}},
        {"name": "run", "parameters": {"name": {"__prefect_kind": "json", "value": {"__prefect_kind": "jinja", "template": "{{ 'x' | tojson }}"}}}},
        {"name": "run", "tags": ["mine", "a"], "labels": {"own": 1, "team": "green"}},
        {"name": "run", "labels": None, "context": {"c": 1}, "empirical_policy": {"retries": 2}},
        {"name": "run", "job_variables": {"B": 2}},
        {"name": "run", "job_variables": None},
        {"name": "run", "idempotency_key": "once"},
        {"name": "again", "idempotency_key": "once", "parameters": {"x": 9}},
        {"name": "run", "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2070-01-01T00:00:00Z"}}},
        {"name": "run", "state": {"type": "PENDING", "message": "Right away."}},
        {"name": "run", "state": {"type": "SCHEDULED", "name": "Late"}},
        {"name": "run", "infrastructure_document_id": UNKNOWN},
        {"name": "run", "parent_task_run_id": UNKNOWN},
        {"name": "run", "work_queue_name": "some"},
        {"name": "run", "work_queue_name": ""},
        {"name": "run", "work_queue_name": None},
        {"name": "run", "state": None, "infrastructure_document_id": None, "idempotency_key": None},
        # Refused.
        {"name": "run", "parameters": None},
        {"name": "run", "parameters": []},
        {"name": "run", "tags": None},
        {"name": "run", "context": None},
        {"name": "run", "state": {"type": "SOME"}},
        {"name": "run", "state": {}},
        {"name": "run", "flow_id": "{first.id}"},
        {"name": "run", "deployment_id": "{full.id}"},
        {"name": "run", "enforce_parameter_schema": "x"},
        {"name": "run", "job_variables": []},
        {"name": "run", "labels": {"a": []}},
        {"name": 5, "parameters": 5, "more": 5},
    ):
        run(body)
    run([])
    run()
    post("/deployments/{full.id}/create_flow_run", raw="null")
    run({"name": "run", "parameters": {"x": 1}}, of="circular")
    run({"name": "run", "parameters": {"x": 1}}, of="nonsense")
    run({"name": "run"}, of="partial")
    run({"name": "run", "parameters": {"x": "a"}}, of="lax")
    run({"name": "run", "parameters": {"x": "a"}, "enforce_parameter_schema": True}, of="lax")
    run({"name": "run", "parameters": {"any": 1}}, of="plain")
    run({"name": "run", "parameters": {"any": 1}}, of="other")
    run({"name": "run"}, of="silent")
    post(f"/deployments/{UNKNOWN}/create_flow_run", {"name": "run"})
    post("/deployments/xyz/create_flow_run", {"name": "run"})


def bulk_runs() -> None:
    path = "/deployments/{full.id}/create_flow_run/bulk"
    post(path, [])
    post(path, [{"name": "bulk"}, {"name": "bulk", "parameters": {"x": 3}}])
    post(path, [{"name": "bulk", "parameters": {"x": "a"}}, {"name": "bulk"}, {"name": "bulk", "parameters": {"items": [{}]}}])
    post(path, [{"name": "bulk", "work_queue_name": "some"}])
    post(path, [{"name": "bulk", "parameters": {"x": {"__prefect_kind": "json", "value": "{"}}}])
    post(path, [{"name": "bulk", "idempotency_key": "bulk"}, {"name": "bulk", "idempotency_key": "bulk"}])
    post(path, [{"name": "bulk"}] * 101)
    post(path, {})
    post(path, [{"name": "bulk", "more": 1}, {"tags": 1}])
    post(path, [None])
    post(path)
    post(f"/deployments/{UNKNOWN}/create_flow_run/bulk", [])
    post(f"/deployments/{UNKNOWN}/create_flow_run/bulk", [{"name": "bulk"}])
    post("/deployments/{circular.id}/create_flow_run/bulk", [{"name": "bulk", "parameters": {"x": 1}}])
    ours = {"why": "The reference prints the whole error of its validator.", "status": 200}
    post("/deployments/{nonsense.id}/create_flow_run/bulk", [{"name": "bulk"}], ours=ours)


def polls() -> None:
    path = "/deployments/get_scheduled_flow_runs"
    create({"name": "polled"}, keep="polled")
    for name, when in (("c", "2025-03-01"), ("a", "2025-01-01"), ("b", "2025-02-01"), ("z", "2070-01-01")):
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": f"{when}T00:00:00Z"}}
        post("/deployments/{polled.id}/create_flow_run", {"name": name, "state": state})
    post("/deployments/{polled.id}/create_flow_run", {"name": "pending", "state": {"type": "PENDING"}})
    get("/deployments/{polled.id}")
    polled = {"deployment_ids": ["{polled.id}"]}
    post(path, {**polled, "scheduled_before": "2026-01-01T00:00:00Z"})
    post(path, polled)
    post(path, {**polled, "limit": 2})
    post(path, {**polled, "limit": 0})
    post(path, {**polled, "limit": 201})
    post(path, {**polled, "scheduled_before": "2025-02-01T00:00:00Z"})
    post(path, {**polled, "scheduled_before": "2024-02-01T00:00:00Z"})
    post(path, {**polled, "scheduled_before": "2025-02-01"})
    post(path, {"deployment_ids": []})
    post(path, {"deployment_ids": [UNKNOWN]})
    post(path, {"deployment_ids": [UNKNOWN, "{polled.id}", "{polled.id}"], "limit": 1})
    post(path, {})
    post(path)
    post(path, {"deployment_ids": "x"})
    post(path, {"deployment_ids": ["x"], "scheduled_before": "y", "limit": "z"})
    post(path, {**polled, "scheduled_before": None, "limit": None})


def lists() -> None:
    for body in (
        {},
        {"limit": 3},
        {"limit": 3, "offset": 2},
        {"limit": 0},
        {"limit": 201},
        {"limit": -1},
        {"offset": -1},
        {"limit": 2, "sort": "NAME_DESC"},
        {"limit": 2, "sort": "CREATED_DESC"},
        {"sort": "SOME"},
        {"deployments": {"name": {"any_": ["full", "plain"]}}},
        {"deployments": {"name": {"like_": "PL"}}},
        {"deployments": {"flow_or_deployment_name": {"like_": "second"}}},
        {"deployments": {"id": {"any_": ["{full.id}"]}}},
        {"deployments": {"id": {"not_any_": ["{full.id}"]}}, "limit": 1},
        {"deployments": {"paused": {"eq_": True}}},
        {"deployments": {"tags": {"all_": ["deployed", "a"]}}},
        {"deployments": {"tags": {"any_": ["deployed"]}}},
        {"deployments": {"tags": {"is_null_": False}}},
        {"deployments": {"concurrency_limit": {"is_null_": True}}, "limit": 1},
        {"deployments": {"more": 1}},
        {"flows": {"name": {"any_": ["second"]}}},
        {"flow_runs": {"name": {"any_": ["a"]}}},
        {"flow_runs": {"state": {"type": {"any_": ["PENDING"]}}}},
        {"task_runs": {"name": {"any_": ["a"]}}},
        {"work_pools": {"name": {"any_": ["nothing"]}}},
        {"work_pool_queues": {"name": {"any_": ["nothing"]}}},
    ):
        post("/deployments/filter", body)
        post("/deployments/count", {key: value for key, value in body.items() if key not in ("limit", "offset", "sort")})
    for body in ({"limit": 3}, {"limit": 3, "page": 2}, {"limit": 0}, {"page": 0}, {"limit": 5, "page": 99},
                 {"limit": 2, "sort": "NAME_DESC", "flows": {"name": {"any_": ["second", "first"]}}}):  # fmt: skip
        post("/deployments/paginate", body)
    post("/deployments/filter")
    post("/deployments/count")
    post("/deployments/filter", [])


def schedules() -> None:
    path = "/deployments/{plain.id}/schedules"
    cron = {"cron": "0 0 * * *", "timezone": "UTC"}
    hourly = {"interval": 3600, "anchor_date": "2025-01-01T00:00:00+00:00", "timezone": "Europe/Berlin"}
    get(path)
    post(path, [{"schedule": cron}], keep="cron")
    get(path)
    get("/deployments/{plain.id}")
    post(path, [{"schedule": hourly, "slug": "hourly", "active": False, "max_scheduled_runs": 5, "parameters": {"x": 1}}],
         keep="hourly")  # fmt: skip
    post(path, [{"schedule": cron, "slug": "hourly"}])
    post(path, [{"schedule": {"rrule": "DTSTART:20250101T000000\nFREQ=DAILY", "timezone": "UTC"}, "slug": "rrule", "replaces": "x"}],
         keep="rrule")  # fmt: skip
    post(path, [])
    for body in (
        [{}],
        [{"schedule": None}],
        [{"schedule": {}}],
        [{"schedule": {"cron": "nonsense"}}],
        [{"schedule": {"cron": "0 0 * * *", "timezone": "Nowhere"}}],
        [{"schedule": {"interval": 0}}],
        [{"schedule": {"interval": -5}}],
        [{"schedule": {"rrule": "nonsense"}}],
        [{"schedule": cron, "max_scheduled_runs": 0}],
        [{"schedule": cron, "max_scheduled_runs": 101}],
        [{"schedule": cron, "active": None}],
        [{"schedule": cron, "parameters": None}],
        [{"schedule": cron, "more": 1}],
        [{"schedule": cron, "slug": 5}],
        {},
        {"schedule": cron},
    ):
        post(path, body)
    post(path)
    get(f"/deployments/{UNKNOWN}/schedules")
    post(f"/deployments/{UNKNOWN}/schedules", [{"schedule": cron}])
    get("/deployments/xyz/schedules")
    one = "/deployments/{plain.id}/schedules/{cron.0.id}"
    for body in (
        {},
        {"active": False},
        {"active": None},
        {"schedule": hourly},
        {"schedule": None},
        {"parameters": {"y": 2}},
        {"max_scheduled_runs": 7},
        {"slug": "renamed"},
        {"slug": None},
        {"slug": "hourly"},
        {"replaces": "x"},
        {"active": "x"},
        {"schedule": {"cron": "x"}},
        {"max_scheduled_runs": 101},
        {"more": 1},
        [],
    ):
        patch(one, body)
        # The one that was changed last comes first.
        get("/deployments/{plain.id}/schedules")
    patch(one)
    patch(f"/deployments/{{plain.id}}/schedules/{UNKNOWN}", {"active": True})
    patch(f"/deployments/{UNKNOWN}/schedules/{{cron.0.id}}", {"active": True})
    patch("/deployments/{other.id}/schedules/{cron.0.id}", {"active": True})
    patch("/deployments/{plain.id}/schedules/xyz", {"active": True})
    delete("/deployments/{other.id}/schedules/{cron.0.id}")
    delete(one)
    delete(one)
    delete(f"/deployments/{UNKNOWN}/schedules/{UNKNOWN}")
    get("/deployments/{plain.id}")


def schedules_with_deployments() -> None:
    cron = {"cron": "0 0 * * *", "timezone": "UTC"}
    later = {"cron": "0 1 * * *", "timezone": "UTC"}
    create({"name": "timed", "schedules": [{"schedule": cron}]}, keep="timed")
    get("/deployments/{timed.id}/schedules")
    create({"name": "timed"})
    create({"name": "timed", "schedules": [{"schedule": cron, "slug": "a"}]})
    create({"name": "timed", "schedules": [{"schedule": cron, "slug": "same"}, {"schedule": later, "slug": "same"}]})
    create({"name": "timed", "schedules": [{"schedule": cron, "active": False, "max_scheduled_runs": 3, "parameters": {"p": 1}}]})
    create({"name": "timed", "schedules": [{"schedule": {"cron": "x"}}]})
    create({"name": "timed", "schedules": [{"more": 1}, 5]})
    # Without slugs the schedules are replaced.
    for body in (
        {"schedules": [{"schedule": later}]},
        {"schedules": [{"active": False}]},
        {"schedules": [{"schedule": cron, "active": None, "max_scheduled_runs": 4}]},
        {"schedules": []},
        {"schedules": [{"schedule": cron, "slug": "a"}]},
        # With slugs they are told apart.
        {"schedules": [{"slug": "a", "active": False}]},
        {"schedules": [{"slug": "a", "schedule": later, "parameters": {"q": 1}, "max_scheduled_runs": 2}]},
        {"schedules": [{"schedule": cron}]},
        {"schedules": [{"slug": "b"}]},
        {"schedules": [{"slug": "b", "schedule": cron}]},
        {"schedules": [{"slug": "c", "replaces": "b"}]},
        {"schedules": [{"slug": "a", "replaces": "c"}]},
        {"schedules": [{"slug": "a", "replaces": "c"}, {"slug": "c", "replaces": "a"}]},
        {"schedules": [{"slug": "d", "replaces": "a"}, {"slug": "e", "replaces": "a"}]},
        {"schedules": [{"slug": "d", "replaces": "nothing"}]},
        {"schedules": [{"slug": "d", "replaces": "nothing", "schedule": later, "active": False}]},
        {"schedules": []},
        {"schedules": [{"schedule": {"cron": "x"}, "slug": "a"}]},
        {"description": "Schedules stay."},
    ):
        update(body, of="timed")


def deletion() -> None:
    delete("/deployments/{full.id}")
    delete("/deployments/{full.id}")
    get("/deployments/{full.id}")
    get("/v2/concurrency_limits/deployment:{full.id}")
    delete(f"/deployments/{UNKNOWN}")
    delete("/deployments/xyz")
    post("/flow_runs/count", {"deployments": {"name": {"any_": ["polled"]}}})
    delete("/deployments/{polled.id}")
    post("/flow_runs/count", {"flow_runs": {"deployment_id": {"any_": ["{polled.id}"]}}})
    post("/deployments/bulk_delete", {"deployments": {"name": {"any_": ["lax", "nothing"]}}})
    post("/deployments/bulk_delete", {"deployments": {"name": {"any_": ["lax"]}}})
    post("/deployments/bulk_delete", {"limit": 1})
    post("/deployments/bulk_delete", {"limit": 0})
    post("/deployments/bulk_delete", {"limit": 51})
    post("/deployments/bulk_delete", {"deployments": {"more": 1}})
    post("/deployments/bulk_delete", ours={"why": "The reference names them in no order.", "status": 200})
    post("/deployments/count", {})


flows()
creation()
refused_creation()
upserts()
updates()
pauses()
runs()
bulk_runs()
polls()
lists()
schedules()
schedules_with_deployments()
deletion()
main()
