"""Writes reference-answers.json: calls to the routes of automations, with the reference's answers (see reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, call, delete, get, main, patch, post, put  # noqa: E402

EVENT = {"type": "event", "posture": "Reactive", "expect": ["a.b"]}
DEPLOYMENT = "0b0b0b0b-0000-4000-8000-00000000000b"


def automation(**more: object) -> dict[str, object]:
    return {"name": "an automation", "trigger": EVENT, "actions": [{"type": "do-nothing"}], **more}


TRIGGERS: list[object] = [
    {"posture": "Reactive"},
    {"posture": "Reactive", "within": 5, "threshold": 3},
    {"posture": "Reactive", "within": "PT1M30S", "after": ["x"], "expect": ["y.*"], "for_each": ["prefect.resource.id"]},
    {"posture": "Reactive", "match": {"prefect.resource.id": "a.*"}, "match_related": {"x": ["1", "!2"]}},
    {"posture": "Reactive", "match_related": [{"x": "1"}, {"y": ["2"]}]},
    {"posture": "Reactive", "match_related": []},
    {"posture": "Reactive", "threshold": "2", "within": "1.5"},
    {"posture": "Reactive", "threshold": 0},
    {"posture": "Reactive", "threshold": -1},
    {"posture": "Proactive"},
    {"posture": "Proactive", "within": 0},
    {"posture": "Proactive", "within": 10},
    {"posture": "Proactive", "within": 86400.5, "after": ["b"]},
    {"type": "compound", "require": "all", "within": 60, "triggers": [EVENT, EVENT]},
    {"type": "compound", "require": "any", "within": None, "triggers": [EVENT]},
    {"type": "compound", "require": 1, "within": 60, "triggers": [EVENT, {"type": "sequence", "within": 1, "triggers": [EVENT]}]},
    {"type": "compound", "require": "1", "within": 60, "triggers": [EVENT]},
    {"type": "compound", "require": "all", "within": 60, "triggers": []},
    {"type": "sequence", "within": 60, "triggers": [EVENT, {"posture": "Proactive"}]},
    {"type": "sequence", "within": None, "triggers": []},
    {"posture": "Reactive", "unknown": 1},
    {"posture": "Reactive", "expect": ["a", "a"]},
    # Refused.
    None,
    [],
    "x",
    {},
    {"type": "event"},
    {"type": "metric", "posture": "Metric", "metric": {"name": "successes", "threshold": 1, "operator": "<", "range": 300, "firing_for": 300}},
    {"type": "event", "posture": "Metric"},
    {"type": "event", "posture": "reactive"},
    {"posture": "Reactive", "within": -1},
    {"posture": "Reactive", "within": None},
    {"posture": "Reactive", "within": "soon"},
    {"posture": "Proactive", "within": 5},
    {"posture": "Proactive", "within": 9.5},
    {"posture": "Proactive", "within": -20},
    {"posture": "Proactive", "within": "soon"},
    {"posture": "Reactive", "threshold": 1.5},
    {"posture": "Reactive", "threshold": None},
    {"posture": "Reactive", "expect": "a"},
    {"posture": "Reactive", "expect": [1]},
    {"posture": "Reactive", "match": {"a": 1}},
    {"posture": "Reactive", "match": {"a": [1]}},
    {"posture": "Reactive", "match": "x"},
    {"posture": "Reactive", "match": None},
    {"posture": "Reactive", "match": [{"a": "b"}]},
    {"posture": "Reactive", "match_related": {"a": None}},
    {"posture": "Reactive", "match_related": [{"a": 1}]},
    {"posture": "Reactive", "match_related": ["x"]},
    {"posture": "Reactive", "match_related": 5},
    {"type": "compound", "require": 0, "within": 60, "triggers": [EVENT]},
    {"type": "compound", "require": 3, "within": 60, "triggers": [EVENT]},
    {"type": "compound", "require": "most", "within": 60, "triggers": [EVENT]},
    {"type": "compound", "require": "all", "triggers": [EVENT]},
    {"type": "compound", "within": 60, "triggers": [EVENT]},
    {"type": "compound", "require": "all", "within": 60},
    {"type": "compound", "require": "all", "within": 60, "triggers": [{}]},
    {"type": "compound", "require": "all", "within": 60, "triggers": [{"posture": "Proactive", "within": 2}]},
    {"type": "sequence", "triggers": [EVENT]},
    {"type": "sequence", "within": 60, "triggers": None},
]  # fmt: skip

ACTIONS: list[object] = [
    {"type": "do-nothing", "more": 1},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT},
    {"type": "run-deployment", "source": "selected", "deployment_id": DEPLOYMENT, "parameters": {"a": 1.0, "b": {"c": "{{ event.id }}"}}, "schedule_after": "PT10S"},
    {"type": "run-deployment", "source": "inferred"},
    {"type": "run-deployment", "source": "inferred", "job_variables": {"a": 1}, "parameters": {}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "job_variables": {}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": {"a": {"__prefect_kind": "jinja", "template": "{{ flow_run.name }}"}}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": {"a": {"__prefect_kind": "json", "value": "1"}}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": {"a": {"__prefect_kind": "workspace_variable", "variable_name": "x"}}},
    {"type": "pause-deployment", "deployment_id": DEPLOYMENT},
    {"type": "resume-deployment", "source": "inferred"},
    {"type": "cancel-flow-run"},
    {"type": "suspend-flow-run"},
    {"type": "resume-flow-run"},
    {"type": "delete-flow-run"},
    {"type": "change-flow-run-state", "state": "FAILED"},
    {"type": "change-flow-run-state", "state": "FAILED", "name": "Broken", "message": "so it is", "force": True},
    {"type": "pause-work-queue", "work_queue_id": DEPLOYMENT},
    {"type": "resume-work-queue", "source": "inferred"},
    {"type": "pause-work-pool", "work_pool_id": DEPLOYMENT},
    {"type": "resume-work-pool", "source": "inferred"},
    {"type": "pause-automation", "automation_id": DEPLOYMENT},
    {"type": "resume-automation", "source": "inferred"},
    {"type": "send-notification", "block_document_id": DEPLOYMENT, "body": "{{ flow_run.name }} is {{ flow_run.state.name }}"},
    {"type": "send-notification", "block_document_id": DEPLOYMENT, "subject": "plain", "body": ""},
    {"type": "call-webhook", "block_document_id": DEPLOYMENT},
    {"type": "call-webhook", "block_document_id": DEPLOYMENT, "payload": "{% for a in events %}{{ a }}{% endfor %}"},
    {"type": "call-webhook", "block_document_id": DEPLOYMENT, "payload": {"message": "{{ event.id }}", "more": [1, {"a": None}]}},
    # Refused.
    None,
    {},
    {"type": "declare-incident"},
    {"type": "nothing"},
    {"type": "run-deployment"},
    {"type": "run-deployment", "source": "inferred", "deployment_id": DEPLOYMENT},
    {"type": "run-deployment", "source": "other", "deployment_id": DEPLOYMENT},
    {"type": "run-deployment", "deployment_id": "x"},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": []},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "schedule_after": -1},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "job_variables": {"a": 1}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": {"a": "{{ event.id "}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": {"a": {"__prefect_kind": "jinja", "template": "{{ x"}}},
    {"type": "run-deployment", "deployment_id": DEPLOYMENT, "parameters": {"a": {"b": {"__prefect_kind": "json", "value": "{x"}}, "c": {"__prefect_kind": "jinja"}}},
    {"type": "pause-deployment"},
    {"type": "resume-deployment", "source": "inferred", "deployment_id": DEPLOYMENT},
    {"type": "change-flow-run-state"},
    {"type": "change-flow-run-state", "state": "Failed"},
    {"type": "pause-work-queue"},
    {"type": "resume-work-queue", "source": "inferred", "work_queue_id": DEPLOYMENT},
    {"type": "pause-work-pool"},
    {"type": "resume-work-pool", "source": "inferred", "work_pool_id": DEPLOYMENT},
    {"type": "pause-automation"},
    {"type": "resume-automation", "source": "inferred", "automation_id": DEPLOYMENT},
    {"type": "send-notification", "block_document_id": DEPLOYMENT},
    {"type": "send-notification", "body": "x"},
    {"type": "send-notification", "block_document_id": DEPLOYMENT, "body": "{{ x"},
    {"type": "send-notification", "block_document_id": DEPLOYMENT, "subject": "{% if %}", "body": "x"},
    {"type": "call-webhook"},
    {"type": "call-webhook", "block_document_id": DEPLOYMENT, "payload": "{% for %}"},
    {"type": "call-webhook", "block_document_id": DEPLOYMENT, "payload": None},
    {"type": "call-webhook", "block_document_id": DEPLOYMENT, "payload": 5},
]  # fmt: skip


def creation() -> None:
    post("/automations/", automation(), keep="first")
    get("/automations/{first.id}")
    post("/automations/", automation(description="words", enabled=False, tags=["b", "a", "b"]), keep="second")
    post("/automations/", automation(actions=[], actions_on_trigger=[{"type": "cancel-flow-run"}], actions_on_resolve=[{"type": "do-nothing"}]))
    for trigger in TRIGGERS:
        post("/automations/", automation(trigger=trigger))
    for action in ACTIONS:
        post("/automations/", automation(actions=[action]))
    post("/automations/", automation(actions_on_trigger=[{"type": "nothing"}]))
    run_flow_events = {"posture": "Reactive", "expect": ["prefect.flow-run.Running"]}
    selected = {"type": "run-deployment", "deployment_id": DEPLOYMENT}
    inferred = {"type": "run-deployment", "source": "inferred"}
    for trigger in (
        run_flow_events,
        {**run_flow_events, "match": {"prefect.resource.id": "prefect.flow-run.*"}},
        {**run_flow_events, "match": {"prefect.resource.id": ["prefect.flow-run.*"], "x": "y"}},
        {**run_flow_events, "match_related": {"prefect.resource.id": "prefect.deployment.x"}},
        {**run_flow_events, "match_related": [{"prefect.resource.id": "prefect.deployment.x"}, {}]},
        {"posture": "Reactive", "expect": ["prefect.flow-run.*"]},
        {"posture": "Reactive", "expect": ["prefect.flow-run.Failed"]},
        {"posture": "Proactive", "expect": ["prefect.flow-run.Running"]},
        {"type": "compound", "require": "all", "within": 1, "triggers": [run_flow_events]},
    ):
        for action in (selected, inferred):
            post("/automations/", automation(trigger=trigger, actions=[action]))
            post("/automations/", automation(trigger=trigger, actions=[action], enabled=False))
    for body in (
        {},
        [],
        None,
        {"name": "x"},
        {"name": 1, "trigger": EVENT, "actions": []},
        automation(name=None),
        automation(name=""),
        automation(description=None),
        automation(enabled=None),
        automation(enabled="yes"),
        automation(tags=None),
        automation(tags="x"),
        automation(actions=None),
        automation(actions={}),
        automation(unknown=1),
        automation(id=UNKNOWN),
        automation(owner_resource=None),
        automation(owner_resource=5),
        {"trigger": EVENT, "actions": []},
        {"name": "x", "actions": []},
        {"name": "x", "trigger": EVENT},
    ):
        post("/automations/", body)


def changes() -> None:
    put("/automations/{first.id}", automation(name="renamed", trigger={"posture": "Proactive"}))
    get("/automations/{first.id}")
    put("/automations/{first.id}", {"name": "renamed again", "trigger": EVENT, "actions": []})
    get("/automations/{first.id}")
    put("/automations/{first.id}", automation(owner_resource="x"))
    put("/automations/{first.id}", {"name": "x"})
    put("/automations/{first.id}", automation(actions=[{"type": "run-deployment", "deployment_id": DEPLOYMENT, "job_variables": {}}]))
    put(f"/automations/{UNKNOWN}", automation())
    put("/automations/xyz", automation())
    patch("/automations/{first.id}", {"enabled": False})
    get("/automations/{first.id}")
    patch("/automations/{first.id}", {})
    get("/automations/{first.id}")
    patch("/automations/{first.id}", {"enabled": None})
    patch("/automations/{first.id}", {"name": "x"})
    patch(f"/automations/{UNKNOWN}", {"enabled": False})
    # Enabling what would run for ever.
    looping = automation(
        enabled=False,
        trigger={"posture": "Reactive", "expect": ["prefect.flow-run.*"]},
        actions=[{"type": "run-deployment", "source": "inferred"}],
    )
    post("/automations/", looping, keep="looping")
    link = {"why": "the reference adds a link to the pages of pydantic", "status": 422}
    patch("/automations/{looping.id}", {"enabled": True}, ours=link)
    get("/automations/{looping.id}")
    patch("/automations/{looping.id}", {"enabled": False})
    delete("/automations/{looping.id}")
    delete("/automations/{looping.id}")
    get("/automations/{looping.id}")
    get("/automations/xyz")


def relations() -> None:
    owner = f"prefect.deployment.{DEPLOYMENT}"
    post("/automations/", automation(name="owned", owner_resource=owner), keep="owned")
    get("/automations/{owned.id}")
    other = "prefect.deployment.0c0c0c0c-0000-4000-8000-00000000000c"
    acting = [{"type": "run-deployment", "deployment_id": other[19:]}, {"type": "run-deployment", "deployment_id": other[19:]}]
    post("/automations/", automation(name="acting", actions=acting), keep="acting")
    get(f"/automations/related-to/{other}")
    delete(f"/automations/owned-by/{other}")
    get(f"/automations/related-to/{other}")
    put("/automations/{acting.id}", automation(name="acting no more"))
    get(f"/automations/related-to/{other}")
    put("/automations/{acting.id}", automation(name="acting again", actions=acting[:1]))
    get(f"/automations/related-to/{other}")
    delete(f"/automations/owned-by/{owner}")
    get("/automations/{owned.id}")
    get("/automations/related-to/nothing")
    delete("/automations/owned-by/nothing")
    call("GET", "/automations/owned-by/nothing")
    post("/automations/", automation(name="owned by what it runs", owner_resource=other, actions=acting[:1]), keep="both")
    put("/automations/{both.id}", automation(name="still owned"))
    delete(f"/automations/owned-by/{other}")
    get("/automations/{both.id}")


def odd_relations() -> None:
    for resource in ("nothing", "a.b.*", "a%20b", "%C3%BC", "x" * 300, "prefect.deployment.", UNKNOWN, "5"):
        get(f"/automations/related-to/{resource}")
        delete(f"/automations/owned-by/{resource}")
    owner = "prefect.flow-run.0d0d0d0d-0000-4000-8000-00000000000d"
    post("/automations/", automation(name="one of three", owner_resource=owner), keep="one")
    post("/automations/", automation(name="two of three", owner_resource=owner, enabled=False), keep="two")
    post("/automations/", automation(name="of another", owner_resource=f"{owner}x"), keep="another")
    get(f"/automations/related-to/{owner}")
    get(f"/automations/related-to/{owner}?limit=x")
    get(f"/automations/related-to/{owner.upper()}")
    call("GET", f"/automations/related-to/{owner}", {"surplus": 1})
    call("DELETE", f"/automations/owned-by/{owner}x", {"surplus": 1})
    get("/automations/{another.id}")
    delete("/automations/{one.id}")
    get(f"/automations/related-to/{owner}")
    delete(f"/automations/owned-by/{owner}")
    get(f"/automations/related-to/{owner}")
    get("/automations/{two.id}")
    delete(f"/automations/owned-by/{owner}")
    every = [
        {"type": "run-deployment", "deployment_id": DEPLOYMENT},
        {"type": "pause-deployment", "deployment_id": DEPLOYMENT},
        {"type": "pause-work-queue", "work_queue_id": DEPLOYMENT},
        {"type": "resume-work-pool", "work_pool_id": DEPLOYMENT},
        {"type": "pause-automation", "automation_id": DEPLOYMENT},
        {"type": "send-notification", "block_document_id": DEPLOYMENT, "body": "x"},
        {"type": "call-webhook", "block_document_id": DEPLOYMENT},
    ]
    post("/automations/", automation(name="acts on much", actions=every[:1], actions_on_trigger=every[1:4], actions_on_resolve=every[4:]), keep="much")
    for kind in ("deployment", "work-queue", "work-pool", "automation", "block-document", "flow"):
        get(f"/automations/related-to/prefect.{kind}.{DEPLOYMENT}")
    get("/automations/related-to/prefect.automation.{much.id}")
    delete("/automations/{much.id}")
    get(f"/automations/related-to/prefect.work-pool.{DEPLOYMENT}")
    # What is no such route.
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        call(method, "/automations/related-to/nothing")
    for method in ("POST", "PUT", "PATCH", "GET"):
        call(method, "/automations/owned-by/nothing")
    for path in ("/automations/related-to", "/automations/related-to/", "/automations/related-to/a/b", "/automations/related-to/nothing/"):
        get(path)
    for path in ("/automations/owned-by", "/automations/owned-by/", "/automations/owned-by/a/b", "/automations/owned-by/nothing/"):
        delete(path)


def lists() -> None:
    for name, tags in (("list-c", ["x"]), ("list-a", ["x", "y"]), ("list-b", [])):
        post("/automations/", automation(name=name, tags=tags), keep=name.replace("-", "_"))
    named = {"name": {"any_": ["list-a", "list-b", "list-c"]}}
    for filters in (
        named,
        {"name": {"any_": []}},
        {"name": None},
        {"id": {"any_": ["{list_a.id}", UNKNOWN]}},
        {"id": {"any_": []}},
        {**named, "tags": {"all_": ["x"]}},
        {**named, "tags": {"all_": ["x", "y"]}},
        {**named, "tags": {"all_": []}},
        {**named, "tags": {"any_": ["y", "z"]}},
        {**named, "tags": {"any_": []}},
        {**named, "tags": {"is_null_": True}},
        {**named, "tags": {"is_null_": False}},
        {**named, "tags": {"operator": "or_", "all_": ["y"], "is_null_": True}},
        {**named, "created": {"before_": "2020-01-01T00:00:00Z"}},
        {**named, "created": {"before_": "2999-01-01T00:00:00Z"}},
        {"operator": "or_", "name": {"any_": ["list-a"]}, "id": {"any_": ["{list_b.id}"]}},
        {"unknown": {}},
        {"name": {"like_": "list"}},
        {"id": {"any_": ["x"]}},
        {"tags": {"any_": "x"}},
    ):
        post("/automations/filter", {"automations": filters})
        post("/automations/count", {"automations": filters})
    for body in (
        {"sort": "NAME_DESC", "limit": 2, "automations": named},
        {"sort": "NAME_ASC", "limit": 2, "offset": 1, "automations": named},
        {"sort": "CREATED_DESC", "automations": named},
        {"sort": "UPDATED_DESC", "automations": named},
        {"sort": "CREATED_ASC"},
        {"limit": 0},
        {"limit": -1},
        {"limit": 201},
        {"offset": -1},
        {"sort": None, "limit": None, "offset": None, "automations": None, "limit": 0},
        [],
    ):
        post("/automations/filter", body)
    post("/automations/count", {"automations": None, "unknown": 1})
    post("/automations/count")
    post("/automations/count", [])


TEMPLATES = [
    "", "plain", "{{ a }}", "{{ a.b['c'][1:2] | default('x', true) | upper }}", "{% if a is defined and not b %}{% elif c %}{% else %}{% endif %}",
    "{% for k, v in a.items() if v recursive %}{{ loop.index }}{% else %}{% endfor %}", "{% set x = 1, 2 %}{% set ns.y %}z{% endset %}",
    "{% macro m(a, b=1) %}{{ a }}{% endmacro %}{% call(x) m(1) %}{{ x }}{% endcall %}", "{% filter upper %}a{% endfilter %}",
    "{% with a = 1, b = 2 %}{{ a }}{% endwith %}", "{% raw %}{{ {% {% endraw %}", "{# {{ #}", "{%- if a -%} {%+ endif +%}", "{{ 'a' 'b' ~ 1.5e3 ~ 0x1F }}",
    "{{ a if b }}", "{{ a is divisibleby 3 }}", "{{ a is not sameas(b) }}", "{{ {'a': [1, (2,), ()]} }}", "{{ f(*a, b=1, **c) }}", "{{ a.0 }}", "{% print a, b %}",
    # Refused.
    "{{", "{{ }}", "{{ a", "{{ a }", "{{ a b }}", "{{ 'a }}", "{{ a | }}", "{{ a. }}", "{{ a[ }}", "{{ (a }}", "{{ a) }}", "{{ [a) }}", "{{ ! }}", "{{ a ? b }}",
    "{% %}", "{% if %}{% endif %}", "{% if a %}", "{% if a %}{% for b in c %}{% endif %}", "{% endif %}", "{% else %}", "{% nothing %}", "{% for %}", "{% for a %}",
    "{% for a in %}", "{% for a in b %}", "{% for a.b in c %}{% endfor %}", "{% set %}", "{% set a = %}", "{% set 1 = 2 %}", "{{ f(a=1, b) }}", "{{ f(**a, *b) }}", "{# a",
    "{% raw %} a", "a\nb\n{{ c d }}", "{% macro %}", "{% macro m %}{% endmacro %}", "{% call m %}{% endcall %}", "{% 5 %}", "{{ a is }}", "{{ not }}", "{{ a + }}",
    "{% for a in b %}" * 3 + "{% endfor %}" * 3, "{% for a in b %}{% endfor %}" * 11, "{% for a in b %}" * 2 + "{% endfor %}" * 2,
]  # fmt: skip


def templates() -> None:
    for template in TEMPLATES:
        post("/templates/validate", template)
    for body in (None, 5, {}, ["a"]):
        post("/templates/validate", body)
    post("/automations/templates/validate", "{{ a b }}")


creation()
changes()
relations()
odd_relations()
lists()
templates()
main()
