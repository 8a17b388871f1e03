"""Names from templates and functions, tags from decorators and contexts, versions, parameters of many types."""

from datetime import datetime, timezone
from enum import Enum
from uuid import UUID

from pydantic import BaseModel
from report import FLOW, TASK, report

from prefect import flow, get_client, runtime, tags, task
from prefect.context import FlowRunContext

runs: list = []


class Colour(Enum):
    RED = "red"


class Ship(BaseModel):
    name: str
    built: datetime


@task(name="paint", task_run_name="paint {part} {colour}", tags=["task tag"], **TASK)
def paint(part: str, colour: str) -> str:
    return runtime.task_run.name


def name_of_run() -> str:
    return f"computed for {runtime.flow_run.parameters['ship'].name}"


@flow(
    name="names",
    flow_run_name="{ship.name} painted {colour}",
    version="7.1",
    description="Names and tags",
    **FLOW,
)
def names(ship: Ship, colour: str = "blue") -> list[str]:
    runs.append(FlowRunContext.get().flow_run.id)
    with tags("inner", "outer"):
        return [runtime.flow_run.name, *sorted(runtime.flow_run.tags), paint("mast", colour)]


@flow(name="computed", flow_run_name=name_of_run, **FLOW)
def computed(ship: Ship, number: float, whole: int, colour: Colour, nothing: None, many: list, key: UUID) -> str:
    runs.append(FlowRunContext.get().flow_run.id)
    return runtime.flow_run.name


ship = Ship(name="Fram", built=datetime(1892, 10, 26, 12, 0, 0, 123456, tzinfo=timezone.utc))
with tags("outer", "blå"):
    first = names(ship)
second = computed(
    ship,
    1.0,
    9007199254740993,
    Colour.RED,
    None,
    [1, "two", 3.5, {"four": None}],
    UUID("00000000-0000-4000-8000-000000000001"),
)
renamed = names.with_options(name="other names", flow_run_name="fixed")(ship)
with get_client(sync_client=True) as client:
    read_back = [client.read_flow_run(run) for run in runs]
# As text, for JSON readers differ in what they keep of large integers and of 1.0.
exact = {name: repr(read_back[1].parameters[name]) for name in ("number", "whole", "many")}
report(
    runs,
    2,
    inside=[first, second, renamed],
    versions=[run.flow_version for run in read_back],
    exact=exact,
)
