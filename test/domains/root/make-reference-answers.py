"""
Writes what the Prefect server answers to the calls that clients make first, and to those that no route takes, to standard
output. Run with a Python that has prefect 3.9.1 (its database driver, aiosqlite, included):

    python test/domains/root/make-reference-answers.py > test/domains/root/reference-answers.json
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
from reference_player import UNKNOWN, delete, get, main, patch, post, put  # noqa: E402


def first_calls() -> None:
    for path in ("/health", "/version", "/hello", "/ready", "/admin/version"):
        get(path)
        post(path)
    get("/csrf-token")
    get("/csrf-token?client=")
    get("/csrf-token?client=someone")
    get("/csrf-token?client=someone&client=other")
    get("/collections/views/nothing")
    get("/collections/views/")
    post("/collections/views/aggregate-worker-metadata")
    post("/task_workers/filter")
    for body in ({}, {"task_worker_filter": None}, {"task_worker_filter": {"task_keys": []}}):
        post("/task_workers/filter", body)
    for body in ([], {"task_worker_filter": 1}, {"task_worker_filter": {}}, {"task_worker_filter": {"task_keys": "a"}}):
        post("/task_workers/filter", body)
    post("/templates/validate", '"{{ flow.name }}"')
    post("/templates/validate", "{% if %}")
    for template in ("plain", "{{ event.id }}", "{{", "{% for x in y %}", "", None, 1, {"a": 1}):
        post("/automations/templates/validate", template)
        post("/templates/validate", template)
    get("/events/filter/next")
    get("/events/filter/next?page-token=")
    get("/events/filter/next?page-token=abc")
    get("/admin/storage")
    post("/admin/database/clear")
    post("/admin/database/clear", {"confirm": False})
    post("/admin/database/drop", {"confirm": False})
    post("/admin/database/create", {"confirm": False})


def no_routes() -> None:
    get("/")
    get("")
    get("/nothing")
    get("/nothing/")
    post("/nothing", {"a": 1})
    get("/flows")
    get("/flows/")
    put("/flows/")
    delete("/flows/filter")
    patch("/flow_runs/filter", {})
    get("/flow_runs/count")
    get("/health/")
    post("/flow_runs", {"flow_id": UNKNOWN})
    post("/flows/filter/")
    get("/variables/name")
    delete("/variables/")
    put("/work_pools/a")


first_calls()
no_routes()
main()
