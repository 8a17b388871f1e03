"""The steps of the walk through the stock command line: every command that talks to the server, with what usually fails.

A step is a command, as words after `prefect`, with what is to be done about it:

    keep        names for what patterns find in its output, for later words as @name@
    only        a pattern of the lines that count
    mask        patterns of what differs from one time to the next, beyond what all outputs have
    sorted      the order of its lines has no meaning
    input       its standard input
    fresh       a process of its own from the beginning, for it reads settings anew
    background  a name under which it stays, until a step with `await` that name, which may wait `until` a pattern has been
                printed, and ends it with a `signal`, after a `pause` in seconds for what it does not tell of
    ours        why our output differs; only the exit code is compared
    quiet       the same, for it only makes what others look at

or a file that is written: {"file": name, "text": content}.
"""

from __future__ import annotations

import json
import shlex
from typing import Any

steps: list[dict[str, Any]] = []
group = ""

KINDS = "the kinds of workers that a server knows of"
UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a"
# The id of what `prefect api` prints; what is inside comes later.
OWN_ID = r'"id": ?"([0-9a-f-]{36})"'


def begin(name: str) -> None:
    global group
    group = name


def run(line: str, *more_words: str, **more: Any) -> None:
    steps.append({"group": group, "words": [*shlex.split(line), *more_words], **more})


def api(path: str, body: object, keep: str | None = None, method: str = "POST") -> None:
    """Makes what no command makes."""
    more = {} if keep is None else {"keep": {keep: OWN_ID}}
    run(f"api {method} {path}", "--data", json.dumps(body), quiet=True, **more)


def file(name: str, text: str) -> None:
    steps.append({"group": group, "file": name, "text": text})


def background(name: str, line: str, **more: Any) -> None:
    run(line, background=name, **more)


def finish(name: str, until: str, by: str = "SIGINT", **more: Any) -> None:
    steps.append({"group": group, "await": name, "until": until, "signal": by, **more})


def wait(name: str, until: str) -> None:
    steps.append({"group": group, "await": name, "until": until})


def calls() -> None:
    begin("api")
    run("api GET /health")
    run("api GET /nowhere")
    run("api POST /variables/ --data '{}'")
    run("api POST /variables/filter", input='{"limit": 1}')
    run("api DELETE", f"/variables/{UNKNOWN}")
    run("api BREW /health")
    run("api POST /flows/filter --data 'no json'")
    begin("version")
    run("version", only="Server type")
    begin("dashboard")
    run("dashboard open", fresh=True)
    begin("server")
    run("server status")
    run("server status --wait --timeout 5 --output json")
    begin("transfer")
    run("transfer --from nowhere --to nowhere")


def variables() -> None:
    begin("variable")
    run("variable ls")
    run("variable set colour blue --tag paint --tag sea")
    run("variable set colour red")
    run("variable set colour red --overwrite")
    run("variable set", "numbers", '{"one": [1, 2.5, null]}')
    run("variable set Not/Allowed x")
    run("variable get colour")
    run("variable get numbers")
    run("variable get nothing")
    run("variable inspect colour")
    run("variable inspect numbers --output json")
    run("variable inspect nothing")
    run("variable ls --limit 1")
    run("variable ls")
    run("variable ls --output json")
    run("variable unset colour")
    run("variable unset colour")
    run("variable delete numbers")


