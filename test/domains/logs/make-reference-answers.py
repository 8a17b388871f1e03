"""Writes reference-answers.json: calls to the routes of logs and POST /events, with the reference's answers (see
reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import call, main, post  # noqa: E402

A, B = "a0000000-0000-4000-8000-000000000001", "b0000000-0000-4000-8000-000000000002"
TASK = "c0000000-0000-4000-8000-000000000003"


def log(second: int, message: str, level: int = 20, name: str = "prefect.flow_runs", **more: object) -> dict[str, object]:
    return {"name": name, "level": level, "message": message, "timestamp": f"2026-05-01T10:00:{second:02d}.5Z", **more}


LOGS = [
    log(1, "Started the run", flow_run_id=A),
    log(3, "A debug line", 10, flow_run_id=A),
    log(2, "Something FAILED: connection timeout", 40, "prefect.task_runs", flow_run_id=A, task_run_id=TASK),
    log(5, "100% of a_b done, \"quoted\" and \\escaped", 30, flow_run_id=B),
    log(4, "another run fails", 50, "my.logger", flow_run_id=B, task_run_id=None),
    log(6, "nobody's", 0),
    log(8, "Größe ÄRGER", -5),
    {"name": "n", "level": "20", "message": "", "timestamp": "2026-05-01 12:00:07.000001+02:00"},
]


def writing() -> None:
    post("/logs/", LOGS)
    post("/logs/", [])
    post("/logs/")
    post("/logs/", {})
    post("/logs/", [log(9, "x"), {}])
    post("/logs/", [{**log(9, "x"), "extra": 1}])
    post("/logs/", [{**log(9, "x"), "id": A}])
    for field, value in [
        ("name", None),
        ("name", 1),
        ("message", None),
        ("message", ["x"]),
        ("level", None),
        ("level", 1.5),
        ("level", "high"),
        ("level", True),
        ("timestamp", None),
        ("timestamp", "yesterday"),
        ("timestamp", 1777630000),
        ("flow_run_id", "nope"),
        ("flow_run_id", 1),
        ("task_run_id", ""),
    ]:
        post("/logs/", [{**log(9, "odd"), field: value}])
    call("POST", "/logs/", raw="[{")
    call("POST", "/logs/", raw='[{"name":"a\\u0000b","level":1,"message":"nul\\u0000 gone","timestamp":"2026-05-01T10:00:10Z"}]')
    post("/logs/filter", {"logs": {"text": {"query": "nul"}}})


def reading() -> None:
    post("/logs/filter")
    post("/logs/filter", {})
    post("/logs/filter", {"sort": "TIMESTAMP_DESC"})
    post("/logs/filter", {"sort": "LEVEL"})
    post("/logs/filter", {"limit": 3, "offset": 2})
    post("/logs/filter", {"limit": 0})
    post("/logs/filter", {"limit": 201})
    post("/logs/filter", {"limit": -1})
    post("/logs/filter", {"offset": -1})
    post("/logs/filter", {"limit": None, "offset": None, "sort": None, "logs": None})
    for query in [
        "fail",
        "FAIL run",
        "run -fail",
        "!run",
        "+run +fails",
        "-debug -started +run",
        '"connection timeout"',
        '"timeout connection"',
        "100%",
        "a_b",
        "_",
        '"\\"quoted\\""',
        "\\escaped",
        '"\\\\escaped"',
        "my.logger",
        "größe",
        "   ",
        "-",
        "- run",
        '""',
        '"unclosed',
        'run"nobody"',
        "x" * 200,
        "x" * 201,
        "",
    ]:
        post("/logs/filter", {"logs": {"text": {"query": query}}})
    for filter in [
        {},
        {"level": {}},
        {"level": {"ge_": 30}},
        {"level": {"le_": 10}},
        {"level": {"ge_": 10, "le_": 30}},
        {"level": {"ge_": "30"}},
        {"timestamp": {"after_": "2026-05-01T10:00:04.5Z"}},
        {"timestamp": {"before_": "2026-05-01T10:00:02.5Z"}},
        {"timestamp": {"after_": "2026-05-01T10:00:02.500001Z", "before_": "2026-05-01T12:00:05+02:00"}},
        {"timestamp": {"after_": "0001-01-01T00:00:00Z", "before_": "9999-12-31T00:00:00Z"}},
        {"flow_run_id": {"any_": [A]}},
        {"flow_run_id": {"any_": [A, B]}},
        {"flow_run_id": {"any_": []}},
        {"flow_run_id": {"any_": None}},
        {"flow_run_id": None},
        {"task_run_id": {"any_": [TASK]}},
        {"task_run_id": {"is_null_": True}},
        {"task_run_id": {"is_null_": False}},
        {"task_run_id": {"any_": [TASK], "is_null_": True}},
        {"level": {"ge_": 40}, "flow_run_id": {"any_": [A]}},
        {"operator": "or_", "level": {"ge_": 40}, "flow_run_id": {"any_": [A]}},
        {"operator": "or_", "level": {"ge_": 60}, "timestamp": {}},
        {"operator": "or_", "text": {"query": "debug -run"}, "level": {"ge_": 60}},
        {"operator": "or_", "text": {"query": " "}, "level": {"ge_": 50}},
        {"operator": "or_", "task_run_id": {"any_": [TASK], "is_null_": True}},
        {"operator": "or_"},
        {"operator": "xor"},
        {"name": {"any_": ["n"]}},
        {"level": {"eq_": 1}},
        {"level": {"ge_": "x"}},
        {"timestamp": {"after_": "x"}},
        {"flow_run_id": {"any_": ["x"]}},
        {"flow_run_id": {"is_null_": True}},
        {"text": {}},
        {"text": None},
        {"text": {"query": None}},
        {"text": "x"},
        [],
    ]:
        post("/logs/filter", {"logs": filter})


EVENT = {
    "occurred": "2026-05-01T10:00:00Z",
    "event": "test.happened",
    "resource": {"prefect.resource.id": "test.1"},
    "id": "d0000000-0000-4000-8000-000000000001",
}


def events() -> None:
    related = {"prefect.resource.id": "r", "prefect.resource.role": "role"}
    post("/events", [EVENT])
    post("/events", [EVENT, EVENT])
    post("/events", [])
    post("/events")
    post("/events", EVENT)
    post("/events", [{}])
    post("/events", [{**EVENT, "extra": 1, "received": "never"}])
    for field, value in [
        ("occurred", None),
        ("occurred", "x"),
        ("event", None),
        ("event", 1),
        ("event", ""),
        ("event", "e" * 1024),
        ("event", "e" * 1025),
        ("id", None),
        ("id", "x"),
        ("follows", None),
        ("follows", "x"),
        ("payload", None),
        ("payload", []),
        ("payload", {"a": [1.0, None, {"b": True}]}),
        ("related", None),
        ("related", {}),
        ("related", [{}]),
        ("related", [{"prefect.resource.id": "r"}]),
        ("related", [{"prefect.resource.role": "r"}]),
        ("related", [{**related, "prefect.resource.role": ""}]),
        ("related", [related, "x"]),
        ("related", [related] * 100),
        ("related", [related] * 101),
        ("related", [{}] * 101),
        ("resource", None),
        ("resource", "x"),
        ("resource", []),
        ("resource", {}),
        ("resource", {"prefect.resource.id": ""}),
        ("resource", {"prefect.resource.id": "x", "label": 1}),
        ("resource", {"prefect.resource.id": "x", "label": None}),
        ("resource", {"prefect.resource.id": "x", **{f"l{i}": "" for i in range(499)}}),
        ("resource", {"prefect.resource.id": "x", **{f"l{i}": "" for i in range(500)}}),
        ("resource", {f"l{i}": "" for i in range(501)}),
    ]:
        post("/events", [{**EVENT, field: value}])
    post("/events/", [EVENT])


writing()
reading()
events()
main()
