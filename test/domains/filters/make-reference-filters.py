"""
Writes reference-filters.json: rows of all tables that filters speak of, and what the reference's own models select from
them. Run with a Python that has Prefect 3.9.1:

    python test/domains/filters/make-reference-filters.py

Rows are made from a fixed seed. Their times lie in the future, so that no estimate depends on when this runs.
"""

import asyncio
import json
import os
import pathlib
import random
import tempfile
import uuid
from datetime import datetime, timedelta, timezone

folder = tempfile.mkdtemp()
os.environ["PREFECT_HOME"] = folder
os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{folder}/reference.db"

from prefect.server import models, schemas  # noqa: E402
from prefect.server.api.run_history import run_history  # noqa: E402
from prefect.server.database.dependencies import provide_database_interface  # noqa: E402
from prefect.server.schemas import filters as f  # noqa: E402
from prefect.server.schemas import sorting  # noqa: E402

seed = random.Random(20260101)
BASE = datetime(2035, 1, 1, tzinfo=timezone.utc)
TAGS = ["a", "b", "c", "A", "a b", "ü", 'q"']
STATES = [
    ("SCHEDULED", "Scheduled"),
    ("SCHEDULED", "Late"),
    ("SCHEDULED", "AwaitingRetry"),
    ("PENDING", "Pending"),
    ("RUNNING", "Running"),
    ("COMPLETED", "Completed"),
    ("COMPLETED", "Cached"),
    ("FAILED", "Failed"),
    ("CANCELLED", "Cancelled"),
    ("CRASHED", "Crashed"),
    ("PAUSED", "Paused"),
    ("CANCELLING", "Cancelling"),
]
WORDS = ["alpha", "Beta", "gamma_ray", "100%", "Delta", "epsilon", "Straße", "back\\slash"]
TYPES = {
    "flows": f.FlowFilter,
    "flow_runs": f.FlowRunFilter,
    "task_runs": f.TaskRunFilter,
    "deployments": f.DeploymentFilter,
    "work_pools": f.WorkPoolFilter,
    "work_queues": f.WorkQueueFilter,
}
ARGUMENTS = {
    "flows": "flow_filter",
    "flow_runs": "flow_run_filter",
    "task_runs": "task_run_filter",
    "deployments": "deployment_filter",
    "work_pools": "work_pool_filter",
    "work_queues": "work_queue_filter",
}


def new_id():
    return str(uuid.UUID(int=seed.getrandbits(128), version=4))


def tags():
    return seed.sample(TAGS, seed.choice([0, 0, 1, 2, 3]))


def moment(first_hour=0, last_hour=400):
    return BASE + timedelta(seconds=seed.randint(first_hour * 3600, last_hour * 3600), microseconds=seed.randint(0, 999_999))


def maybe(probability, make):
    return make() if seed.random() < probability else None


def name(index):
    return f"{seed.choice(WORDS)}-{index}"


