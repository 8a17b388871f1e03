"""The states, proposals and runs whose every combination make-reference-transitions.py lets the reference decide.

Times are microseconds from the (frozen) present. A state's details are given where they differ from the defaults.
"""

from __future__ import annotations

from typing import Any

SECOND = 1_000_000
MINUTE = 60 * SECOND

LEASE = "0190a000-0000-7000-8000-00000000000a"
OTHER_LEASE = "0190a000-0000-7000-8000-00000000000b"
TRANSITION_1 = "0190a000-0000-7000-8000-000000000011"
TRANSITION_2 = "0190a000-0000-7000-8000-000000000012"
PARAMETERS_1 = "0190a000-0000-7000-8000-000000000021"
PARAMETERS_2 = "0190a000-0000-7000-8000-000000000022"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

PERSISTED = {"type": "reference", "storage_key": "abc", "serializer": {"type": "pickle"}}
UNPERSISTED = {"type": "unpersisted"}

CACHE_KEY = "hit"
# 12 characters, 24 UTF-16 units: allowed by a limit of 20 characters.
WIDE_KEY = "\N{CRYSTAL BALL}" * 12
MAX_CACHE_KEY_LENGTH = 20
LONG_KEY = "k" * (MAX_CACHE_KEY_LENGTH + 1)


def state(type: str, name: str | None = None, *, message: str | None = None, data: Any = None,
          timestamp: int | None = None, **details: Any) -> dict[str, Any]:
    """A state's description; its name defaults as the reference's does, its timestamp to the present."""
    described: dict[str, Any] = {"type": type, "name": name or type.capitalize()}
    if message is not None:
        described["message"] = message
    if data is not None:
        described["data"] = data
    if timestamp is not None:
        described["timestamp"] = timestamp
    if type == "SCHEDULED":
        details.setdefault("scheduled_time", 0)
    if details:
        described["details"] = details
    return described


FLOW_RUN_INITIALS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "scheduled past": state("SCHEDULED", scheduled_time=-MINUTE),
    "scheduled in 60.4 s": state("SCHEDULED", scheduled_time=MINUTE + 400_000, traceparent=TRACEPARENT),
    "scheduled in 0.5 s": state("SCHEDULED", scheduled_time=500_000),
    "scheduled in 0.500001 s": state("SCHEDULED", scheduled_time=500_001),
    "scheduled, transition 1": state("SCHEDULED", scheduled_time=-SECOND, transition_id=TRANSITION_1),
    "late": state("SCHEDULED", "Late", scheduled_time=-MINUTE),
    "awaiting retry past": state("SCHEDULED", "AwaitingRetry", scheduled_time=-SECOND, message="boom"),
    "awaiting retry, lease": state("SCHEDULED", "AwaitingRetry", scheduled_time=9 * SECOND,
                                   deployment_concurrency_lease_id=LEASE),
    "resuming": state("SCHEDULED", "Resuming", scheduled_time=-SECOND),
    "awaiting slot": state("SCHEDULED", "AwaitingConcurrencySlot", scheduled_time=30 * SECOND),
    "pending": state("PENDING", scheduled_time=-SECOND),
    "pending in 2.5 s": state("PENDING", scheduled_time=2_500_000),
    "submitting, lease": state("PENDING", "Submitting", scheduled_time=-SECOND,
                               deployment_concurrency_lease_id=LEASE),
    "infrastructure pending": state("PENDING", "InfrastructurePending"),
    "running": state("RUNNING"),
    "retrying": state("RUNNING", "Retrying", message="once more"),
    "running, transition 1, lease": state("RUNNING", transition_id=TRANSITION_1,
                                          deployment_concurrency_lease_id=LEASE),
    "completed": state("COMPLETED"),
    "completed persisted": state("COMPLETED", data=PERSISTED, transition_id=TRANSITION_1),
    "completed unpersisted": state("COMPLETED", data=UNPERSISTED),
    "completed empty": state("COMPLETED", data={}),
    "completed list": state("COMPLETED", data=[1, 2]),
    "completed text": state("COMPLETED", "Skipped", data="text"),
    "failed": state("FAILED", message="boom", data=PERSISTED),
    "timed out": state("FAILED", "TimedOut"),
    "cancelled": state("CANCELLED"),
    "crashed": state("CRASHED", message="gone", transition_id=TRANSITION_1),
    "paused": state("PAUSED", pause_key="k1"),
    "paused, timeout ahead": state("PAUSED", pause_timeout=MINUTE, pause_key="k2"),
    "paused, timeout now": state("PAUSED", pause_timeout=0),
    "paused, timed out": state("PAUSED", pause_timeout=-1),
    "suspended": state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=MINUTE, pause_key="k1"),
    "suspended, timed out": state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=-SECOND),
    "cancelling": state("CANCELLING"),
    "cancelling timed out": state("CANCELLING", "CancellingTimedOut", transition_id=TRANSITION_1),
}

