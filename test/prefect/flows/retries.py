"""Task retries with delays and a condition, flow retries, and the events that carried the task run states."""

from report import FLOW, TASK, describe_state, instant, report

from prefect import flow, task
from prefect.events.clients import AssertingPassthroughEventsClient
from prefect.events.worker import EventsWorker

# The library's own client that sends every event and remembers it as well: the only way to see, in this process, the
# Pending and AwaitingRetry states, for which no hook exists.
EventsWorker.set_client_override(AssertingPassthroughEventsClient)

attempts: dict[str, int] = {}


def attempt(name: str) -> int:
    attempts[name] = attempts.get(name, 0) + 1
    return attempts[name]


@task(name="third time lucky", retries=3, retry_delay_seconds=[0.3, 0.6], **TASK)
def third_time_lucky() -> int:
    if attempt("third time lucky") < 3:
        raise RuntimeError("not yet")
    return attempts["third time lucky"]


@task(name="at once", retries=1, retry_delay_seconds=0, **TASK)
def at_once() -> int:
    if attempt("at once") < 2:
        raise RuntimeError("not yet")
    return attempts["at once"]


@task(name="gives up", retries=1, retry_delay_seconds=0.1, **TASK)
def gives_up() -> None:
    attempt("gives up")
    raise RuntimeError("never")


@task(name="not worth it", retries=5, retry_condition_fn=lambda task, run, state: False, **TASK)
def not_worth_it() -> None:
    attempt("not worth it")
    raise RuntimeError("refused by the condition")


@flow(name="task retries", **FLOW)
def task_retries() -> int:
    lucky = third_time_lucky()
    at_once()
    gives_up(return_state=True)
    not_worth_it(return_state=True)
    return lucky


@task(name="steady", **TASK)
def steady() -> int:
    return attempt("steady")


@flow(name="flow retries", retries=2, retry_delay_seconds=1, **FLOW)
def flow_retries() -> int:
    steady()
    if attempt("flow retries") < 3:
        raise RuntimeError("once more")
    return attempts["flow retries"]


first = task_retries(return_state=True)
second = flow_retries(return_state=True)
EventsWorker.instance().drain()
sent = [
    {
        "event": event.event,
        "occurred": instant(event.occurred),
        "resource": dict(event.resource.root),
        "related": [dict(related.root) for related in event.related],
        "follows": event.follows,
        "id": event.id,
    }
    for client in AssertingPassthroughEventsClient.all
    for event in client.events
    if event.event.startswith("prefect.task-run.")
]
report(
    [first.state_details.flow_run_id, second.state_details.flow_run_id],
    len({event["resource"]["prefect.resource.id"] for event in sent}),
    final_states=[describe_state(first), describe_state(second)],
    attempts=attempts,
    sent=sent,
)