def make_rows():
    rows = {table: [] for table in ["flow", "work_pool", "work_queue", "deployment", "flow_run", "task_run"]}

    def add(table, **columns):
        row = {"id": new_id(), **columns}
        rows[table].append(row)
        return row

    for index in range(10):
        add("flow", name=name(index), tags=tags(), created=moment(), updated=moment())
    for index in range(4):
        pool = add("work_pool", name=f"pool-{index}", type=seed.choice(["process", "docker"]))
        for queue in range(2):
            prefix = seed.choice(["Queue", "queue", "other"])
            add("work_queue", name=f"{prefix}-{index}-{queue}", work_pool_id=pool["id"], priority=queue + 1)
    for index in range(12):
        queue = maybe(0.7, lambda: seed.choice(rows["work_queue"]))
        add(
            "deployment",
            # The last flow has no deployments.
            flow_id=seed.choice(rows["flow"][:9])["id"],
            name=name(index),
            tags=tags(),
            paused=seed.random() < 0.4,
            work_queue_id=queue and queue["id"],
            work_queue_name=queue and queue["name"],
            created=moment(),
            updated=moment(),
        )

    def run(index):
        state = seed.choice(STATES)
        expected = moment()
        started = state[0] not in ("SCHEDULED", "PENDING")
        # Whole seconds: the reference drops fractions when it sums intervals on SQLite.
        start = expected + timedelta(seconds=seed.randint(-60, 600)) if started else None
        ended = state[0] in ("COMPLETED", "FAILED", "CANCELLED", "CRASHED")
        return {
            "name": name(index),
            "tags": tags(),
            "state_type": state[0],
            "state_name": state[1],
            "state_timestamp": expected,
            "expected_start_time": expected,
            "next_scheduled_start_time": expected if state[0] == "SCHEDULED" else None,
            "start_time": start,
            "end_time": start + timedelta(seconds=seed.randint(0, 9_000)) if ended else None,
            "total_run_time": timedelta(seconds=seed.randint(0, 9_000)) if ended else timedelta(0),
        }

    for index in range(200):
        deployment = maybe(0.6, lambda: seed.choice(rows["deployment"]))
        queue = maybe(0.5, lambda: seed.choice(rows["work_queue"]))
        parent = maybe(0.2, lambda: seed.choice(rows["task_run"])) if rows["task_run"] else None
        flow_run = add(
            "flow_run",
            flow_id=deployment["flow_id"] if deployment else seed.choice(rows["flow"])["id"],
            deployment_id=deployment and deployment["id"],
            work_queue_id=queue and queue["id"],
            work_queue_name=queue and queue["name"],
            flow_version=maybe(0.5, lambda: seed.choice(["1", "2"])),
            idempotency_key=maybe(0.4, lambda: f"key-{index % 7}-{index}"),
            parent_task_run_id=parent and parent["id"],
            created_by=maybe(
                0.5,
                lambda: {
                    "id": seed.choice(rows["deployment"])["id"],
                    "type": seed.choice(["DEPLOYMENT", "AUTOMATION"]),
                    "display_value": None,
                },
            ),
            **run(index),
        )
        for task in range(seed.choice([0, 0, 1, 2, 4])):
            add("task_run", flow_run_id=flow_run["id"], task_key="t", dynamic_key=str(task), **run(len(rows["task_run"])))
    for index in range(10):
        add("task_run", flow_run_id=None, task_key="t", dynamic_key=str(index), **run(len(rows["task_run"])))
    return rows


ROWS = make_rows()


def some(table, column="id", most=6):
    values = sorted({row[column] for row in ROWS[table] if row[column] is not None})
    return seed.sample(values, min(len(values), seed.randint(1, most)))


def operator():
    return seed.choice([{}, {}, {"operator": "and_"}, {"operator": "or_"}])


def criteria(**makers):
    """One or two of the criteria, with an operator."""
    chosen = seed.sample(sorted(makers), min(len(makers), seed.choice([1, 1, 2])))
    return {key: makers[key]() for key in chosen}


def flag():
    return seed.choice([True, False])


def id_filter(table):
    return lambda: criteria(any_=lambda: some(table, most=40), not_any_=lambda: some(table, most=40))


def name_filter(table):
    return lambda: criteria(
        any_=lambda: some(table, "name", 30), like_=lambda: seed.choice(["a", "ALPHA", "%", "_", "ta-1", "ß", "e%n", "\\"])
    )


def tags_filter(any_too):
    makers = {"all_": lambda: seed.sample(TAGS, seed.choice([0, 1, 1, 2])), "is_null_": flag}
    if any_too:
        makers["any_"] = lambda: seed.sample(TAGS, seed.choice([0, 1, 2]))
    return lambda: {**criteria(**makers), **operator()}


def times(null_too):
    makers = {"before_": lambda: moment().isoformat(), "after_": lambda: moment().isoformat()}
    if null_too:
        makers["is_null_"] = flag
    return lambda: criteria(**makers)


def any_or_null(table, column):
    return lambda: {**criteria(any_=lambda: some(table, column), is_null_=flag), **operator()}


def state_types():
    return [state for state, _ in seed.sample(STATES, seed.randint(0, 4))]


def state_names():
    return [name for _, name in seed.sample(STATES, seed.randint(0, 4))]


