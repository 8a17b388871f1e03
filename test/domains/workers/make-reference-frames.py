"""Prints frames of the reference's worker channel: npm's test replays them against ours.

    .prefect/bin/python test/domains/workers/make-reference-frames.py > test/domains/workers/reference-frames.json
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_sockets import call, connect, handshake, main, receive, script, send  # noqa: E402

FRAME = "11111111-2222-4333-8444-555555555555"
CONSUMER = "22222222-2222-4333-8444-555555555555"
MESSAGE = "33333333-2222-4333-8444-555555555555"
REQUIRED = ["worker_heartbeat.v1", "work_pool_snapshot.v1"]
TEMPLATE = {"job_configuration": {"command": "{{ command }}"}, "variables": {"properties": {"command": {"type": "string"}}}}


def path(pool):
    return f"/work_pools/{pool}/workers/connect"


def frame(type_, payload, **more):
    return {"type": type_, "id": FRAME, "sent_at": "2026-01-01T00:00:00Z", "payload": payload, **more}


def hello(without=(), **more):
    payload = {
        "consumer_id": CONSUMER,
        "worker_name": "worker",
        "worker_type": "process",
        "heartbeat_interval_seconds": 30,
        "supported_channel_versions": ["work_pool_worker_channel.v1"],
        "requested_capabilities": REQUIRED,
        **more,
    }
    return frame("worker.hello.v1", {key: value for key, value in payload.items() if key not in without})


def heartbeat(**more):
    payload = {"consumer_id": CONSUMER, "worker_name": "worker", "heartbeat_interval_seconds": 30, **more}
    return frame("worker.heartbeat.v1", payload)


def opened(pool, **more):
    return [*handshake("a", path(pool)), send("a", hello(**more)), receive("a")]


def pool(name, **more):
    return call("POST /work_pools/", {"name": name, "type": "process", **more}, keep="pool")


CLEANUP = {
    "requested_capabilities": [*REQUIRED, "cleanup_delivery.v1", "unheard_of.v9"],
    "handled_cleanup_kinds": ["cancelling_timeout_teardown.v1"],
    "max_cleanup_concurrency": 2,
}
OPERATION = {"message_id": MESSAGE, "reservation_token": "token"}

script(
    "a pool that is there",
    pool("there", concurrency_limit=3, base_job_template=TEMPLATE),
    *opened("there"),
    send("a", heartbeat()),
    # Frames are served in order: once this one is answered, the heartbeat has been recorded.
    send("a", frame("cleanup.ack.v1", OPERATION)),
    receive("a"),
    call("PATCH /work_pools/there", {"concurrency_limit": 4}),
    receive("a"),
    call("PATCH /work_pools/there", {"is_paused": True}),
    receive("a"),
    call("DELETE /work_pools/there"),
    receive("a"),
)
script("a pool it makes", *opened("made", create_pool_if_not_found=True, default_base_job_template=TEMPLATE))
script(
    "a pool it gives a template",
    pool("bare"),
    *opened("bare", default_base_job_template=TEMPLATE),
    receive("a"),
)
script(
    "queues by name",
    pool("queued"),
    call("POST /work_pools/queued/queues", {"name": "other"}),
    *opened("queued", work_queue_names=["other", "default", "other"]),
)
script("all queues", pool("plain"), call("POST /work_pools/plain/queues", {"name": "other"}), *opened("plain"))
script("cleanup, and what nobody knows", pool("cleaning"), *opened("cleaning", **CLEANUP))
script(
    "cleanup with the usual concurrency",
    pool("usual"),
    *opened("usual", **{key: value for key, value in CLEANUP.items() if key != "max_cleanup_concurrency"}),
)
script("cleanup with none", pool("none"), *opened("none", **{**CLEANUP, "max_cleanup_concurrency": 0}))
for type_, more in {"ack": {}, "renew": {}, "release": {"reason": "cannot"}}.items():
    script(
        f"{type_} of an unknown message",
        pool(f"unknown-{type_}"),
        *opened(f"unknown-{type_}", **CLEANUP),
        send("a", frame(f"cleanup.{type_}.v1", {**OPERATION, **more})),
        receive("a"),
    )
    script(
        f"{type_} without cleanup",
        pool(f"without-{type_}"),
        *opened(f"without-{type_}"),
        send("a", frame(f"cleanup.{type_}.v1", {**OPERATION, **more})),
        receive("a"),
    )
script("without the subprotocol", connect("a", path("any"), protocols=()))
script("another message than auth", connect("a", path("any")), send("a", hello()), receive("a"))
for name, message in {
    "no hello": heartbeat(),
    "no frame": {"type": "hello"},
    "a frame with more": {**hello(), "more": 1},
    "a payload with more": hello(more=1),
    "no name": hello(without=["worker_name"]),
    "an empty name": hello(worker_name=""),
    "no interval": hello(heartbeat_interval_seconds=0),
    "no consumer": hello(consumer_id="me"),
    "no versions": hello(supported_channel_versions=[]),
    "other versions": hello(supported_channel_versions=["work_pool_worker_channel.v2"]),
    "capabilities missing": hello(requested_capabilities=["worker_heartbeat.v1"]),
    "kinds without the capability": hello(handled_cleanup_kinds=["cancelling_timeout_teardown.v1"]),
    "concurrency without the capability": hello(max_cleanup_concurrency=1),
    "an unknown kind": hello(**{**CLEANUP, "handled_cleanup_kinds": ["anything.v1"]}),
    "an unknown queue": hello(work_queue_names=["unknown"]),
}.items():
    script(name, pool(f"bad-{name.replace(' ', '-')}"), *handshake("a", path(f"bad-{name.replace(' ', '-')}")), send("a", message), receive("a"))
script("an unknown pool", *opened("unknown"))
script("a reserved pool", *opened("prefect-mine", create_pool_if_not_found=True))
for name, message in {
    "another consumer": heartbeat(consumer_id=MESSAGE),
    "another worker": heartbeat(worker_name="other"),
    "a second hello": hello(),
    "an ack without a token": frame("cleanup.ack.v1", {"message_id": MESSAGE}),
    "a release without a reason": frame("cleanup.release.v1", OPERATION),
}.items():
    script(name, pool(f"open-{name.replace(' ', '-')}"), *opened(f"open-{name.replace(' ', '-')}"), send("a", message), receive("a"))
script("no JSON", pool("text"), *opened("text"), send("a", text="nothing"), receive("a"))

main()
