"""
Writes what the Prefect server answers to the calls that count and page runs, right and wrong ones, to standard output. Run with
a Python that has prefect 3.9.1 (its database driver, aiosqlite, included):

    python test/domains/runs/make-reference-list-answers.py > test/domains/runs/reference-list-answers.json
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
from reference_player import UNKNOWN, get, main, post  # noqa: E402

STATES = ("COMPLETED", "FAILED", "RUNNING", "PENDING", "SCHEDULED")
TAGS = ([], ["sea"], ["sea", "wind"], ["wind"], [])


def runs() -> None:
    post("/flows/", {"name": "sail"}, keep="sail")
    for index, (state, tags) in enumerate(zip(STATES, TAGS)):
        body = {"flow_id": "{sail.id}", "name": f"run-{index}", "tags": tags, "state": {"type": state, "name": state.title()}}
        post("/flow_runs/", body, keep=f"run{index}")
        task = {
            "flow_run_id": f"{{run{index}.id}}",
            "task_key": "hoist",
            "dynamic_key": str(index),
            "name": f"task-{index}",
            "tags": tags,
            "task_inputs": {"x": [{"input_type": "task_run", "id": f"{{task{index - 1}.id}}"}] if index else []},
            "state": {"type": state, "name": state.title()},
        }
        post("/task_runs/", task, keep=f"task{index}")


FILTERS = (
    {"name": {"any_": ["{N}-1", "{N}-2"]}},
    {"name": {"like_": "-"}},
    {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}},
    {"state": {"name": {"any_": ["Running"]}}},
    {"state": {"type": {"any_": ["OTHER"]}}},
    {"tags": {"all_": ["sea"]}},
    {"tags": {"is_null_": True}},
    {"id": {"any_": [UNKNOWN]}},
    {"id": {"any_": ["x"]}},
    {"operator": "or_", "tags": {"is_null_": True}, "name": {"any_": ["{N}-1"]}},
    {"start_time": {"is_null_": True}},
    {"expected_start_time": {"after_": "2099-01-01T00:00:00Z"}},
    {"expected_start_time": {"after_": "soon"}},
    {"color": {"any_": ["blue"]}},
)


def named(value: object, name: str) -> object:
    if isinstance(value, str):
        return value.replace("{N}", name)
    if isinstance(value, list):
        return [named(item, name) for item in value]
    return {key: named(item, name) for key, item in value.items()} if isinstance(value, dict) else value


def lists(kind: str, name: str, sort: str) -> None:
    for body in (None, {}, {"flows": {"name": {"any_": ["sail"]}}}, {"flows": 1}, [], {"deployments": {"color": 1}}):
        post(f"/{kind}/count", body)
    for each in FILTERS:
        post(f"/{kind}/count", {kind: named(each, name)})
    for more in (
        {},
        {"limit": 2},
        {"limit": 2, "page": 2},
        {"limit": 2, "page": 4},
        {"limit": 0},
        {"limit": 201},
        {"limit": -1},
        {"page": 0},
        {"page": "x", "limit": "y"},
        {"sort": "other"},
        {kind: {"name": {"any_": [f"{name}-3"]}}},
        {kind: {"color": 1}},
    ):
        post(f"/{kind}/paginate", {"sort": sort, **more})
    for more in (
        {"limit": 2, "offset": 1},
        {"limit": 0},
        {"limit": 201},
        {"offset": -1},
        {"limit": "y", "offset": "x"},
        {"sort": "other"},
    ):
        post(f"/{kind}/filter", {"sort": sort, **more})
    for body in (
        None,
        {},
        {"history_start": "2020-01-01T00:00:00Z", "history_end": "2020-01-01T03:00:00Z", "history_interval_seconds": 3600},
        {"history_start": "2020-01-01T00:00:00Z", "history_end": "2020-01-01T03:00:00Z", "history_interval_seconds": 0.5},
        {"history_start": "2020-01-02T00:00:00Z", "history_end": "2020-01-01T00:00:00Z", "history_interval_seconds": 60},
        {"history_start": "x", "history_end": None, "history_interval_seconds": "y"},
        {
            "history_start": "2020-01-01T00:00:00Z",
            "history_end": "2020-01-01T03:00:00Z",
            "history_interval_seconds": 3600,
            kind: {"color": 1},
        },
    ):
        post(f"/{kind}/history", body)


def lateness() -> None:
    # Of runs that are there it depends on the moment.
    for body in ({"flow_runs": {"name": {"any_": ["nothing"]}}}, {"flow_runs": 1}, {"flows": {"color": 1}}, []):
        post("/flow_runs/lateness", body)


def single() -> None:
    for kind in ("flow_runs", "task_runs"):
        get(f"/{kind}/{UNKNOWN}")
        get(f"/{kind}/xyz")
    get(f"/flow_runs/{UNKNOWN}/graph")
    get("/flow_runs/{run0.id}/graph")
    get(f"/flow_run_states/?flow_run_id={UNKNOWN}")
    get("/flow_run_states/")
    get("/task_run_states/?task_run_id=xyz")
    get(f"/flow_run_states/{UNKNOWN}")
    get(f"/task_run_states/{UNKNOWN}")


runs()
lists("flow_runs", "run", "NAME_ASC")
lists("task_runs", "task", "NAME_ASC")
lateness()
single()
main()
