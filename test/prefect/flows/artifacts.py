"""Artifacts of every kind made by a flow and by a task, a second version of one, and reading them back."""

from uuid import uuid4

from report import FLOW, TASK, report

from prefect import flow, task
from prefect.artifacts import (
    Artifact,
    create_image_artifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.context import FlowRunContext

seen: dict = {}
# A key of its own for each run of the script, for "latest" counts every run.
REPORT = f"report-{uuid4().hex}"


@task(name="writes", **TASK)
def writes() -> None:
    create_markdown_artifact("# From a task", key=REPORT, description="made by a task")
    progress = create_progress_artifact(0.0, key="ships-progress")
    update_progress_artifact(progress, 75.0)


@flow(name="artifacts", **FLOW)
def artifacts() -> None:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    create_markdown_artifact("# First", key=REPORT)
    create_table_artifact([{"ship": "Fram", "built": 1892, "length": 39.0}], key="ships-table")
    create_link_artifact("https://example.org/fram", link_text="Fram", key="ships-link")
    create_image_artifact("https://example.org/fram.png", key="ships-image")
    writes()


artifacts()
latest = Artifact.get(REPORT)
with get_client(sync_client=True) as client:
    found = client.read_artifacts(
        artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[seen["flow_run_id"]]))
    )
report(
    [seen["flow_run_id"]],
    1,
    latest={"data": latest.data, "description": latest.description, "of_task": latest.task_run_id is not None},
    artifacts=sorted(
        [
            {
                "key": "report" if each.key == REPORT else each.key,
                "type": each.type,
                "data": each.data,
                "of_task": each.task_run_id is not None,
            }
            for each in found
        ],
        key=lambda each: (each["key"], str(each["data"])),
    ),
)
