"""Writes reference-answers.json: calls to the routes that only Prefect's web page uses, with the reference's answers (see
reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, post, put  # noqa: E402

FILTER = {"object": "flow_run", "property": "state", "type": "string", "operation": "equals", "value": "Late"}
WRONG_BODIES = ({}, [], None, {"flow_ids": None}, {"flow_ids": "x"}, {"flow_ids": ["x"]}, {"flow_ids": [UNKNOWN] * 201})


def saved_searches() -> None:
    put("/saved_searches/", {"name": "late", "filters": [FILTER]}, keep="late")
    put("/saved_searches/", {"name": "late", "filters": [FILTER, {**FILTER, "value": [1.0, {"a": None}]}]})
    put("/saved_searches/", {"name": "empty"}, keep="empty")
    put("/saved_searches/", {"name": ""})
    for body in (
        {},
        [],
        None,
        {"name": None},
        {"name": "x", "filters": None},
        {"name": "x", "filters": {}},
        {"name": "x", "filters": [1]},
        {"name": "x", "filters": [{}]},
        {"name": "x", "filters": [{**FILTER, "more": 1}]},
        {"name": "x", "filters": [{**FILTER, "object": 1}]},
        {"name": "x", "more": 1},
        {"name": "x", "id": UNKNOWN},
    ):
        put("/saved_searches/", body)
    get("/saved_searches/{late.id}")
    get(f"/saved_searches/{UNKNOWN}")
    get("/saved_searches/x")
    for body in ({}, None, {"limit": 1}, {"limit": 1, "offset": 1}, {"offset": 9}, {"limit": 0}, {"limit": 201}, {"offset": -1}):
        post("/saved_searches/filter", body)
    delete("/saved_searches/{empty.id}")
    delete("/saved_searches/{empty.id}")
    post("/saved_searches/filter", {})


def state(kind: str, run: str, type: str, **more: object) -> None:
    post(f"/{kind}/{{{run}.id}}/set_state", {"state": {"type": type, **more}, "force": True})


def runs() -> None:
    for flow in ("a", "b", "idle"):
        post("/flows/", {"name": flow}, keep=flow)
    for name in ("one", "two"):
        post("/deployments/", {"name": name, "flow_id": "{a.id}"}, keep=name)
    for flow, name, at in (("a", "late", "2087-02-01"), ("a", "soon", "2087-01-01"), ("b", "only", "2087-03-01")):
        scheduled = {"type": "SCHEDULED", "state_details": {"scheduled_time": f"{at}T00:00:00Z"}}
        post("/flow_runs/", {"flow_id": f"{{{flow}.id}}", "name": name, "state": scheduled}, keep=name)
    post("/flow_runs/", {"flow_id": "{a.id}", "name": "done", "state": {"type": "PENDING"}}, keep="done")
    state("flow_runs", "done", "COMPLETED", name="All done")
    for key in ("first", "second", "stands"):
        task = {"flow_run_id": "{done.id}", "task_key": key, "dynamic_key": "0", "name": key}
        post("/task_runs/", {**task, "state": {"type": "PENDING"}}, keep=key)
    post("/flow_runs/", {"flow_id": "{b.id}", "name": "child", "parent_task_run_id": "{stands.id}"}, keep="child")
    post("/task_runs/", {"flow_run_id": None, "task_key": "alone", "dynamic_key": "0", "name": "alone"}, keep="alone")


def pages() -> None:
    flows = {"flow_ids": ["{b.id}", "{a.id}", "{idle.id}", UNKNOWN, "{b.id}"]}
    for path in ("/ui/flows/count-deployments", "/ui/flows/next-runs"):
        post(path, flows)
        post(path, {"flow_ids": []})
        for body in WRONG_BODIES:
            post(path, body)
    post("/ui/flow_runs/count-task-runs", {"flow_run_ids": ["{child.id}", "{done.id}", UNKNOWN]})
    post("/ui/flow_runs/count-task-runs", {})
    post("/ui/flow_runs/history", {"sort": "NAME_ASC", "flow_runs": {"name": {"any_": ["late", "soon", "only", "done"]}}})
    for body in (
        {"flows": {"name": {"any_": ["a"]}}, "limit": 2, "sort": "NAME_DESC"},
        {"flows": {"name": {"any_": ["a"]}}, "limit": 2, "offset": 2, "sort": "NAME_DESC"},
        {"flows": {"name": {"any_": ["nothing"]}}},
        {"limit": 1001},
        {"limit": 0},
        {"offset": -1},
        {"sort": "X"},
        {"flows": None, "limit": 0},
    ):
        post("/ui/flow_runs/history", body)


def task_runs() -> None:
    post("/ui/task_runs/count", {})
    post("/ui/task_runs/count", {"flows": {"name": {"any_": ["a"]}}})
    post("/ui/task_runs/count", {"task_runs": {"state": {"type": {"any_": ["PENDING"]}}}})
    post("/ui/task_runs/count", {"task_runs": {"state": {"type": {"any_": ["NONE"]}}}})
    get("/ui/task_runs/{first.id}")
    get("/ui/task_runs/{alone.id}")
    get(f"/ui/task_runs/{UNKNOWN}")
    get("/ui/task_runs/x")
    state("task_runs", "first", "RUNNING")
    state("task_runs", "first", "COMPLETED")
    state("task_runs", "second", "RUNNING")
    state("task_runs", "second", "FAILED")
    state("task_runs", "alone", "RUNNING")
    state("task_runs", "alone", "CANCELLED")
    post("/ui/task_runs/count", {})
    for span in (
        {"after_": "2025-01-01T00:00:00Z", "before_": "2089-01-01T00:00:00Z"},
        {"after_": "2000-01-01T00:00:00Z"},
        {"after_": "2089-01-01T00:00:00Z", "before_": "2089-06-01T00:00:00Z"},
        {"before_": "2089-01-01T00:00:00Z"},
        {},
    ):
        post("/ui/task_runs/dashboard/counts", {"task_runs": {"start_time": span}})
    span = {"start_time": {"after_": "2000-01-01T00:00:00Z"}}
    post("/ui/task_runs/dashboard/counts", {"task_runs": span, "flows": {"name": {"any_": ["a"]}}})
    post("/ui/task_runs/dashboard/counts", {"task_runs": {**span, "state": {"type": {"any_": ["PENDING"]}}}})
    post("/ui/task_runs/dashboard/counts", {"task_runs": {}})
    post("/ui/task_runs/dashboard/counts", {})


def observed_states() -> None:
    get("/observed-states?order_by=NAME_ASC")
    get("/observed-states?order_by=NAME_ASC&limit=2")
    get("/observed-states?order_by=NAME_ASC&query=all")
    get("/observed-states?order_by=NAME_ASC&query=%20PEND%20")
    get("/observed-states?order_by=NAME_ASC&query=%25")
    get("/observed-states?order_by=NAME_ASC&query=")
    get("/observed-states?order_by=NAME_ASC&query=" + "x" * 101)
    for query in ("limit=0", "limit=201", "limit=x", "order_by=X"):
        get(f"/observed-states?{query}")


SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "count": {"type": "integer"},
        "many": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}},
        "inner": {"type": "object", "properties": {"day": {"type": "string", "format": "date"}}, "required": ["day", "no"]},
        "either": {"anyOf": [{"type": "integer"}, {"type": "array"}]},
    },
    "required": ["name", "count"],
    "additionalProperties": False,
}


def kind(name: str, **more: object) -> dict[str, object]:
    return {"__prefect_kind": name, **more}


def schemas() -> None:
    post("/variables/", {"name": "seven", "value": 7})
    for values in (
        {"name": "ok", "count": 1},
        {},
        {"name": "x", "count": "1", "more": 1},
        {"name": "ok", "count": 1, "many": [{"x": 1}, {}, {"x": "a"}, 5], "inner": {"day": "never"}},
        {"name": "ok", "count": 1.5, "either": "x"},
        {"name": "ok", "count": kind("json", value="3")},
        {"name": "ok", "count": kind("json", value="{")},
        {"name": "ok", "count": kind("json")},
        {"name": kind("jinja", template="{{ x }}"), "count": 1},
        {"name": kind("jinja", template="{{ x"), "count": 1},
        {"name": kind("jinja"), "count": kind("none")},
        {"name": "ok", "count": kind("workspace_variable", variable_name="seven")},
        {"name": "ok", "count": kind("workspace_variable", variable_name="nothing")},
        {"name": "ok", "count": kind("workspace_variable")},
        {"name": "ok", "count": kind("none", value=kind("json", value="["))},
        {"name": "ok", "count": kind("json", value=kind("jinja", template="{{ x }}"))},
        {"name": "ok", "count": 1, "many": [kind("json", value="{"), {"x": kind("workspace_variable", variable_name="no")}]},
        {"name": "ok", "count": 1, "many": kind("jinja", template="[{{ x }}]"), "inner": kind("json", value="]")},
        {"name": "ok", "count": kind("something", value=5)},
        kind("json", value="{"),
        kind("workspace_variable"),
    ):
        post("/ui/schemas/validate", {"schema": SCHEMA, "values": values})
    for schema in ({}, {"type": "nothing"}, {"$ref": "#/nowhere"}, {"properties": {"a": {"$ref": "#"}}}, {"$ref": "#"}):
        post("/ui/schemas/validate", {"schema": schema, "values": {"a": {"a": {}}}})
    for body in ({}, {"schema": {}}, {"values": {}}, {"schema": [], "values": {}}, {"schema": {}, "values": 1}, None):
        post("/ui/schemas/validate", body)


saved_searches()
runs()
pages()
task_runs()
observed_states()
schemas()
main()
