"""Writes reference-answers.json: calls to the routes of artifacts, with the reference's answers (see reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

DATA = [
    None, True, 0, 1.0, 1.5, 1e300, 12345678901234567890, "", "text", "ü \U0001f6a2", [], [1, [2.0, None]], {},
    {"a": {"b": [1.0, {"c": None}]}, "": 1}, '[{"a": 1.0}]',
]  # fmt: skip


# Of runs that are not due yet nothing changes with the time.
LATER = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2070-01-01T00:00:00Z"}}


def runs() -> None:
    """One flow run with a task run, and one of another flow."""
    post("/flows/", {"name": "sail"}, keep="sail")
    post("/flows/", {"name": "row", "tags": ["slow"]}, keep="row")
    post("/flow_runs/", {"flow_id": "{sail.id}", "name": "first", "tags": ["north"], "state": LATER}, keep="first")
    post("/flow_runs/", {"flow_id": "{row.id}", "name": "second", "state": LATER}, keep="second")
    task = {"flow_run_id": "{first.id}", "task_key": "hoist", "dynamic_key": "0", "name": "hoist-0", "state": LATER}
    post("/task_runs/", task, keep="task")


def creation() -> None:
    for index, data in enumerate(DATA):
        post("/artifacts/", {"key": f"data-{index:02}", "data": data}, keep=f"data{index}")
        get(f"/artifacts/{{data{index}.id}}")
        get(f"/artifacts/data-{index:02}/latest")
    post("/artifacts/", {}, keep="bare")
    get("/artifacts/{bare.id}")
    everything = {
        "key": "report",
        "type": "markdown",
        "description": "What was seen",
        "data": "# First",
        "metadata_": {"b": "2", "a": "1"},
        "flow_run_id": "{first.id}",
        "task_run_id": "{task.id}",
    }
    post("/artifacts/", everything, keep="report1")
    get("/artifacts/report/latest")
    post("/artifacts/", {"key": "report", "flow_run_id": "{second.id}", "data": "# Second"}, keep="report2")
    get("/artifacts/report/latest")
    post("/artifacts/", {"key": "report", "type": "table", "data": [], "flow_run_id": "{first.id}"}, keep="report3")
    get("/artifacts/report/latest")
    post("/artifacts/", {"type": "result", "flow_run_id": UNKNOWN, "task_run_id": UNKNOWN}, keep="orphan")
    for metadata in ({}, {"long": "x" * 500}, {"long": "x" * 501}, {"long": "\U0001f6a2" * 501, "short": "y"}, None):
        post("/artifacts/", {"metadata_": metadata})
    for key in ("", "a\n", "a-b-1", None):
        post("/artifacts/", {"key": key})
    for body in (
        [],
        None,
        {"key": "Upper"},
        {"key": "with space"},
        {"key": "under_score"},
        {"key": "umläut"},
        {"key": 1},
        {"type": 1},
        {"description": []},
        {"metadata_": {"a": 1}},
        {"metadata_": {"a": None}},
        {"metadata_": "a"},
        {"metadata_": []},
        {"flow_run_id": "x", "task_run_id": 5},
        {"key": "x", "id": UNKNOWN},
        {"key": "Bad Key", "type": 5, "more": True},
    ):
        post("/artifacts/", body)
    post("/artifacts/")
    post("/artifacts/", raw='{"key": "nan", "data": NaN}')
    post("/artifacts/", raw='{"key": "broken", "data": ')
    get(f"/artifacts/{UNKNOWN}")
    get("/artifacts/xyz")
    get("/artifacts/nothing/latest")
    get(f"/artifacts/{UNKNOWN}/latest")


FILTERS = (
    {"key": {"any_": ["report", "data-03", "nothing"]}},
    {"key": {"any_": []}},
    {"key": {"like_": "REPO"}},
    {"key": {"like_": "data_0%3"}},
    {"key": {"like_": ""}, "type": {"any_": ["markdown"]}},
    {"key": {"exists_": True, "like_": "port"}},
    {"key": {"exists_": False}, "type": {"any_": ["result"]}},
    {"flow_run_id": {"any_": ["{first.id}"]}},
    {"flow_run_id": {"any_": ["{first.id}", "{second.id}"]}, "type": {"any_": ["table"]}},
    {"flow_run_id": {"any_": []}},
    {"task_run_id": {"any_": ["{task.id}", UNKNOWN]}},
    {"type": {"any_": ["markdown", "table"]}},
    {"type": {"any_": []}},
    {"type": {"not_any_": ["markdown"]}},
    {"type": {"not_any_": []}, "key": {"like_": "rep"}},
    {"type": {"any_": ["table", "result"], "not_any_": ["result"]}},
    {"operator": "or_", "type": {"any_": ["table"]}, "key": {"any_": ["data-01"]}},
    {"operator": "and_", "type": {"any_": ["table"]}, "key": {"any_": ["data-01"]}},
    {"operator": "or_", "key": {}, "type": {"any_": []}},
    {"type": None, "key": {"any_": ["report"]}},
    {"value": {"any_": [1]}},
    {"key": {"not_any_": ["a"]}},
    {"flow_run_id": {"any_": ["x"]}},
    {"flow_run_id": {"not_any_": [UNKNOWN]}},
    {"operator": "xor"},
    {"key": "x"},
)

ACROSS = (
    {"flow_runs": {"name": {"any_": ["first"]}}},
    {"flow_runs": {}},
    {"flow_runs": {"tags": {"all_": ["north"]}}, "flows": {"name": {"any_": ["sail"]}}},
    {"flow_runs": {"tags": {"all_": ["north"]}}, "flows": {"name": {"any_": ["row"]}}},
    {"flows": {"name": {"any_": ["row"]}}},
    {"flows": {}},
    {"task_runs": {"name": {"like_": "hoist"}}},
    {"task_runs": {}},
    {"task_runs": {}, "flow_runs": {"name": {"any_": ["second"]}}},
    {"deployments": {}},
    {"deployments": {"name": {"any_": ["nightly"]}}, "flows": {}},
    {"flow_runs": None},
    {"artifacts": None},
    {"flow_runs": {"name": 5}, "artifacts": {"key": 1}, "sort": "x", "offset": -1},
)


def lists(path: str, count: str) -> None:
    for filters in (*FILTERS, {"id": {"any_": ["{report1.id}"]}}, {"latest_id": {"any_": ["{report1.id}", "{data1.id}"]}}):
        post(path, {"artifacts": filters, "sort": "CREATED_DESC"})
        post(count, {"artifacts": filters})
    for body in ACROSS:
        post(path, {"sort": "CREATED_DESC", **body})
        post(count, body)
    with_key = {"artifacts": {"key": {"like_": "data"}}}
    for sort in ("CREATED_DESC", "KEY_DESC", "KEY_ASC", "UPDATED_DESC", "OTHER", 1):
        post(path, {**with_key, "sort": sort, "limit": 3})
    # By id, which is how lists are sorted unless told, the reference's come in an order of chance.
    post(path, {"sort": None, "limit": 0})
    # Where keys that are missing lie is the database's own way.
    post(path, {"artifacts": {"key": {"exists_": True}}, "sort": "KEY_ASC", "limit": 2, "offset": 8})
    post(count)
    post(count, {})
    post(count, {"artifacts": {}})
    post(path, {"limit": 0})
    post(path, {"limit": 201})
    post(path, {"limit": -1, "offset": -1})
    post(path, {"limit": "2", "offset": "x"})
    post(path, {"offset": 1000})
    post(path, [])
    post(count, [])


def graph() -> None:
    of_task = {"flow_run_id": "{first.id}", "task_run_id": "{task.id}"}
    post("/artifacts/", {**of_task, "key": "loading", "type": "progress", "data": 25.0}, keep="progress")
    post("/artifacts/", {**of_task, "key": "loading", "type": "progress", "data": 50.5})
    post("/artifacts/", {**of_task, "type": "markdown", "data": "not shown"})
    post("/artifacts/", {**of_task, "type": "result", "data": "a result"})
    post("/artifacts/", {**of_task, "data": "of no type"})
    post("/artifacts/", {"flow_run_id": "{first.id}", "type": "progress", "data": {"share": 1.0}})
    get("/flow_runs/{first.id}/graph-v2")
    get("/flow_runs/{second.id}/graph-v2")


def changes() -> None:
    for body in (
        {"data": {"new": 1.0}},
        {"description": "Seen again"},
        {"metadata_": {"c": "3", "long": "z" * 600}},
        {},
        {"data": None, "description": None, "metadata_": None},
    ):
        patch("/artifacts/{report3.id}", body)
        get("/artifacts/{report3.id}")
        get("/artifacts/report/latest")
    patch("/artifacts/{report1.id}", {"data": "# First, changed"})
    get("/artifacts/{report1.id}")
    get("/artifacts/report/latest")
    for body in ({"key": "new"}, {"type": "new"}, {"metadata_": {"a": 1}}, {"description": 1, "more": 1}, [], None):
        patch("/artifacts/{report1.id}", body)
    patch(f"/artifacts/{UNKNOWN}", {"data": 1})
    patch("/artifacts/xyz", {"data": 1})
    delete(f"/artifacts/{UNKNOWN}")
    delete("/artifacts/xyz")
    # One that is not the latest, the latest with another before it, and the last of its key.
    post("/artifacts/", {"key": "report", "data": "# Fourth"}, keep="report4")
    delete("/artifacts/{report3.id}")
    get("/artifacts/{report3.id}")
    get("/artifacts/report/latest")
    delete("/artifacts/{report4.id}")
    get("/artifacts/report/latest")
    delete("/artifacts/{report2.id}")
    get("/artifacts/report/latest")
    post("/artifacts/latest/filter", {"artifacts": {"key": {"any_": ["report"]}}})
    delete("/artifacts/{report1.id}")
    delete("/artifacts/{report1.id}")
    get("/artifacts/report/latest")
    post("/artifacts/latest/count", {"artifacts": {"key": {"any_": ["report"]}}})
    post("/artifacts/", {"key": "report", "data": "anew"})
    get("/artifacts/report/latest")
    delete("/artifacts/{bare.id}")
    # What a flow run has left stays when the run is gone.
    post("/artifacts/", {"key": "left", "flow_run_id": "{first.id}"}, keep="left")
    delete("/flow_runs/{first.id}")
    get("/artifacts/{left.id}")
    get("/artifacts/left/latest")
    post("/artifacts/filter", {"flow_runs": {}, "artifacts": {"key": {"any_": ["left"]}}})


runs()
creation()
lists("/artifacts/filter", "/artifacts/count")
lists("/artifacts/latest/filter", "/artifacts/latest/count")
graph()
changes()
main()
