"""Writes reference-answers.json: calls to the routes of work queues, those of a pool's and the older ones, with the
reference's answers (see reference_player.py).

Queues of equal name or priority are asked for one by one, for the reference lists them in no order of its own.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

QUEUES = "/work_pools/yard/queues"
EARLY = "2030-01-01T00:00:00Z"
LATE = "2040-01-01T00:00:00Z"

BAD_QUEUES = (
    {},
    [],
    "text",
    {"name": None},
    {"name": 5},
    {"name": ""},
    {"name": "a/b"},
    {"name": "a%b"},
    {"name": "x", "description": 5},
    {"name": "x", "is_paused": None},
    {"name": "x", "is_paused": "maybe"},
    {"name": "x", "concurrency_limit": -1},
    {"name": "x", "concurrency_limit": 1.5},
    {"name": "x", "concurrency_limit": "many"},
    {"name": "x", "priority": 0},
    {"name": "x", "priority": -1},
    {"name": "x", "priority": 1.5},
    {"name": "x", "priority": "high"},
    {"name": "x", "status": "READY"},
    {"name": "x", "work_pool_id": UNKNOWN},
    {"name": "x", "last_polled": EARLY},
    {"name": "x", "filter": []},
    {"name": "x", "filter": {"tags": "a", "deployment_ids": ["x"]}},
)


def creation() -> None:
    post("/work_pools/", {"name": "yard", "type": "process"}, keep="yard")
    get(f"{QUEUES}/default")
    post(QUEUES, {"name": "second"}, keep="second")
    get(f"{QUEUES}/second")
    post(QUEUES, {"name": "second"})
    post(
        QUEUES,
        {"name": "first", "description": "Before all", "is_paused": True, "concurrency_limit": 2, "priority": 1},
        keep="first",
    )
    post(f"{QUEUES}/filter")
    post(QUEUES, {"name": "far", "priority": 10, "concurrency_limit": 0}, keep="far")
    post(QUEUES, {"name": "gap", "priority": None, "concurrency_limit": None}, keep="gap")
    post(QUEUES, {"name": "also far", "priority": "10"})
    post(QUEUES, {"name": " "})
    post(QUEUES, {"name": "no description", "description": None})
    post(QUEUES, {"name": "tagged", "filter": {"tags": ["a"], "deployment_ids": [UNKNOWN], "more": 1}}, keep="tagged")
    post(QUEUES, {"name": "untagged", "filter": {}})
    post(QUEUES, {"name": "unfiltered", "filter": None})
    post(f"{QUEUES}/filter")
    for body in BAD_QUEUES:
        post(QUEUES, body)
    post(QUEUES)
    post(f"{QUEUES}/", {"name": "slash"})
    post("/work_pools/nowhere/queues", {"name": "x"})
    post("/work_pools/nowhere/queues", {"name": 5})
    get(f"{QUEUES}/nothing")
    get("/work_pools/nowhere/queues/default")
    get(f"{QUEUES}/{{first.id}}")
    get("/work_pools/yard/queues")


def lists() -> None:
    for body in (
        {},
        {"limit": 2},
        {"limit": 2, "offset": 1},
        {"offset": 50},
        {"limit": 0},
        {"limit": 201},
        {"limit": -1, "offset": -1},
        {"offset": -1},
        [],
        {"work_queues": None},
        {"work_queues": {}},
        {"work_queues": {"name": {"any_": ["first", "far", "nothing"]}}},
        {"work_queues": {"name": {"any_": []}}},
        {"work_queues": {"name": {"startswith_": ["F", "sec"]}}},
        {"work_queues": {"name": {"startswith_": []}}},
        {"work_queues": {"name": {"startswith_": ["f"], "any_": ["far"]}}},
        {"work_queues": {"id": {"any_": ["{first.id}", UNKNOWN]}}},
        {"work_queues": {"id": {"any_": ["{first.id}"]}, "name": {"any_": ["far"]}}},
        {"work_queues": {"id": {"any_": ["{first.id}"]}, "name": {"any_": ["far"]}, "operator": "or_"}},
        {"work_queues": {"id": {"any_": ["x"]}}},
        {"work_queues": {"name": {"like_": "x"}}},
        {"work_queues": {"priority": {"any_": [1]}}},
    ):
        post(f"{QUEUES}/filter", body)
        post("/work_queues/filter", body)
    post("/work_queues/filter")
    post("/work_pools/nowhere/queues/filter", {})


CHANGES = (
    {"description": "Changed"},
    {"description": None},
    {"description": 5},
    {"name": "renamed"},
    {"name": "second"},
    {"name": "default"},
    {"name": None},
    {"concurrency_limit": 7},
    {"concurrency_limit": None},
    {"concurrency_limit": -1},
    {"is_paused": True},
    {"is_paused": True, "description": "Twice"},
    {"is_paused": False},
    {"is_paused": False},
    {"is_paused": None},
    {"is_paused": True, "last_polled": LATE},
    {"is_paused": False},
    {"last_polled": EARLY},
    {"last_polled": None},
    {"last_polled": "soon"},
    {"is_paused": True},
    {"is_paused": False, "last_polled": "2020-01-01T00:00:00Z"},
    {"filter": {"tags": ["b"]}},
    {"filter": None},
    {"filter": {"tags": 5}},
    {"status": "READY"},
    {"work_pool_id": UNKNOWN},
    {"priority": None},
    {"priority": 0},
    {"priority": "x"},
    {},
    [],
    None,
)


def changes() -> None:
    for body in CHANGES:
        patch(f"{QUEUES}/second", body)
        get("/work_queues/{second.id}")
        if isinstance(body, dict) and body.get("name") == "renamed":
            get(f"{QUEUES}/second")
            patch(f"{QUEUES}/renamed", {"name": "second"})
    patch(f"{QUEUES}/nothing", {"description": "x"})
    patch("/work_pools/nowhere/queues/second", {"description": "x"})
    patch(f"{QUEUES}/nothing", {"description": 5})
    # Priorities: whoever is in the way makes room.
    for name, priority in (("far", 1), ("far", 2), ("far", 30), ("second", 3), ("default", 1), ("gap", 29), ("gap", 30)):
        patch(f"{QUEUES}/{name}", {"priority": priority})
        post(f"{QUEUES}/filter")
    delete(f"{QUEUES}/also%20far")
    post(f"{QUEUES}/filter")
    delete(f"{QUEUES}/also%20far")
    delete("/work_pools/nowhere/queues/second")
    delete(f"{QUEUES}/default")
    get(f"{QUEUES}/default")


def older() -> None:
    """The routes of Prefect 2, whose queues were in no pool: they are in that of the agents now."""
    post("/work_queues/", {"name": "default"}, keep="older_default")
    post("/work_queues/", {"name": "default"})
    post("/work_queues/", {"name": "old", "description": "Of old", "concurrency_limit": 1}, keep="old")
    post("/work_queues/", {"name": "old"})
    post("/work_queues/", {"name": "old paused", "is_paused": True, "priority": 1}, keep="old_paused")
    post("/work_queues/", {"name": "old tagged", "concurrency_limit": 4, "filter": {"tags": ["a"]}}, keep="old_tagged")
    post("/work_pools/default-agent-pool/queues/filter")
    get("/work_pools/default-agent-pool")
    for body in BAD_QUEUES:
        post("/work_queues/", body)
    post("/work_queues/")
    get("/work_queues/{old.id}")
    get("/work_queues/{first.id}")
    get(f"/work_queues/{UNKNOWN}")
    get("/work_queues/no-id")
    get("/work_queues/name/old")
    get("/work_queues/name/old%20tagged")
    # Of other pools' queues none is found by its name alone.
    get("/work_queues/name/first")
    get("/work_queues/name/nothing")
    for body in CHANGES:
        if isinstance(body, dict) and body.get("name") == "second":
            continue
        patch("/work_queues/{old.id}", body)
        get("/work_queues/{old.id}")
    patch("/work_queues/{old.id}", {"priority": 40})
    get("/work_queues/{old.id}")
    patch(f"/work_queues/{UNKNOWN}", {"description": "x"})
    patch(f"/work_queues/{UNKNOWN}", {"description": 5})
    patch("/work_queues/no-id", {"description": "x"})
    get("/work_queues/{old.id}/status")
    get(f"/work_queues/{UNKNOWN}/status")
    get("/work_queues/no-id/status")


def runs() -> None:
    post("/flows/", {"name": "hoist"}, keep="flow")

    def run(queue: str, name: str, state: dict[str, object] | None, pool: str | None = "yard", **more: object) -> None:
        post(
            "/flow_runs/",
            {
                "flow_id": "{flow.id}",
                "name": name,
                "state": state,
                "work_queue_name": queue,
                **({} if pool is None else {"work_pool_name": pool}),
                **more,
            },
        )

    def scheduled(time: str, name: str = "Scheduled") -> dict[str, object]:
        return {"type": "SCHEDULED", "name": name, "state_details": {"scheduled_time": time}}

    patch(f"{QUEUES}/first", {"is_paused": False, "concurrency_limit": 3})
    run("first", "one", scheduled("2020-01-02T00:00:00Z", "Late"))
    run("first", "two", scheduled("2020-01-01T00:00:00Z"))
    run("first", "three", scheduled(LATE))
    run("first", "four", {"type": "RUNNING"})
    run("first", "five", {"type": "PENDING"})
    run("first", "six", {"type": "CANCELLING"})
    run("first", "seven", {"type": "COMPLETED"})
    run("far", "eight", scheduled("2020-01-01T00:00:00Z"))
    for queue in ("first", "far", "second"):
        get(f"{QUEUES}/{queue}")
        get(f"/work_queues/{{{queue}.id}}")
        get(f"/work_queues/{{{queue}.id}}/status")
        # Holders of slots are in the order of their ids, which are random, so none of several is left out.
        windows = ({"limit": 3}, {"limit": 3, "page": 2}) if queue == "first" else ({"limit": 1}, {"limit": 1, "page": 2})
        for body in (None, {}, *windows, {"page": 9}, {"limit": 0}):
            post(f"/work_queues/{{{queue}.id}}/concurrency_status", body)
    for body in ({"limit": -1}, {"limit": 201}, {"page": 0}, {"page": "x"}, []):
        post("/work_queues/{first.id}/concurrency_status", body)
    post(f"/work_queues/{UNKNOWN}/concurrency_status")
    post("/work_queues/no-id/concurrency_status")
    for body in (
        None,
        {},
        {"limit": 1},
        {"limit": 1, "page": 2},
        {"page": 9},
        {"limit": 0},
        {"flow_run_limit": 2},
        {"flow_run_limit": 0},
        {"flow_run_limit": 201},
        {"flow_run_limit": -1},
        {"limit": -1},
        {"limit": 201},
        {"page": 0},
        [],
    ):
        post("/work_pools/yard/concurrency_status", body)
    post("/work_pools/nowhere/concurrency_status")
    post("/work_queues/filter", {"work_queues": {"name": {"any_": ["first", "far"]}}})
    post(f"{QUEUES}/filter", {"work_queues": {"name": {"any_": ["first", "far"]}}})
    # What the older routes hand out.
    for body in (
        None,
        {},
        {"scheduled_before": EARLY},
        {"scheduled_before": "2010-01-01T00:00:00Z"},
        {"limit": 1},
        {"limit": 0},
        {"limit": 201},
        {"scheduled_before": "soon"},
        {"scheduled_before": None},
        [],
    ):
        post("/work_queues/{first.id}/get_runs", body)
    patch("/work_queues/{first.id}", {"concurrency_limit": None})
    post("/work_queues/{first.id}/get_runs", {"scheduled_before": EARLY})
    post("/work_queues/{first.id}/get_runs", {"limit": 2})
    patch("/work_queues/{first.id}", {"concurrency_limit": 4})
    post("/work_queues/{first.id}/get_runs", {"scheduled_before": EARLY})
    patch("/work_queues/{first.id}", {"concurrency_limit": 5, "is_paused": True})
    post("/work_queues/{first.id}/get_runs", {"scheduled_before": EARLY})
    post("/work_queues/{far.id}/get_runs", {})
    post(f"/work_queues/{UNKNOWN}/get_runs", {})
    post("/work_queues/no-id/get_runs", {})


def tagged() -> None:
    def scheduled(time: str) -> dict[str, object]:
        return {"type": "SCHEDULED", "name": "Scheduled", "state_details": {"scheduled_time": time}}

    # Queues that choose their runs by tags and deployments, wherever these wait.
    post("/deployments/", {"name": "hoist", "flow_id": "{flow.id}"}, keep="deployment")
    for name, tags in (("nine", ["a"]), ("ten", ["a", "b"]), ("eleven", [])):
        post(
            "/flow_runs/",
            {
                "flow_id": "{flow.id}",
                "name": name,
                "tags": tags,
                "state": scheduled("2020-01-01T00:00:00Z" if name == "nine" else "2020-01-02T00:00:00Z"),
                "deployment_id": "{deployment.id}",
            },
        )
    post("/work_queues/{old_tagged.id}/get_runs", {"scheduled_before": EARLY})
    post("/work_queues/{old_tagged.id}/get_runs", {"limit": 1})
    get("/work_queues/{old_tagged.id}")
    patch("/work_queues/{old_tagged.id}", {"filter": {"tags": ["a", "b"]}})
    post("/work_queues/{old_tagged.id}/get_runs", {"scheduled_before": EARLY})
    patch("/work_queues/{old_tagged.id}", {"filter": {"deployment_ids": ["{deployment.id}"]}})
    post("/work_queues/{old_tagged.id}/get_runs", {"scheduled_before": "2020-01-01T12:00:00Z"})
    patch("/work_queues/{old_tagged.id}", {"filter": {"deployment_ids": []}})
    post("/work_queues/{old_tagged.id}/get_runs", {})
    patch("/work_queues/{old_tagged.id}", {"filter": {"tags": ["a"]}, "concurrency_limit": 0})
    post("/work_queues/{old_tagged.id}/get_runs", {})
    patch("/work_queues/{old_tagged.id}", {"concurrency_limit": 4, "is_paused": True})
    post("/work_queues/{old_tagged.id}/get_runs", {})


def deletion() -> None:
    delete("/work_queues/{old.id}")
    get("/work_queues/{old.id}")
    delete("/work_queues/{old.id}")
    delete(f"/work_queues/{UNKNOWN}")
    delete("/work_queues/no-id")
    delete("/work_queues/{older_default.id}", ours={"why": "the reason is told", "status": 409})
    get("/work_queues/{older_default.id}")
    delete(f"{QUEUES}/first")
    get(f"{QUEUES}/first")
    post("/flow_runs/filter", {"flow_runs": {"name": {"any_": ["one"]}}})


creation()
lists()
changes()
older()
runs()
tagged()
deletion()
main()