FLOW_RUN_PROPOSALS: dict[str, dict[str, Any]] = {
    "scheduled": state("SCHEDULED"),
    "scheduled in an hour": state("SCHEDULED", scheduled_time=60 * MINUTE, message="later"),
    "late": state("SCHEDULED", "Late", scheduled_time=-MINUTE),
    "resuming": state("SCHEDULED", "Resuming"),
    "awaiting retry": state("SCHEDULED", "AwaitingRetry", scheduled_time=9 * SECOND, transition_id=TRANSITION_1),
    "pending": state("PENDING"),
    "pending, own time and lease": state("PENDING", scheduled_time=5 * SECOND,
                                         deployment_concurrency_lease_id=OTHER_LEASE),
    "submitting": state("PENDING", "Submitting", transition_id=TRANSITION_2),
    "infrastructure pending": state("PENDING", "InfrastructurePending", message="pulling"),
    "running": state("RUNNING"),
    "running, transition 1": state("RUNNING", transition_id=TRANSITION_1, traceparent=TRACEPARENT),
    "running 5 s ago": state("RUNNING", timestamp=-5 * SECOND),
    "completed": state("COMPLETED"),
    "completed persisted": state("COMPLETED", data=PERSISTED),
    "completed unpersisted": state("COMPLETED", data=UNPERSISTED, untrackable_result=True),
    "completed empty": state("COMPLETED", data={}),
    "completed number": state("COMPLETED", data=0),
    "failed": state("FAILED", message="boom", data=PERSISTED),
    "failed, transition 1": state("FAILED", transition_id=TRANSITION_1),
    "cancelled": state("CANCELLED", "Custom"),
    "cancelled, named Suspended": state("CANCELLED", "Suspended"),
    "crashed": state("CRASHED", message="gone"),
    "crashed before the start": state("CRASHED", timestamp=-MINUTE),
    "paused": state("PAUSED", pause_timeout=MINUTE),
    "paused, key 1": state("PAUSED", pause_key="k1"),
    "paused, key 2, inputs": state("PAUSED", pause_key="k2", run_input_keyset={"schema": "in1", "response": "in2"}),
    "suspended, key 1": state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=MINUTE, pause_key="k1"),
    "suspended, key 2": state("PAUSED", "Suspended", pause_reschedule=True, pause_key="k2",
                              run_input_keyset={"schema": "in1"}),
    "cancelling": state("CANCELLING"),
    "cancelling by hand": state("CANCELLING", "Suspended", message="stop"),
}

STARTED = {"run_count": 1, "start_time": -40 * SECOND, "expected_start_time": -MINUTE}

# deployment, parent: whether there is one. later_states: timestamps of further recorded states.
# failed_task_run: whether a failed task run belongs to the flow run.
FLOW_RUN_SETTINGS: dict[str, dict[str, Any]] = {
    "new": {"run": {"run_count": 0}},
    "new, deployed": {"deployment": True, "run": {"run_count": 0, "expected_start_time": 7 * SECOND,
                                                  "next_scheduled_start_time": 7 * SECOND}},
    "started": {"run": STARTED, "infrastructure_pid": "host:1"},
    "started, deployed": {"deployment": True, "infrastructure_pid": "host:1", "run": STARTED},
    "subflow": {"parent": True, "run": STARTED},
    "subflow, deployed": {"parent": True, "deployment": True, "infrastructure_pid": "host:1", "run": STARTED,
                          "policy": {"resuming": True, "pause_keys": ["k2"]}},
    "0 retries, 1st run": {"policy": {"retries": 0}, "run": STARTED},
    "1 retry, 1st run": {"policy": {"retries": 1, "resuming": True, "pause_keys": ["k2"]}, "run": STARTED},
    "1 retry, 2nd run": {"policy": {"retries": 1, "retry_type": "in_process"}, "run": {**STARTED, "run_count": 2}},
    "2 retries, 1st run, delay": {"policy": {"retries": 2, "retry_delay": 10}, "deployment": True, "run": STARTED},
    "2 retries, not counted, subflow": {"policy": {"retries": 2}, "parent": True, "run": {"run_count": 0}},
    "resuming": {"policy": {"resuming": True, "pause_keys": ["k1"], "retry_type": "in_process"}, "deployment": True,
                 "run": STARTED},
    "resuming, 0.8.4": {"policy": {"resuming": True, "pause_keys": ["k1", "k2"], "retry_type": "reschedule"},
                        "api_version": "0.8.4", "run": STARTED},
    "resuming, 0.8.3": {"policy": {"resuming": True, "pause_keys": ["k1"], "retries": 1}, "api_version": "0.8.3",
                        "deployment": True, "run": STARTED},
    "1 retry, 0.8.2": {"policy": {"retries": 1, "retry_delay": 3, "pause_keys": ["k1"]}, "api_version": "0.8.2",
                       "failed_task_run": True, "run": STARTED},
    "timestamps taken": {"deployment": True, "initial_timestamp": 0, "later_states": [1, 2, 4, -5 * SECOND],
                         "run": STARTED},
    "ended": {"deployment": True, "policy": {"resuming": None, "pause_keys": ["k1"], "retry_type": "reschedule"},
              "run": {"run_count": 3, "start_time": -40 * SECOND, "end_time": -30 * SECOND,
                      "expected_start_time": -MINUTE, "next_scheduled_start_time": -MINUTE,
                      "total_run_time": 12_500_001}},
}

