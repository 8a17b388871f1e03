"""Writes reference-schedules.json: schedules as requests state them, and what the reference makes of each: the schedule it
stores, or the issues of its 422 answer. Run with a Python that has prefect 3.9.1 installed.

The list of all time zones, which some issues quote, is written as ZONES.
"""

import datetime
import json
import sys
import types
import warnings

warnings.simplefilter("ignore")

from fastapi.encoders import jsonable_encoder  # noqa: E402
from prefect._internal.schemas import validators  # noqa: E402
from prefect.server.schemas.actions import NormalizedSchedule  # noqa: E402
from prefect.types import TimeZone  # noqa: E402
from pydantic import TypeAdapter, ValidationError  # noqa: E402

NOW = datetime.datetime(2026, 11, 26, 1, 31, 45, tzinfo=datetime.timezone.utc)


class Stopped(datetime.datetime):
    """The clock by which rules without DTSTART are anchored."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return NOW.astimezone(tz)


validators.datetime = types.SimpleNamespace(**{**vars(datetime), "datetime": Stopped})  # type: ignore[assignment]

ZONES = TimeZone.__metadata__[0].metadata[0].pattern
ANCHOR = {"anchor_date": "2020-01-01T00:00:00Z"}


def crons() -> list[object]:
    expressions = """
        0 0 * * *| * * * * *|*/5 * * * *|0 0 1 1 *|0 0 * * 7|0 0 * * 0|0 0 * * sun|0 0 * * SUN-SAT|0 0 * jan-dec *
        0 0 l * *|0 0 L * *|0 0 1,L * *|0 0 1-L * *|0 0 l-5 * *|0 0 * * l5|0 0 * * L7|0 0 * * 5#2|0 0 * * fri#2
        0 0 * * fri#6|0 0 * * fri#0|0 0 * * mon-fri#1|0 0 * * 1-5#1|0 0 * * 1#1,2|0 0 * * 1#1,1|0 0 * * l8|0 0 * * *#1
        0 0 ? * *|0 0 * * ?|0 ? * * *|0 0 1? * *|0 0 1W * *|0 0 W * *|0 0 * * 5l|0 0 0 * *|0 0 32 * *|60 * * * *
        0 24 * * *|0 0 * 13 *|0 0 * 0 *|0 0 * * 8|-1 * * * *|0-60 * * * *|5-1 * * * *|5-5 * * * *|*/0 * * * *
        5/0 * * * *|5-5/0 * * * *|5-1/0 * * * *|10/5 * * * *|1,2,3 * * * *|1,,3 * * * *|, * * * *|* * * *|a b c d e
        * * * * * *|* * * * * 30|* * * * * 60|* * 0 * * *|* * * 0 * *|* * * * 7 *|* * * * * * *|* * * * * * 2030
        * * * * * * 1969|* * * * * * 2100|* * * * * * 2030-2032|* * * * * * * *|@hourly|@daily|@midnight|@weekly
        @monthly|@yearly|@annually|@reboot|@Hourly|h * * * *|H * * * *|r * * * *|R * * * *|h/5 * * * *|h(1-5) * * * *
        * * * * jan|* * * mon *|* * mon * *|* * * jan,FEB *|*/61 * * * *|*/1.5 * * * *|1.5 * * * *|* * * * 1-7
        * * * * 6-7|* * * * 7-1|* * * * 6-2/2|* * * oct-mar/2 *|22-4/3 * * * *|0 0 31 2 *|0 0 * * 0,1,2,3,4,5,6
        0 0 1-31 * 1|0 0 1-31 * ?|0 0 1-31 * *|*,5 * * * *|*/5,*/7 * * * *|1-10/3,20 * * * *|1-2-3 * * * *|1/2/3 * * * *
        * * * * mon#1,fri#3|* * * * l1,l5|* * * * l1,2|0 0 1 * fri#1|1_0 * * * *|+1 * * * *|0x1 * * * *|01 * * * *
    """
    cases: list[object] = [{"cron": each.strip()} for each in expressions.replace("\n", "|").split("|") if each.strip()]
    return [
        *cases,
        {"cron": ""},
        {"cron": " 0  0\t* * * "},
        {"cron": "@hourly "},
        {"cron": "r/5 * * * *"},
        {"cron": "0 r(0-9) * * *"},
        {"cron": 5},
        {"cron": None},
        {"cron": "* * * * *", "timezone": "Europe/Berlin"},
        {"cron": "* * * * *", "timezone": "europe/berlin"},
        {"cron": "* * * * *", "timezone": "Mars/Base"},
        {"cron": "* * * * *", "timezone": "EST5EDT"},
        {"cron": "* * * * *", "timezone": "+02:00"},
        {"cron": "* * * * *", "timezone": ""},
        {"cron": "* * * * *", "timezone": None},
        {"cron": "* * * * *", "timezone": 5},
        {"cron": "bad", "timezone": "Mars/Base"},
        {"cron": "* * * * *", "day_or": False},
        {"cron": "* * * * *", "day_or": "no"},
        {"cron": "* * * * *", "day_or": None},
        {"cron": "* * * * *", "day_or": "perhaps"},
        {"cron": "* * * * *", "more": 1},
        {"cron": "* * * * *", "interval": 60},
        {"cron": "* * * * *", "rrule": "FREQ=DAILY"},
    ]


def intervals() -> list[object]:
    lengths: list[object] = [
        *(3600, 1, 0.5, 1e-6, 1e-7, 0, -5, 86_400.5, "PT1H", "P1D", "P1DT1S", "1 day", "01:00:00", "3600", "junk", ""),
        *(None, True, [], {}),
    ]
    dates: list[object] = [
        *("2020-01-01T00:00:00Z", "2020-01-01T00:00:00-04:00", "2020-01-01T00:00:00.5+05:30", "2020-01-01", "junk", ""),
        *("2020-06-01T12:00:00.123456789Z", "2020-06-01 12:00:00+0100", 1577836800, 1577836800000, 1.5, None, True, [], {}),
    ]
    zones: list[object] = ["UTC", "Europe/Berlin", "Mars/Base", "", None, 5, "America/New_York"]
    return [
        *({"interval": length, **ANCHOR} for length in lengths),
        *({"interval": 3600, "anchor_date": date} for date in dates),
        *({"interval": 3600, **ANCHOR, "timezone": zone} for zone in zones),
        {"interval": 3600, "anchor_date": "1500-01-01"},
        {"interval": 1e14, **ANCHOR},
        {"interval": 0, "anchor_date": "junk", "timezone": "Mars/Base"},
        {"interval": 60, **ANCHOR, "day_or": True},
        {**ANCHOR},
    ]


def recurrences() -> list[object]:
    texts = """
        FREQ=DAILY|RRULE:FREQ=DAILY|freq=daily|rrule:freq=daily| FREQ=DAILY |bad||RRULE:|FREQ=DAILY;X|X=1|FREQ=NOPE|FREQ=
        FREQ=DAILY;COUNT=1=2|FREQ=DAILY;COUNT=|FREQ=DAILY;COUNT=x|FREQ=DAILY;COUNT=3|FREQ=DAILY;COUNT=-3|FREQ=DAILY;COUNT=+3
        FREQ=DAILY;UNTIL=20300101T000000|FREQ=DAILY;UNTIL=20300101T000000Z|FREQ=DAILY;UNTIL=20300101|FREQ=DAILY;UNTIL=JUNK
        FREQ=DAILY;UNTIL=20301301|FREQ=DAILY;UNTIL=2030-01-01|FREQ=DAILY;BYHOUR=25|FREQ=DAILY;BYHOUR=-1|FREQ=DAILY;BYMINUTE=60
        FREQ=DAILY;BYSECOND=60|FREQ=DAILY;BYHOUR=8,x|FREQ=DAILY;BYHOUR=8,17|FREQ=HOURLY;BYHOUR=25|FREQ=SECONDLY;BYSECOND=61
        FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO|FREQ=MONTHLY;BYSETPOS=367;BYDAY=MO|FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU
        FREQ=DAILY;BYDAY=|FREQ=DAILY;BYDAY=XX|FREQ=DAILY;BYDAY=0MO|FREQ=DAILY;BYDAY=+1MO|FREQ=MONTHLY;BYDAY=-1FR
        FREQ=MONTHLY;BYDAY=FR(-1)|FREQ=MONTHLY;BYDAY=FR(|FREQ=MONTHLY;BYDAY=5|FREQ=MONTHLY;BYDAY=+-1FR|FREQ=YEARLY;BYWEEKDAY=MO
        FREQ=WEEKLY;WKST=SU|FREQ=WEEKLY;WKST=XX|FREQ=YEARLY;BYEASTER=0|FREQ=YEARLY;BYMONTH=13|FREQ=YEARLY;BYMONTHDAY=0
        FREQ=YEARLY;BYYEARDAY=366|FREQ=YEARLY;BYWEEKNO=53|FREQ=MINUTELY|FREQ=MINUTELY;INTERVAL=7|FREQ=SECONDLY;INTERVAL=7
        FREQ=MINUTELY;COUNT=5|FREQ=MINUTELY;BYHOUR=5|FREQ=HOURLY;INTERVAL=5|FREQ=MINUTELY;INTERVAL=2;UNTIL=20300101T000000
    """
    lines = [
        "DTSTART:20200101T000000\nFREQ=DAILY",
        "FREQ=DAILY\nDTSTART:20200101T000000",
        "DTSTART:20200101T000000Z\nFREQ=DAILY",
        "DTSTART;TZID=America/New_York:20200101T000000\nFREQ=DAILY",
        "DTSTART;TZID=America/New_York:20200101T000000Z\nFREQ=DAILY",
        "DTSTART;TZID=Mars/Base:20200101T000000Z\nFREQ=DAILY",
        "DTSTART;VALUE=DATE:20200101\nFREQ=DAILY",
        "DTSTART;VALUE=DATE;VALUE=DATE:20200101\nFREQ=DAILY",
        "DTSTART;VALUE=TEXT:20200101\nFREQ=DAILY",
        "DTSTART:20200101,20200102\nFREQ=DAILY",
        "DTSTART:JUNK\nFREQ=DAILY",
        "DTSTART:20200231T000000\nFREQ=DAILY",
        "DTSTART:20201301T000000\nFREQ=DAILY",
        "DTSTART:20200101T250000\nFREQ=DAILY",
        "DTSTART:20200101T006000\nFREQ=DAILY",
        "DTSTART:20200101T000060\nFREQ=DAILY",
        "DTSTART:20200101T0930\nFREQ=DAILY",
        "DTSTART:20200101T000000+0200\nFREQ=DAILY",
        "DTSTART:20200101T000000Z\nFREQ=DAILY;UNTIL=20210101T000000",
        "DTSTART:20200101T000000\nFREQ=DAILY;UNTIL=20210101T000000Z",
        "DTSTART:20200101T000000Z\nFREQ=DAILY;UNTIL=20210101T000000Z",
        "FOO:1\nFREQ=DAILY",
        "RRULE:FREQ=DAILY:X",
        "RRULE;X=1:FREQ=DAILY",
        "EXRULE;X=1:FREQ=DAILY",
        "RDATE;X=1:20200101",
        "RDATE;VALUE=DATE-TIME:20200101T000000",
        "RDATE;VALUE=DATE:20200101",
        "RDATE:20200101T000000,20200102T000000",
        "RDATE:JUNK",
        "EXDATE:20200101",
        "EXDATE;TZID=America/New_York:20200101T000000\nFREQ=DAILY",
        "EXDATE;X=1:20200101T000000\nFREQ=DAILY",
        "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY",
        "RRULE:FREQ=MINUTELY\nEXRULE:FREQ=HOURLY",
        "EXRULE:FREQ=DAILY",
        "RDATE:" + ",".join(["20200101T000000"] * 405),
        "RDATE:" + ",".join(["20200101T000000"] * 500),
    ]
    zones: list[object] = ["UTC", "Europe/Berlin", "Mars/Base", "", None, 5]
    return [
        *({"rrule": each.removesuffix("\n")} for line in texts.strip().split("\n") for each in line.strip(" ").split("|")),
        *({"rrule": each} for each in lines),
        *({"rrule": "FREQ=DAILY", "timezone": zone} for zone in zones),
        *({"rrule": f"FREQ=MINUTELY;INTERVAL={each}", "timezone": "Asia/Kathmandu"} for each in (1, 7, 90)),
        # What the reference fails over, at once or whenever it looks for the dates.
        {"rrule": "COUNT=3"},
        {"rrule": "DTSTART:20200101T000000"},
        {"rrule": "FREQ=DAILY;INTERVAL=0"},
        {"rrule": "FREQ=DAILY;INTERVAL=-1"},
        {"rrule": "FREQ=MINUTELY;INTERVAL=0"},
        {"rrule": "FREQ=DAILY", "timezone": "Somewhere in UTC"},
        {"rrule": "DTSTART:20200101T000000\nFREQ=HOURLY;INTERVAL=2;BYHOUR=5"},
        {"rrule": "DTSTART:2020\nFREQ=DAILY"},
        {"rrule": None},
        {"rrule": "FREQ=DAILY", "day_or": True},
    ]


def main() -> None:
    adapter = TypeAdapter(NormalizedSchedule)
    others: list[object] = [{}, [], None, "x", 1, True, {"more": 1}, {"timezone": "UTC"}, {"timezone": "Mars/Base"}]
    lines = []
    for schedule in [*crons(), *intervals(), *recurrences(), *others]:
        case: dict[str, object] = {"schedule": schedule}
        try:
            case["stored"] = adapter.validate_python(schedule, from_attributes=True).model_dump(mode="json")
        except ValidationError as error:
            case["issues"] = jsonable_encoder(error.errors(include_url=False), custom_encoder={ValueError: lambda _: {}})
        except Exception as error:  # an answer of 500
            case["fails"] = type(error).__name__
        lines.append(json.dumps(case).replace(ZONES, "ZONES"))
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


main()
