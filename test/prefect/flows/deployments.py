"""Deployments through the client: made as `.serve()` makes them, read back, changed, run, polled for and removed."""

import json
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import httpx
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, DeploymentFilterTags
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.deployments import run_deployment
from prefect.schedules import Cron, Interval
from prefect.states import Scheduled

NAME = f"voyage-{uuid4().hex}"


@flow(name=NAME)
def voyage(ship: str, days: int = 3) -> str:
    """Sails."""
    return f"{ship} {days}"


def refusal(call) -> object:
    try:
        call()
    except httpx.HTTPStatusError as error:
        return error.response.status_code
    except Exception as error:
        return type(error).__name__
    return None


deployment = voyage.to_deployment(
    name="daily",
    parameters={"ship": "Fram"},
    schedules=[Cron("0 6 * * *", timezone="Europe/Oslo", slug="morning"), Interval(3600, slug="hourly", active=False)],
    tags=["sea", "north"],
    description="Every day.",
    version="1",
    concurrency_limit=ConcurrencyLimitConfig(limit=2, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
)
deployment_id = deployment.apply()

with get_client(sync_client=True) as client:
    made = client.read_deployment(deployment_id)
    by_name = client.read_deployment_by_name(f"{NAME}/daily")
    # Applied again it is an update, in which schedules are told apart by their slugs.
    again = voyage.to_deployment(
        name="daily", parameters={"ship": "Gjøa"}, schedules=[Cron("0 7 * * *", slug="morning"), Cron("0 8 * * *", slug="later")]
    ).apply()
    unnamed = refusal(lambda: voyage.to_deployment(name="daily", cron="0 7 * * *").apply())
    remade = client.read_deployment(deployment_id)

    wanted = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    listed = client.read_deployments(deployment_filter=wanted)
    tagged = client.read_deployments(
        deployment_filter=DeploymentFilter(id=wanted.id, tags=DeploymentFilterTags(all_=["north"]))
    )

    client.update_deployment(deployment_id, DeploymentUpdate(description="Changed.", tags=["south"]))
    client.pause_deployment(deployment_id)
    paused = client.read_deployment(deployment_id)
    client.resume_deployment(deployment_id)
    changed = client.read_deployment(deployment_id)

    made_schedules = client.create_deployment_schedules(
        deployment_id, [(IntervalSchedule(interval=timedelta(minutes=5)), True)]
    )
    client.update_deployment_schedule(deployment_id, made_schedules[0].id, active=False)
    slugged = DeploymentScheduleCreate(schedule=CronSchedule(cron="*/5 * * * *"), slug="often")
    client.create_deployment_schedules(deployment_id, [slugged])
    schedules = client.read_deployment_schedules(deployment_id)
    client.delete_deployment_schedule(deployment_id, made_schedules[0].id)
    left = client.read_deployment_schedules(deployment_id)

    now = datetime.now(timezone.utc)
    run = client.create_flow_run_from_deployment(
        deployment_id, parameters={"days": 5}, tags=["trial"], idempotency_key="once", labels={"crew": 12}
    )
    same = client.create_flow_run_from_deployment(deployment_id, parameters={"days": 6}, idempotency_key="once")
    later = client.create_flow_run_from_deployment(
        deployment_id, state=Scheduled(scheduled_time=now + timedelta(hours=1)), name="later"
    )
    bad = {
        "type": refusal(lambda: client.create_flow_run_from_deployment(deployment_id, parameters={"days": "many"})),
        "unknown": refusal(lambda: client.create_flow_run_from_deployment(uuid4())),
        "read": refusal(lambda: client.read_deployment(uuid4())),
        "schedule": refusal(lambda: client.delete_deployment_schedule(deployment_id, uuid4())),
        "queue": refusal(lambda: client.create_flow_run_from_deployment(deployment_id, work_queue_name="none")),
    }
    due = client.get_scheduled_flow_runs_for_deployments([deployment_id], scheduled_before=now + timedelta(minutes=1))
    everything = client.get_scheduled_flow_runs_for_deployments(
        [deployment_id], scheduled_before=now + timedelta(hours=2)
    )
    polled = client.read_deployment(deployment_id)

    ran = run_deployment(f"{NAME}/daily", parameters={"ship": "Maud"}, timeout=0)
    child = client.read_flow_run(ran.id)

    client.delete_deployment(deployment_id)
    gone = refusal(lambda: client.read_deployment(deployment_id))
    gone_again = refusal(lambda: client.delete_deployment(deployment_id))
    withdrawn = refusal(lambda: client.read_flow_run(later.id))


def schedule_of(schedule) -> dict:
    return {"slug": schedule.slug, "active": schedule.active, "schedule": json.loads(schedule.schedule.model_dump_json())}


print(
    json.dumps(
        {
            "made": {
                "parameters": made.parameters,
                "tags": made.tags,
                "description": made.description,
                "version": made.version,
                "status": made.status.value,
                "entrypoint": made.entrypoint.split(":")[-1],
                "schema": made.parameter_openapi_schema["required"],
                "enforced": made.enforce_parameter_schema,
                "limit": made.global_concurrency_limit.limit,
                "strategy": made.concurrency_options.collision_strategy.value,
                "labels": sorted(made.labels),
                "schedules": sorted(
                    ({key: value for key, value in schedule_of(each).items() if key != "schedule"} for each in made.schedules),
                    key=lambda each: each["slug"],
                ),
            },
            "by_name": by_name.id == deployment_id,
            "again": again == deployment_id,
            "unnamed": unnamed,
            "remade": {
                "parameters": remade.parameters,
                "tags": remade.tags,
                "limit": remade.global_concurrency_limit,
                "schedules": [schedule_of(each) for each in remade.schedules],
            },
            "listed": [each.id == deployment_id for each in listed],
            "tagged": len(tagged),
            "paused": paused.paused,
            "changed": {"paused": changed.paused, "description": changed.description, "tags": changed.tags},
            "schedules": [[each.slug, each.active] for each in schedules],
            "left": [each.slug for each in left],
            "run": {
                "parameters": run.parameters,
                "tags": sorted(run.tags),
                "state": run.state.type.value,
                "deployment": run.deployment_id == deployment_id,
                "labels": run.labels["crew"],
                "version": run.deployment_version,
            },
            "same": same.id == run.id,
            "bad": bad,
            "due": [each.id == run.id for each in due],
            "everything": [each.name == "later" for each in everything],
            "polled": {"status": polled.status.value, "last_polled": polled.last_polled is not None},
            "child": {"parameters": child.parameters, "state": child.state.name},
            "gone": gone,
            "gone_again": gone_again,
            "withdrawn": withdrawn,
        }
    )
)
