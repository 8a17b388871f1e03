"""Writes reference-dates.json: random schedules of the three kinds around changes of the clocks, and the dates that the
schedule classes of the reference's server give. Run with a Python that has prefect 3.9.1 installed, 3.11 or 3.12.

A line is [schedule, start, end or null, count or null, dates]. Moments are microseconds since the epoch; of the dates all
but the first are told by the distance to the one before, and repeated distances by [distance, times]. Instead of dates
there may be the name of the exception that the reference raises, or "slow" where it takes more than 0.3 seconds.

An interval's line may have a sixth part: the dates of the branch that the reference takes on Python 3.13 and later, where
they differ.
"""

import calendar
import datetime
import json
import random
import signal
import sys
import types
import warnings
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import whenever

warnings.simplefilter("ignore")

from prefect.server.schemas import schedules  # noqa: E402
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule  # noqa: E402

UTC = datetime.timezone.utc
SECONDS_A_CASE = 0.3

# Zones with the years to look at: those in which their clocks did something, and for which Node's time zone data and
# Python's agree.
ZONES = {
    "America/New_York": (2024, 2029),
    "Europe/Berlin": (2024, 2029),
    "Europe/London": (2024, 2029),
    "Europe/Dublin": (2024, 2029),
    "Australia/Sydney": (2024, 2029),
    "Australia/Lord_Howe": (2024, 2029),
    "Asia/Kathmandu": (2024, 2029),
    "Asia/Tehran": (2020, 2024),
    "Pacific/Apia": (2010, 2014),
    "Pacific/Chatham": (2024, 2029),
    "America/Sao_Paulo": (2015, 2020),
    "America/St_Johns": (2024, 2029),
    "America/Havana": (2024, 2029),
    "America/Santiago": (2024, 2027),
    "Africa/Casablanca": (2022, 2025),
    "Asia/Beirut": (2024, 2029),
    "UTC": (2024, 2029),
}

chance = random.Random(20261124)


def transitions(zone: str) -> list[datetime.datetime]:
    """The hours in which a zone's clocks change."""
    first, last = ZONES[zone]
    moment = datetime.datetime(first, 1, 1, tzinfo=UTC)
    found = []
    info = ZoneInfo(zone)
    while moment.year <= last:
        later = moment + datetime.timedelta(minutes=30)
        if moment.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            found.append(later)
        moment = later
    return found


CHANGES = {zone: transitions(zone) for zone in ZONES}


def some_zone() -> str:
    return chance.choice(list(ZONES))


def some_start(zone: str, spread: datetime.timedelta) -> datetime.datetime:
    """A moment that is often near a change of the clocks, and seldom inside a second."""
    changes = CHANGES[zone]
    if changes and chance.random() < 0.85:
        moment = chance.choice(changes) + spread * chance.uniform(-1.2, 0.4)
    else:
        first, last = ZONES[zone]
        moment = datetime.datetime(first, 1, 1, tzinfo=UTC) + datetime.timedelta(days=365 * (last - first)) * chance.random()
    moment = moment.replace(microsecond=0)
    roundness = chance.random()
    if roundness < 0.5:
        moment = moment.replace(second=0, minute=chance.choice([0, 0, 30, moment.minute]))
    elif roundness > 0.9:
        moment = moment.replace(microsecond=chance.randrange(1_000_000))
    return moment


def some_limits(start: datetime.datetime, spread: datetime.timedelta) -> tuple[datetime.datetime | None, int | None]:
    kind = chance.random()
    end = start + spread * chance.uniform(0.1, 3)
    count = chance.choice([1, 2, 5, 10, 20, 40])
    if kind < 0.6:
        return None, count
    return (end, count) if kind < 0.95 else (start + spread / 10, None)


def some(low: int, high: int, most: int = 4) -> list[int]:
    return sorted(chance.sample(range(low, high + 1), chance.randint(1, min(most, high - low + 1))))


def some_field(low: int, high: int, names: list[str] | None = None) -> str:
    kind = chance.random()
    value = chance.randint(low, high)
    name = names[value - low] if names and chance.random() < 0.5 else str(value)
    if kind < 0.3:
        return "*"
    if kind < 0.55:
        return name
    if kind < 0.65:
        return ",".join(map(str, some(low, high)))
    if kind < 0.8:
        return f"*/{chance.choice([2, 3, 5, 7, 10, 15, 20, 30])}"
    first, last = sorted([chance.randint(low, high), chance.randint(low, high)])
    if kind < 0.9:
        return f"{first}-{last}"
    if kind < 0.95:
        return f"{first}-{last}/{chance.randint(1, 5)}"
    return f"{last}-{first}" if kind < 0.98 else f"{first}/{chance.randint(1, 9)}"


MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "sun mon tue wed thu fri sat".split()


def some_cron() -> str:
    kind = chance.random()
    if kind < 0.05:
        return chance.choice("@hourly @daily @midnight @weekly @monthly @yearly @annually".split())
    if kind < 0.35:
        # Around the hours in which clocks change.
        minute = chance.choice(["0", "30", "15,45", "*/10", "*", "59"])
        return f"{minute} {chance.choice(['0', '1', '2', '3', '1-3', '*', '23', '*/2', '2,4'])} * * *"
    minute, hour = some_field(0, 59), some_field(0, 23)
    day = chance.choice(["*", "*", "*", some_field(1, 31), some_field(1, 31), "l", "L,15", "31,L", "30,l", "?"])
    month = chance.choice(["*", "*", "*", some_field(1, 12, MONTHS)])
    weekday = chance.choice(
        [
            *("*", "*", "*", "?", some_field(0, 6, WEEKDAYS), some_field(0, 6, WEEKDAYS)),
            *("fri#2", "1#1,3#2", "l5", "L0", "mon-fri#3", "2#5", "mon-sun", "7", "5-7"),
        ]
    )
    cron = f"{minute} {hour} {day} {month} {weekday}"
    if chance.random() < 0.15:
        cron += f" {some_field(0, 59)}"
        if chance.random() < 0.3:
            cron += f" {chance.choice(['*', '2020-2030', '2010/2', '2026,2028'])}"
    return cron


def spread_of_cron(cron: str) -> datetime.timedelta:
    return datetime.timedelta(hours=chance.choice([1, 3, 12, 48, 500]) if "*" in cron else 500)


def some_anchor(zone: str, start: datetime.datetime) -> str:
    anchor = start + datetime.timedelta(days=chance.choice([-700, -300, -40, -3, -0.2, 0.1, 2, 30, 200]) * chance.random())
    kind = chance.random()
    if kind < 0.7:
        anchor = anchor.replace(microsecond=0, second=0, minute=chance.choice([0, 0, 15, 30]))
    elif kind < 0.95:
        anchor = anchor.replace(microsecond=0)
    if chance.random() < 0.3 and CHANGES[zone]:
        # At an hour that is skipped or repeated on another day.
        local = chance.choice(CHANGES[zone]).astimezone(ZoneInfo(zone)) - datetime.timedelta(minutes=30)
        anchor = anchor.astimezone(ZoneInfo(zone)).replace(hour=local.hour, minute=local.minute, second=0, microsecond=0)
    offset = datetime.timezone(datetime.timedelta(hours=chance.choice([0, 0, -5, 5.5, 2])))
    return anchor.astimezone(offset).isoformat()


def some_interval() -> float:
    kind = chance.random()
    if kind < 0.4:
        return 86_400 * chance.choice([1, 1, 1, 2, 3, 7, 7, 14, 30, 365])
    if kind < 0.65:
        return 3_600 * chance.choice([1, 1, 2, 3, 4, 6, 8, 12])
    if kind < 0.85:
        return 60 * chance.choice([5, 10, 15, 30, 45, 90])
    if kind < 0.93:
        return chance.choice([1, 10, 0.5, 61.25, 3601, 1e-3])
    return 3_600 * chance.choice([25, 30, 36, 60, 100])


def some_date(start: datetime.datetime, days: float) -> str:
    moment = start + datetime.timedelta(days=days * chance.uniform(-1, 1))
    text = moment.strftime("%Y%m%dT%H%M%S")
    return text[:-2] + "00" if chance.random() < 0.7 else text


