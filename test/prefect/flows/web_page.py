"""Some of everything that Prefect's web page shows, made by the stock client; prints the ids by which its pages are opened."""

import json
from datetime import timedelta
from uuid import uuid4

from prefect import flow, get_run_logger, tags, task
from prefect.artifacts import (
    create_image_artifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
)
from prefect.automations import Automation
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.context import FlowRunContext, TaskRunContext
from prefect.events import EventTrigger, Posture, emit_event
from prefect.events.actions import RunDeployment
from prefect.filesystems import LocalFileSystem
from prefect.schedules import Cron, Interval, RRule
from prefect.states import Cancelled, Crashed, Pending, Running
from prefect.variables import Variable

# A server that is asked for the second time has the first one's objects. The page puts quotes around what looks like a
# number in its addresses, as 4e0569 does, so it begins with a letter that none begins with.
MARK = f"m{uuid4().hex[:6]}"
POOL = f"harbour-{MARK}"
ids = {"mark": MARK, "pool": POOL}


@task(name="sound")
def sound(depth: int) -> int:
    ids.setdefault("task_run", str(TaskRunContext.get().task_run.id))
    get_run_logger().warning("%d fathoms", depth)
    create_markdown_artifact(f"# {depth} fathoms", key=f"depth-{depth}-{MARK}", description="as **sounded**")
    return depth


@task(name="leaks", retries=1)
def leaks() -> None:
    raise ValueError("a leak")


@flow(name=f"pilot-{MARK}")
def pilot(rock: str) -> str:
    return rock


@flow(name=f"voyage-{MARK}", description="Sails from *here* to there.", version="7")
def voyage(ship: str = "Fram", days: int = 3, crew: list[str] = ["Nansen", "Sverdrup"]) -> int:
    ids["flow_run"] = str(FlowRunContext.get().flow_run.id)
    logger = get_run_logger()
    for level in ("debug", "info", "warning", "error", "critical"):
        getattr(logger, level)("%s sails for %d days", ship, days)
    depths = sound.map([3, 5, 8])
    pilot("a skerry")
    create_table_artifact([{"ship": ship, "built": 1892, "length": 39.0}], key=f"ships-{MARK}")
    create_link_artifact("https://example.org/fram", link_text=ship, key=f"link-{MARK}")
    create_image_artifact("data:image/gif;base64,R0lGODlhAQABAAAAACw=", key=f"image-{MARK}")
    create_progress_artifact(42.0, key=f"progress-{MARK}")
    return sum(depths.result())


@flow(name=f"storm-{MARK}")
def storm() -> None:
    ids["failed_run"] = str(FlowRunContext.get().flow_run.id)
    leaks()


with get_client(sync_client=True) as client:
    client.create_work_pool(
        WorkPoolCreate(name=POOL, type="process", description="Where *ships* lie.", concurrency_limit=3)
    )
    client.create_work_queue(name="urgent", work_pool_name=POOL, priority=1)
    client.send_worker_heartbeat(work_pool_name=POOL, worker_name=f"pilot-boat-{MARK}", heartbeat_interval_seconds=30)

deployment_id = voyage.to_deployment(
    name="daily",
    parameters={"ship": "Fram"},
    schedules=[
        Cron("0 6 * * *", timezone="Europe/Oslo", slug="morning"),
        Interval(timedelta(hours=1), slug="hourly"),
        RRule("FREQ=WEEKLY;BYDAY=MO;BYHOUR=9", slug="mondays", active=False),
    ],
    tags=["north", "sea"],
    description="Every **day**.",
    version="1",
    work_pool_name=POOL,
    work_queue_name="urgent",
    concurrency_limit=2,
    job_variables={"env": {"HARBOUR": "Oslo"}},
).apply()
ids["deployment"] = str(deployment_id)

with tags("night", MARK):
    voyage()
try:
    storm()
except ValueError:
    pass

with get_client(sync_client=True) as client:
    for name, state in [
        ("sails", Running()),
        ("waits", Pending()),
        ("sank", Crashed(message="an iceberg")),
        ("turned", Cancelled()),
    ]:
        run = client.create_flow_run_from_deployment(deployment_id, name=f"{name}-{MARK}", tags=["by-hand"])
        client.set_flow_run_state(run.id, state, force=True)
        if name == "turned":
            ids["turned_run"] = str(run.id)
    client.create_flow_run_from_deployment(deployment_id, name=f"later-{MARK}", parameters={"ship": "Gjøa", "days": 9})
    ids["flow"] = str(client.read_flow_by_name(f"voyage-{MARK}").id)

    client.create_concurrency_limit(tag=f"lock-{MARK}", concurrency_limit=2)
    ids["tag_limit"] = str(client.read_concurrency_limit_by_tag(f"lock-{MARK}").id)
    client.create_global_concurrency_limit(
        GlobalConcurrencyLimitCreate(name=f"berths-{MARK}", limit=4, slot_decay_per_second=0.5)
    )

    Variable.set(f"course_{MARK}", {"degrees": 250, "names": ["a", None, True]}, tags=["sea"])
    Variable.set(f"speed_{MARK}", 12)
    ids["block"] = str(Secret(value="open sesame").save(f"word-{MARK}"))
    LocalFileSystem(basepath="/tmp/harbour").save(f"hold-{MARK}")

    automation = Automation(
        name=f"rescue-{MARK}",
        description="Sends help.",
        trigger=EventTrigger(
            expect={"prefect.flow-run.Failed"},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": "no-such-flow"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(seconds=10),
        ),
        actions=[RunDeployment(deployment_id=deployment_id, parameters={"ship": "Maud"}, job_variables={"env": {}})],
    ).create()
    ids["automation"] = str(automation.id)

    table = ArtifactFilter(key=ArtifactFilterKey(any_=[f"ships-{MARK}"]))
    ids["table"] = str(client.read_artifacts(artifact_filter=table)[0].id)

event = emit_event(
    "harbour.signal",
    resource={"prefect.resource.id": f"harbour.{MARK}", "prefect.resource.name": "the harbour"},
    related=[{"prefect.resource.id": f"prefect.flow-run.{ids['flow_run']}", "prefect.resource.role": "flow-run"}],
    payload={"flags": ["A", "B"], "depth": 3.0},
)
ids["event"] = str(event.id)
ids["event_date"] = event.occurred.date().isoformat()
# The page's feed ends with the last full minute.
ids["event_in_feed"] = (event.occurred.replace(second=0, microsecond=0) + timedelta(minutes=1)).isoformat()
print(json.dumps(ids))