FLOW_RUN_POLICIES: dict[str, list[str]] = {
    "CoreFlowPolicy": list(FLOW_RUN_SETTINGS),
    "MinimalFlowPolicy": ["new", "started, deployed", "subflow", "resuming", "timestamps taken", "ended"],
    "MarkLateRunsPolicy": ["new, deployed", "subflow", "ended"],
}

TASK_RUN_INITIALS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "scheduled past": state("SCHEDULED", scheduled_time=-MINUTE),
    "scheduled in 60.6 s": state("SCHEDULED", scheduled_time=MINUTE + 600_000),
    "scheduled, deferred": state("SCHEDULED", scheduled_time=-SECOND, deferred=True, task_parameters_id=PARAMETERS_1),
    "awaiting retry past": state("SCHEDULED", "AwaitingRetry", scheduled_time=-SECOND),
    "awaiting retry": state("SCHEDULED", "AwaitingRetry", scheduled_time=9 * SECOND, task_parameters_id=PARAMETERS_1),
    "pending": state("PENDING"),
    "pending in 1.5 s": state("PENDING", "Waiting", scheduled_time=1_500_000, task_parameters_id=PARAMETERS_1),
    "pending, parameters": state("PENDING", scheduled_time=-SECOND, task_parameters_id=PARAMETERS_1),
    "running": state("RUNNING"),
    "retrying": state("RUNNING", "Retrying", cache_key=CACHE_KEY),
    "completed": state("COMPLETED"),
    "completed persisted": state("COMPLETED", data=PERSISTED),
    "completed unpersisted": state("COMPLETED", data=UNPERSISTED),
    "completed empty": state("COMPLETED", data={}),
    "cached": state("COMPLETED", "Cached", data=PERSISTED, cache_key=CACHE_KEY),
    "failed": state("FAILED", message="boom", data=PERSISTED),
    "cancelled": state("CANCELLED"),
    "crashed": state("CRASHED"),
    "paused": state("PAUSED", pause_timeout=-SECOND),
    "not ready": state("PAUSED", "NotReady", pause_timeout=MINUTE, pause_reschedule=True),
    "cancelling": state("CANCELLING"),
}

