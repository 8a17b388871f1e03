"""Writes reference-answers.json: calls to the routes of workers, and what a pool hands to those that poll it, with the
reference's answers (see reference_player.py).

The reference notes polls some time after it has answered, so nothing is asked here that depends on them.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

WORKERS = "/work_pools/yard/workers"
POLL = "/work_pools/yard/get_scheduled_flow_runs"
EARLY = "2030-01-01T00:00:00Z"


def workers() -> None:
    post("/work_pools/", {"name": "yard", "type": "process"})
    post(f"{WORKERS}/filter")
    post(f"{WORKERS}/heartbeat", {"name": "first"})
    get("/work_pools/yard")
    post(f"{WORKERS}/filter")
    post(f"{WORKERS}/heartbeat", {"name": "second", "heartbeat_interval_seconds": 10})
    post(f"{WORKERS}/filter")
    post(f"{WORKERS}/heartbeat", {"name": "second"})
    post(f"{WORKERS}/filter", {"limit": 1})
    post(f"{WORKERS}/heartbeat", {"name": "second", "heartbeat_interval_seconds": None})
    post(f"{WORKERS}/heartbeat", {"name": "first", "heartbeat_interval_seconds": "7"})
    post(f"{WORKERS}/heartbeat", {"name": "", "heartbeat_interval_seconds": 0})
    post(f"{WORKERS}/heartbeat", {"name": "a/b %", "heartbeat_interval_seconds": -5, "more": 1})
    for body in (
        {},
        {"name": None},
        {"name": 5},
        {"name": "x", "heartbeat_interval_seconds": "often"},
        {"name": "x", "heartbeat_interval_seconds": 1.5},
        [],
        "text",
        None,
    ):
        post(f"{WORKERS}/heartbeat", body)
    post("/work_pools/nowhere/workers/heartbeat", {"name": "x"})
    post("/work_pools/nowhere/workers/heartbeat", {"name": 5})
    for body in (
        {},
        {"limit": 2},
        {"limit": 2, "offset": 1},
        {"offset": 10},
        {"limit": 0},
        {"limit": 201},
        {"offset": -1},
        [],
        {"workers": None},
        {"workers": {}},
        {"workers": {"status": {"any_": ["ONLINE"]}}},
        {"workers": {"status": {"any_": ["OFFLINE"]}}},
        {"workers": {"status": {"any_": []}}},
        {"workers": {"status": {"not_any_": ["ONLINE"]}}},
        {"workers": {"status": {"not_any_": ["OFFLINE"]}}},
        {"workers": {"status": {"not_any_": []}}},
        {"workers": {"status": {"any_": ["AWAY"]}}},
        {"workers": {"status": {"any_": "ONLINE"}}},
        {"workers": {"last_heartbeat_time": {"before_": EARLY}}},
        {"workers": {"last_heartbeat_time": {"after_": "2100-01-01T00:00:00Z"}}},
        {"workers": {"last_heartbeat_time": {"before_": "2020-01-01T00:00:00Z"}}},
        {"workers": {"last_heartbeat_time": {"before_": "soon"}}},
        {
            "workers": {
                "last_heartbeat_time": {"before_": "2020-01-01T00:00:00Z"},
                "status": {"any_": ["ONLINE"]},
                "operator": "or_",
            }
        },
        {"workers": {"name": {"any_": ["first"]}}},
    ):
        post(f"{WORKERS}/filter", body)
    post("/work_pools/nowhere/workers/filter", {})
    delete(f"{WORKERS}/second")
    delete(f"{WORKERS}/second")
    delete("/work_pools/nowhere/workers/second")
    post(f"{WORKERS}/filter", {"limit": 5})
    delete(f"{WORKERS}/a%2Fb%20%25", ours={"why": "a slash that is written so is part of the name", "status": 204})
    get(f"{WORKERS}/first")
    # A pool that is paused stays so, whoever comes; one without a status has none to tell.
    post("/work_pools/", {"name": "shut", "type": "process", "is_paused": True})
    post("/work_pools/shut/workers/heartbeat", {"name": "first"})
    get("/work_pools/shut")
    post("/work_pools/", {"name": "agents"})
    post("/work_pools/agents/workers/heartbeat", {"name": "first"})
    get("/work_pools/agents")


def run(name: str, queue: str | None, time: str, pool: str = "yard", **more: object) -> None:
    post(
        "/flow_runs/",
        {
            "flow_id": "{flow.id}",
            "name": name,
            "work_pool_name": pool,
            **({} if queue is None else {"work_queue_name": queue}),
            "state": {"type": "SCHEDULED", "name": "Scheduled", "state_details": {"scheduled_time": time}},
            **more,
        },
        keep=name,
    )


def polls() -> None:
    post("/flows/", {"name": "hoist"}, keep="flow")
    post("/work_pools/yard/queues", {"name": "slow"}, keep="slow")
    post("/work_pools/yard/queues", {"name": "fast", "priority": 1}, keep="fast")
    post("/work_pools/", {"name": "other", "type": "process"})
    post(POLL, {})
    run("d1", None, "2020-01-01T00:00:00Z", parameters={"x": 1.5}, tags=["a"], labels={"b": "c"}, job_variables={"y": [1]})
    run("d2", None, "2020-01-05T00:00:00Z")
    run("s1", "slow", "2020-01-02T00:00:00Z")
    run("s2", "slow", "2020-01-04T00:00:00Z")
    run("s3", "slow", "2040-01-01T00:00:00Z")
    run("f1", "fast", "2020-01-06T00:00:00Z")
    run("f2", "fast", "2020-01-03T00:00:00Z")
    run("f3", "fast", "2020-01-01T00:00:00Z", empirical_policy={"retry_type": "in_process", "retries": 1})
    run("f4", "fast", "2020-01-07T00:00:00Z", empirical_policy={"retry_type": "reschedule"})
    run("o1", None, "2020-01-01T00:00:00Z", pool="other")
    for body in (
        None,
        {},
        {"limit": 1},
        {"limit": 4},
        {"limit": 0},
        {"limit": 201},
        {"limit": -1},
        {"scheduled_before": EARLY},
        {"scheduled_before": "2020-01-03T00:00:00Z"},
        {"scheduled_before": "2020-01-03T00:00:00+01:00"},
        {"scheduled_before": "2000-01-01T00:00:00Z"},
        {"scheduled_after": "2020-01-04T00:00:00Z"},
        {"scheduled_after": "2020-01-02T00:00:00Z", "scheduled_before": "2020-01-04T00:00:00Z"},
        {"scheduled_before": None, "scheduled_after": None, "work_queue_names": None},
        {"scheduled_before": "soon"},
        {"scheduled_after": 5},
        {"work_queue_names": []},
        {"work_queue_names": ["slow"]},
        {"work_queue_names": ["slow", "fast"]},
        {"work_queue_names": ["default", "default"], "scheduled_before": EARLY},
        {"work_queue_names": ["slow", "nothing", "neither"]},
        {"work_queue_names": "slow"},
        {"work_queue_names": [None]},
        {"work_queue_names": [5]},
        [],
        "text",
    ):
        post(POLL, body)
    post("/work_pools/nowhere/get_scheduled_flow_runs", {})
    post("/work_pools/nowhere/get_scheduled_flow_runs", {"limit": 201})
    post("/work_pools/other/get_scheduled_flow_runs", {})
    # Limits: each holds what it is on, and nothing else.
    before = {"scheduled_before": EARLY}
    patch("/work_pools/yard/queues/fast", {"concurrency_limit": 1})
    post(POLL, before)
    post(POLL, {**before, "limit": 2})
    patch("/work_pools/yard/queues/fast", {"concurrency_limit": 0})
    post(POLL, before)
    patch("/work_pools/yard", {"concurrency_limit": 2})
    post(POLL, before)
    post(POLL, {**before, "work_queue_names": ["slow"]})
    post(POLL, {**before, "work_queue_names": ["fast"]})
    patch("/work_pools/yard", {"concurrency_limit": 0})
    post(POLL, before)
    patch("/work_pools/yard", {"concurrency_limit": 3})
    patch("/work_pools/yard/queues/fast", {"concurrency_limit": None, "is_paused": True})
    post(POLL, before)
    post(POLL, {**before, "work_queue_names": ["fast"]})
    patch("/work_pools/yard/queues/fast", {"is_paused": False})
    # Runs that are pending or running hold slots, of their queue and of the pool; others do not.
    post("/flow_runs/{s1.id}/set_state", {"state": {"type": "PENDING", "name": "Pending"}})
    post(POLL, before)
    get("/work_pools/yard")
    post("/flow_runs/{d1.id}/set_state", {"state": {"type": "PENDING", "name": "Pending"}})
    post("/flow_runs/{d1.id}/set_state", {"state": {"type": "RUNNING", "name": "Running"}})
    post(POLL, before)
    post("/flow_runs/{f1.id}/set_state", {"state": {"type": "PENDING", "name": "Pending"}})
    post(POLL, before)
    post("/flow_runs/{f1.id}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": True})
    post(POLL, before)
    post("/flow_runs/{d1.id}/set_state", {"state": {"type": "COMPLETED", "name": "Completed"}})
    post(POLL, before)
    patch("/work_pools/yard/queues/slow", {"concurrency_limit": 1})
    post(POLL, before)
    get("/work_pools/yard/queues/slow")
    patch("/work_pools/yard", {"concurrency_limit": None})
    post(POLL, before)
    patch("/work_pools/yard", {"is_paused": True})
    post(POLL, before)
    post(POLL, {"work_queue_names": ["nothing"]})
    patch("/work_pools/yard", {"is_paused": False})
    post(POLL, before)
    # A retry waits where its run waited, unless the process that runs it does.
    post("/flow_runs/{s1.id}/set_state", {"state": {"type": "RUNNING", "name": "Running"}})
    post(
        "/flow_runs/{s1.id}/set_state",
        {"state": {"type": "SCHEDULED", "name": "AwaitingRetry", "state_details": {"scheduled_time": EARLY}}},
    )
    post(POLL, {"work_queue_names": ["slow"]})
    delete("/flow_runs/{f2.id}")
    post(POLL, before)
    delete("/work_pools/yard/queues/fast")
    post(POLL, before)


workers()
polls()
main()
