"""Task results taken from a cache: by inputs, by a key function, with an expiration, and refreshed on demand."""

from datetime import timedelta

from report import FLOW, TASK, describe_state, report

from prefect import flow, task
from prefect.cache_policies import INPUTS, NO_CACHE, TASK_SOURCE

executions: dict[str, int] = {}


def executed(name: str) -> int:
    executions[name] = executions.get(name, 0) + 1
    return executions[name]


@task(name="by inputs", cache_policy=INPUTS, persist_result=True, **TASK)
def by_inputs(value: int) -> int:
    executed("by inputs")
    return value


@task(name="by source", cache_policy=INPUTS + TASK_SOURCE, persist_result=True, **TASK)
def by_source(value: int) -> int:
    executed("by source")
    return value


@task(name="by key", cache_key_fn=lambda context, parameters: "a fixed key", **TASK)
def by_key(value: int) -> int:
    return executed("by key")


@task(name="refreshed", cache_key_fn=lambda context, parameters: "another key", refresh_cache=True, **TASK)
def refreshed() -> int:
    return executed("refreshed")


@task(
    name="expires",
    cache_key_fn=lambda context, parameters: "an expiring key",
    cache_expiration=timedelta(hours=1),
    **TASK,
)
def expires() -> int:
    return executed("expires")


@task(name="never", cache_policy=NO_CACHE, persist_result=True, **TASK)
def never(value: int) -> int:
    return executed("never")


def twice(each, *arguments) -> list:
    return [each(*arguments, return_state=True) for _ in range(2)]


@flow(name="caching", **FLOW)
def caching() -> dict:
    return {
        "by inputs": [*twice(by_inputs, 1), by_inputs(2, return_state=True)],
        "by source": twice(by_source, 1),
        "by key": [by_key(1, return_state=True), by_key(2, return_state=True)],
        "refreshed": twice(refreshed),
        "expires": twice(expires),
        "never": twice(never, 1),
    }


state = caching(return_state=True)
states = state.result(raise_on_failure=False)
report(
    [state.state_details.flow_run_id],
    13,
    executions=executions,
    names={name: [each.name for each in several] for name, several in states.items()},
    results={name: [each.result() for each in several] for name, several in states.items()},
    final_state=describe_state(state),
)