def limits() -> None:
    begin("concurrency-limit")
    run("concurrency-limit ls")
    run("concurrency-limit create narrow 3")
    run("concurrency-limit create narrow 4")
    run("concurrency-limit create wide -- -1")
    run("concurrency-limit inspect narrow")
    run("concurrency-limit inspect narrow --output json")
    run("concurrency-limit ls")
    run("concurrency-limit ls --output json")
    run("concurrency-limit reset narrow")
    run("concurrency-limit reset nothing")
    run("concurrency-limit inspect nothing")
    run("concurrency-limit delete narrow")
    run("concurrency-limit delete narrow")
    begin("global-concurrency-limit")
    run("global-concurrency-limit ls")
    run("global-concurrency-limit create crane --limit 3")
    run("global-concurrency-limit create crane --limit 3")
    run("global-concurrency-limit create calls --limit 9 --slot-decay-per-second 0.5 --disable")
    run("global-concurrency-limit create negative --limit=-1")
    run("global-concurrency-limit inspect crane")
    run("global-concurrency-limit inspect crane --output json")
    run("global-concurrency-limit inspect nothing")
    run("global-concurrency-limit ls")
    run("global-concurrency-limit ls --output json")
    run("global-concurrency-limit update crane --limit 5 --active-slots 2")
    # So fast that no slot is left, however soon it is looked at.
    run("global-concurrency-limit update crane --slot-decay-per-second 1500.5")
    run("global-concurrency-limit update crane")
    run("global-concurrency-limit update crane --enable --disable")
    run("global-concurrency-limit update nothing --limit 1")
    run("global-concurrency-limit disable crane")
    run("global-concurrency-limit disable crane")
    run("global-concurrency-limit enable crane")
    run("global-concurrency-limit enable crane")
    run("global-concurrency-limit enable nothing")
    run("global-concurrency-limit inspect crane")
    run("global-concurrency-limit delete crane")
    run("global-concurrency-limit delete crane")
    run("global-concurrency-limit delete calls")


def artifacts() -> None:
    begin("artifact")
    run("artifact ls")
    api("/artifacts/", {"key": "chart", "type": "markdown", "data": "# North", "description": "old"})
    api("/artifacts/", {"key": "chart", "type": "markdown", "data": "# South", "description": "new"}, "chart")
    api("/artifacts/", {"key": "depths", "type": "table", "data": json.dumps([{"fathoms": 7}])})
    api("/artifacts/", {"type": "result", "data": "x"}, "unnamed")
    run("artifact ls")
    # The client fails over artifacts without a key, in the order in which it meets them.
    run("artifact ls --all", only="exception")
    run("artifact ls --limit 1")
    run("artifact ls --output json")
    run("artifact inspect chart")
    run("artifact inspect chart --limit 1 --output json")
    run("artifact inspect nothing")
    run("artifact delete depths")
    run("artifact delete depths")
    run("artifact delete --id @unnamed@")
    run("artifact delete --id", UNKNOWN)
    run("artifact delete")
    run("artifact delete chart --id @chart@")


def blocks() -> None:
    begin("block")
    file(
        "harbour_blocks.py",
        "from prefect.blocks.core import Block\nfrom pydantic import SecretStr\n\n\n"
        'class Harbour(Block):\n    """Where ships lie."""\n\n    _block_type_slug = "harbour"\n    berths: int = 4\n    key: SecretStr\n',
    )
    run("block ls")
    run("block register --file harbour_blocks.py")
    run("block register --file harbour_blocks.py")
    run("block register --file nothing.py")
    run("block register --module prefect.blocks.webhook")
    run("block register --module nothing.at.all")
    run("block register")
    run("block type ls", ours="the types that a server has from the beginning")
    run("block type inspect harbour")
    run("block type inspect secret --output json")
    run("block type inspect nothing")
    run("block create secret")
    run("block create nothing", ours="it names the types that there are")
    run("api GET /block_types/slug/harbour", keep={"type": OWN_ID}, quiet=True)
    run(
        "api POST /block_schemas/filter",
        "--data",
        '{"block_schemas": {"block_type_id": {"any_": ["@type@"]}}}',
        keep={"schema": OWN_ID},
        quiet=True,
    )
    api(
        "/block_documents/",
        {"name": "oslo", "data": {"key": "sesame"}, "block_type_id": "@type@", "block_schema_id": "@schema@"},
        "document",
    )
    run("block ls")
    run("block ls --output json")
    run("block inspect harbour/oslo")
    run("block inspect --id @document@ --output json")
    run("block inspect harbour/bergen")
    run("block inspect --id", UNKNOWN)
    run("block inspect oslo")
    run("block delete harbour/bergen")
    run("block delete --id", UNKNOWN)
    run("block delete")
    run("block delete harbour/oslo")
    run("block type delete secret")
    run("block type delete nothing")
    run("block type delete harbour")
    begin("experimental")
    run("experimental result-storage inspect")
    run("api GET /block_types/slug/local-file-system", keep={"type": OWN_ID}, quiet=True)
    run(
        "api POST /block_schemas/filter",
        "--data",
        '{"block_schemas": {"block_type_id": {"any_": ["@type@"]}}}',
        keep={"schema": OWN_ID},
        quiet=True,
    )
    api(
        "/block_documents/",
        {"name": "hold", "data": {"basepath": "/tmp/hold"}, "block_type_id": "@type@", "block_schema_id": "@schema@"},
        "document",
    )
    run("experimental result-storage set local-file-system/hold")
    run("experimental result-storage inspect")
    run("experimental result-storage inspect --output json")
    run("experimental result-storage set --id", UNKNOWN)
    run("experimental result-storage set local-file-system/nothing")
    run("experimental result-storage clear")
    run("experimental result-storage inspect")
    run("block delete --id @document@")


