"""What dashboards and scripts ask through the client: run filters, sorts, pages, counts and history."""

from datetime import datetime, timedelta, timezone
from uuid import uuid4

from report import FLOW, TASK, instant, recorded_task_runs, report

from prefect import flow, tags, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterName,
    FlowRunFilterParentTaskRunId,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
    TaskRunFilterName,
    TaskRunFilterState,
    TaskRunFilterStateType,
    TaskRunFilterSubFlowRuns,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort, TaskRunSort

mark = f"mark-{uuid4()}"
began = datetime.now(timezone.utc) - timedelta(seconds=1)


@task(name="counted", task_run_name="counted {number}", **TASK)
def counted(number: int) -> int:
    if number == 3:
        raise ValueError("three is out")
    return number


@flow(name="below", flow_run_name="below {number}", **FLOW)
def below(number: int) -> int:
    return counted(number)


@flow(name="above", flow_run_name="above {number}", **FLOW)
def above(number: int) -> None:
    counted(number)
    if number < 3:
        below(number)


with tags(mark):
    states = [above(number, return_state=True) for number in (1, 2, 3)]
top = [state.state_details.flow_run_id for state in states]

with get_client(sync_client=True) as client:
    ours = FlowRunFilter(tags=FlowRunFilterTags(all_=[mark]))
    recorded_task_runs(client, top, 5)

    def runs(sort=FlowRunSort.NAME_ASC, limit=None, offset=0, flow_filter=None, task_run_filter=None, **criteria):
        found = client.read_flow_runs(
            flow_filter=flow_filter,
            flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[mark]), **criteria),
            task_run_filter=task_run_filter,
            sort=sort,
            limit=limit,
            offset=offset,
        )
        return [run.name for run in found]

    def of_state(*types: StateType) -> FlowRunFilterState:
        return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))

    def of_task_state(*types: StateType) -> TaskRunFilterState:
        return TaskRunFilterState(type=TaskRunFilterStateType(any_=list(types)))

    everything = client.read_flow_runs(flow_run_filter=ours, sort=FlowRunSort.START_TIME_ASC)
    below_ids = [run.id for run in everything if run.name.startswith("below")]
    seen = {
        "all": runs(),
        "newest": runs(sort=FlowRunSort.START_TIME_DESC),
        "expected": runs(sort=FlowRunSort.EXPECTED_START_TIME_ASC),
        "ended": runs(sort=FlowRunSort.END_TIME_DESC),
        "failed": runs(state=of_state(StateType.FAILED)),
        "not_failed": runs(state=FlowRunFilterState(type=FlowRunFilterStateType(not_any_=[StateType.FAILED]))),
        "completed_name": runs(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Completed"]))),
        "like": runs(name=FlowRunFilterName(like_="ABOVE")),
        "named": runs(name=FlowRunFilterName(any_=["above 2", "nothing"])),
        "by_flow": runs(flow_filter=FlowFilter(name=FlowFilterName(any_=["below"]))),
        "by_flow_like": runs(flow_filter=FlowFilter(name=FlowFilterName(like_="abo"))),
        "by_id": runs(id=FlowRunFilterId(any_=[top[0]])),
        "not_id": runs(id=FlowRunFilterId(not_any_=[top[0]])),
        "top": runs(parent_task_run_id=FlowRunFilterParentTaskRunId(is_null_=True)),
        "children": runs(parent_task_run_id=FlowRunFilterParentTaskRunId(is_null_=False)),
        "since": runs(start_time=FlowRunFilterStartTime(after_=began)),
        "before": runs(start_time=FlowRunFilterStartTime(before_=began)),
        "started": runs(start_time=FlowRunFilterStartTime(is_null_=False)),
        "expected_before": runs(expected_start_time=FlowRunFilterExpectedStartTime(before_=began)),
        "by_task": runs(task_run_filter=TaskRunFilter(state=of_task_state(StateType.FAILED))),
        "page_one": runs(limit=2),
        "page_two": runs(limit=2, offset=2),
    }
    seen["untagged"] = [
        run.name
        for run in client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                id=FlowRunFilterId(any_=[*top, *below_ids]), tags=FlowRunFilterTags(is_null_=True)
            )
        )
    ]

    def task_runs(sort=TaskRunSort.NAME_ASC, limit=None, offset=0, flow_filter=None, **criteria):
        found = client.read_task_runs(
            flow_filter=flow_filter,
            flow_run_filter=ours,
            task_run_filter=TaskRunFilter(**criteria) if criteria else None,
            sort=sort,
            limit=limit,
            offset=offset,
        )
        return [run.name.split("-")[0] for run in found]

    seen_tasks = {
        "all": task_runs(),
        "newest": task_runs(sort=TaskRunSort.END_TIME_DESC)[:1],
        "failed": task_runs(state=of_task_state(StateType.FAILED)),
        "named": task_runs(name=TaskRunFilterName(any_=["counted 1"])),
        "like": task_runs(name=TaskRunFilterName(like_="COUNTED")),
        "of_subflows": task_runs(subflow_runs=TaskRunFilterSubFlowRuns(exists_=True)),
        "not_of_subflows": task_runs(subflow_runs=TaskRunFilterSubFlowRuns(exists_=False)),
        "of_one": task_runs(flow_run_id=TaskRunFilterFlowRunId(any_=[top[2]])),
        "by_flow": task_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=["below"]))),
        "page": task_runs(limit=2, offset=1),
    }

    counts = {
        "all": client.count_flow_runs(flow_run_filter=ours),
        "failed": client.count_flow_runs(
            flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[mark]), state=of_state(StateType.FAILED))
        ),
        "by_flow": client.count_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=["below"])), flow_run_filter=ours
        ),
        "task_runs": client.request(
            "POST", "/task_runs/count", json={"flow_runs": ours.model_dump(mode="json")}
        ).json(),
    }
    finished = datetime.now(timezone.utc) + timedelta(seconds=1)

    def history(path: str) -> list[dict]:
        return client.request(
            "POST",
            path,
            json={
                "history_start": began.isoformat(),
                "history_end": finished.isoformat(),
                "history_interval_seconds": 3600,
                "flow_runs": ours.model_dump(mode="json"),
            },
        ).json()

    histories = {"flow_runs": history("/flow_runs/history"), "task_runs": history("/task_runs/history")}
    flows = client.read_flows(flow_filter=FlowFilter(name=FlowFilterName(any_=["above", "below"])))
    by_name = client.read_flow_by_name("above")

    unknown = uuid4()
    missing = {}
    for name, read in {
        "flow_run": client.read_flow_run,
        "task_run": client.read_task_run,
        "flow": client.read_flow,
        "states": client.read_flow_run_states,
    }.items():
        try:
            missing[name] = f"answered {read(unknown)!r}"
        except Exception as error:
            missing[name] = type(error).__name__

report(
    [*top, *below_ids],
    7,
    mark=mark,
    began=instant(began),
    finished=instant(finished),
    seen=seen,
    seen_tasks=seen_tasks,
    counts=counts,
    history=histories,
    flows=sorted(each.name for each in flows),
    flow_by_name=by_name.name,
    missing=missing,
)