def some_rule(start: datetime.datetime) -> str:
    frequency = chance.choice("YEARLY MONTHLY WEEKLY DAILY DAILY HOURLY MINUTELY SECONDLY".split())
    parts = [f"FREQ={frequency}"]

    def maybe(probability: float, name: str, value: object) -> None:
        if chance.random() < probability:
            parts.append(f"{name}={value}")

    def listed(values: list[int]) -> str:
        return ",".join(map(str, values))

    maybe(0.4, "INTERVAL", chance.choice([1, 2, 3, 4, 5, 7, 10, 12, 24, 45, 100]))
    maybe(0.25, "BYMONTH", listed(some(1, 12)))
    is_rare = frequency in ("YEARLY", "MONTHLY")
    if is_rare and chance.random() < 0.4:
        numbered = [f"{chance.choice([1, 2, 3, 4, 5, -1, -2, 20, -30])}{each}" for each in chance.sample(DAYS, 2)]
        parts.append("BYDAY=" + ",".join(numbered if chance.random() < 0.8 else [numbered[0], chance.choice(DAYS)]))
    else:
        maybe(0.3, "BYDAY", ",".join(chance.sample(DAYS, chance.randint(1, 4))))
    maybe(0.15, "BYMONTHDAY", listed(chance.sample([*range(1, 32), -1, -2, -15, -31], chance.randint(1, 5))))
    maybe(0.05, "BYYEARDAY", listed(chance.sample([1, 2, 60, 100, 200, 300, 365, 366, -1, -2, -100], 4)))
    if frequency in ("YEARLY", "WEEKLY", "DAILY"):
        maybe(0.12, "BYWEEKNO", listed(chance.sample([1, 2, 10, 20, 30, 44, 52, 53, -1, -2], 4)))
    maybe(0.03 if is_rare else 0, "BYEASTER", listed(chance.sample([0, 1, -2, 49], 2)))
    maybe(0.25, "BYHOUR", listed(some(0, 23, 3)))
    maybe(0.2, "BYMINUTE", listed(some(0, 59, 3)))
    maybe(0.1, "BYSECOND", listed(some(0, 59, 2)))
    maybe(0.12, "BYSETPOS", listed(chance.sample([1, 2, 3, 5, -1, -2, -4], 2)))
    maybe(0.2, "WKST", chance.choice(["SU", "MO", "WE"]))
    if frequency not in ("MINUTELY", "SECONDLY"):
        maybe(0.12, "COUNT", chance.choice([1, 5, 20, 100, 1000]))
    if not parts[-1].startswith("COUNT"):
        maybe(0.15, "UNTIL", some_date(start, 60))
    return ";".join(parts)


DAYS = "MO TU WE TH FR SA SU".split()


def some_recurrence(start: datetime.datetime) -> str:
    lines = []
    is_frequent = False
    rules = chance.choice([1, 1, 1, 1, 1, 2, 3, 0])
    for _ in range(rules):
        rule = some_rule(start)
        is_frequent = is_frequent or "MINUTELY" in rule or "SECONDLY" in rule
        lines.append(f"RRULE:{rule}")
    if chance.random() < 0.1 or rules == 0:
        lines.append("RDATE:" + ",".join(some_date(start, 5) for _ in range(chance.randint(1, 6))))
    if chance.random() < 0.08:
        lines.append(f"EXRULE:{some_rule(start)}")
    if chance.random() < 0.08:
        lines.append("EXDATE:" + ",".join(some_date(start, 5) for _ in range(chance.randint(1, 6))))
    has_until = any("UNTIL" in line for line in lines)
    if is_frequent or chance.random() < 0.8:
        days = 2 if is_frequent else chance.choice([3, 40, 400])
        anchor = start - datetime.timedelta(days=days * chance.random())
        text = anchor.strftime("%Y%m%dT%H%M") + chance.choice(["00", "00", "00", "17"])
        zone = "" if has_until else chance.choice(["", "", "", "Z"])
        lines.insert(0, f"DTSTART:{text}{zone}")
    return "\n".join(lines)


def microseconds(moment: datetime.datetime) -> int:
    return calendar.timegm(moment.utctimetuple()) * 1_000_000 + moment.microsecond


def packed(dates: Iterable[datetime.datetime]) -> list[object]:
    result: list[object] = []
    last = 0
    # The reference sorts too, but datetimes of one zone, which compares what their clocks show.
    for date in sorted(map(microseconds, dates)):
        distance = date - last
        last = date
        if len(result) > 1 and isinstance(result[-1], list) and result[-1][0] == distance:
            result[-1][1] += 1
        elif len(result) > 1 and result[-1] == distance:
            result[-1] = [distance, 2]
        else:
            result.append(distance)
    return result


class Slow(BaseException):
    pass


def on_alarm(*_: object) -> None:
    raise Slow


