"""Makes reference-actions.json: actions of automations, and the events that the reference tells of them.

Run with a Python that has prefect 3.9.1 installed:

    python test/domains/automations/make-reference-actions.py > test/domains/automations/reference-actions.json
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
import reference_player as player  # noqa: E402
import httpx  # noqa: E402
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.events import actions  # noqa: E402
from prefect.server.events.models.automations import read_automation  # noqa: E402
from prefect.server.events.schemas.automations import Firing, TriggeredAction, TriggerState  # noqa: E402
from prefect.server.events.schemas.events import ReceivedEvent  # noqa: E402
from prefect.types._datetime import now  # noqa: E402

UNKNOWN = player.UNKNOWN


def run_of(name: str, state: str, **more: object) -> list[object]:
    """A flow run in a state, kept under a name."""
    body = {"flow_id": "{flow.id}", "name": name, "state": {"type": state, "name": state.title()}, **more}
    return ["POST /flow_runs/", body, name]


SETUP: list[list[object]] = [
    ["POST /flows/", {"name": "flow"}, "flow"],
    ["POST /work_pools/", {"name": "pool", "type": "process"}, "pool"],
    ["POST /work_pools/pool/queues", {"name": "queue"}, "queue"],
    ["POST /deployments/", {"name": "deployment", "flow_id": "{flow.id}", "enforce_parameter_schema": False}, "deployment"],
    *[run_of(f"run{index}", "RUNNING") for index in range(5)],
    run_of("deployed", "RUNNING", deployment_id="{deployment.id}"),
    run_of("deployed2", "RUNNING", deployment_id="{deployment.id}"),
    run_of("paused", "PAUSED", deployment_id="{deployment.id}"),
    run_of("done", "COMPLETED"),
    ["POST /automations/", {"name": "other", "trigger": {"type": "event", "expect": ["never"], "posture": "Reactive", "threshold": 1, "within": 0}, "actions": [{"type": "do-nothing"}]}, "other"],
]


def about(kind: str, id: str) -> dict[str, object]:
    return {"resource": {"prefect.resource.id": f"prefect.{kind}.{id}"}, "related": []}


def related(kind: str, id: str) -> dict[str, object]:
    return {
        "resource": {"prefect.resource.id": "thing"},
        "related": [{"prefect.resource.id": f"prefect.{kind}.{id}", "prefect.resource.role": kind}],
    }


THING: dict[str, object] = {"resource": {"prefect.resource.id": "thing"}, "related": []}


def selectable(verb: str, kind: str, name: str) -> list[tuple[dict[str, object], dict[str, object]]]:
    """An action on a chosen object, one that is not there, one of the event, and one of an event that names none."""
    type = f"{verb}-{kind}"
    field = f"{kind.replace('-', '_')}_id"
    return [
        ({"type": type, "source": "selected", field: f"{{{name}.id}}"}, THING),
        ({"type": type, "source": "selected", field: UNKNOWN}, THING),
        ({"type": type, "source": "inferred"}, about(kind, f"{{{name}.id}}")),
        ({"type": type, "source": "inferred"}, related(kind, f"{{{name}.id}}")),
        ({"type": type, "source": "inferred"}, THING),
        ({"type": type, "source": "inferred"}, about(kind, UNKNOWN)),
    ]


CASES: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"type": "do-nothing"}, THING),
    *selectable("run", "deployment", "deployment"),
    ({"type": "run-deployment", "source": "selected", "deployment_id": "{deployment.id}", "parameters": {"a": {"__prefect_kind": "jinja", "template": "{{ event.resource['prefect.resource.id'] }}"}}}, THING),
    ({"type": "run-deployment", "source": "selected", "deployment_id": "{deployment.id}", "parameters": {"a": {"__prefect_kind": "jinja", "template": "{{ 1 / 0 }}"}}}, THING),
    *selectable("pause", "deployment", "deployment"),
    *selectable("resume", "deployment", "deployment"),
    *selectable("pause", "work-queue", "queue"),
    *selectable("resume", "work-queue", "queue"),
    *selectable("pause", "work-pool", "pool"),
    *selectable("resume", "work-pool", "pool"),
    *selectable("pause", "automation", "other"),
    *selectable("resume", "automation", "other"),
    ({"type": "change-flow-run-state", "state": "COMPLETED", "name": "Fine", "message": "so it is"}, about("flow-run", "{run0.id}")),
    ({"type": "change-flow-run-state", "state": "FAILED"}, related("flow-run", "{run1.id}")),
    ({"type": "change-flow-run-state", "state": "FAILED"}, THING),
    ({"type": "change-flow-run-state", "state": "FAILED"}, about("flow-run", UNKNOWN)),
    ({"type": "change-flow-run-state", "state": "FAILED", "force": False}, about("flow-run", "{done.id}")),
    ({"type": "cancel-flow-run"}, about("flow-run", "{run2.id}")),
    ({"type": "cancel-flow-run"}, about("flow-run", "{done.id}")),
    ({"type": "cancel-flow-run"}, THING),
    ({"type": "suspend-flow-run"}, about("flow-run", "{deployed.id}")),
    ({"type": "suspend-flow-run"}, about("flow-run", "{run3.id}")),
    ({"type": "suspend-flow-run"}, about("flow-run", UNKNOWN)),
    ({"type": "resume-flow-run"}, about("flow-run", "{paused.id}")),
    ({"type": "resume-flow-run"}, about("flow-run", "{run4.id}")),
    ({"type": "call-webhook", "block_document_id": UNKNOWN, "payload": "x"}, THING),
    ({"type": "send-notification", "block_document_id": UNKNOWN, "subject": "s", "body": "b"}, THING),
]


async def told(client: httpx.AsyncClient, kept: dict[str, object], place: int, action: object, event: dict[str, object]) -> object:
    trigger = {"type": "event", "expect": [f"wanted.{place}"], "posture": "Reactive", "threshold": 1, "within": 0}
    automation = {"name": f"automation {place}", "trigger": trigger, "actions": [player.filled(action, kept)]}
    answer = await client.post("/automations/", json=automation)
    if answer.status_code != 201:
        return {"status": answer.status_code}
    received = ReceivedEvent.model_validate(
        {**player.filled(event, kept), "event": f"wanted.{place}", "payload": {}, "occurred": now("UTC"), "received": now("UTC"), "id": uuid4()}
    )
    db = provide_database_interface()
    async with db.session_context() as session:
        stored = await read_automation(session, UUID(answer.json()["id"]))
    firing = Firing(
        trigger=stored.trigger,
        trigger_states={TriggerState.Triggered},
        triggered=now("UTC"),
        triggering_labels={},
        triggering_event=received,
    )
    change = stored.trigger.create_automation_state_change_event(firing=firing, trigger_state=TriggerState.Triggered)
    triggered = TriggeredAction(
        automation=stored,
        firing=firing,
        triggered=firing.triggered,
        triggering_labels={},
        triggering_event=received,
        action=stored.actions[0],
        action_index=0,
        automation_triggered_event_id=change.id,
    )
    emitted: list[object] = []

    async def emit(_client: object, emitting: object) -> object:
        emitted.append(emitting)
        return emitting

    with mock.patch.object(actions.PrefectServerEventsClient, "emit", emit):
        async with actions.consumer() as handle:
            await handle(mock.Mock(data=triggered.model_dump_json().encode()))
    events = [change, *[each for each in emitted if each.event.startswith("prefect.automation.action.")]]
    player.ids.clear()
    return player.normalised(
        [
            {
                "event": each.event,
                "id": str(each.id),
                "follows": each.follows and str(each.follows),
                "resource": each.resource.model_dump(mode="json"),
                "related": [one.model_dump(mode="json") for one in each.related],
                "payload": each.model_dump(mode="json")["payload"],
            }
            for each in events
        ]
    )


async def main() -> None:
    application = player.create_app()
    await provide_database_interface().create_db()
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    kept: dict[str, object] = {}
    lines: list[str] = []
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://reference/api") as client,
    ):
        for call, body, keep in SETUP:
            method, path = str(call).split(" ", 1)
            answer = await client.request(method, path, json=player.filled(body, kept))
            if answer.status_code >= 300:
                raise RuntimeError(f"{call}: {answer.text}")
            kept[str(keep)] = answer.json()
        for place, (action, event) in enumerate(CASES):
            outcome = await told(client, kept, place, action, event)
            lines.append(json.dumps({"action": action, "event": event, "told": outcome}, ensure_ascii=False))
    setup = ",\n".join(json.dumps(each) for each in SETUP)
    sys.stdout.write('{"setup": [\n' + setup + '\n],\n"cases": [\n' + ",\n".join(lines) + "\n]}\n")


asyncio.run(main())