def pools() -> None:
    begin("work-pool")
    file(
        "template.json",
        json.dumps(
            {
                "job_configuration": {"command": "{{ command }}"},
                "variables": {"properties": {"command": {"type": "string"}}},
            }
        ),
    )
    run("work-pool ls")
    run("work-pool create quay --type process")
    run("work-pool create quay --type process")
    run("work-pool create quay --type process --overwrite --paused")
    run("work-pool create typeless")
    run("work-pool create odd --type nothing", ours=KINDS)
    run("work-pool create roads --type process --base-job-template template.json --paused")
    run("work-pool create lost --type process --base-job-template nothing.json")
    run("work-pool create chosen --type process --set-as-default", fresh=True)
    run("work-pool inspect quay")
    run("work-pool inspect roads --output json")
    run("work-pool inspect nothing")
    run("work-pool ls")
    # Templates are cut to the width of the table.
    run("work-pool ls --verbose", mask=[r"\{[^\n]*\u2026"])
    run("work-pool ls --output json")
    run("work-pool resume quay")
    run("work-pool pause quay")
    run("work-pool resume quay")
    run("work-pool pause nothing")
    run("work-pool resume nothing")
    run("work-pool update quay --description", "Where ships lie.", "--concurrency-limit", "4")
    run("work-pool update quay --base-job-template template.json")
    run("work-pool update quay")
    run("work-pool update nothing --description x")
    run("work-pool set-concurrency-limit quay 3")
    run("work-pool set-concurrency-limit nothing 3")
    run("work-pool slots quay")
    run("work-pool slots quay --output json")
    run("work-pool slots nothing")
    run("work-pool clear-concurrency-limit quay")
    run("work-pool clear-concurrency-limit nothing")
    run("work-pool slots quay")
    run("work-pool get-default-base-job-template --type process")
    run("work-pool get-default-base-job-template --type process --file default.json")
    run("work-pool get-default-base-job-template --type nothing", ours=KINDS)
    run("work-pool preview quay")
    run("work-pool preview nothing")
    run("work-pool provision-infrastructure quay")
    run("work-pool provision-infrastructure nothing")
    run("work-pool provision-infra nothing")
    run("work-pool storage inspect quay")
    run("work-pool storage inspect nothing")
    run("work-pool storage configure s3 quay --bucket b --aws-credentials-block-name nothing")
    run("work-pool storage configure gcs quay --bucket b --gcp-credentials-block-name nothing")
    run(
        "work-pool storage configure azure-blob-storage quay --container c --azure-blob-storage-credentials-block-name nothing"
    )
    run("work-pool storage configure s3 nothing --bucket b --aws-credentials-block-name nothing")
    api(
        "/work_pools/roads",
        {
            "storage_configuration": {
                "bundle_upload_step": {"up": {"bucket": "b"}},
                "bundle_execution_step": {"down": {"bucket": "b"}},
            }
        },
        method="PATCH",
    )
    run("work-pool storage inspect roads")
    run("work-pool storage inspect roads --output json")
    run("work-pool delete roads")
    run("work-pool delete chosen")
    run("work-pool delete nothing")
    begin("work-queue")
    run("work-queue ls --pool quay")
    run("work-queue create express --pool quay --limit 2 --priority 1")
    run("work-queue create express --pool quay")
    run("work-queue create express --pool nothing")
    run("work-queue create slow")
    run("work-queue ls --pool quay")
    run("work-queue ls --pool quay --verbose")
    run("work-queue ls --match ex")
    run("work-queue ls --output json", sorted=True)
    run("work-queue ls --pool nothing")
    run("work-queue inspect express --pool quay")
    run("work-queue inspect express --pool quay --output json")
    run("work-queue inspect nothing --pool quay")
    run("work-queue pause express --pool quay")
    run("work-queue resume express --pool quay")
    run("work-queue pause nothing --pool quay")
    run("work-queue resume nothing --pool quay")
    run("work-queue set-concurrency-limit express 5 --pool quay")
    run("work-queue set-concurrency-limit nothing 5 --pool quay")
    run("work-queue slots express --pool quay")
    run("work-queue slots express --pool quay --output json")
    run("work-queue slots nothing --pool quay")
    run("work-queue clear-concurrency-limit express --pool quay")
    run("work-queue clear-concurrency-limit nothing --pool quay")
    run("work-queue preview express --pool quay")
    run("work-queue preview nothing --pool quay")
    run("work-queue read-runs express --pool quay")
    run("work-queue read-runs nothing --pool quay")
    run("work-queue delete default --pool quay", ours="it says why")
    run("work-queue delete express --pool quay")
    run("work-queue delete express --pool quay")
    run("work-queue delete slow")


