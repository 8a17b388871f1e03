"""Delays calls, [["add", 1, 2], ...], and says their ids; then waits for all of them and says results and states."""

import json
import sys

import background_tasks
from prefect.client.orchestration import get_client

futures = [getattr(background_tasks, name).delay(*arguments) for name, *arguments in json.loads(sys.argv[1])]
print(json.dumps({"flow_run_id": "none", "ids": [str(future.task_run_id) for future in futures]}), flush=True)
results = [future.result(timeout=200) for future in futures]
with get_client(sync_client=True) as client:
    runs = [client.read_task_run(future.task_run_id) for future in futures]
    print(json.dumps({"results": results, "states": [run.state.name for run in runs]}), flush=True)
