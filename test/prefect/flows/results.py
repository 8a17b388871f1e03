"""Persisted results, read back through states that came from the server, in several serializations."""

from report import FLOW, TASK, describe_state, recorded_task_runs, report

from prefect import flow, task
from prefect.client.orchestration import get_client


@task(name="stores json", persist_result=True, result_serializer="json", **TASK)
def stores_json() -> dict:
    return {"numbers": [1, 2.5], "text": "Ålesund"}


@task(name="stores compressed", persist_result=True, result_serializer="compressed/json", **TASK)
def stores_compressed() -> list[int]:
    return list(range(50))


@task(name="stores under a key", persist_result=True, result_storage_key="kept-{task_run.task_name}.json", **TASK)
def stores_under_a_key() -> str:
    return "kept"


@task(name="forgets", persist_result=False, **TASK)
def forgets() -> str:
    return "gone"


@flow(name="results", persist_result=True, result_serializer="json", **FLOW)
def results() -> dict:
    stores_json()
    stores_compressed()
    stores_under_a_key()
    forgets()
    return {"answer": 42}


state = results(return_state=True)
flow_run_id = state.state_details.flow_run_id
with get_client(sync_client=True) as client:
    read_back = {"results": client.read_flow_run(flow_run_id).state.result()}
    data = {"results": client.read_flow_run(flow_run_id).state.data.model_dump(mode="json")}
    for run in recorded_task_runs(client, [flow_run_id], 4):
        name = run.name.rsplit("-", 1)[0]
        fresh = client.read_task_run(run.id).state
        data[name] = fresh.data.model_dump(mode="json") if hasattr(fresh.data, "model_dump") else fresh.data
        if fresh.data is not None:
            read_back[name] = fresh.result()
report([flow_run_id], 4, final_state=describe_state(state), read_back=read_back, data=data)
