"""Cancels a flow run from another process, the gentle way or by force, and says what the server answered.

Usage: cancel.py FLOW_RUN_ID cancelling | force | pause ...
"""

import sys
from uuid import UUID

from report import describe_state, say

from prefect.client.orchestration import get_client
from prefect.states import Cancelled, Cancelling, Paused

PROPOSALS = {
    "cancelling": (Cancelling(message="no longer needed"), False),
    "force": (Cancelled(message="stopped by hand"), True),
    "pause": (Paused(timeout_seconds=5), False),
}

flow_run_id = UUID(sys.argv[1])
answers = []
with get_client(sync_client=True) as client:
    for word in sys.argv[2:]:
        state, force = PROPOSALS[word]
        answer = client.set_flow_run_state(flow_run_id, state, force=force)
        answers.append(
            {
                "status": answer.status,
                "state": describe_state(answer.state),
                "reason": getattr(answer.details, "reason", None),
                "details": answer.details.type,
            }
        )
    run = client.read_flow_run(flow_run_id)
say(answers=answers, state=describe_state(run.state), run_count=run.run_count)
