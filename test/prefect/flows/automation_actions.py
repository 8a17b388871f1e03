"""Every action of automations and the rest of the triggers, through the client's own classes, each with its effect."""

import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Callable
from uuid import UUID, uuid4

from pydantic import SecretStr

from prefect import flow
from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.events import (
    DeploymentCompoundTrigger,
    DeploymentSequenceTrigger,
    EventTrigger,
    MetricTrigger,
    Posture,
    actions,
    emit_event,
)
from prefect.events.schemas.automations import MetricTriggerQuery
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Paused, Running, Scheduled

MARK = uuid4().hex
WAIT_SECONDS = 90


@flow(name=f"voyage-{MARK}")
def voyage(ship: str = "nobody") -> None:
    pass


class Heard(BaseHTTPRequestHandler):
    """What webhooks and notifications send."""

    bodies: dict[str, Any] = {}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        Heard.bodies[self.path] = [self.headers.get("x-ship"), body]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


listener = HTTPServer(("127.0.0.1", 0), Heard)
threading.Thread(target=listener.serve_forever, daemon=True).start()
HERE = f"http://127.0.0.1:{listener.server_port}"


def on(name: str) -> EventTrigger:
    return EventTrigger(expect={f"{name}.{MARK}"}, posture=Posture.Reactive, threshold=1, within=timedelta(0))


made: dict[str, Automation] = {}


def automate(name: str, *acts: Any, **more: Any) -> Automation:
    made[name] = Automation(
        name=f"{name}-{MARK}", trigger=more.pop("trigger", None) or on(name), actions=list(acts), **more
    ).create()
    return made[name]


def tell(name: str, of: str = "ship", **payload: Any) -> None:
    emit_event(f"{name}.{MARK}", resource={"prefect.resource.id": of}, payload=payload)


def eventually(look: Callable[[], Any], wanted: Any = True) -> Any:
    """What is seen, once it is what is wanted, or at last."""
    deadline = time.monotonic() + WAIT_SECONDS
    seen = look()
    while seen != wanted and time.monotonic() < deadline:
        time.sleep(0.25)
        seen = look()
    return seen


