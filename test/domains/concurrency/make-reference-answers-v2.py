"""Writes reference-answers-v2.json: calls to the routes of global limits (/v2/concurrency_limits), with the reference's
answers (see reference_player.py). Denied requests are told apart by their status: the wait in Retry-After is random.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

PATH = "/v2/concurrency_limits"
RUN = "0b0b0b0b-0000-4000-8000-000000000001"


def limits() -> None:
    post(f"{PATH}/", {"name": "berth", "limit": 2}, keep="berth")
    post(f"{PATH}/", {"name": "rate", "limit": 2, "slot_decay_per_second": 0.001}, keep="rate")
    post(f"{PATH}/", {"name": "off", "limit": 1, "active": False}, keep="off")
    post(f"{PATH}/", {"name": "used", "limit": 5, "active_slots": 3, "denied_slots": 2}, keep="used")
    post(f"{PATH}/", {"name": "berth", "limit": 3})
    for body in (
        {},
        [],
        None,
        {"name": "x"},
        {"limit": 1},
        {"name": "a/b", "limit": 1},
        {"name": "x", "limit": -1},
        {"name": "x", "limit": 1.5},
        {"name": "x", "limit": 1, "active_slots": -1},
        {"name": "x", "limit": 1, "slot_decay_per_second": -1},
        {"name": 1, "limit": "one", "active": "maybe"},
        {"name": "x", "limit": 1, "color": "blue"},
    ):
        post(f"{PATH}/", body)
    get(f"{PATH}/berth")
    get(f"{PATH}/{{berth.id}}")
    get(f"{PATH}/nothing")
    get(f"{PATH}/{UNKNOWN}")
    post(f"{PATH}/filter")
    post(f"{PATH}/filter", {"limit": 2, "offset": 1})
    post(f"{PATH}/filter", {"limit": 201})
    post(f"{PATH}/filter", {"limit": -1, "offset": -1})
    patch(f"{PATH}/used", {"limit": 7, "active_slots": 1})
    get(f"{PATH}/used")
    patch(f"{PATH}/{{used.id}}", {"name": "renamed", "active": False})
    get(f"{PATH}/renamed")
    patch(f"{PATH}/renamed", {})
    patch(f"{PATH}/renamed", {"limit": -1})
    patch(f"{PATH}/renamed", {"name": "a/b"})
    for field in ("active", "name", "limit", "active_slots", "denied_slots", "slot_decay_per_second", "color"):
        patch(f"{PATH}/renamed", {field: None})
    patch(f"{PATH}/nothing", {"limit": None})
    patch(f"{PATH}/nothing", {"limit": 1})
    patch(f"{PATH}/{UNKNOWN}", {"limit": 1})


def take(*names: str, slots: object = 1, mode: str = "concurrency", **more: object) -> None:
    post(f"{PATH}/increment", {"names": list(names), "slots": slots, "mode": mode, **more})


def give(*names: str, slots: object = 1, **more: object) -> None:
    post(f"{PATH}/decrement", {"names": list(names), "slots": slots, **more})


def slots() -> None:
    take("berth")
    take("berth", "nothing")
    get(f"{PATH}/berth")
    take("berth")
    get(f"{PATH}/berth")
    take("berth", slots=3)
    take("nothing")
    take("off")
    get(f"{PATH}/off")
    take("berth", mode="rate_limit")
    take("rate", slots=2, mode="rate_limit")
    take("rate", mode="rate_limit")
    give("berth")
    give("berth", slots=5, occupancy_seconds=3.5)
    get(f"{PATH}/berth")
    give("nothing")
    give("off")
    for path in ("increment", "decrement"):
        for body in (
            {},
            None,
            {"names": [], "slots": 1},
            {"names": ["berth"], "slots": 0},
            {"names": "berth", "slots": "x"},
            {"names": ["berth"], "slots": 1, "mode": "other", "occupancy_seconds": 0},
        ):
            post(f"{PATH}/{path}", body)


def leases() -> None:
    post(f"{PATH}/increment-with-lease", {"names": ["berth"], "slots": 2}, keep="lease")
    get(f"{PATH}/berth")
    post(f"{PATH}/increment-with-lease", {"names": ["berth"], "slots": 1})
    post(f"{PATH}/leases/{{lease.lease_id}}/renew", {"lease_duration": 60})
    post(f"{PATH}/leases/{{lease.lease_id}}/renew", {})
    post(f"{PATH}/leases/{{lease.lease_id}}/renew")
    post(f"{PATH}/leases/{{lease.lease_id}}/renew", {"lease_duration": 59})
    post(f"{PATH}/leases/{{lease.lease_id}}/renew", {"lease_duration": 86_401})
    post(f"{PATH}/leases/{UNKNOWN}/renew", {"lease_duration": 60})
    post(f"{PATH}/leases/xyz/renew", {"lease_duration": 60})
    post(f"{PATH}/decrement-with-lease", {"lease_id": "{lease.lease_id}"})
    get(f"{PATH}/berth")
    post(f"{PATH}/decrement-with-lease", {"lease_id": "{lease.lease_id}"})
    post(f"{PATH}/leases/{{lease.lease_id}}/renew", {"lease_duration": 60})
    get(f"{PATH}/berth")
    post(f"{PATH}/increment-with-lease", {"names": ["nothing"], "slots": 1, "holder": {"type": "flow_run", "id": RUN}})
    for body in (
        {},
        None,
        {"names": ["berth"], "slots": 1, "lease_duration": 59},
        {"names": ["berth"], "slots": 1, "lease_duration": 86_401},
        {"names": ["berth"], "slots": 1, "holder": {"type": "person", "id": "x"}},
        {"names": ["berth"], "slots": 1, "holder": {"type": "flow_run"}},
        {"names": ["berth"], "slots": 1, "holder": {"type": "flow_run", "id": RUN, "color": "blue"}},
    ):
        post(f"{PATH}/increment-with-lease", body)
    for body in ({}, None, {"lease_id": "x"}):
        post(f"{PATH}/decrement-with-lease", body)


def deletion() -> None:
    delete(f"{PATH}/berth")
    delete(f"{PATH}/berth")
    delete(f"{PATH}/{{rate.id}}")
    delete(f"{PATH}/{UNKNOWN}")
    post(f"{PATH}/filter")


limits()
slots()
leases()
deletion()
main()