CRITERIA = {
    "flows": {
        "id": id_filter("flow"),
        "deployment": lambda: {"is_null_": flag(), **operator()},
        "name": name_filter("flow"),
        "tags": tags_filter(False),
    },
    "flow_runs": {
        "id": id_filter("flow_run"),
        "name": name_filter("flow_run"),
        "tags": tags_filter(True),
        "deployment_id": any_or_null("flow_run", "deployment_id"),
        "work_queue_name": any_or_null("flow_run", "work_queue_name"),
        "state": lambda: {
            **criteria(
                type=lambda: criteria(any_=state_types, not_any_=state_types),
                name=lambda: criteria(any_=state_names, not_any_=state_names),
            ),
            **operator(),
        },
        "flow_version": lambda: {"any_": some("flow_run", "flow_version", 1)},
        "start_time": times(True),
        "end_time": times(True),
        "expected_start_time": times(False),
        "next_scheduled_start_time": times(False),
        "parent_flow_run_id": lambda: {"any_": some("task_run", "flow_run_id", 60), **operator()},
        "parent_task_run_id": any_or_null("flow_run", "parent_task_run_id"),
        "idempotency_key": lambda: criteria(
            any_=lambda: some("flow_run", "idempotency_key", 20), not_any_=lambda: some("flow_run", "idempotency_key", 20)
        ),
        "created_by": lambda: {
            **criteria(id_=lambda: some("deployment"), type_=lambda: ["DEPLOYMENT"], is_null_=flag),
            **operator(),
        },
    },
    "task_runs": {
        "id": lambda: {"any_": some("task_run", most=60)},
        "name": name_filter("task_run"),
        "tags": tags_filter(False),
        "state": lambda: {
            **criteria(type=lambda: {"any_": state_types()}, name=lambda: {"any_": state_names()}),
            **operator(),
        },
        "start_time": times(True),
        "end_time": times(True),
        "expected_start_time": times(False),
        "subflow_runs": lambda: {"exists_": flag()},
        "flow_run_id": lambda: seed.choice(
            [
                {},
                {"is_null_": True},
                {"is_null_": False},
                {"is_null_": None},
                {"any_": some("task_run", "flow_run_id", 30)},
                {"any_": some("task_run", "flow_run_id", 30), "is_null_": None},
                {"any_": some("task_run", "flow_run_id", 30), "is_null_": True},
            ]
        ),
    },
    "deployments": {
        "id": id_filter("deployment"),
        "name": name_filter("deployment"),
        "flow_or_deployment_name": lambda: {"like_": seed.choice(["alpha", "b", "", "delta"])},
        "paused": lambda: {"eq_": flag()},
        "tags": tags_filter(True),
        "work_queue_name": lambda: {"any_": some("deployment", "work_queue_name")},
        "concurrency_limit": lambda: {"is_null_": flag()},
    },
    "work_pools": {
        "id": lambda: {"any_": some("work_pool", most=2)},
        "name": lambda: {"any_": some("work_pool", "name", 2)},
        "type": lambda: {"any_": [seed.choice(["process", "docker"])]},
    },
    "work_queues": {
        "id": lambda: {"any_": some("work_queue")},
        "name": lambda: criteria(
            any_=lambda: some("work_queue", "name"), startswith_=lambda: seed.choice([["queue"], ["OTHER", "q"], ["%-1"]])
        ),
    },
}
# What each list can be filtered by.
LISTS = {
    "flows": ["flows", "flow_runs", "task_runs", "deployments", "work_pools"],
    "flow_runs": ["flow_runs", "flows", "task_runs", "deployments", "work_pools", "work_queues"],
    "task_runs": ["task_runs", "flow_runs", "flows", "deployments"],
    "deployments": ["deployments", "flows", "flow_runs", "task_runs", "work_pools", "work_queues"],
}


def make_cases():
    for listed, tables in LISTS.items():
        for table in tables:
            yield listed, {table: {}}
        # Each criterion of the list's own filter by itself, four times.
        for key, make in CRITERIA[listed].items():
            for _ in range(4):
                yield listed, {listed: {key: make()}}
            yield listed, {listed: {key: {}}}
            yield listed, {listed: {key: {}, "operator": "or_", seed.choice(sorted(CRITERIA[listed])): None}}
        # Two and three criteria together, and across tables.
        for _ in range(12):
            keys = seed.sample(sorted(CRITERIA[listed]), seed.choice([2, 3]))
            yield listed, {listed: {**{key: CRITERIA[listed][key]() for key in keys}, **operator()}}
        for _ in range(20):
            chosen = seed.sample(tables, seed.choice([1, 2, 2, 3]))
            filters = {}
            for table in chosen:
                keys = seed.sample(sorted(CRITERIA[table]), 1)
                filters[table] = {key: CRITERIA[table][key]() for key in keys}
            yield listed, filters


SORT_FILTERS = {
    "END_TIME_DESC": {"end_time": {"is_null_": False}},
    "NEXT_SCHEDULED_START_TIME_ASC": {"next_scheduled_start_time": {"after_": BASE.isoformat()}},
}


def make_sorts():
    """Orders of lists; only of rows that have a value, for NULLs lie where each database puts them."""
    for sort in sorting.FlowSort:
        yield "flows", sort.value, {}
    for sort in sorting.FlowRunSort:
        yield "flow_runs", sort.value, SORT_FILTERS.get(sort.value, {})
    for sort in sorting.TaskRunSort:
        if sort.value == "NEXT_SCHEDULED_START_TIME_ASC":
            yield "task_runs", sort.value, {"state": {"type": {"any_": ["SCHEDULED"]}}}
        # SQLite of the reference compares these intervals as text.
        elif not sort.value.startswith("DURATION"):
            yield "task_runs", sort.value, SORT_FILTERS.get(sort.value, {})


