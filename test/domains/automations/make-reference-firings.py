"""Writes reference-firings.json: random automations and events, and what the reference's evaluator makes fire, step by step.

The clock is turned by hand, the evaluation is the reference's own (prefect.server.events.triggers) over its own database.
"""

import asyncio
import copy
import json
import os
import random
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from uuid import UUID

HOME = tempfile.mkdtemp()
os.environ.update(
    PREFECT_HOME=HOME,
    PREFECT_API_DATABASE_CONNECTION_URL=f"sqlite+aiosqlite:///{HOME}/reference.db",
    PREFECT_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_LOGGING_LEVEL="CRITICAL",
)

import pendulum  # noqa: E402
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.events import triggers  # noqa: E402
from prefect.server.events.models import automations as models  # noqa: E402
from prefect.server.events.ordering import EventArrivedEarly  # noqa: E402
from prefect.server.events.ordering.memory import CausalOrdering  # noqa: E402
from prefect.server.events.schemas.automations import Automation, AutomationCreate, TriggerState  # noqa: E402
from prefect.server.events.schemas.events import ReceivedEvent  # noqa: E402

BASE = datetime(2027, 3, 1, tzinfo=timezone.utc)
clock = {"micros": 0}


def moment(micros: int) -> datetime:
    return BASE + timedelta(microseconds=micros)


pendulum.now = lambda tz=None: pendulum.instance(moment(clock["micros"]))  # type: ignore[assignment]

NAMES = ["a.one", "a.two", "b.one", "c"]
PATTERNS = [["a.one"], ["a.two"], ["b.one"], ["c"], ["a.*"], ["a.one", "c"], ["*"], ["!c", "b.*"]]
SECOND = 1_000_000


def event_trigger(dice: random.Random, posture: str, expect: list[str] | None = None) -> dict[str, object]:
    trigger: dict[str, object] = {"type": "event", "posture": posture, "match": {"prefect.resource.id": "r*"}}
    trigger["expect"] = expect or dice.choice(PATTERNS)
    if dice.random() < 0.15:
        trigger["expect"] = []
    if dice.random() < (0.6 if posture == "Proactive" else 0.3):
        trigger["after"] = dice.choice([["a.one"], ["c"], ["a.two", "b.one"], trigger["expect"] or ["c"]])
    if dice.random() < 0.6:
        trigger["for_each"] = dice.choice(
            [["prefect.resource.id"], ["kind"], ["prefect.resource.id", "related:owner:prefect.resource.id"]]
        )
    if dice.random() < 0.2:
        trigger["match"] = dice.choice([{"kind": "x"}, {"kind": ["!x"]}, {"prefect.resource.id": ["r1", "r2"]}])
    if dice.random() < 0.2:
        trigger["match_related"] = dice.choice(
            [{"prefect.resource.id": "o1"}, [{"prefect.resource.role": "owner"}, {"prefect.resource.id": "o*"}], {"color": "*"}]
        )
    trigger["threshold"] = dice.choice([1, 1, 1, 2, 3])
    trigger["within"] = dice.choice([0, 0, 5, 20, 60]) if posture == "Reactive" else dice.choice([10, 15, 30, 60])
    return trigger


def any_trigger(dice: random.Random, level: int = 0) -> dict[str, object]:
    kind = dice.choice(["reactive", "proactive", "reactive", "proactive", "compound", "sequence"])
    if level >= 2 or kind in ("reactive", "proactive"):
        return event_trigger(dice, "Proactive" if kind == "proactive" else "Reactive")
    # Inside a sequence no two triggers take the same events: which of them the reference evaluates first is left to chance.
    names = dice.sample(NAMES, dice.choice([2, 2, 3]))
    children = [event_trigger(dice, "Reactive" if dice.random() < 0.85 else "Proactive", [name]) for name in names]
    for child, name in zip(children, names):
        child["expect"] = [name]
        child.pop("after", None)
    within = dice.choice([None, 10, 60, 300])
    if kind == "sequence":
        return {"type": "sequence", "within": within, "triggers": children}
    if level == 0 and dice.random() < 0.3:
        children[0] = any_trigger(dice, level + 1)
    require = dice.choice(["all", "any", 1, 2, len(children)])
    return {"type": "compound", "within": within, "require": require, "triggers": children}


def uuid(number: int) -> str:
    return str(UUID(int=0xE0000000_0000_7000_8000_000000000000 + number))