VOYAGES = '''from prefect import flow, task


@task
def stage(name: str) -> str:
    return name


@flow(log_prints=True)
def voyage(ship: str = "Fram", days: int = 2) -> str:
    """There and back."""
    print(f"{ship} sails for {days} days")
    return stage(ship)


@flow
def wreck() -> None:
    raise ValueError("a leak")
'''

PROJECT = """
name: voyages
prefect-version: 3.9.1
definitions:
  tags: &tags [sea, "{{ $HARBOUR }}"]
pull:
- prefect.deployments.steps.set_working_directory:
    directory: "@folder@"
deployments:
- name: north
  entrypoint: voyages.py:voyage
  description: "Towards {{ prefect.variables.pole }}."
  tags: *tags
  version: "1"
  parameters: {ship: Gjoa}
  concurrency_limit: {limit: 2, collision_strategy: CANCEL_NEW}
  work_pool: {name: quay, work_queue_name: express, job_variables: {env: {PORT: oslo}}}
  schedules:
  - {interval: 3600, anchor_date: "2026-01-05T06:00:00Z", timezone: Europe/Oslo, slug: hourly, active: false}
  - {cron: "0 6 * * 1", slug: monday, parameters: {ship: Maud}}
  - {rrule: "FREQ=DAILY;COUNT=400"}
  triggers:
  - enabled: true
    match: {prefect.resource.id: "prefect.flow-run.*"}
    expect: [prefect.flow-run.Failed]
    parameters: {ship: "{{ event.resource.name }}"}
  - type: compound
    name: both
    require: all
    within: 60
    triggers:
    - {type: event, expect: [smoke]}
    - {type: event, expect: [flag], posture: Reactive}
- name: south
  entrypoint: voyages.py:voyage
  work_pool: {name: quay}
- name: wreck
  entrypoint: voyages.py:wreck
  work_pool: {name: quay}
  schedule: {cron: "0 0 1 1 *"}
  enforce_parameter_schema: false
"""


