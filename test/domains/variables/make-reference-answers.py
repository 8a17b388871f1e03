"""Writes reference-answers.json: calls to the routes of variables, with the reference's answers (see reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

VALUES = [
    None, True, False, 0, -1, 1.0, 1.5, 1e300, 12345678901234567890, "", "text", "ü \U0001f6a2", [], [1, [2.0, None]], {},
    {"a": {"b": [1.0, {"c": None}]}, "": 1},
]  # fmt: skip


def creation() -> None:
    for index, value in enumerate(VALUES):
        post("/variables/", {"name": f"value-{index}", "value": value}, keep=f"value{index}")
        get(f"/variables/name/value-{index}")
        get(f"/variables/{{value{index}.id}}")
    post("/variables/", {"name": "tagged_1", "value": 1, "tags": ["b", "a", "b"]}, keep="tagged")
    post("/variables/", {"name": "tagged_2", "value": 2, "tags": ["b"]})
    post("/variables/", {"name": "tagged_1", "value": 3})
    post("/variables/", {"name": "a" * 255, "value": 1})
    for body in (
        {},
        [],
        None,
        {"name": "x"},
        {"value": 1},
        {"name": None, "value": 1},
        {"name": 1, "value": 1},
        {"name": "", "value": 1},
        {"name": "Upper", "value": 1},
        {"name": "with space", "value": 1},
        {"name": "dot.ted", "value": 1},
        {"name": "umläut", "value": 1},
        {"name": "a" * 256, "value": 1},
        {"name": "A" * 256, "value": 1},
        {"name": "x", "value": 1, "tags": None},
        {"name": "x", "value": 1, "tags": "a"},
        {"name": "x", "value": 1, "tags": [1]},
        {"name": "x", "value": 1, "id": UNKNOWN},
        {"name": "Bad Name", "tags": 5, "more": True},
    ):
        post("/variables/", body)
    post("/variables/", raw='{"name": "nan", "value": NaN}')
    post("/variables/", raw='{"name": "broken", "value": ')
    get("/variables/name/nothing")
    get(f"/variables/{UNKNOWN}")
    get("/variables/xyz")
    get("/variables/name/")


def lists() -> None:
    for filters in (
        {"name": {"any_": ["tagged_1", "value-3", "nothing"]}},
        {"name": {"any_": []}},
        {"name": {"like_": "TAGGED"}},
        {"name": {"like_": "%1"}},
        {"name": {"like_": "value_1"}},
        {"name": {"like_": ""}, "tags": {"is_null_": False}},
        {"id": {"any_": ["{tagged.id}", "{value1.id}"]}},
        {"tags": {"all_": ["a", "b"]}},
        {"tags": {"all_": ["b"]}},
        {"tags": {"all_": []}},
        {"tags": {"is_null_": False}},
        {"tags": {"is_null_": True, "all_": ["a"]}},
        {"tags": {"operator": "or_", "is_null_": False, "all_": ["zzz"]}},
        {"operator": "or_", "name": {"any_": ["value-1"]}, "tags": {"all_": ["a"]}},
        {"operator": "and_", "name": {"like_": "tag"}, "tags": {"all_": ["a"]}},
        {"operator": "or_"},
        {},
        {"name": None, "id": None},
        {"value": {"any_": [1]}},
        {"tags": {"any_": ["a"]}},
        {"id": {"any_": ["x"]}},
        {"operator": "xor"},
        {"name": "x"},
    ):
        post("/variables/filter", {"variables": filters})
        post("/variables/count", {"variables": filters})
    for sort in ("CREATED_DESC", "NAME_DESC", "NAME_ASC", "OTHER", None, 1):
        post("/variables/filter", {"sort": sort, "limit": 3})
    post("/variables/filter")
    post("/variables/count")
    post("/variables/filter", {"limit": 2, "offset": 1})
    post("/variables/filter", {"limit": 0})
    post("/variables/filter", {"limit": 201})
    post("/variables/filter", {"limit": -1, "offset": -1})
    post("/variables/filter", {"limit": "2", "offset": "x"})
    post("/variables/filter", {"offset": 1000})
    post("/variables/count", {"variables": None})
    post("/variables/count", [])


def changes() -> None:
    for path in ("/variables/{tagged.id}", "/variables/name/tagged_1"):
        patch(path, {"value": {"new": 1.0}})
        get("/variables/name/tagged_1")
        patch(path, {"tags": []})
        patch(path, {})
        get(path)
        patch(path, {"value": None})
        get(path)
        patch(path, {"name": "tagged_2"})
        patch(path, {"name": "Tagged"})
        patch(path, {"name": None})
        patch(path, {"tags": None})
        patch(path, {"tags": [None], "name": 5})
        patch(path, {"id": UNKNOWN})
        patch(path, [])
        patch(path)
        get("/variables/name/tagged_1")
    patch("/variables/{tagged.id}", {"name": "renamed"})
    get("/variables/name/tagged_1")
    get("/variables/name/renamed")
    patch("/variables/name/renamed", {"name": "renamed"})
    patch(f"/variables/{UNKNOWN}", {"value": 1})
    patch("/variables/name/nothing", {"value": 1})
    delete("/variables/name/nothing")
    delete(f"/variables/{UNKNOWN}")
    delete("/variables/name/renamed")
    delete("/variables/{tagged.id}")
    delete("/variables/{value0.id}")
    delete("/variables/xyz")
    post("/variables/count")


creation()
lists()
changes()
main()