TASK_RUN_PROPOSALS: dict[str, dict[str, Any]] = {
    "scheduled": state("SCHEDULED"),
    "scheduled in an hour": state("SCHEDULED", scheduled_time=60 * MINUTE),
    "scheduled, deferred": state("SCHEDULED", deferred=True, task_parameters_id=PARAMETERS_2),
    "awaiting retry": state("SCHEDULED", "AwaitingRetry", scheduled_time=9 * SECOND),
    "awaiting retry, deferred": state("SCHEDULED", "AwaitingRetry", scheduled_time=9 * SECOND, deferred=True),
    "pending": state("PENDING"),
    "pending, named": state("PENDING", "Submitting", scheduled_time=SECOND, task_parameters_id=PARAMETERS_2),
    "pending, deferred": state("PENDING", deferred=True),
    "running": state("RUNNING", traceparent=TRACEPARENT),
    "running, deferred": state("RUNNING", deferred=True),
    "running 5 s ago": state("RUNNING", timestamp=-5 * SECOND),
    "running, cached": state("RUNNING", cache_key=CACHE_KEY),
    "running, cache refreshed": state("RUNNING", cache_key=CACHE_KEY, refresh_cache=True),
    "running, not cached": state("RUNNING", cache_key="miss", refresh_cache=False),
    "running, empty key": state("RUNNING", cache_key=""),
    "running, expired": state("RUNNING", cache_key="expired"),
    "completed": state("COMPLETED"),
    "completed persisted": state("COMPLETED", data=PERSISTED, cache_key=CACHE_KEY, cache_expiration=MINUTE),
    "completed, wide key": state("COMPLETED", cache_key=WIDE_KEY),
    "completed, longest key": state("COMPLETED", cache_key="k" * MAX_CACHE_KEY_LENGTH),
    "completed, long key": state("COMPLETED", data=UNPERSISTED, cache_key=LONG_KEY),
    "completed, no key": state("COMPLETED", cache_key=""),
    "failed": state("FAILED", message="boom", data=PERSISTED),
    "failed, not retriable": state("FAILED", retriable=False),
    "failed, retriable": state("FAILED", retriable=True),
    "failed, deferred": state("FAILED", deferred=True),
    "cancelled": state("CANCELLED"),
    "crashed": state("CRASHED"),
    "paused": state("PAUSED"),
    "cancelling": state("CANCELLING"),
}

RUNNING_FLOW = {"run_count": 1, "state": state("RUNNING")}

TASK_RUN_SETTINGS: dict[str, dict[str, Any]] = {
    "new": {"run": {"run_count": 0}},
    "new in a running flow": {"flow_run": RUNNING_FLOW, "run": {"run_count": 0, "expected_start_time": SECOND}},
    "in a running flow": {"flow_run": RUNNING_FLOW, "run": {**STARTED, "flow_run_run_count": 1}},
    "in a retried flow": {"flow_run": {"run_count": 2, "state": state("RUNNING", "Retrying")},
                          "policy": {"retries": 2, "retry_delay": [1, 5]},
                          "run": {**STARTED, "run_count": 2, "flow_run_run_count": 1}},
    "in a paused flow": {"flow_run": {"run_count": 1, "state": state("PAUSED", pause_timeout=MINUTE)},
                         "run": STARTED},
    "in a suspended flow": {"flow_run": {"run_count": 4, "state": state("PAUSED", "Suspended", pause_reschedule=True,
                                                                        pause_key="k1")},
                            "run": {**STARTED, "run_count": 3}},
    "in a completed flow": {"flow_run": {"run_count": 1, "state": state("COMPLETED")}, "run": STARTED},
    "in a flow without state": {"flow_run": {"run_count": 0, "state": None}, "run": STARTED},
    "in a scheduled flow": {"flow_run": {"run_count": 1, "state": state("SCHEDULED")}, "policy": {"retries": 1},
                            "run": STARTED},
    "0 retries, 1st run": {"policy": {"retries": 0}, "run": STARTED},
    "1 retry, 1st run": {"policy": {"retries": 1, "retry_delay": 2.5}, "run": STARTED},
    "1 retry, 2nd run": {"policy": {"retries": 1}, "run": {**STARTED, "run_count": 2}},
    "2 retries, not counted": {"policy": {"retries": 2, "retry_delay": [1, 5, 9]}, "run": {"run_count": 0}},
    "jitter": {"policy": {"retries": 3, "retry_delay": 10, "retry_jitter_factor": 0.5}, "run": STARTED},
    "jitter of no delay": {"policy": {"retries": 3, "retry_jitter_factor": 0.5}, "run": STARTED},
    "jitter of nothing": {"policy": {"retries": 3, "retry_delay": 10, "retry_jitter_factor": 0}, "run": STARTED},
    "ended": {"policy": {"retries": 3, "retry_delay": [1, 0.25]},
              "run": {"run_count": 3, "start_time": -40 * SECOND, "end_time": -30 * SECOND,
                      "expected_start_time": -MINUTE, "next_scheduled_start_time": -MINUTE,
                      "total_run_time": 12_500_001}},
}

TASK_RUN_POLICIES: dict[str, list[str]] = {
    "CoreTaskPolicy": list(TASK_RUN_SETTINGS),
    "ClientSideTaskOrchestrationPolicy": ["new", "in a retried flow", "in a paused flow", "jitter"],
    "BackgroundTaskPolicy": list(TASK_RUN_SETTINGS),
    "MinimalTaskPolicy": ["new", "in a completed flow", "ended"],
}
