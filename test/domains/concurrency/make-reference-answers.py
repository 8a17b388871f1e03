"""Writes reference-answers.json: calls to the routes of tag limits (/concurrency_limits), with the reference's answers (see
reference_player.py).

Calls about several limits name them in the order of their creation, for the reference answers them in no order of its own.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

RUNS = [f"0b0b0b0b-0000-4000-8000-{index:012}" for index in range(6)]


def creation() -> None:
    post("/concurrency_limits/", {"tag": "crane", "concurrency_limit": 2}, keep="crane")
    get("/concurrency_limits/{crane.id}")
    get("/concurrency_limits/tag/crane")
    get("/v2/concurrency_limits/tag:crane")
    post("/concurrency_limits/", {"tag": "crane", "concurrency_limit": 3})
    get("/concurrency_limits/tag/crane")
    post("/concurrency_limits/", {"tag": "dock", "concurrency_limit": 1}, keep="dock")
    post("/concurrency_limits/", {"tag": "shut", "concurrency_limit": 0}, keep="shut")
    post("/concurrency_limits/", {"tag": "with space", "concurrency_limit": 1})
    get("/concurrency_limits/tag/with%20space")
    post("/concurrency_limits/", {"tag": "", "concurrency_limit": 1})
    post("/concurrency_limits/", {"tag": "tag:twice", "concurrency_limit": 1})
    get("/concurrency_limits/tag/tag:twice")
    get("/concurrency_limits/tag/twice")
    post("/v2/concurrency_limits/", {"name": "tag:made", "limit": 4}, keep="made")
    get("/concurrency_limits/{made.id}")
    get("/concurrency_limits/tag/made")
    post("/v2/concurrency_limits/", {"name": "zone", "limit": 4}, keep="zone")
    get("/concurrency_limits/{zone.id}")
    get("/concurrency_limits/tag/zone")
    for body in (
        {},
        [],
        None,
        {"tag": "x"},
        {"concurrency_limit": 1},
        {"tag": None, "concurrency_limit": None},
        {"tag": 1, "concurrency_limit": "x"},
        {"tag": "number", "concurrency_limit": "7"},
        {"tag": "number", "concurrency_limit": 1.5},
        {"tag": "x", "concurrency_limit": 1, "active_slots": []},
        {"tag": "a/b", "concurrency_limit": 1},
        {"tag": "a%b", "concurrency_limit": 1},
        {"tag": "fresh", "concurrency_limit": -1},
        {"tag": "crane", "concurrency_limit": -1},
    ):
        post("/concurrency_limits/", body)
    post("/concurrency_limits/")
    get("/concurrency_limits/tag/fresh")
    get("/concurrency_limits/tag/crane")
    get(f"/concurrency_limits/{UNKNOWN}")
    get("/concurrency_limits/xyz")
    get("/concurrency_limits/tag/nothing")


def lists() -> None:
    # The limits that are none of tags come last by name, and so take no place in these windows.
    post("/concurrency_limits/filter")
    post("/concurrency_limits/filter", {})
    post("/concurrency_limits/filter", {"limit": 2})
    post("/concurrency_limits/filter", {"limit": 2, "offset": 1})
    post("/concurrency_limits/filter", {"offset": 100})
    post("/concurrency_limits/filter", {"limit": 0})
    post("/concurrency_limits/filter", {"limit": 201})
    post("/concurrency_limits/filter", {"limit": -1, "offset": -1})
    post("/concurrency_limits/filter", {"offset": -1})
    post("/concurrency_limits/filter", {"limit": "2", "offset": "x"})
    post("/concurrency_limits/filter", [])


def take(*names: str, run: object) -> None:
    post("/concurrency_limits/increment", {"names": list(names), "task_run_id": run})


def give(*names: str, run: object) -> None:
    post("/concurrency_limits/decrement", {"names": list(names), "task_run_id": run})


def look(*tags: str) -> None:
    for tag in tags:
        get(f"/concurrency_limits/tag/{tag}")
        get(f"/v2/concurrency_limits/tag:{tag}")


def slots() -> None:
    take("crane", run=RUNS[0])
    look("crane")
    take("crane", "dock", run=RUNS[1])
    look("crane", "dock")
    take("crane", "dock", run=RUNS[2])
    take("dock", run=RUNS[2])
    look("crane", "dock")
    take("crane", "shut", run=RUNS[2])
    take("shut", run=RUNS[2])
    take("nothing", run=RUNS[2])
    take(run=RUNS[2])
    take("zone", run=RUNS[2])
    look("crane", "dock", "shut")
    # Whoever asks twice holds two slots.
    take("crane", run=RUNS[0])
    look("crane")
    take("crane", run=RUNS[3])
    post("/concurrency_limits/filter")
    give("crane", run=RUNS[4])
    give("nothing", run=RUNS[0])
    give(run=RUNS[0])
    look("crane")
    give("crane", run=RUNS[0])
    look("crane", "dock")
    # What was taken together is given back together.
    give("dock", run=RUNS[1])
    look("crane", "dock")
    give("dock", run=RUNS[1])
    look("dock")
    post(
        "/concurrency_limits/increment",
        {"names": ["made", "made"], "task_run_id": RUNS[0]},
        ours={"why": "The reference takes one slot, misses the other, and refuses for ever.", "status": 200},
    )
    give("made", run=RUNS[0])
    look("made")
    # A limit that is switched off lets everybody in, and counts nobody.
    patch("/v2/concurrency_limits/tag:made", {"active": False})
    take("made", run=RUNS[0])
    take("made", "dock", run=RUNS[0])
    look("made", "dock")
    give("made", "dock", run=RUNS[0])
    look("made", "dock")
    patch("/v2/concurrency_limits/tag:shut", {"active": False})
    take("shut", run=RUNS[0])
    post(
        "/v2/concurrency_limits/increment-with-lease",
        {"names": ["tag:crane"], "slots": 2, "mode": "concurrency", "holder": {"type": "flow_run", "id": RUNS[5]}},
    )
    look("crane")
    give("crane", run=RUNS[5])
    look("crane")
    for path in ("/concurrency_limits/increment", "/concurrency_limits/decrement"):
        for body in (
            {},
            [],
            None,
            {"names": ["crane"]},
            {"task_run_id": RUNS[0]},
            {"names": "crane", "task_run_id": "x"},
            {"names": [1], "task_run_id": RUNS[0]},
            {"names": None, "task_run_id": None},
        ):
            post(path, body)


def resets() -> None:
    take("dock", run=RUNS[0])
    get("/concurrency_limits/tag/dock")
    post("/concurrency_limits/tag/dock/reset", {"slot_override": [RUNS[1]]})
    get("/concurrency_limits/tag/dock")
    post("/concurrency_limits/tag/dock/reset", {"slot_override": [RUNS[2], RUNS[3]]})
    get("/concurrency_limits/tag/dock")
    post("/concurrency_limits/tag/dock/reset", {"slot_override": []})
    get("/concurrency_limits/tag/dock")
    post("/concurrency_limits/tag/dock/reset", {"slot_override": None})
    post("/concurrency_limits/tag/dock/reset", {})
    post("/concurrency_limits/tag/dock/reset")
    get("/concurrency_limits/tag/dock")
    post("/concurrency_limits/tag/nothing/reset")
    post("/concurrency_limits/tag/nothing/reset", {"slot_override": [RUNS[0]]})
    for override in ("x", ["x"], [None], 5):
        post("/concurrency_limits/tag/dock/reset", {"slot_override": override})


def deletion() -> None:
    take("crane", run=RUNS[0])
    delete("/concurrency_limits/tag/crane")
    delete("/concurrency_limits/tag/crane")
    get("/concurrency_limits/{crane.id}")
    get("/v2/concurrency_limits/tag:crane")
    give("crane", run=RUNS[0])
    post("/concurrency_limits/", {"tag": "crane", "concurrency_limit": 1})
    get("/concurrency_limits/tag/crane")
    delete("/concurrency_limits/{dock.id}")
    delete("/concurrency_limits/{dock.id}")
    delete("/concurrency_limits/tag/nothing")
    delete(f"/concurrency_limits/{UNKNOWN}")
    delete("/concurrency_limits/xyz")
    delete("/concurrency_limits/{zone.id}")
    get("/v2/concurrency_limits/zone")
    post("/concurrency_limits/filter")


creation()
lists()
slots()
resets()
deletion()
main()
