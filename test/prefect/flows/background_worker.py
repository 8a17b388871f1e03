"""Serves the named background tasks with so much room, until it is killed: background_worker.py LIMIT TASK..."""

import json
import sys

import background_tasks
from prefect.task_worker import serve

print(json.dumps({"flow_run_id": "none"}), flush=True)
serve(*(getattr(background_tasks, name) for name in sys.argv[2:]), limit=int(sys.argv[1]))