def deployments() -> None:
    begin("deploy")
    file("voyages.py", VOYAGES)
    run("variable set pole north")
    run("work-pool create berths --type process")
    run("init --name voyages --recipe local", fresh=True)
    run("init --recipe nothing")
    file("prefect.yaml", PROJECT)
    run("deploy --all", fresh=True, environment={"HARBOUR": "oslo"})
    run("deployment inspect voyage/north")
    run("automation ls")
    run("automation inspect both --json")
    run("deploy --name south --tag changed --param days=5 --concurrency-limit 1")
    run("deploy --name nothing")
    run(
        "deploy voyages.py:voyage --name east --pool quay --work-queue night --interval 600 --anchor-date 2026-01-05T00:00:00Z --timezone UTC",
        "--job-variable",
        "berth=4",
        "--trigger",
        '{"expect": ["bell"], "enabled": true}',
        "--version",
        "7",
        "--description",
        "Eastward.",
    )
    run(
        "deploy voyages.py:voyage --name cron --pool quay --cron",
        "0 4 * * *",
        "--timezone",
        "Europe/Oslo",
        "--params",
        '{"ship": "Maud"}',
    )
    run("deploy voyages.py:voyage --name poolless")
    run("deploy voyages.py:nothing --name x --pool quay")
    run("deploy nothing.py:voyage --name x --pool quay")
    run("deploy voyages.py:voyage --name x --pool nothing")
    run("deploy voyages.py:voyage --name x --pool quay --trigger", "no json")
    run("deploy voyages.py:voyage --name x --pool quay --cron", "every day")
    run("deploy --all --prefect-file nothing.yaml")
    run("deployment inspect voyage/east --output json")
    begin("flow")
    run("flow ls")
    run("flow ls --limit 1")
    run("flow ls --output json")
    background("served", "flow serve voyages.py:voyage --name served --cron '0 3 * * *' --tag night", fresh=True)
    finish("served", "polling for scheduled runs", pause=2)
    run("deployment inspect voyage/served", mask=[r"'last_polled': .*", r"'status': .*"])
    run("flow serve nothing.py:voyage --name served")
    begin("deployment")
    run("deployment ls")
    run("deployment ls voyage")
    run("deployment ls nothing")
    run("deployment ls --output json", mask=[r'"last_polled": .*', r'"status": .*'])
    run("deployment inspect voyage/nothing")
    run("deployment inspect nameless")
    run(
        "deployment run voyage/south --flow-run-name first --param ship=Maud --tag trial",
        keep={"first": r"UUID: ([0-9a-f-]{36})"},
    )
    run(
        "deployment run voyage/south --flow-run-name second --params",
        '{"ship": "Gjoa", "days": 9}',
        "--start-in",
        "10 days",
        "--job-variable",
        "berth=5",
        keep={"second": r"UUID: ([0-9a-f-]{36})"},
    )
    run("deployment run voyage/south --flow-run-name third --start-at", "2090-01-05 06:00 UTC")
    run("deployment run voyage/south --param crew=9")
    run("deployment run voyage/south --param days=many")
    run("deployment run voyage/south --params nothing")
    run("deployment run voyage/nothing")
    run("deployment run --id", UNKNOWN)
    run("deployment run")
    run("deployment run voyage/south --start-in tomorrowish")
    run(
        "deployment run voyage/south --flow-run-name waited --watch --watch-timeout 2",
        ours="how far the watch has come",
    )
    run("deployment schedule ls voyage/south")
    run("deployment schedule create voyage/south --interval 900 --anchor-date 2026-01-05T00:00:00Z --timezone UTC")
    run("deployment schedule create voyage/south --cron", "0 5 * * *")
    newest = r'"schedules": ?\[\{"id": ?"([0-9a-f-]{36})"'
    run("api GET /deployments/name/voyage/south", keep={"schedule": newest}, quiet=True)
    run("deployment schedule create voyage/south --rrule", "FREQ=WEEKLY;BYDAY=MO")
    run("deployment schedule create voyage/south --cron", "never")
    run("deployment schedule create voyage/south")
    run("deployment schedule create voyage/nothing --interval 60")
    run("deployment schedule ls voyage/south")
    run("deployment schedule ls voyage/south --output json")
    run("deployment schedule ls voyage/nothing")
    run("deployment schedule pause voyage/south @schedule@")
    run("deployment schedule pause voyage/south @schedule@")
    run("deployment schedule resume voyage/south @schedule@")
    run("deployment schedule resume voyage/south @schedule@")
    run("deployment schedule pause voyage/south", UNKNOWN)
    run("deployment schedule delete voyage/south @schedule@ --accept-yes")
    run("deployment schedule delete voyage/south @schedule@ --accept-yes")
    run(
        "deployment schedule create voyage/south --interval 60 --replace --accept-yes --anchor-date 2026-01-05T00:00:00Z"
    )
    run("deployment schedule ls voyage/south")
    run("deployment schedule clear voyage/south --accept-yes")
    run("deployment schedule clear voyage/nothing --accept-yes")
    run("--no-prompt deployment schedule pause --all")
    run("--no-prompt deployment schedule resume --all")
    begin("preview")
    run("work-pool preview quay --hours 480")
    run("work-queue preview default --pool quay --hours 480")
    begin("sdk")
    run("sdk generate --output sdk.py")
    run("sdk generate --output sdk.py --deployment voyage/nothing")