def steps_of(dice: random.Random, first_id: int) -> list[list[object]]:
    """[at, "event", id, occurred, name, resource, kind, owner, follows] or [at, "look"] or [at, "tidy"]."""
    steps: list[list[object]] = []
    at = 0
    later: list[int] = []
    sent: list[int] = []
    number = first_id
    for _ in range(dice.randint(30, 60)):
        at += int(dice.choice([0.1, 1, 1, 3, 8, 20, 70, 400 if dice.random() < 0.2 else 5]) * SECOND)
        choice = dice.random()
        if choice < 0.25:
            steps.append([at, "look"])
            continue
        if choice < 0.33:
            steps.append([at, "tidy"])
            continue
        lag = dice.choice([0, 0, 0, 1, 4, 12, 40, 1000 if dice.random() < 0.2 else 2, -3])
        follows = None
        luck = dice.random()
        if luck < 0.1 and sent:
            follows = dice.choice(sent)
        elif luck < 0.2:
            # One that comes later, perhaps.
            follows = number + dice.randint(1, 6)
            later.append(follows)
        steps.append(
            [at, "event", number, at - int(lag * SECOND), dice.choice(NAMES), f"r{dice.randint(1, 3)}", dice.choice(["x", "y"]), dice.choice([None, "o1", "o2"]), follows]
        )  # fmt: skip
        sent.append(number)
        number += 1
    at += 1000 * SECOND
    steps += [[at, "tidy"], [at + SECOND, "look"], [at + 100 * SECOND, "look"]]
    return steps


def received(step: list[object]) -> ReceivedEvent:
    at, _, number, occurred, name, resource, kind, owner, follows = step
    related = [] if owner is None else [{"prefect.resource.id": owner, "prefect.resource.role": "owner", "color": "red"}]
    return ReceivedEvent(
        occurred=moment(occurred),
        received=moment(at),
        event=name,
        resource={"prefect.resource.id": resource, "kind": kind},
        related=related,
        id=UUID(uuid(number)),
        follows=None if follows is None else UUID(uuid(follows)),
    )


fired: list[dict[str, object]] = []
emitted: list[ReceivedEvent] = []


def number_of(event: ReceivedEvent | None) -> object:
    return None if event is None else event.id.int & 0xFFFFFFFF


def told(firing: object) -> dict[str, object]:
    inner = sorted((told(each) for each in firing.triggering_firings), key=json.dumps)
    more = {"firings": inner} if inner else {}
    labels = {"labels": firing.triggering_labels} if firing.triggering_labels else {}
    return {"event": number_of(firing.triggering_event), **labels, **more}


async def act(firing: object) -> None:
    automation = firing.trigger.automation
    fired.append({"automation": automation.name, **told(firing)})
    emitted.append(firing.trigger.create_automation_state_change_event(firing, TriggerState.Triggered))


last_firing = {"micros": 0}
PlainFiring = triggers.Firing


def firing_in_order(**values: object) -> object:
    """No two at the same moment, as with a clock that runs: their order decides of sequences."""
    last_firing["micros"] = max(clock["micros"], last_firing["micros"] + 1)
    return PlainFiring(**{**values, "triggered": moment(last_firing["micros"])})


triggers.Firing = firing_in_order


async def not_notified(*_: object) -> None:
    """The automations are loaded once, below: reloading them at a moment left to chance would look at all triggers anew."""


triggers.act = act
models._notify = not_notified


async def evaluate(event: ReceivedEvent) -> None:
    try:
        await triggers.reactive_evaluation(event)
    except EventArrivedEarly:
        pass


async def play(seed: int) -> dict[str, object]:
    dice = random.Random(seed)
    clock["micros"] = last_firing["micros"] = 0
    await triggers.reset()
    CausalOrdering.clear_all_scopes()
    db = provide_database_interface()
    async with db.session_context(begin_transaction=True) as session:
        for table in (db.AutomationBucket, db.AutomationHeldEvent, db.CompositeTriggerChildFiring, db.Automation):
            await session.execute(table.__table__.delete())
    definitions = [any_trigger(dice) for _ in range(3)]
    for index, definition in enumerate(definitions):
        create = AutomationCreate(name=f"automation-{index}", trigger=copy.deepcopy(definition), actions=[{"type": "do-nothing"}])
        create.trigger.reset_ids()
        values = create.model_dump()
        values.pop("owner_resource")
        async with db.session_context(begin_transaction=True) as session:
            await models.create_automation(session, Automation(**values))
    await triggers.reconcile_automations(force=True)
    # Ours learns of the automations by their own events, which set the clock of events.
    begin = ReceivedEvent(occurred=moment(0), received=moment(0), event="begin", resource={"prefect.resource.id": "none"}, id=UUID(uuid(0)))
    await triggers.update_events_clock(begin)
    steps = steps_of(dice, 1)
    firings: list[object] = []
    for step in steps:
        clock["micros"] = step[0]
        fired.clear()
        emitted.clear()
        if step[1] == "event":
            await evaluate(received(step))
        elif step[1] == "look":
            await triggers.evaluate_proactive_triggers()
        else:
            await triggers.periodic_evaluation(pendulum.now("UTC"))
        for event in list(emitted):
            await evaluate(event)
        firings.append(sorted(fired, key=json.dumps))
    return {"triggers": definitions, "steps": steps, "firings": [[i, f] for i, f in enumerate(firings) if f]}


async def main() -> None:
    await provide_database_interface().create_db()
    first, last = (int(text) for text in sys.argv[1:3]) if len(sys.argv) > 2 else (0, 60)
    lines = [json.dumps(await play(seed), separators=(",", ":")) for seed in range(first, last)]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


asyncio.run(main())