READERS = {
    "flows": (models.flows.read_flows, sorting.FlowSort, "flow"),
    "flow_runs": (models.flow_runs.read_flow_runs, sorting.FlowRunSort, "flow_run"),
    "task_runs": (models.task_runs.read_task_runs, sorting.TaskRunSort, "task_run"),
    "deployments": (models.deployments.read_deployments, sorting.DeploymentSort, "deployment"),
}


def filter_arguments(filters):
    return {ARGUMENTS[table]: TYPES[table].model_validate(body) for table, body in filters.items()}


async def insert(db, session):
    classes = {
        "flow": db.Flow,
        "work_pool": db.WorkPool,
        "work_queue": db.WorkQueue,
        "deployment": db.Deployment,
        "flow_run": db.FlowRun,
        "task_run": db.TaskRun,
    }
    uuids = {"id", "flow_id", "work_pool_id", "work_queue_id", "deployment_id", "flow_run_id", "parent_task_run_id"}
    subflows = {}
    for table, rows in ROWS.items():
        for row in rows:
            values = {
                column: uuid.UUID(value) if column in uuids and value is not None else value
                for column, value in row.items()
            }
            if table == "flow_run":
                # Task runs come later; they are named as parents below.
                subflows[values["id"]] = values.pop("parent_task_run_id")
                if values["created_by"] is None:
                    del values["created_by"]
                else:
                    values["created_by"] = schemas.core.CreatedBy(**values["created_by"])
            session.add(classes[table](**values))
        await session.flush()
    for flow_run_id, parent in subflows.items():
        if parent is not None:
            (await session.get(db.FlowRun, flow_run_id)).parent_task_run_id = parent
    await session.flush()


def microseconds(value):
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    raise TypeError(value)


async def main():
    db = provide_database_interface()
    await db.create_db()
    cases, sorts, histories = [], [], []
    async with db.session_context(begin_transaction=True) as session:
        await insert(db, session)
        seen = set()
        for listed, filters in make_cases():
            text = json.dumps([listed, filters])
            if text in seen:
                continue
            seen.add(text)
            read, _, table = READERS[listed]
            places = {row["id"]: place for place, row in enumerate(ROWS[table])}
            found = await read(session, **filter_arguments(filters))
            # Rows by their place in the file: ids would make up most of it.
            cases.append({"list": listed, "filters": filters, "places": sorted(places[str(each.id)] for each in found)})
        for listed, sort, own in make_sorts():
            read, enum, table = READERS[listed]
            places = {row["id"]: place for place, row in enumerate(ROWS[table])}
            found = await read(session, **filter_arguments({listed: own}), sort=enum(sort))
            sorts.append({"list": listed, "sort": sort, "filters": {listed: own}, "places": [places[str(each.id)] for each in found]})
        for run_type, hours, width, filters in [
            ("flow_run", 400, 86_400, {}),
            ("flow_run", 5, 600, {}),
            ("flow_run", 400, 90_061.5, {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}}}),
            ("task_run", 400, 172_800, {}),
            ("task_run", 400, 3_600, {"flow_runs": {"tags": {"all_": ["a"]}}}),
            ("flow_run", 0, 60, {}),
        ]:
            history = await run_history(
                session=session,
                run_type=run_type,
                history_start=BASE,
                history_end=BASE + timedelta(hours=hours),
                history_interval=timedelta(seconds=width),
                **{table: TYPES[table].model_validate(body) for table, body in filters.items()},
            )
            histories.append(
                {
                    "run_type": run_type,
                    "hours": hours,
                    "interval_seconds": width,
                    "filters": filters,
                    "history": [json.loads(interval.model_dump_json()) for interval in history],
                }
            )
    path = pathlib.Path(__file__).with_name("reference-filters.json")
    document = {"rows": ROWS, "cases": cases, "sorts": sorts, "histories": histories}
    lines = ",\n".join(f'"{key}": {render(value)}' for key, value in document.items())
    path.write_text("{\n" + lines + "\n}\n")
    print(len(cases), "cases,", len(sorts), "sorts,", sum(map(len, ROWS.values())), "rows")


def render(value):
    """One line for each row or case."""
    dump = lambda each: json.dumps(each, default=microseconds, ensure_ascii=False, separators=(",", ":"))  # noqa: E731
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(dump, value)) + "\n]"
    return "{\n" + ",\n".join(f'"{key}": {render(rows)}' for key, rows in value.items()) + "\n}"


asyncio.run(main())
