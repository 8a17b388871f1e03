"""The limits, leases, states, proposals and clients whose combinations make-reference-slots.py lets the reference decide.

Times are microseconds from the (frozen) present, as in transition_cases.py.
"""

from __future__ import annotations

from typing import Any

from transition_cases import CACHE_KEY, LEASE, MINUTE, OTHER_LEASE, PERSISTED, SECOND, STARTED, state

CLIENTS = (None, "2.20.0", "3.0.0rc20", "3.0.3", "3.0.4", "3.4.10", "3.4.11.dev3", "3.4.11rc1", "3.4.11", "3.4.11.post1",
           "3.4.11+7.g1a2b3c4", "3.9.1")

FLOW_RUN_INITIALS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "scheduled past": state("SCHEDULED", scheduled_time=-MINUTE),
    "late": state("SCHEDULED", "Late", scheduled_time=-MINUTE),
    "awaiting slot": state("SCHEDULED", "AwaitingConcurrencySlot", scheduled_time=-SECOND),
    "awaiting retry, lease": state("SCHEDULED", "AwaitingRetry", scheduled_time=-SECOND,
                                   deployment_concurrency_lease_id=LEASE),
    "pending": state("PENDING", scheduled_time=-SECOND),
    "pending, lease": state("PENDING", scheduled_time=-SECOND, deployment_concurrency_lease_id=LEASE),
    "pending in 60 s, lease": state("PENDING", scheduled_time=MINUTE, deployment_concurrency_lease_id=LEASE),
    "running": state("RUNNING"),
    "running, lease": state("RUNNING", deployment_concurrency_lease_id=LEASE),
    "cancelling": state("CANCELLING"),
    "cancelling, lease": state("CANCELLING", deployment_concurrency_lease_id=LEASE),
    "completed": state("COMPLETED"),
    "failed, lease": state("FAILED", deployment_concurrency_lease_id=LEASE),
    "paused": state("PAUSED", pause_timeout=MINUTE),
    "suspended, lease": state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=MINUTE,
                              deployment_concurrency_lease_id=LEASE),
}

FLOW_RUN_PROPOSALS: dict[str, dict[str, Any]] = {
    "scheduled": state("SCHEDULED"),
    "late": state("SCHEDULED", "Late", scheduled_time=-MINUTE),
    "awaiting retry": state("SCHEDULED", "AwaitingRetry", scheduled_time=9 * SECOND),
    "pending": state("PENDING"),
    "pending, other lease": state("PENDING", deployment_concurrency_lease_id=OTHER_LEASE),
    "running": state("RUNNING"),
    "running, other lease": state("RUNNING", deployment_concurrency_lease_id=OTHER_LEASE),
    "completed": state("COMPLETED", data=PERSISTED),
    "failed": state("FAILED", message="boom"),
    "crashed": state("CRASHED"),
    "cancelling": state("CANCELLING"),
    "paused": state("PAUSED", pause_timeout=MINUTE),
    "suspended": state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=MINUTE),
}


def limit(slots: int, taken: int, **more: Any) -> dict[str, Any]:
    return {"limit": slots, "active_slots": taken, **more}


FREE = limit(1, 0)
LAST = limit(2, 1)
FULL = limit(1, 1)
ZERO = limit(0, 0)
LIMITS: dict[str, dict[str, Any]] = {
    "free": FREE,
    "last": LAST,
    "full": FULL,
    "over": limit(1, 3),
    "zero": ZERO,
    "zero, taken": limit(0, 1),
    "off": limit(1, 0, active=False),
    "off, full": limit(1, 1, active=False),
    "faded": limit(2, 2, slot_decay_per_second=1.0, updated=-10 * SECOND),
    "fading": limit(2, 2, slot_decay_per_second=0.05, updated=-10 * SECOND),
}

# What has become of the lease that the states above name, if anything: when it expires, and the slots it stands for.
LIVE = {"expires": 200 * SECOND}
EXPIRED = {"expires": -SECOND}

ENQUEUE = {"collision_strategy": "ENQUEUE"}
CANCEL_NEW = {"collision_strategy": "CANCEL_NEW"}
SHORT_GRACE = {"collision_strategy": "ENQUEUE", "grace_period_seconds": 60}
LONG_GRACE = {"collision_strategy": "CANCEL_NEW", "grace_period_seconds": 86_400}


def flow_run(client: str | None = "3.9.1", *, options: dict[str, Any] | None = None, lease: dict[str, Any] | None = None,
             deployment: bool | str = True, retries: int = 0, **more: Any) -> dict[str, Any]:
    return {"deployment": deployment, "client": client, "options": options, "lease": lease,
            "policy": {"retries": retries}, "run": STARTED, "infrastructure_pid": "host:1", **more}


