"""Serves one flow under every kind of schedule until it is told to end.

Environment: SERVED_NAME, and LEAD_SECONDS, dates that come once come so many seconds after the start
"""

import os
from datetime import datetime, timedelta, timezone

from prefect import flow, serve
from prefect.schedules import Cron, Interval, RRule

# Not arguments: the processes of the runs load this file too, with arguments of their own.
NAME, LEAD_SECONDS = os.environ["SERVED_NAME"], float(os.environ.get("LEAD_SECONDS", "0"))


@flow(name=NAME, log_prints=True)
def tide(place: str = "sea") -> str:
    print(f"tide at {place}")
    return place


if __name__ == "__main__":
    soon = (datetime.now(timezone.utc) + timedelta(seconds=LEAD_SECONDS)).replace(microsecond=0)
    twice = f"DTSTART:{soon:%Y%m%dT%H%M%S}Z\nRRULE:FREQ=SECONDLY;INTERVAL=2;COUNT=2"
    serve(
        tide.to_deployment("interval", interval=3, parameters={"place": "east"}),
        tide.to_deployment("cron", cron=f"{soon.minute} {soon.hour} * * * {soon.second}"),
        tide.to_deployment("rule", schedule=RRule(twice, parameters={"place": "west"})),
        tide.to_deployment(
            "several",
            schedules=[
                Interval(timedelta(days=1), anchor_date=soon, parameters={"place": "north"}, slug="north"),
                Cron(f"{soon.minute} {soon.hour} * * * {soon.second}", parameters={"place": "south"}, slug="south"),
                Interval(1, parameters={"place": "nowhere"}, slug="idle", active=False),
            ],
        ),
        # Without one, a machine that is slower than the interval would start ever more processes.
        limit=2,
    )
