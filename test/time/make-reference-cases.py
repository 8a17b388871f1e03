"""Writes reference-cases.json: datetimes and durations with what the Prefect server's fields make of them.

Run with a Python 3.11 that has prefect 3.9.1 installed (on 3.13 and later the server no longer falls back to pendulum
and refuses more). Prints the table to standard output; a number as first argument asks for that many random cases. The
committed table is the output without an argument; the same argument gives the same cases.
"""

from __future__ import annotations

import datetime
import json
import platform
import random
import re
import sys
import warnings
from importlib.metadata import version

from prefect.types import DateTime
from pydantic import TypeAdapter

warnings.simplefilter("ignore")

# JavaScript numbers carry every integer up to here.
LARGEST_SAFE_INTEGER = 2**53 - 1
EPOCH = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)

datetime_field = TypeAdapter(DateTime)
duration_field = TypeAdapter(datetime.timedelta)


def exact(count: int) -> int | str:
    if count > LARGEST_SAFE_INTEGER:
        return "above"
    return "below" if count < -LARGEST_SAFE_INTEGER else count


def datetime_result(value: object) -> int | str | None:
    try:
        parsed = datetime_field.validate_python(value)
        # An offset of a day or more passes validation and raises here, which the server answers with an error too.
        offset = parsed.utcoffset()
    except Exception:
        return None
    local = datetime.datetime(
        parsed.year, parsed.month, parsed.day, parsed.hour, parsed.minute, parsed.second, parsed.microsecond
    )
    return exact((local - EPOCH - offset) // MICROSECOND)


def duration_result(value: object) -> int | str | None:
    try:
        return exact(duration_field.validate_python(value) // MICROSECOND)
    except Exception:
        return None


DATETIMES: list[object] = [
    # the usual forms
    "2025-11-24T02:29:40.123456Z", "2025-11-24T02:29:40.123456+00:00", "2025-11-24 02:29:40", "2025-11-24T02:29:40z",
    "2025-11-24t02:29:40", "2025-11-24_02:29:40", "2025-11-24T02:29", "2025-11-24T02:29Z", "2025-11-24T02:29+01:00",
    "2025-11-24", "2025-11-24T02", "2025-11-24T02Z", "2025-11-24T02z", "2025-11-24T02+01", "2026-11", "2026",
    # fractions
    "2025-11-24T02:29:40.1", "2025-11-24T02:29:40,1", "2025-11-24T02:29:40.12", "2025-11-24T02:29:40.123Z",
    "2025-11-24T02:29:40.1234", "2025-11-24T02:29:40.12345+01:00", "2025-11-24T02:29:40.000001", "2025-11-24T02:29:40.9",
    "2025-11-24T02:29:40.1234567", "2025-11-24T02:29:40.1234565Z", "2025-11-24T02:29:40.999999999",
    "2025-11-24T02:29:40.9999999+02:00", "1969-12-31T23:59:59.9999999Z", "2025-11-24T02:29:40.12345678901234567890",
    "2025-11-24T02:29:40.", "2025-11-24T02:29:40.Z", "2025-11-24T02:29:40,", "2025-11-24T02:29.5", "2025-11-24T02.5",
    "2025-11-24T02:29:40.1.2", "2025-11-24T02:29:40. 1", "2025-11-24T02:29:40;1", "2025-11-24T02:29:40.1e3",
    # zones
    "2025-11-24T02:29:40+0100", "2025-11-24T02:29:40+01", "2025-11-24T02:29:40-01:30", "2025-11-24T02:29:40-0130",
    "2025-11-24T02:29:40-01", "2025-11-24T02:29:40+23:59", "2025-11-24T02:29:40-23:59", "2025-11-24T02:29:40+24:00",
    "2025-11-24T02:29:40-24:00", "2025-11-24T02:29:40+24", "2025-11-24T02:29:40-24", "2025-11-24T02:29:40-25",
    "2025-11-24T02:29:40+99:99", "2025-11-24T02:29:40+00:60", "2025-11-24T02:29:40+22:99", "2025-11-24T02:29:40+23:60",
    "2025-11-24T02:29:40-00:00", "2025-11-24T02:29:40\u221201:00", "2025-11-24T02:29:40\u22120100",
    "2025-11-24T02:29:40\u221201", "2025-11-24T02:29:40+1", "2025-11-24T02:29:40+100", "2025-11-24T02:29:40+01:",
    "2025-11-24T02:29:40+01:3", "2025-11-24T02:29:40+01:000", "2025-11-24T02:29:40+01:00:00", "2025-11-24T02:29:40 Z",
    "2025-11-24T02:29:40 +01:00", "2025-11-24T02:29:40UTC", "2025-11-24T02:29:40 UTC", "2025-11-24T02:29:40ZZ",
    "2025-11-24T02:29:40Z+01", "2025-11-24T02:29:40+", "2025-11-24T02:29:40-", "2025-11-24Z", "2025-11-24+01:00",
    "2025-11-24_02:29:40+01", "2025-11-24t02:29:40+01", "2025-11-24 02:29:40+01", "2025-11-24T02:29:40[Europe/Paris]",
    "2025-11-24T02:29:40 Europe/Paris", "2025-11-24T02:29:40+01:00[Europe/Paris]", "2025-11-24T02:29:40+-1:00",
    # hours, minutes, seconds out of range; leap seconds
    "2025-11-24T00:00:00", "2025-11-24T23:59:59.999999", "2025-11-24T24:00:00", "2025-11-24T24:00", "2025-11-24T24",
    "2025-11-24T24:00:01", "2025-11-24T25:00:00", "2025-11-24T23:60:00", "2016-12-31T23:59:60Z", "2016-12-31T23:59:61Z",
    "2016-12-31T23:59:60.5Z", "2025-11-24T2:29", "2025-11-24T02:9", "2025-11-24T02:29:4", "2025-11-24T-1:00",
    "2025-11-24T02:29:40:00", "2025-11-24T02-29-40", "2025-11-24T", "2025-11-24T02:", "2025-11-24T02:29:", "2025-11-24 ",
    "2025-11-24TT02:29", "2025-11-24  02:29", "2025-11-24X02:29", "2025-11-24\t02:29", "2025-11-24-02:29",
    # calendar
    "2024-02-29", "2023-02-29", "2000-02-29", "1900-02-29", "2100-02-29", "2400-02-29", "2024-02-30", "2024-04-30",
    "2024-04-31", "2024-06-31", "2024-09-31", "2024-11-31", "2024-12-31", "2024-12-32", "2024-01-00", "2024-00-01",
    "2024-13-01", "2024-1-1", "2024-1-01", "2024-01-1", "24-01-01", "02024-01-01", "12024-01-01", "+2024-01-01",
    "-2024-01-01", "-0001-01-01T00:00:00", "+002024-01-01T00:00:00Z", "0000-01-01", "0000-12-31T23:59:59", "0001-01-01",
    "1970-01-01", "1969-12-31", "1970-01-01T00:00:00.000001Z", "1969-12-31T23:59:59.999999Z", "1600-01-01", "1582-10-10",
    # the ends of the range
    "0001-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-23:59", "9999-12-31", "9999-12-31T23:59:59",
    "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999-23:59", "10000-01-01", "1684-07-28T00:12:25.259009Z",
    "1684-07-28T00:12:25.259008Z", "1684-07-28T00:12:25.259007Z", "1684-07-28T00:12:25Z", "1684-07-28T00:12:26Z",
    "1684-07-28T01:12:25.259009+01:00", "1684-07-28T01:12:25.259008+01:00", "2255-06-05T23:47:34.740991Z",
    "2255-06-05T23:47:34.740992Z", "2255-06-05T23:47:34.740993Z", "2255-06-05T23:47:35Z", "2255-06-05T23:47:34Z",
    "2255-06-05T22:47:34.740991-01:00", "2255-06-05T22:47:34.740992-01:00", "2255-06-06", "2255-06-05", "1684-07-28",
    "1684-07-29", "-9007199254.740991", "9007199254.740991", "9007199254.740992", 9007199254.740991, 9007199254.75,
    # numbers: seconds, milliseconds
    0, 1, -1, 1.5, -1.5, -0.5, 0.1, 1e-6, 1e-7, -1e-7, 5e-7, -5e-7, 1.5e-6, 2.5e-6, -2.5e-6, 0.999999, 0.9999995,
    0.99999949, -0.9999999, 1704067200, 1704067200.5, 1704067200.123456, 1704067200.1234567, 1704067200.9999999,
    -1704067200.123456, 1704067200123, 1704067200123.5, 1704067200123.456, 1704067200123.4567, -1704067200123,
    -1704067200123.5, 20000000000, 20000000001, -20000000000, -20000000001, 20000000000.5, -20000000000.5, 19999999999.5,
    9007199254, 9007199255, -9007199254, -9007199255, 253402300799, 253402300799999, 253402300800000, -62135596800,
    -62135596800000, -62135596800001, 2**53 - 1, 2**53, 2**63, 2**64, 10**30, 1e300, -1e300, 5e-324,
    "0", "1", "-1", "+1", "00001", "1.5", "-1.5", "+1.5", ".5", "-.5", "+.5", "1.", "-1.", ".", "-.", "+", "-", "1.5.5",
    "1e9", "1.5e3", "1.e3", ".5e1", "1.5e", "1.5e+3", "1.5E3", "1.5e-3", "1.5e400", "1.0e-400", "1e3.5", "0x10", "1_000",
    "1,5", "1 000", " 1", "1 ", "1\n", "1\u00a0", "nan", "inf", "-inf", "Infinity", "1.nan", "1.5inf", "0.5f", "0b1",
    "1704067200", "1704067200.5", "1704067200.1234567", "1704067200.999999999", "1704067200123", "1704067200123.5",
    "-1704067200", "+1704067200", "20000000000", "20000000001", "-20000000000", "-20000000001", "20000000000.5",
    "253402300799999", "253402300800000", "-62135596800000", "-62135596800001", "-62135596800.5", "9223372036854775807",
    "9223372036854775808", "99999999999999999999999", "0" * 100 + "1", "9" * 1000, "0." + "1" * 1000, "20240101",
    "2024001", "202401", "1704067200Z", "1704067200T00:00",
    # months, ordinal days, weeks
    "2024-01T10", "2024-01 10:30", "2024-01T10:30:15.5Z", "2024-12", "2024-13", "2024-00", "2024-1", "2024-", "2024-01-",
    "2024-001", "2024-000", "2024-059", "2024-060", "2024-366", "2024-367", "2023-365", "2023-366", "2024-001T12",
    "2024-366T12:30+02", "2024-001T12:30:15,25-02:30", "2024-0011", "0001-001", "9999-365", "0000-001",
    "2024-W01", "2024-W01-1", "2024-W01-7", "2024-W01-0", "2024-W01-8", "2024-W00", "2024-W52", "2024-W53", "2020-W53",
    "2020-W53-7", "2020-W54", "2026-W53", "2026-W53-5", "2015-W53-4", "2021-W01-1", "2021-W53", "2024-W01T10",
    "2024-W01 10:30:15.5Z", "2024-W01-1T10:30+01:00", "2024-W1", "2024-W", "2024-W01-", "2024-W011", "2024-w01",
    "0001-W01", "0001-W00", "0000-W01", "0000-W52-7", "9999-W52", "9999-W52-5", "9999-W52-6", "9999-W52-7", "9999-W53",
    "2024W01", "2024W011", "2024W01-1", "2024W01T10", "2024W011T1030", "2024W01T10:30", "2024W01T10:30:15", "2024W",
    # without hyphens
    "20240101T10", "20240101T1030", "20240101T103015", "20240101T103015Z", "20240101T103015.5Z", "20240101T103015,5+0100",
    "20240101T103015.123456789", "20240101T103015.5+01:00", "20240101T103015+01", "20240101 10", "20240101 103015",
    "20240101T10:30", "20240101T10:30Z", "20240101T10:30:15", "20240101T103", "20240101T1030.5", "20240101T10301",
    "20240101T1030155", "20240101T24", "20240101T240000", "20240101T106000", "20240101T103060", "20240230T10",
    "20241301T10", "20240101t10", "20240101_10", "20240101T", "20240101Z", "2024001T10", "2024366T10", "2023366T10",
    "2024000T1030", "202401T10", "2024T10", "2024-01-01T1030", "2024-01-01T103015", "2024-01-01T10Z", "2024-01-01T10+01:99",
    # slashes and one-digit times
    "2024/01/31", "2024:01:31", "2024/0131", "202401/31", "2024:01/31", "2024/01/31 10:00", "2024/01/3110:00",
    "2024/01/31 9:5", "2024/01/31 9:5:7", "2024/01/31 10", "2024/01/31 10:", "2024/01/31 10::", "2024/01/31 10::15",
    "2024/01/31 10:05:07.5", "2024/01/31 10:05:07,5", "2024/01/31 10:05:07|5", "2024/01/31 10:05.5",
    "2024/01/31 10:05:07.123456789", "2024/01/31 10:05:07.1234567890", "2024/01/31 24:00", "2024/01/31 10:60",
    "2024/01/31 10:05:60", "2024/02/30", "2024/13/01", "2024/01/31T10:00", "2024/01/31 10:00Z", "2024/01/31  10:00",
    "2024/01", "2024/1/1", "0000/01/01", "0001/01/01", "31/01/2024", "2024 1:05", "2024 10:05", "20241:05", "202410:05",
    "20240131 1:05", "2024013110:05", "2024/01/31\n", "2024/01/31 10:05\n", "2024/01/31|", "2024/01/31 .5",
    # no datetimes at all
    "", " ", "T", "Z", "-", "P1D", "P1W", "PT1H", "2024-01-01/2024-02-01", "2024-01-01/P1D", "P1D/2024-01-01", "/",
    "today", "Now", "yesterday", "garbage", "null", "true", "Jan 1 2024", "1 January 2024", "Mon, 01 Jan 2024 00:00:00 GMT",
    " 2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z ", "2024-01-01T00:00:00\n", "2024-01-01T00:00:00Z\n", "2024-01-01\n",
    "2024-01-01T00:00:00\u0000", "\u00002024-01-01", "2024-01-01T10\u0000", "2024-W01\u0000", "\ufeff2024-01-01",
    "2024-01-01T00:00:00\U0001f600", "\uff12\uff10\uff12\uff14-01-01", "2024-01-01T\u0661\u0662:00",
    "2024\u201301\u201301", "2024.01.01", "2024-01-01T00.00.00", "2024-01-01," , "2024-01-01T00:00:00Z" * 1000, "x" * 5000,
    "2024-01-01T00:00:00." + "1" * 5000 + "Z", "2024-01-01T00:00:00." + "1" * 5000 + "+01", "2024-01-01" + " " * 5000,
    True, False, None, [], {}, ["2024-01-01"], {"now": 1},
]

# Accepted by the reference, refused by us.
DATETIMES_REFUSED = [
    *[(text, "depends on the day it is read") for text in ["now", "12:00", "1:05", "10:30:15.5", "T10", "T1030", "10:30Z"]],
    *[(text, "digits of other scripts") for text in ["\uff12\uff10\uff12\uff14/01/01", "2024/\u0660\u0661/01"]],
]

DURATIONS: list[object] = [
    # numbers
    0, 1, -1, 1.5, -1.5, 0.1, -0.1, 12.345678, -12.345678, 1e-6, 1e-7, -1e-7, 5e-7, -5e-7, 4.9e-7, 1.5e-6, -1.5e-6,
    2.5e-6, -2.5e-6, 0.9999995, 0.99999949, -0.9999999, 86400, 123456789.123456789, 9007199254, 9007199254.5, 9007199255,
    -9007199255, 10**12, 86399999999999, 86400000000000, 10**30, 1e300, 5e-324, True, False, None, [], {}, ["PT1H"],
    # ISO 8601
    "P1D", "PT1H", "PT1M", "PT1S", "P1Y", "P1M", "P1W", "P1Y2M3W4DT5H6M7.8S", "P1W2D", "P1D1Y", "PT1S1H", "P1M1M",
    "PT1S1S", "PT36H", "PT90M", "P0D", "PT0S", "P1DT", "+P1D", "-P1D", "-PT0.000001S", "-PT1H30M", "+-P1D", "--P1D",
    "P-1D", "PT-1S", "P+1D", "p1d", "P1d", "PT1h", "Pt1H", "P", "PT", "+P", "-PT", "P1", "PT1", "-P1", "P1S", "P1H",
    "PT1D", "PT1W", "PT1Y", "P1T1H", "PTT1H", "P1DTT1H", "PT1HT", "P 1D", "P1 D", " P1D", "P1D ", "P1D\n", "P1DX", "PD",
    "PT1.5H", "PT1,5H", "P1.5D", "P1,5D", "P0.5Y", "P0.1M", "P0.3W", "P0.7D", "PT0.7H", "PT0.1M", "P1.123W", "PT1.S",
    "P1.D", "PT.5S", "PT1.5", "PT1.", "P1.5", "P1.5DT1H", "PT1.5H1M", "P1.5D1.5D", "P0.5YT1H", "P1YT0.5H", "P1Y0.5D",
    "P0.5DT", "PT0.5HT", "PT1.5.5S", "PT1e3S", "PT0.1234565S", "PT0.1234575S", "PT0.0000005S", "PT0.0000015S",
    "PT0.0000025S", "PT1.9999999S", "PT0.9999999S", "PT0.12345678901234567890S", "PT0.9999999999999999999999S",
    "PT1.0000000000000000000001S", "PT12345.678901S", "P0.123456789Y", "P0.987654321M", "P0.33333W", "P0.0000001D",
    "P0.00000000001D", "P0.99999999999999D", "PT0.123456789H", "PT0.00000001M", "PT59.9999999M", "PT4294967295S",
    "PT4294967296S", "PT4294967295S1S", "PT4294967295.5S", "PT1193046H", "PT1193047H", "PT71582788M", "PT71582789M",
    "PT9999999999S", "P104249D", "P104250D", "P104249DT1H", "P104249DT69000S", "P999999999D", "P1000000000D",
    "P4294967295D", "P4294967296D", "P11767033Y", "P99999999Y", "P00000000000000000000001D", "PT\uff11S", "P1\u0661D",
    "PT1000000000000000000000S", "P" + "1" * 5000 + "D", "P" + "1D" * 3000, "P" + "T" * 5000,
    # clocks
    "00:00", "12:34", "12:34:56", "12:34:56.7", "12:34:56.789", "12:34:56.1234567", "12:34:56,5", "-12:34:56", "+12:34:56",
    "-00:00:01", "-0:00:01.5", "0:00:00.000001", "00:00:00.0000009", "1:02:03", "001:02:03", "24:00:00", "100:00:00",
    "2500:00:00", "2501999:00:00", "2502000:00:00", "999999999:00:00", "2400000000:00", "2400000001:00", "0000000001:00",
    "0000000000001:00:00", "99999999999999999999:00:00", ":00:00", ":00:00:00", "-:00:00", ":30", ":30:0", "1:00", "1:0",
    "1:00:0", "1:", "12", "12:3", "12:345", "12:34:5", "12:34:567", "12:34.5", "12:34,5", "12:34:56.", "12:34:56,",
    "12:34:56.x", "12:34:56:78", "12:60", "23:60:00", "12:34:60", "12::30", "1:2:3", "12:34:5a", "1e5:00", "12:34:56Z",
    "12:34:56+01:00", "12:34:56garbage", "12:34:56.12345x", "12:34:56 ", " 12:34:56", "12:34:56\n", "\uff11\uff12:34:56",
    "12:34:5\uff16", "--12:34", "+-12:34", "12:-34", "1 12:34:56", "12:34:56 d", "12:34 d", "12:34:56.5d", "12:30d",
    # days and clocks
    "1 day", "1 days", "1 Day", "1 DAY", "1 DAYS", "1 dAY", "1 daY", "1 dAys", "1 dayS", "1 DAYs", "1 da", "1 dab", "1 d",
    "1 D", "1d", "2d", "0d", "1ds", "1 ds", "1 dd", "1day", "1days", "1  day", "01 day", "1\tday", "1\u00a0day", "day",
    "days", "d", "d1", "1d1", "1dy", "1 dayss", "1 day s", "1 day,s", "1 d x", "1.5 days", "1,5 days", "1 day,", "1 day, ",
    "1 day ", "1 day,  ", "1d,", "1d ", "1 day 12:34:56", "1 day, 12:34:56", "1 day,12:34:56", "1day12:00:00", "1d12:00",
    "2d,12:34", "1 day,  12:34:56", "1 day ,12:00", "1 day,, 12:00", "1 d , 10:00", "1 day\t10:00", "1 day, 1:00",
    "1 day, 1:00:00", "1 day, 001:00", "1 day, :00:00", "1d:00:00", "1 day, :30", "1 day, 1:", "1 day, 12", "1 day, 1200",
    "1 day, 12:3", "1 day, 12:00:0", "1 day, 23:59:59.999999", "1 day, 23:59:60", "1 day, 23:60", "1 day, 24:00",
    "1 day, 100:00", "1 day, 0000000001:00", "1 day, 00000000001:00", "1 day, 12:34:56.5", "1 day, 12:34:56,5",
    "1 day, 12:34:56.1234567", "1 day 12:34:56.9999999", "1 day, 12:34:56.", "1 day, 12:34:56Z", "1 day, 12:34:56 ",
    "1 day, +01:00", "1 day -01:00", "-1 day", "+1 day", "- 1 day", "-+1 day", "-1 day, 00:00:01", "-1 day, 23:59:59",
    "-1d12:00:00.5", "104249 days", "104250 days", "104249 days, 19:10:00", "999999999 days", "1000000000 days",
    "4294967296 days", "99999999999 days", "00000000000000000000001 day", "1 hour", "1 week", "1 day 2 hours",
    # no durations at all
    "", " ", "+", "-", "now", "none", "0", "1", "10", "+5", "-1.5", "86400", "1e3", "1.5e3", ".5", "1.", "1 2", " 1", "1 ",
    "86400.0", "x" * 5000, "12:34:56." + "1" * 5000, "9" * 5000 + " days", "\U0001f600\U0001f600", "2024-01-01T00:00:00",
]

DURATIONS_REFUSED = [
    ("12:34:56.123456garbage", "text after the sixth decimal"),
    ("12:34:56.1234567+", "text after the sixth decimal"),
    ("1 day, 12:34:56.1234567x", "text after the sixth decimal"),
]


class Generator:
    """Random inputs, valid or nearly so. The same seed gives the same cases."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def digits(self, smallest: int, largest: int, width: int) -> str:
        return str(self.random.randint(smallest, largest)).zfill(width)

    def fraction(self) -> str:
        count = self.random.choice([0, 0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 20])
        return self.random.choice(".,") + "".join(self.random.choices("0123456789", k=count)) if count else ""

    def zone(self) -> str:
        hours, minutes = self.digits(0, 25, 2), self.digits(0, 62, 2)
        sign = self.random.choice("+++---\u2212")
        forms = ["", "", "Z", "z", sign + hours, sign + hours + minutes, sign + hours + ":" + minutes, sign + hours + ":"]
        return self.random.choice(forms)

    def datetime_text(self) -> str:
        pick = self.random.choice
        year = self.digits(0, 9999, 4) if self.random.random() < 0.3 else self.digits(1690, 2250, 4)
        month, day, ordinal = self.digits(0, 13, 2), self.digits(0, 32, 2), self.digits(0, 367, 3)
        week, weekday = self.digits(0, 54, 2), self.digits(0, 8, 1)
        usual = f"{year}-{month}-{day}"
        date = pick([
            usual, usual, usual, usual, usual, f"{year}{month}{day}", f"{year}/{month}/{day}", f"{year}-{month}",
            f"{year}-{ordinal}", f"{year}{ordinal}", f"{year}-W{week}", f"{year}-W{week}-{weekday}", f"{year}W{week}",
            f"{year}W{week}{weekday}", year,
        ])
        hour, minute, second = self.digits(0, 24, 2), self.digits(0, 60, 2), self.digits(0, 60, 2)
        time = pick([
            f"{hour}:{minute}:{second}", f"{hour}:{minute}:{second}", f"{hour}:{minute}", hour, hour + minute,
            hour + minute + second, f"{int(hour)}:{int(minute)}:{int(second)}",
        ])
        if self.random.random() < 0.1:
            return date
        return date + pick("TTTT  t_") + time + self.fraction() + self.zone()

    def duration_text(self) -> str:
        pick = self.random.choice
        clock = f"{self.digits(0, 30, pick([1, 2, 2, 3]))}:{self.digits(0, 60, 2)}"
        if self.random.random() < 0.7:
            clock += f":{self.digits(0, 60, 2)}{self.fraction()}"
        days = f"{self.digits(0, 500, 1)}{pick(['', ' '])}{pick(['d', 'D', 'day', 'days', 'DAYS', 'Days'])}"
        quantities = [str(self.random.randint(0, 99)) + unit for unit in "YMWD" if self.random.random() < 0.4]
        times = [str(self.random.randint(0, 99)) + unit for unit in "HMS" if self.random.random() < 0.5]
        if self.random.random() < 0.5:
            target = times or quantities
            if target:
                target[-1] = target[-1][:-1] + self.fraction() + target[-1][-1]
        iso = "P" + "".join(quantities) + ("T" if times else "") + "".join(times)
        text = pick([iso, iso, clock, days, days + pick(["", ","]) + pick(["", " "]) + clock])
        return pick(["", "", "", "-", "+"]) + text

    def mutated(self, text: str) -> str:
        if not text or self.random.random() < 0.7:
            return text
        place = self.random.randrange(len(text))
        replacement = self.random.choice(["", *"0123456789TZWPDHMS:-+., /_tzd", text[place] * 2])
        return text[:place] + replacement + text[place + 1 :]

    def number(self) -> int | float | str:
        value = self.random.uniform(-1, 1) * 10 ** self.random.uniform(0, 16)
        return self.random.choice([int(value), value, round(value, 3), round(value, 6), f"{value:.6f}", f"{value:.3f}"])


def is_read_as_today(text: object) -> bool:
    """The reference completes a time without a date with the current day."""
    try:
        return datetime_field.validate_python(text).date() == datetime.date.today()
    except Exception:
        return False


def is_cut_after_sixth_decimal(text: object) -> bool:
    """The reference ignores whatever follows the sixth decimal of a clock."""
    return isinstance(text, str) and re.search(r":\d\d[.,]\d{6,}\D", text) is not None


def rows(cases: list[tuple[object, object]]) -> str:
    return "[\n" + ",\n".join("    " + json.dumps(list(case)) for case in cases) + "\n  ]"


def main() -> None:
    random_cases = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    generator = Generator(random_cases)
    datetimes, durations = list(DATETIMES), list(DURATIONS)
    for index in range(random_cases):
        datetimes.append(generator.number() if index % 8 == 0 else generator.mutated(generator.datetime_text()))
        durations.append(generator.number() if index % 8 == 0 else generator.mutated(generator.duration_text()))
    for value, _ in DATETIMES_REFUSED:
        assert datetime_result(value) is not None, value
    for value, _ in DURATIONS_REFUSED:
        assert duration_result(value) is not None, value
    reference = {name: version(name) for name in ["prefect", "pydantic", "pydantic-core", "pendulum"]}
    reference["python"] = platform.python_version()
    tables = {
        "datetimes": [(value, datetime_result(value)) for value in datetimes if not is_read_as_today(value)],
        "durations": [(value, duration_result(value)) for value in durations if not is_cut_after_sixth_decimal(value)],
        "refusedDatetimes": DATETIMES_REFUSED,
        "refusedDurations": DURATIONS_REFUSED,
    }
    print("{\n  " + f'"reference": {json.dumps(reference)}', end="")
    for name, cases in tables.items():
        print(f',\n  "{name}": {rows(cases)}', end="")
    print("\n}")


main()
