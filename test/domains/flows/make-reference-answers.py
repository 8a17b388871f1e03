"""
Writes what the Prefect server answers to calls about flows, to standard output. Run with a Python that has prefect 3.9.1 (its
database driver, aiosqlite, included):

    python test/domains/flows/make-reference-answers.py > test/domains/flows/reference-answers.json
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402


def creation() -> None:
    post("/flows/", {"name": "sail", "tags": ["sea", "wind"], "labels": {"knots": 7, "fast": True, "by": "me"}}, keep="sail")
    post("/flows/", {"name": "sail"})
    post("/flows/", {"name": "sail", "tags": ["other"], "labels": {"knots": 9}})
    post("/flows/", {"name": "Row", "tags": ["sea"]}, keep="row")
    post("/flows/", {"name": "drift_", "labels": None}, keep="drift")
    post("/flows/", {"name": "old", "tags": []}, keep="old")
    for body in (
        {},
        [],
        "text",
        None,
        {"name": None},
        {"name": ""},
        {"name": 1},
        {"name": "a/b"},
        {"name": "a%b"},
        {"name": "x", "tags": "sea"},
        {"name": "x", "tags": [1, None]},
        {"name": "x", "tags": None},
        {"name": "x", "labels": {"a": [1]}},
        {"name": "x", "labels": {"a": None}},
        {"name": "x", "labels": []},
        {"name": "x", "color": "blue"},
        {"name": 1, "tags": {}, "labels": 1, "color": "blue"},
    ):
        post("/flows/", body)
    post("/flows/", raw="{")
    post("/flows/", raw='{"name": "x",}')
    post("/flows/", raw="")


def reading() -> None:
    get("/flows/{sail.id}")
    get("/flows/{drift.id}")
    get(f"/flows/{UNKNOWN}")
    get("/flows/xyz")
    get("/flows/name/sail")
    get("/flows/name/drift_")
    get("/flows/name/nothing")
    get("/flows/name/sail/")
    get("/flows/{sail.id}/")


def lists() -> None:
    post("/flows/filter")
    for body in (
        {},
        None,
        {"sort": "NAME_ASC"},
        {"sort": "NAME_DESC"},
        {"sort": "CREATED_DESC"},
        {"sort": "UPDATED_DESC"},
        {"sort": "other"},
        {"limit": 2},
        {"limit": 2, "offset": 1},
        {"limit": 0},
        {"limit": -1},
        {"limit": 201},
        {"limit": "2"},
        {"limit": None, "offset": None},
        {"offset": -1},
        {"limit": "x", "offset": "y"},
        {"flows": None},
        {"flows": {}},
        {"flows": []},
        {"flows": {"name": {"any_": ["sail", "Row"]}}},
        {"flows": {"name": {"like_": "AI"}}},
        {"flows": {"name": {"like_": "%"}}},
        {"flows": {"name": {"any_": []}}},
        {"flows": {"name": {"any_": "sail"}}},
        {"flows": {"name": {"like_": 1}}},
        {"flows": {"id": {"any_": ["{sail.id}", UNKNOWN]}}},
        {"flows": {"id": {"any_": ["x"]}}},
        {"flows": {"tags": {"all_": ["sea"]}}},
        {"flows": {"tags": {"all_": ["sea", "wind"]}}},
        {"flows": {"tags": {"is_null_": True}}},
        {"flows": {"tags": {"is_null_": False}}},
        {"flows": {"tags": {"is_null_": "maybe"}}},
        {"flows": {"operator": "or_", "name": {"any_": ["Row"]}, "tags": {"is_null_": True}}},
        {"flows": {"operator": "and_", "name": {"any_": ["Row"]}, "tags": {"is_null_": True}}},
        {"flows": {"operator": "xor_"}},
        {"flows": {"deployment": {"is_null_": True}}},
        {"flows": {"deployment": {"is_null_": False}}},
        {"flows": {"color": {"any_": ["blue"]}}},
        {"flows": {"name": {"color": 1}}},
        {"flow_runs": {"name": {"any_": ["first"]}}},
        {"task_runs": {"name": {"any_": ["nothing"]}}},
        {"deployments": {"name": {"any_": ["at-sea"]}}},
        {"work_pools": {"name": {"any_": ["harbour"]}}},
        {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "flows": {"name": {"any_": ["sail"]}}},
    ):
        post("/flows/filter", body)
        if body is None or not {"sort", "limit", "offset"} & set(body):
            post("/flows/count", body)
    for body in (
        {},
        {"limit": 2},
        {"limit": 2, "page": 2},
        {"limit": 2, "page": 9},
        {"page": 0},
        {"page": "x"},
        {"limit": -1},
        {"sort": "NAME_DESC", "limit": 1},
        {"flows": {"name": {"like_": "a"}}},
        {"flows": {"name": {"any_": ["nothing"]}}},
    ):
        post("/flows/paginate", body)


def changes() -> None:
    patch("/flows/{row.id}", {"tags": ["calm", "calm", "sea"]})
    get("/flows/{row.id}")
    patch("/flows/{row.id}", {})
    patch("/flows/{row.id}", {"tags": []})
    get("/flows/{row.id}")
    for body in ({"tags": None}, {"tags": [1]}, {"tags": "sea"}, {"name": "new"}, [], None):
        patch("/flows/{row.id}", body)
    patch(f"/flows/{UNKNOWN}", {"tags": []})
    patch("/flows/xyz", {"tags": []})


def deletion() -> None:
    delete("/flows/{old.id}")
    delete("/flows/{old.id}")
    get("/flows/{old.id}")
    delete(f"/flows/{UNKNOWN}")
    delete("/flows/xyz")
    for body in (
        {"limit": 0},
        {"limit": 51},
        {"limit": "x"},
        {"flows": {"name": 1}},
        {"flows": {"name": {"any_": ["nothing"]}}},
        {"flows": {"name": {"any_": ["Row"]}}, "limit": 1},
    ):
        post("/flows/bulk_delete", body)
    get("/flows/{row.id}")
    delete("/flows/{sail.id}")
    get("/flow_runs/{first.id}")
    get("/deployments/{deployment.id}")
    post("/flows/filter")
    post("/flows/bulk_delete")
    post("/flows/count")


creation()
reading()
post("/flow_runs/", {"flow_id": "{sail.id}", "name": "first", "state": {"type": "COMPLETED"}}, keep="first")
post("/work_pools/", {"name": "harbour", "type": "process"})
post(
    "/deployments/",
    {"name": "at-sea", "flow_id": "{row.id}", "work_pool_name": "harbour"},
    keep="deployment",
)
lists()
changes()
deletion()
main()
