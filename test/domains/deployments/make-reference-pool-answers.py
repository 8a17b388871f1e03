"""Writes reference-pool-answers.json: deployments in work pools, with the reference's answers (see reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

TEMPLATE = {
    "job_configuration": {"image": "{{ image }}", "command": "{{ command }}", "env": "{{ env }}", "cpu": "{{ cpu }}"},
    "variables": {
        "type": "object",
        "properties": {
            "image": {"type": "string", "default": "python"},
            "command": {"type": "string"},
            "env": {"type": "object", "additionalProperties": {"type": "string"}},
            "cpu": {"type": "integer", "minimum": 1, "default": 2},
        },
        "required": ["command"],
    },
}
BAD_DEFAULT = {
    "job_configuration": {"cpu": "{{ cpu }}", "command": "{{ command }}"},
    "variables": {
        "type": "object",
        "properties": {"cpu": {"type": "integer"}, "command": {"type": "string"}},
        "required": ["command"],
    },
}


def pools() -> None:
    post("/flows/", {"name": "flow"}, keep="flow")
    post("/work_pools/", {"name": "plain", "type": "process"}, keep="plain")
    post("/work_pools/", {"name": "strict", "type": "docker", "base_job_template": TEMPLATE}, keep="strict")
    post("/work_pools/", {"name": "other", "type": "docker", "base_job_template": BAD_DEFAULT}, keep="other")
    post("/work_pools/strict/queues", {"name": "fast", "priority": 1}, keep="fast")


def create(body: dict[str, object], **more: object) -> None:
    post("/deployments/", {"flow_id": "{flow.id}", **body}, **more)


def creation() -> None:
    create({"name": "a", "work_pool_name": "plain"}, keep="a")
    get("/deployments/{a.id}")
    create({"name": "b", "work_pool_name": "strict", "work_queue_name": "fast"}, keep="b")
    create({"name": "c", "work_pool_name": "strict", "work_queue_name": "new"}, keep="c")
    post("/work_pools/strict/queues/filter", {})
    create({"name": "c", "work_pool_name": "strict", "work_queue_name": "new"})
    create({"name": "d", "work_pool_name": "nothing", "work_queue_name": "new"})
    create({"name": "d", "work_pool_name": "", "work_queue_name": ""})
    create({"name": "c"})
    create({"name": "c", "work_pool_name": None, "work_queue_name": None})
    get("/deployments/{c.id}")
    create({"name": "c", "work_pool_name": "strict", "work_queue_name": "new"})
    create({"name": "e", "work_pool_name": "default-agent-pool"})
    # A queue by itself is one for agents.
    create({"name": "e", "work_queue_name": "legacy"}, keep="e")
    get("/work_pools/default-agent-pool")
    create({"name": "e", "work_queue_name": "default"})
    create({"name": "e", "work_pool_name": "default-agent-pool"})
    create({"name": "e", "work_pool_name": "default-agent-pool", "work_queue_name": "legacy"})


def job_variables() -> None:
    for variables in (
        {},
        {"image": "node"},
        {"command": "run"},
        {"image": 5},
        {"image": None},
        {"command": None},
        {"env": {"A": 1}},
        {"env": {"A": "1"}},
        {"cpu": 0},
        {"cpu": "x"},
        {"more": True},
    ):
        create({"name": "v", "work_pool_name": "strict", "job_variables": variables}, keep="v")
        create({"name": "w", "work_pool_name": "plain", "job_variables": variables})
        patch("/deployments/{b.id}", {"job_variables": variables})
        patch("/deployments/{b.id}", {"job_variables": variables, "work_pool_name": "strict"})
        patch("/deployments/{b.id}", {"job_variables": variables, "work_pool_name": "strict", "work_queue_name": "fast"})
    get("/deployments/{b.id}")


def updates() -> None:
    for body in (
        {"work_pool_name": "plain"},
        {"work_pool_name": "strict", "work_queue_name": "patched"},
        {"work_queue_name": "legacy"},
        {"work_pool_name": "strict"},
        {"work_pool_name": None},
        {"work_pool_name": "strict"},
        {"work_queue_name": None},
        {"work_pool_name": None, "work_queue_name": "legacy"},
        {"work_pool_name": "strict", "work_queue_name": "fast", "job_variables": {}},
    ):
        patch("/deployments/{a.id}", body)
        get("/deployments/{a.id}")


def runs() -> None:
    path = "/deployments/{a.id}/create_flow_run"
    for body in (
        {"name": "run"},
        {"name": "run", "job_variables": {"command": "go"}},
        {"name": "run", "job_variables": {"command": 5}},
        {"name": "run", "job_variables": {"command": "go", "cpu": 0}},
        {"name": "run", "job_variables": {"command": "go", "image": None}},
        {"name": "run", "job_variables": {"command": "go", "env": {"A": None}}},
        {"name": "run", "job_variables": {"command": "go"}, "work_queue_name": "fast"},
        {"name": "run", "job_variables": {"command": "go"}, "work_queue_name": "made on the way"},
        {"name": "run", "job_variables": {"command": "go"}, "work_queue_name": "default"},
    ):
        post(path, body)
    patch("/deployments/{a.id}", {"job_variables": {"command": "deployed"}})
    post(path, {"name": "run"})
    post(path, {"name": "run", "job_variables": {"image": "x"}})
    post("/deployments/{a.id}/create_flow_run/bulk", [{"name": "run"}, {"name": "run", "job_variables": {"cpu": "x"}},
         {"name": "run", "work_queue_name": "in bulk"}, {"name": "run", "work_queue_name": "in bulk"}])  # fmt: skip
    post(path, {"name": "later", "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2070-01-01T00:00:00Z"}}},
         keep="later")  # fmt: skip
    for variables in ({"image": "y"}, {"image": 5}, {"command": None}, {}, None):
        patch("/flow_runs/{later.id}", {"job_variables": variables})
        get("/flow_runs/{later.id}")
    post("/work_pools/strict/queues/filter", {})
    post("/flow_runs/count", {"work_pool_queues": {"name": {"any_": ["in bulk"]}}})
    post("/deployments/{e.id}/create_flow_run", {"name": "run"})
    post("/deployments/{e.id}/create_flow_run", {"name": "run", "work_queue_name": "agent queue"})


def lists() -> None:
    for body in (
        {"work_pools": {"name": {"any_": ["strict"]}}},
        {"work_pools": {"type": {"any_": ["process"]}}},
        {"work_pools": {"id": {"any_": ["{strict.id}"]}}},
        {"work_pool_queues": {"name": {"any_": ["fast"]}}},
        {"work_pool_queues": {"name": {"startswith_": ["def"]}}},
        {"work_pools": {"name": {"any_": ["strict"]}}, "work_pool_queues": {"name": {"any_": ["fast", "legacy"]}}},
        {"deployments": {"work_queue_name": {"any_": ["fast"]}}},
        {"deployments": {"work_queue_name": {"any_": []}}},
    ):
        post("/deployments/filter", body)
        post("/deployments/count", body)


def checks() -> None:
    post("/work_queues/", {"name": "tagged", "filter": {"tags": ["x"]}}, keep="tagged")
    post("/work_queues/", {"name": "both", "filter": {"tags": ["x", "y"], "deployment_ids": ["{a.id}"]}})
    post("/work_queues/", {"name": "others", "filter": {"tags": [], "deployment_ids": [UNKNOWN]}})
    post("/work_queues/", {"name": "anyone", "filter": {"tags": [], "deployment_ids": []}})
    post("/work_queues/", {"name": "nulls", "filter": {"tags": None, "deployment_ids": None}})
    for tags in ([], ["x"], ["x", "y", "z"]):
        patch("/deployments/{a.id}", {"tags": tags})
        get("/deployments/{a.id}/work_queue_check", keep="checked")
    get("/deployments/{b.id}/work_queue_check")
    get(f"/deployments/{UNKNOWN}/work_queue_check")
    get("/deployments/xyz/work_queue_check")


def planning() -> None:
    cron = {"cron": "0 0 * * *", "timezone": "UTC"}
    create({"name": "timed", "work_pool_name": "plain", "schedules": [{"schedule": cron, "slug": "daily"}],
            "tags": ["t"], "parameters": {"p": 1}}, keep="timed")  # fmt: skip
    path = "/deployments/{timed.id}/schedule"
    runs = {"flow_runs": {"deployment_id": {"any_": ["{timed.id}"]}}}
    for body in (
        {"start_time": "2025-01-01T00:00:00Z", "end_time": "2025-01-03T00:00:00Z"},
        {"start_time": "2025-01-01T00:00:00Z", "max_runs": 2, "min_runs": 1, "min_time": 5},
        {"start_time": "2025-02-01T00:00:00Z", "max_runs": 4, "min_runs": 1, "min_time": 200000},
        {"start_time": "2025-03-01T00:00:00Z", "end_time": "2025-03-01T12:00:00Z"},
        {"start_time": "2025-04-01T00:00:00Z", "end_time": "2024-04-01T00:00:00Z"},
        {"min_time": "x"},
        {"min_runs": "x", "max_runs": 1.5},
        [],
    ):
        post(path, body)
        post("/flow_runs/count", runs)
    ours = {"why": "Told in the words that the reference has for other datetimes.", "status": 422}
    post(path, {"start_time": "x"}, ours=ours)
    post(f"/deployments/{UNKNOWN}/schedule")
    post("/deployments/xyz/schedule")
    # Backfilled runs are late, and stay when the deployment is changed.
    patch("/deployments/{timed.id}", {"description": "x"})
    post("/flow_runs/count", runs)
    post(path)
    post(path, {})
    post("/flow_runs/count", runs)
    patch("/deployments/{timed.id}", {"description": "y"})
    post("/flow_runs/count", runs)
    post("/deployments/{timed.id}/pause_deployment")
    post("/flow_runs/count", runs)


def deletion() -> None:
    delete("/work_pools/strict/queues/fast")
    get("/deployments/{a.id}")
    delete("/work_pools/strict")
    get("/deployments/{b.id}")
    post("/deployments/{b.id}/create_flow_run", {"name": "run", "work_queue_name": "x"})
    delete("/deployments/{b.id}")


pools()
creation()
job_variables()
updates()
runs()
lists()
checks()
planning()
deletion()
main()
