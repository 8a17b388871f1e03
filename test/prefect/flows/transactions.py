"""Transactions: one that commits, one that rolls back, hooks in both, and records shared between two runs."""

from report import FLOW, TASK, describe_state, report

from prefect import flow, task
from prefect.transactions import IsolationLevel, transaction

happened: list[str] = []


@task(name="write", **TASK)
def write(name: str) -> str:
    happened.append(f"write {name}")
    return name


@write.on_commit
def committed(_transaction) -> None:
    happened.append(f"commit {_transaction.get('label')}")


@write.on_rollback
def rolled_back(_transaction) -> None:
    happened.append(f"rollback {_transaction.get('label')}")


@task(name="check", **TASK)
def check(good: bool) -> bool:
    if not good:
        raise ValueError("check failed")
    return good


@flow(name="transactions", **FLOW)
def transactions(good: bool) -> str:
    with transaction() as unit:
        unit.set("label", "good" if good else "bad")
        write("one")
        check(good)
    return "committed"


@task(name="guarded", persist_result=True, **TASK)
def guarded() -> int:
    happened.append("guarded")
    return 7


@flow(name="keyed", **FLOW)
def keyed() -> list[bool]:
    found = []
    for _ in range(2):
        with transaction(
            key="a shared record", write_on_commit=True, isolation_level=IsolationLevel.READ_COMMITTED
        ) as unit:
            found.append(unit.is_committed())
            if not unit.is_committed():
                unit.stage(guarded())
    return found


good = transactions(True, return_state=True)
bad = transactions(False, return_state=True)
shared = keyed(return_state=True)
states = [good, bad, shared]
report(
    [state.state_details.flow_run_id for state in states],
    5,
    final_states=[describe_state(state) for state in states],
    happened=happened,
    found=shared.result(),
)