def runs() -> None:
    begin("flow-run")
    run("flow-run ls --flow-name voyage")
    run("flow-run ls --state Scheduled --limit 2")
    run("flow-run ls --state-type SCHEDULED --output json")
    run("flow-run ls --state-type NOTHING")
    run("flow-run inspect @second@")
    run("flow-run inspect @first@ --output json")
    run("flow-run inspect", UNKNOWN)
    run("flow-run inspect nothing")
    run("flow-run cancel @second@")
    run("flow-run cancel @second@")
    run("flow-run cancel", UNKNOWN)
    run("flow-run watch @second@")
    run("flow-run watch", UNKNOWN)
    run("flow-run retry", UNKNOWN)
    run("flow-run retry @first@")
    run("flow-run execute", UNKNOWN, only="NotFound")
    api(
        "/logs/",
        [
            {
                "name": "prefect.flow_runs",
                "level": 20,
                "message": f"fathom {index}",
                "timestamp": f"2026-01-05T06:00:0{index}Z",
                "flow_run_id": "@second@",
            }
            for index in range(4)
        ],
    )
    run("flow-run logs @second@")
    run("flow-run logs @second@ --head --num-logs 2")
    run("flow-run logs @second@ --tail --num-logs 2")
    run("flow-run logs @second@ --reverse")
    run("flow-run logs @second@ --head --tail")
    run("flow-run logs @second@ --output json")
    run("flow-run logs", UNKNOWN)
    run("flow-run delete @second@")
    run("flow-run delete @second@")
    begin("task-run")
    api(
        "/task_runs/",
        {
            "name": "stage-0",
            "flow_run_id": "@first@",
            "task_key": "stage",
            "dynamic_key": "0",
            "tags": ["sea"],
            "state": {"type": "COMPLETED", "name": "Completed", "message": "done"},
        },
        "task",
    )
    run("task-run ls")
    run("task-run ls --task-run-name stage-0 --state Completed")
    run("task-run ls --state-type COMPLETED --output json", mask=[r'(?s)"state": \{.*?\n    \}'])
    run("task-run ls --state-type NOTHING")
    run("task-run inspect @task@", mask=[r"(?s)state=Completed.*?(?=\n?\)$)"])
    run("task-run inspect", UNKNOWN)
    api(
        "/logs/",
        [
            {
                "name": "prefect.task_runs",
                "level": 30,
                "message": "shoal",
                "timestamp": "2026-01-05T06:00:00Z",
                "flow_run_id": "@first@",
                "task_run_id": "@task@",
            }
        ],
    )
    run("task-run logs @task@")
    run("task-run logs @task@ --head --tail")
    run("task-run logs", UNKNOWN)


AUTOMATION = """
name: by file
description: From a file.
tags: [sea]
trigger:
  type: event
  posture: Reactive
  expect: [bell]
  match: {prefect.resource.id: "ship.*"}
  for_each: [prefect.resource.id]
  threshold: 2
  within: 60
actions:
- type: do-nothing
"""


