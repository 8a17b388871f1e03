"""Prints frames of the reference's /task_runs/subscriptions/scheduled: npm's test replays them against ours.

    .prefect/bin/python test/domains/task-workers/make-reference-frames.py > test/domains/task-workers/reference-frames.json
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_sockets import call, close, connect, handshake, main, receive, script, send  # noqa: E402

PATH = "/task_runs/subscriptions/scheduled"
PARAMETERS = "11111111-2222-4333-8444-555555555555"


def create(name, key, keep=None, state_name="Scheduled", **details):
    body = {
        "task_key": key,
        "dynamic_key": f"{key}-{name}",
        "name": name,
        "tags": ["some"],
        "task_inputs": {"x": [{"input_type": "constant", "type": "int"}]},
        "empirical_policy": {"retries": 2, "retry_delay": 3},
        "state": {
            "type": "SCHEDULED",
            "name": state_name,
            "state_details": {"deferred": True, "task_parameters_id": PARAMETERS, **details},
        },
    }
    return call("POST /task_runs/", body, keep=keep or name)


def subscribe(client, *keys, client_id="worker-1"):
    return [*handshake(client, PATH), send(client, {"type": "subscribe", "keys": list(keys), "client_id": client_id})]


def acknowledge(client):
    return send(client, {"type": "ack"})


def took(client):
    return [receive(client), acknowledge(client)]


def listed(filter_=None):
    return call("POST /task_workers/filter", filter_, tell=True)


script(
    "the list of task workers",
    listed(),
    *subscribe("a", "listed", client_id="listed-1"),
    *subscribe("b", "also-listed", client_id="listed-2"),
    create("known", "listed"),
    create("too", "also-listed"),
    *took("a"),
    *took("b"),
    listed({"task_worker_filter": {"task_keys": ["listed"]}}),
    listed({"task_worker_filter": {"task_keys": ["also-listed", "unknown"]}}),
    listed({"task_worker_filter": {"task_keys": ["unknown"]}}),
    listed({"task_worker_filter": {}}),
    listed({"task_worker_filter": {"task_keys": None}}),
    listed({"task_worker_filter": {"task_keys": "listed"}}),
    listed({"task_worker_filter": []}),
)
script("a delivery", create("first", "one"), *subscribe("a", "one"), *took("a"))
script(
    "those of a key in the order they came, retries ahead",
    create("t1", "order"),
    create("t2", "order"),
    create("t3", "order", state_name="AwaitingRetry"),
    *subscribe("a", "order"),
    *took("a"),
    *took("a"),
    *took("a"),
)
script(
    "only keys that were asked for",
    create("other", "not-asked-for"),
    create("mine", "asked-for"),
    *subscribe("a", "another", "asked-for"),
    *took("a"),
)
script(
    "not acknowledged before the end of the connection",
    create("lost", "unacknowledged"),
    create("next", "unacknowledged"),
    *subscribe("a", "unacknowledged"),
    receive("a"),
    close("a"),
    *subscribe("b", "unacknowledged"),
    *took("b"),
    *took("b"),
)
script(
    "answered with something else than an acknowledgement",
    create("lost", "violated"),
    *subscribe("a", "violated"),
    receive("a"),
    send("a", {"type": "thanks"}),
    receive("a", ours={"why": "closed with the reason that the reference has in mind", "closed": {"code": 4001, "reason": "Protocol violation: expected 'ack' message"}}),
    *subscribe("b", "violated"),
    *took("b"),
)
script(
    "quits with a delivery in hand",
    create("lost", "quit"),
    *subscribe("a", "quit"),
    receive("a"),
    send("a", {"type": "quit"}),
    receive("a"),
)
for name, message in {
    "another first message": {"type": "unsubscribe"},
    "no type": {"keys": ["one"], "client_id": "worker-1"},
    "no keys": {"type": "subscribe", "client_id": "worker-1"},
    "empty keys": {"type": "subscribe", "keys": [], "client_id": "worker-1"},
    "null keys": {"type": "subscribe", "keys": None, "client_id": "worker-1"},
    "no client id": {"type": "subscribe", "keys": ["one"]},
    "an empty client id": {"type": "subscribe", "keys": ["one"], "client_id": ""},
}.items():
    script(name, *handshake("a", PATH), send("a", message), receive("a"))
for name, text in {"no JSON": "nothing", "no object": "[]"}.items():
    script(
        f"{name} to subscribe",
        *handshake("a", PATH),
        send("a", text=text),
        receive("a", ours={"why": "told what was expected", "closed": {"code": 4001, "reason": "Protocol violation: expected 'subscribe' message"}}),
    )
script("another message than auth", connect("a", PATH), send("a", {"type": "subscribe"}), receive("a"))
script(
    "without the subprotocol",
    create("old", "legacy"),
    connect("a", PATH, protocols=()),
    send("a", {"type": "subscribe", "keys": ["legacy"], "client_id": "worker-1"}),
    *took("a"),
)

main()
