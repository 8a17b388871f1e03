"""Writes reference-runs.json: deployments with schedules, and the runs that the reference plans for them over
/deployments/{id}/schedule. Run with a Python that has prefect 3.9.1 installed.

Of the runs that is kept which the planner decides; ids are marked by the order in which they first appear.
"""

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

import reference_player  # noqa: E402
from reference_player import post  # noqa: E402

KEPT = (
    "auto_scheduled context created_by deployment_id deployment_version empirical_policy expected_start_time flow_id"
    " idempotency_key infrastructure_document_id job_variables labels next_scheduled_start_time parameters run_count tags"
    " total_run_time work_queue_name state_type state_name"
).split()

ANCHOR = "2027-01-01T02:30:00+01:00"
DEPLOYMENTS = [
    {
        "name": "cron",
        "version": "7",
        "tags": ["blue"],
        "parameters": {"a": 1, "b": 1.0},
        "labels": {"team": "north"},
        "job_variables": {"image": "x"},
        "schedules": [
            {"schedule": {"cron": "30 2 * * *", "timezone": "Europe/Berlin"}, "parameters": {"b": 2}, "slug": "night"},
            {"schedule": {"cron": "0 9 * * mon", "timezone": "America/New_York"}},
            {"schedule": {"cron": "* * * * *"}, "active": False},
        ],
    },
    {"name": "interval", "schedules": [{"schedule": {"interval": 5400, "anchor_date": ANCHOR}}]},
    {
        "name": "interval of a day",
        "schedules": [{"schedule": {"interval": 86400, "anchor_date": ANCHOR, "timezone": "Europe/Berlin"}}],
    },
    {
        "name": "recurrence",
        "schedules": [
            {
                "schedule": {
                    "rrule": "DTSTART:20270101T080000\nRRULE:FREQ=DAILY;COUNT=99\nEXDATE:20270328T080000",
                    "timezone": "Asia/Kathmandu",
                }
            }
        ],
    },
    {"name": "paused", "paused": True, "schedules": [{"schedule": {"cron": "0 * * * *"}}]},
    {"name": "without", "schedules": []},
]
WINDOWS = [
    {"start_time": "2027-03-26T12:00:00Z"},
    {"start_time": "2027-03-26T12:00:00Z"},
    {"start_time": "2027-03-27T00:00:00Z", "min_runs": 5},
    {"start_time": "2027-03-27T00:00:00Z", "min_time": 86400, "min_runs": 0},
    {"start_time": "2027-03-27T00:00:00Z", "end_time": "2027-03-27T03:00:00Z", "min_runs": 50},
    {"start_time": "2027-10-30T00:00:00Z", "min_runs": 50, "max_runs": 4},
    {"start_time": "2021-03-27T00:00:00Z", "end_time": "2021-03-29T00:00:00Z", "min_runs": 10},
]


def main() -> None:
    post("/flows/", {"name": "planned"}, keep="flow")
    lines = []
    for deployment in DEPLOYMENTS:
        post("/deployments/", {**deployment, "flow_id": "{flow.id}"}, keep="deployment")
        for window in WINDOWS:
            post("/deployments/{deployment.id}/schedule", window)
        only = {"deployments": {"name": {"any_": [deployment["name"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
        post("/flow_runs/filter", only)
    # Moments are the point here.
    reference_player.MOMENT = reference_player.re.compile("(?!)")
    for answer in asyncio.run(reference_player.play()):
        if answer["call"] != "POST /flow_runs/filter":
            if answer["call"].endswith("/schedule"):  # type: ignore[attr-defined]
                assert answer["status"] == 200 and answer["answer"] is None, answer
            continue
        runs = [{key: run[key] for key in KEPT} | {"state": state_of(run)} for run in answer["answer"]]  # type: ignore[attr-defined]
        runs.sort(key=lambda run: (run["expected_start_time"], run["idempotency_key"]))
        lines.append(json.dumps(runs))
    table = {"windows": WINDOWS, "deployments": DEPLOYMENTS}
    body = ",\n".join(lines)
    sys.stdout.write(json.dumps(table)[:-1] + f', "runs": [\n{body}\n]}}\n')


def state_of(run: dict[str, object]) -> dict[str, object]:
    state = run["state"]
    details = state["state_details"]  # type: ignore[index]
    return {**{key: state[key] for key in ("type", "name", "message")}, "scheduled_time": details["scheduled_time"]}  # type: ignore[index]


main()