def automations() -> None:
    begin("automation")
    file("automation.yaml", AUTOMATION)
    file(
        "automation.json",
        json.dumps(
            {
                "automations": [
                    {
                        "name": name,
                        "trigger": {
                            "type": "event",
                            "posture": "Proactive",
                            "expect": ["nothing"],
                            "threshold": 1,
                            "within": 30,
                        },
                        "actions": [{"type": "cancel-flow-run"}],
                    }
                    for name in ("one", "two")
                ]
            }
        ),
    )
    run("automation create --from-file automation.yaml", keep={"automation": None})
    run("automation create --from-file automation.json")
    run("automation create --from-file nothing.yaml")
    run("automation create --from-json", '{"name": "no trigger"}')
    run("automation create --from-json", "no json")
    run("automation create")
    run("automation ls")
    run("automation inspect", "by file")
    run("automation inspect --id @automation@ --yaml")
    run("automation inspect --id @automation@ --json")
    run("automation inspect", "by file", "--output", "json")
    run("automation inspect nothing")
    run("automation inspect --id", UNKNOWN)
    run("automation pause", "by file")
    run("automation resume --id @automation@")
    run("automation pause nothing")
    run("automation resume --id", UNKNOWN)
    run(
        "automation update --id @automation@ --from-json",
        json.dumps(
            {"name": "changed", "trigger": {"type": "event", "expect": ["horn"]}, "actions": [{"type": "do-nothing"}]}
        ),
    )
    run("automation update --id", UNKNOWN, "--from-file", "automation.yaml")
    run("automation inspect changed --json")
    run("automation delete one")
    run("automation delete nothing")
    run("automation delete --id", UNKNOWN)
    run("automation delete --id @automation@")
    run("automation delete --all")
    run("automation ls")


def events() -> None:
    begin("events")
    background("stream", "events stream --format text")
    wait("stream", "Subscribing")
    run("events emit bell --resource-id ship.fram --payload", '{"tone": 1}')
    run(
        "events emit bell --resource",
        '{"prefect.resource.id": "ship.maud", "prefect.resource.name": "Maud"}',
        "--related",
        '{"prefect.resource.id": "port.oslo", "prefect.resource.role": "port"}',
    )
    run("events emit bell")
    run("events emit bell --resource-id ship --payload nothing")
    run("events emit bell --resource nothing")
    finish("stream", "ship.maud", only="Subscribing|ship")


def processes() -> None:
    begin("shell")
    run("shell watch", "echo ahoy", "--flow-run-name", "shelled", "--tag", "sea", fresh=True)
    run("shell watch", "exit 3", "--flow-run-name", "failing", fresh=True)
    run("flow-run ls --state Completed")
    background("shelled", "shell serve 'echo ahoy' --flow-name shells --deployment-name served", fresh=True)
    finish("shelled", "polling for scheduled runs", pause=2)
    run("deployment inspect shells/served", mask=[r"'last_polled': .*", r"'status': .*"])
    begin("task")
    file("tasks.py", "from prefect import task\n\n\n@task\ndef row(strokes: int) -> int:\n    return strokes\n")
    background("tasks", "task serve tasks.py:row", fresh=True)
    finish("tasks", "Subscribing to runs of task", pause=2, only="Subscribing")
    run("task serve nothing.py:row")
    run("task serve")
    begin("worker")
    run("worker start --pool nothing --type process --run-once", fresh=True)
    begin("removal")
    run("deployment delete voyage/south")
    run("deployment delete voyage/south")
    run("deployment delete --id", UNKNOWN)
    run("deployment delete")
    run("deployment delete --all")
    run("work-pool delete quay")
    run("deployment ls")
    begin("profile")
    run("profile create walker", fresh=True)
    run("profile use walker", fresh=True)


for part in (calls, variables, limits, artifacts, blocks, pools, automations, deployments, runs, events, processes):
    part()