def dates_of(schedule: object, start: datetime.datetime, end: datetime.datetime | None, count: int | None) -> object:
    signal.setitimer(signal.ITIMER_REAL, SECONDS_A_CASE)
    try:
        return packed(schedule._get_dates_generator(n=count, start=start, end=end))  # type: ignore[attr-defined]
    except Slow:
        return "slow"
    except Exception as error:
        return type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def newer_dates_of(*call: object) -> object:
    """What the reference gives on Python 3.13 and later, whose branch asks for the version when it is called."""
    schedules.sys = types.SimpleNamespace(version_info=(3, 13))  # type: ignore[assignment]
    schedules._ItemizedDelta = whenever.ItemizedDelta  # type: ignore[attr-defined]
    schedules._WHENEVER_DELTA_TYPES = (whenever.ItemizedDelta,)  # type: ignore[attr-defined]
    try:
        return dates_of(*call)  # type: ignore[arg-type]
    finally:
        schedules.sys = sys


def some_schedule(kind: str) -> tuple[dict[str, object], datetime.datetime, datetime.timedelta]:
    zone = some_zone()
    if kind == "cron":
        cron = some_cron()
        spread = spread_of_cron(cron)
        schedule = {"cron": cron, "timezone": zone, "day_or": chance.random() < 0.8}
        return schedule, some_start(zone, spread), spread
    if kind == "interval":
        interval = some_interval()
        spread = datetime.timedelta(seconds=max(interval * chance.choice([3, 10, 30]), 1))
        start = some_start(zone, spread)
        return {"interval": interval, "anchor_date": some_anchor(zone, start), "timezone": zone}, start, spread
    spread = datetime.timedelta(days=chance.choice([0.1, 1, 5, 60, 400]))
    start = some_start(zone, min(spread, datetime.timedelta(days=5)))
    return {"rrule": some_recurrence(start), "timezone": zone}, start, spread


def zone_has_new_rules(zone: object, dates: object) -> bool:
    """Time zone data of different years disagree about Morocco from 2027 on."""
    return zone == "Africa/Casablanca" and isinstance(dates, list) and total(dates) > LAST_OF_MOROCCO


def total(dates: list[object]) -> int:
    return sum(each[0] * each[1] if isinstance(each, list) else each for each in dates)  # type: ignore[misc]


LAST_OF_MOROCCO = 1_790_000_000_000_000


HALF_HOUR = datetime.timedelta(minutes=30)
STARTS = [-6, -2, -1, 0, 0.5, 1.5, 2, 50]


def around_changes() -> Iterator[tuple[str, dict[str, object], datetime.datetime]]:
    """Plain schedules, looked at before, in and after the hours that the clocks skip or repeat."""
    for zone, changes in CHANGES.items():
        for change in changes[:4]:
            local = (change - HALF_HOUR).astimezone(ZoneInfo(zone))
            anchor = (change - datetime.timedelta(days=20)).astimezone(ZoneInfo(zone))
            anchor = anchor.replace(hour=local.hour, minute=15)
            for start in (change + HALF_HOUR * each for each in STARTS):
                for cron in ("*/15 * * * *", "30 0-3 * * *", f"15 {local.hour} * * *"):
                    yield "cron", {"cron": cron, "timezone": zone}, start
                for interval in (900, 3600, 86_400, 172_800):
                    body = {"interval": interval, "anchor_date": anchor.isoformat(), "timezone": zone}
                    yield "interval", body, start
                for rule in ("FREQ=MINUTELY;INTERVAL=15", f"FREQ=DAILY;BYHOUR={local.hour};BYMINUTE=15"):
                    text = f"DTSTART:{anchor.strftime('%Y%m%dT000000')}\nRRULE:{rule}"
                    yield "rrule", {"rrule": text, "timezone": zone}, start


def at_random() -> Iterator[tuple[str, dict[str, object], datetime.datetime, datetime.datetime | None, int | None]]:
    for kind in ("cron", "interval", "rrule"):
        for _ in range(2_500):
            body, start, spread = some_schedule(kind)
            yield (kind, body, start, *some_limits(start, spread))


def main() -> None:
    signal.signal(signal.SIGALRM, on_alarm)
    classes = {"cron": CronSchedule, "interval": IntervalSchedule, "rrule": RRuleSchedule}
    lines = []
    for kind, body, start, end, count in [*((*each, None, 6) for each in around_changes()), *at_random()]:
        try:
            schedule = classes[kind].model_validate(body)
        except ValueError:
            # Hours that an interval never comes by, and such.
            continue
        dates = dates_of(schedule, start, end, count)
        if zone_has_new_rules(body["timezone"], dates):
            continue
        line = [body, microseconds(start), None if end is None else microseconds(end), count, dates]
        if kind == "interval":
            newer = newer_dates_of(schedule, start, end, count)
            if newer != dates:
                line.append(newer)
        lines.append(json.dumps(line, separators=(",", ":")))
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


main()
