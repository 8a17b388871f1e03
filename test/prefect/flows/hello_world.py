"""The smallest flow: one task, one parameter, one log line."""

from report import FLOW, TASK, describe_state, report

from prefect import flow, get_run_logger, task


@task(**TASK)
def greeting(name: str) -> str:
    return f"Hello, {name}!"


@flow(name="hello world", **FLOW)
def hello(name: str = "world") -> str:
    message = greeting(name)
    get_run_logger().info(message)
    return message


state = hello(name="Ålesund", return_state=True)
report([state.state_details.flow_run_id], 1, final_state=describe_state(state), result=state.result())
