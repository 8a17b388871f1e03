"""Automations through the client's own classes: a flow run's failure runs a deployment, by triggers of several kinds."""

import json
import time
from datetime import timedelta
from uuid import uuid4

from prefect import flow
from prefect.automations import Automation
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.events import (
    CompoundTrigger,
    DeploymentEventTrigger,
    EventTrigger,
    Posture,
    ResourceSpecification,
    SequenceTrigger,
    emit_event,
)
from prefect.events.actions import ChangeFlowRunState, DoNothing, RunDeployment

MARK = uuid4().hex
WAIT_SECONDS = 60


@flow(name=f"sinking-{MARK}")
def sinking() -> None:
    raise ValueError("a leak")


@flow(name=f"rescue-{MARK}")
def rescue(of: str = "nobody", why: str = "") -> None:
    pass


def deployed(name: str, **more) -> str:
    return rescue.to_deployment(name=name, **more).apply()


def runs_of(client, deployment_id) -> list:
    wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]))
    return client.read_flow_runs(flow_run_filter=wanted)


def first_run(client, deployment_id):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if runs := runs_of(client, deployment_id):
            return runs[0]
        time.sleep(0.2)
    return None


upon_failure, upon_signals, upon_order = (deployed(name) for name in ("failure", "signals", "order"))
# Deployments may bring triggers of their own.
upon_event = deployed(
    "event", triggers=[DeploymentEventTrigger(name=f"own-{MARK}", expect={f"call.{MARK}"}, parameters={"of": "{{ event.payload.ship }}"})]
)

failure = Automation(
    name=f"failure-{MARK}",
    description="Runs a deployment when the flow fails.",
    tags=["sea"],
    trigger=EventTrigger(
        expect={"prefect.flow-run.Failed"},
        match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
        match_related=ResourceSpecification({"prefect.resource.name": sinking.name, "prefect.resource.role": "flow"}),
        for_each={"prefect.resource.id"},
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    ),
    actions=[
        RunDeployment(
            source="selected",
            deployment_id=upon_failure,
            parameters={"of": "{{ flow_run.name }}", "why": "{{ flow.name }} is {{ flow_run.state.name }}: {{ flow_run.state.message }}"},
        )
    ],
).create()


def signal(name: str) -> EventTrigger:
    return EventTrigger(expect={f"{name}.{MARK}"}, posture=Posture.Reactive, threshold=1, within=timedelta(0))


compound = Automation(
    name=f"signals-{MARK}",
    trigger=CompoundTrigger(require="all", within=timedelta(minutes=5), triggers=[signal("smoke"), signal("flag")]),
    actions=[RunDeployment(deployment_id=upon_signals)],
).create()
sequence = Automation(
    name=f"order-{MARK}",
    trigger=SequenceTrigger(within=timedelta(minutes=5), triggers=[signal("first"), signal("second")]),
    actions=[RunDeployment(deployment_id=upon_order)],
).create()

with get_client(sync_client=True) as client:
    read = Automation.read(id=failure.id)
    by_name = Automation.read(name=f"signals-{MARK}")
    try:
        sinking()
    except ValueError:
        pass
    rescued = first_run(client, upon_failure)
    for name in ("flag", "smoke", "second", "first"):
        emit_event(f"{name}.{MARK}", resource={"prefect.resource.id": f"ship.{MARK}"})
        time.sleep(0.5)
    signalled = first_run(client, upon_signals)
    # The second has come before the first, so it has to come again.
    early = len(runs_of(client, upon_order))
    emit_event(f"second.{MARK}", resource={"prefect.resource.id": f"ship.{MARK}"})
    ordered = first_run(client, upon_order)
    emit_event(f"call.{MARK}", resource={"prefect.resource.id": f"ship.{MARK}"}, payload={"ship": "Fram"})
    called = first_run(client, upon_event)

    failure.actions = [DoNothing()]
    failure.update()
    failure.disable()
    disabled = Automation.read(id=failure.id)
    failure.enable()
    changed = Automation.read(id=failure.id)
    failure.delete()
    try:
        Automation.read(id=failure.id)
        gone = False
    except ValueError:
        gone = True

print(
    json.dumps(
        {
            "read": {"trigger": read.trigger.type, "tags": read.tags, "same": read.actions == failure.actions or read.name},
            "by_name": by_name.id == compound.id,
            "children": [type(each).__name__ for each in by_name.trigger.triggers],
            "rescued": rescued and {"why": rescued.parameters["why"], "named": rescued.parameters["of"] != "nobody", "by": rescued.created_by.type},
            "signalled": signalled is not None,
            "early": early,
            "ordered": ordered is not None,
            "called": called and called.parameters,
            "disabled": disabled.enabled,
            "changed": [changed.enabled, changed.actions[0].type],
            "gone": gone,
            "sequence": type(sequence.trigger).__name__,
            "states": ChangeFlowRunState(state="FAILED").type,
            "mark": MARK,
        },
        default=str,
    )
)