FLOW_RUN_SETTINGS: dict[str, dict[str, Any]] = {
    "no deployment": flow_run(deployment=False, lease=LIVE),
    "deployment gone": flow_run(deployment="gone", lease=LIVE),
    "no limit": flow_run(lease=LIVE),
    **{f"{name}, no lease": flow_run(limit=of) for name, of in LIMITS.items()},
    **{f"{name}, live lease": flow_run(limit=of, lease=LIVE) for name, of in LIMITS.items() if of["active_slots"] > 0},
    **{f"{name}, expired lease": flow_run(limit=of, lease=EXPIRED) for name, of in LIMITS.items()
       if of["active_slots"] > 0},
    **{f"full, {client}, live lease": flow_run(client, limit=FULL, lease=LIVE) for client in CLIENTS},
    **{f"full, {client}, lease gone": flow_run(client, limit=FULL, options=CANCEL_NEW)
       for client in (None, "3.0.3", "3.4.10", "3.4.11")},
    **{f"last, {client}, live lease": flow_run(client, limit=LAST, lease=LIVE, options=SHORT_GRACE)
       for client in (None, "2.20.0", "3.0.4", "3.9.1")},
    "full, ENQUEUE": flow_run(limit=FULL, lease=LIVE, options=ENQUEUE),
    "full, CANCEL_NEW": flow_run(limit=FULL, lease=LIVE, options=CANCEL_NEW),
    "over, CANCEL_NEW, lease gone": flow_run(limit=LIMITS["over"], options=LONG_GRACE),
    "off, CANCEL_NEW": flow_run(limit=LIMITS["off"], options=CANCEL_NEW),
    "off, full, CANCEL_NEW": flow_run(limit=LIMITS["off, full"], options=CANCEL_NEW, lease=LIVE),
    "zero, CANCEL_NEW": flow_run(limit=ZERO, options=CANCEL_NEW),
    "last, CANCEL_NEW, long grace": flow_run(limit=LAST, lease=EXPIRED, options=LONG_GRACE),
    "free, long grace": flow_run(limit=FREE, options=LONG_GRACE),
    "free, short grace": flow_run(limit=FREE, options=SHORT_GRACE),
    "1 retry, live lease": flow_run(limit=LAST, lease=LIVE, retries=1),
    "1 retry, lease gone": flow_run(limit=LAST, retries=1),
    "1 retry, 2.20.0": flow_run("2.20.0", limit=FULL, lease=LIVE, retries=1),
    "lease of 2 slots": flow_run(limit=limit(5, 4), lease={**LIVE, "slots": 2}),
    "lease of another limit": flow_run(limit=LAST, lease={**LIVE, "on": "other"}),
}

FLOW_RUN_POLICIES: dict[str, list[str]] = {
    "CoreFlowPolicy": list(FLOW_RUN_SETTINGS),
    "MinimalFlowPolicy": ["no deployment", "deployment gone", "no limit", "full, no lease", "full, live lease",
                          "full, expired lease", "zero, no lease", "last, 3.0.4, live lease", "full, 2.20.0, live lease",
                          "1 retry, live lease", "lease of 2 slots"],
    "MarkLateRunsPolicy": ["no deployment", "deployment gone", "no limit", "full, ENQUEUE", "full, CANCEL_NEW",
                           "over, CANCEL_NEW, lease gone", "off, CANCEL_NEW", "off, full, CANCEL_NEW",
                           "zero, CANCEL_NEW", "last, CANCEL_NEW, long grace", "free, long grace", "full, no lease"],
}

TASK_RUN_INITIALS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "scheduled past": state("SCHEDULED", scheduled_time=-MINUTE),
    "scheduled in 60 s": state("SCHEDULED", scheduled_time=MINUTE),
    "awaiting retry": state("SCHEDULED", "AwaitingRetry", scheduled_time=-SECOND),
    "pending": state("PENDING"),
    "running": state("RUNNING"),
    "completed": state("COMPLETED"),
    "completed persisted": state("COMPLETED", data=PERSISTED),
    "failed": state("FAILED"),
    "paused": state("PAUSED", pause_timeout=MINUTE),
    "cancelling": state("CANCELLING"),
}