found: dict[str, Any] = {}
with get_client(sync_client=True) as client:
    pool = client.create_work_pool(WorkPoolCreate(name=f"pool-{MARK}", type="process"))
    queue = client.create_work_queue(name="express", work_pool_name=pool.name)
    deployed = {
        name: UUID(str(voyage.to_deployment(name=name, work_pool_name=pool.name, **more).apply()))
        for name, more in {
            "one": {},
            "both": {
                "triggers": [
                    DeploymentCompoundTrigger(
                        name=f"both-{MARK}",
                        require="any",
                        within=timedelta(minutes=5),
                        triggers=[on("left"), on("right")],
                    )
                ]
            },
            "order": {
                "triggers": [
                    DeploymentSequenceTrigger(
                        name=f"order-{MARK}", within=timedelta(minutes=5), triggers=[on("first"), on("then")]
                    )
                ]
            },
        }.items()
    }

    def runs_of(name: str) -> list[Any]:
        wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployed[name]]))
        return client.read_flow_runs(flow_run_filter=wanted)

    def paused(name: str) -> bool:
        return client.read_deployment(deployed[name]).paused

    def pool_paused() -> bool:
        return client.read_work_pool(pool.name).is_paused

    def queue_paused() -> bool:
        return client.read_work_queue(queue.id).is_paused

    def state_of(run: Any) -> str:
        return client.read_flow_run(run.id).state.name

    # One that is silent for ten seconds; it goes first, for it takes the longest.
    automate(
        "silence",
        actions.RunDeployment(deployment_id=deployed["one"], parameters={"ship": "silent"}),
        trigger=EventTrigger(
            expect={f"alive.{MARK}"}, posture=Posture.Proactive, threshold=1, within=timedelta(seconds=10)
        ),
    )
    automate(
        "run",
        actions.RunDeployment(
            deployment_id=deployed["one"],
            parameters={"ship": "{{ event.payload.ship }}"},
            job_variables={"berth": 4},
            schedule_after=timedelta(hours=1),
        ),
    )
    tell("run", ship="Fram")
    for what, pause, resume, looks in (
        (
            "deployment",
            actions.PauseDeployment(deployment_id=deployed["one"]),
            actions.ResumeDeployment(source="inferred"),
            lambda: paused("one"),
        ),
        (
            "pool",
            actions.PauseWorkPool(work_pool_id=pool.id),
            actions.ResumeWorkPool(work_pool_id=pool.id),
            pool_paused,
        ),
        (
            "queue",
            actions.PauseWorkQueue(work_queue_id=queue.id),
            actions.ResumeWorkQueue(work_queue_id=queue.id),
            queue_paused,
        ),
    ):
        automate(f"pause-{what}", pause)
        automate(f"resume-{what}", resume)
        tell(f"pause-{what}")
        found[f"{what} paused"] = eventually(looks, True)
        tell(f"resume-{what}", of=f"prefect.deployment.{deployed['one']}")
        found[f"{what} resumed"] = eventually(looks, False)

    automate("pause-automation", actions.PauseAutomation(automation_id=made["run"].id))
    automate("resume-automation", actions.ResumeAutomation(automation_id=made["run"].id))
    tell("pause-automation")
    found["automation paused"] = eventually(lambda: client.read_automation(made["run"].id).enabled, False)
    tell("resume-automation")
    found["automation resumed"] = eventually(lambda: client.read_automation(made["run"].id).enabled, True)

    # Actions on the run that an event tells of.
    for what, act, state, wanted in (
        ("cancel", actions.CancelFlowRun(), Scheduled(), "Cancelled"),
        ("suspend", actions.SuspendFlowRun(), Running(), "Suspended"),
        ("resume", actions.ResumeFlowRun(), Paused(name="Suspended", timeout_seconds=600, reschedule=True), "Resuming"),
        ("change", actions.ChangeFlowRunState(name="Sunk", state="FAILED", message="by order"), Scheduled(), "Sunk"),
    ):
        automate(what, act)
        run = client.create_flow_run_from_deployment(deployed["one"])
        client.set_flow_run_state(run.id, state, force=True)
        tell(what, of=f"prefect.flow-run.{run.id}")
        found[what] = eventually(lambda: state_of(run), wanted)
    found["changed by"] = client.read_flow_run(run.id).state.message
    automate("delete", actions.DeleteFlowRun())
    run = client.create_flow_run_from_deployment(deployed["one"])
    tell("delete", of=f"prefect.flow-run.{run.id}")

    def gone() -> bool:
        try:
            client.read_flow_run(run.id)
            return False
        except Exception as error:
            return type(error).__name__ == "ObjectNotFound"

    found["deleted"] = eventually(gone)

    hook = Webhook(url=SecretStr(f"{HERE}/hook"), headers={"x-ship": "Fram"})
    hook_id = hook.save(f"hook-{MARK}")
    notice = CustomWebhookNotificationBlock(
        name="notice", url=f"{HERE}/notice", json_data={"title": "{{subject}}", "text": "{{body}}"}
    )
    notice_id = notice.save(f"notice-{MARK}")
    automate("call", actions.CallWebhook(block_document_id=hook_id, payload='{"ship": "{{ event.payload.ship }}"}'))
    automate(
        "notify",
        actions.SendNotification(block_document_id=notice_id, subject="Ahoy", body="{{ event.payload.ship }} is here"),
    )
    tell("call", ship="Maud")
    tell("notify", ship="Gjoa")
    found["called"] = eventually(lambda: Heard.bodies.get("/hook"), ["Fram", '{"ship": "Maud"}'])
    notified = eventually(lambda: "/notice" in Heard.bodies)
    found["notified"] = notified and json.loads(Heard.bodies["/notice"][1])

    tell("right")
    found["any of both"] = len(eventually(lambda: runs_of("both")[:1] and ["one"], ["one"]))
    tell("first")
    time.sleep(0.5)
    tell("then")
    found["in order"] = len(eventually(lambda: runs_of("order")[:1] and ["one"], ["one"]))

    def ships() -> list[str]:
        return sorted({run.parameters.get("ship", "nobody") for run in runs_of("one")} - {"nobody"})

    found["ships"] = eventually(ships, ["Fram", "silent"])
    (late,) = [run for run in runs_of("one") if run.parameters.get("ship") == "Fram"]
    due = late.state.state_details.scheduled_time - late.created
    found["due"] = [round(due.total_seconds() / 3600, 1), late.job_variables]

    refused = {
        "metric": {
            "trigger": MetricTrigger(
                metric=MetricTriggerQuery(
                    name="successes",
                    threshold=1.0,
                    operator=">",
                    range=timedelta(minutes=5),
                    firing_for=timedelta(minutes=5),
                )
            )
        },
        "incident": {"acts": [actions.DeclareIncident()]},
    }
    for name, what in refused.items():
        try:
            automate(
                name,
                *what.get("acts", [actions.DoNothing()]),
                **({"trigger": what["trigger"]} if "trigger" in what else {}),
            )
            found[name] = "accepted"
        except PrefectHTTPStatusError as error:
            found[name] = error.response.status_code
    for automation in made.values():
        automation.delete()
listener.shutdown()
print(json.dumps(found))