TASK_RUN_PROPOSALS: dict[str, dict[str, Any]] = {
    "scheduled": state("SCHEDULED"),
    "pending": state("PENDING"),
    "running": state("RUNNING"),
    "running, cached": state("RUNNING", cache_key=CACHE_KEY),
    "running, deferred": state("RUNNING", deferred=True),
    "completed": state("COMPLETED"),
    "failed": state("FAILED"),
    "crashed": state("CRASHED"),
    "cancelled": state("CANCELLED"),
    "paused": state("PAUSED"),
    "cancelling": state("CANCELLING"),
}

RUNNING_FLOW = {"run_count": 1, "state": state("RUNNING")}


def task_run(*tags: str, held: tuple[str, ...] = (), retries: int = 0, **limits: dict[str, Any]) -> dict[str, Any]:
    """`held`: the limits a live lease of the run is on, the others' names as they are ("tag:a", "other")."""
    return {"tags": list(tags), "limits": limits, "held": list(held), "policy": {"retries": retries},
            "flow_run": RUNNING_FLOW, "run": {**STARTED, "flow_run_run_count": 1}}


OFTEN = {"avg_slot_occupancy_seconds": 0.5}
LONG = {"avg_slot_occupancy_seconds": 7.5}
VERY_LONG = {"avg_slot_occupancy_seconds": 100.0}
UNKNOWN = {"avg_slot_occupancy_seconds": 0.0}

TASK_RUN_SETTINGS: dict[str, dict[str, Any]] = {
    "no tags": task_run(a=FULL),
    "no limit": task_run("a", "b", c=FULL),
    "free": task_run("a", a=FREE),
    "last": task_run("a", "b", a=LAST),
    "full": task_run("a", a=FULL),
    "full, held": task_run("a", held=("tag:a",), a=FULL),
    "full, often": task_run("a", a={**FULL, **OFTEN}),
    "full, long": task_run("a", a={**FULL, **LONG}),
    "full, very long": task_run("a", a={**FULL, **VERY_LONG}),
    "full, unknown": task_run("a", a={**FULL, **UNKNOWN}),
    "over": task_run("a", a=LIMITS["over"]),
    "zero": task_run("a", a=ZERO),
    "two free": task_run("b", "a", a=FREE, b=LAST),
    "two, one full": task_run("b", "a", a={**LAST, **LONG}, b={**FULL, **OFTEN}),
    "two, the other full": task_run("b", "a", a={**FULL, **LONG}, b={**LAST, **OFTEN}),
    "two full": task_run("a", "b", a={**limit(4, 4), **LONG}, b={**limit(1, 3), **OFTEN}),
    "two full alike": task_run("b", "a", a={**FULL, **LONG}, b={**FULL, **OFTEN}),
    "zero and free": task_run("a", "b", a=ZERO, b=FREE),
    "free and zero": task_run("a", "b", a=FREE, b=ZERO),
    "zero and full": task_run("a", "b", a=ZERO, b={**FULL, **LONG}),
    "two zeros": task_run("b", "a", a=ZERO, b=ZERO),
    "off": task_run("a", a=LIMITS["off"]),
    "off, zero": task_run("a", a={**ZERO, "active": False}),
    "off, full": task_run("a", a=LIMITS["off, full"]),
    "off, full, and free": task_run("a", "b", a=LIMITS["off, full"], b=FREE),
    "off, full, and full": task_run("a", "b", a=LIMITS["off, full"], b=FULL),
    "faded": task_run("a", a=LIMITS["faded"]),
    "fading": task_run("a", a=LIMITS["fading"]),
    "tag as a global limit": task_run("other", a=FREE),
    "two held": task_run("a", "b", held=("tag:a", "tag:b"), a=FULL, b=LAST),
    "one of two held": task_run("a", "b", held=("tag:a",), a=FULL, b=FULL),
    "held with another": task_run("a", held=("tag:a", "other"), a=LAST),
    "another held": task_run("a", held=("other",), a=LAST),
    "held of a tag it has not": task_run("a", held=("tag:b",), a=LAST, b=FULL),
    "held, off": task_run("a", held=("tag:a",), a=LIMITS["off, full"]),
    "1 retry, held": task_run("a", held=("tag:a",), retries=1, a=FULL),
}

TASK_RUN_POLICIES: dict[str, list[str]] = {
    "CoreTaskPolicy": list(TASK_RUN_SETTINGS),
    "ClientSideTaskOrchestrationPolicy": ["full", "full, held", "zero", "two held", "1 retry, held"],
    "BackgroundTaskPolicy": ["full", "full, held", "zero", "held with another"],
    "MinimalTaskPolicy": ["free", "full", "full, held", "another held", "two held"],
}
