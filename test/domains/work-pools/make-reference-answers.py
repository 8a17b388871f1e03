"""Writes reference-answers.json: calls to the routes of work pools, with the reference's answers (see reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, delete, get, main, patch, post  # noqa: E402

POOLS = "/work_pools"

VARIABLES = {
    "type": "object",
    "properties": {
        "command": {"type": "string", "title": "Command"},
        "memory": {"type": "integer", "default": 512},
        "env": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
CONFIGURATION = {"command": "{{ command }}", "limits": {"memory": ["{{memory}}"]}, "env": "{{ env }}"}
TEMPLATE = {"job_configuration": CONFIGURATION, "variables": VARIABLES}


def template(variables: object, configuration: object = None) -> dict[str, object]:
    return {
        "job_configuration": {"command": "{{ command }}"} if configuration is None else configuration,
        "variables": variables,
    }


def variable(**schema: object) -> dict[str, object]:
    return template({"type": "object", "properties": {"command": schema}})


def creation() -> None:
    post(f"{POOLS}/", {"name": "plain"}, keep="plain")
    get(f"{POOLS}/plain")
    post(f"{POOLS}/{{plain.name}}/queues/filter")
    post(f"{POOLS}/", {"name": "plain", "type": "process"})
    post(
        f"{POOLS}/",
        {
            "name": "full",
            "type": "process",
            "description": "All of it",
            "base_job_template": TEMPLATE,
            "is_paused": False,
            "concurrency_limit": 3,
            "storage_configuration": {
                "bundle_upload_step": {"prefect_aws.experimental.bundles.upload": {"bucket": "b", "n": 1.0}},
                "bundle_execution_step": {},
            },
        },
        keep="full",
    )
    get(f"{POOLS}/full")
    post(f"{POOLS}/", {"name": "paused", "type": "docker", "is_paused": True, "concurrency_limit": 0}, keep="paused")
    get(f"{POOLS}/paused")
    post(f"{POOLS}/", {"name": "paused-agent", "is_paused": True})
    get(f"{POOLS}/paused-agent")
    post(f"{POOLS}/", {"name": "with space é", "type": "", "description": None, "concurrency_limit": None})
    get(f"{POOLS}/with%20space%20%C3%A9")
    for name in ("prefect", "Prefect-agent", "PREFECTIONIST", " prefect"):
        post(f"{POOLS}/", {"name": name, "type": "process"})
    delete(f"{POOLS}/%20prefect")
    for name in ("", " ", "'", '"', "' \"'", "a/b", "a%b", "a&b", "a<b", "a>b", "x" * 5, 5, None, ["x"]):
        post(f"{POOLS}/", {"name": name})
    for body in (
        {},
        [],
        "text",
        {"type": "process"},
        {"name": "x", "type": None},
        {"name": "x", "type": 5},
        {"name": "x", "description": 5},
        {"name": "x", "is_paused": "maybe"},
        {"name": "x", "is_paused": None},
        {"name": "yes", "type": "process", "is_paused": "yes"},
        {"name": "x", "concurrency_limit": -1},
        {"name": "x", "concurrency_limit": 1.5},
        {"name": "x", "concurrency_limit": "many"},
        {"name": "digits", "concurrency_limit": "7"},
        {"name": "x", "status": "READY"},
        {"name": "x", "default_queue_id": UNKNOWN},
        {"name": "x", "id": UNKNOWN},
        {"name": "x", "storage_configuration": None},
        {"name": "x", "storage_configuration": []},
        {"name": "x", "storage_configuration": {"more": 1}},
        {"name": "x", "storage_configuration": {"bundle_upload_step": 1, "bundle_execution_step": []}},
        {"name": "x", "storage_configuration": {"default_result_storage_block_id": "x"}},
        {"name": "stored", "storage_configuration": {"default_result_storage_block_id": UNKNOWN}},
        {"name": "stored-2", "storage_configuration": {"bundle_upload_step": None}},
        {"name": "", "type": 5, "concurrency_limit": -1, "base_job_template": {"x": 1}},
    ):
        post(f"{POOLS}/", body)
    post(f"{POOLS}/")
    get(f"{POOLS}/nothing")
    get(f"{POOLS}/{{plain.id}}")


def templates() -> None:
    number = iter(range(1_000))

    def made(job_template: object) -> None:
        post(f"{POOLS}/", {"name": f"template-{next(number)}", "type": "process", "base_job_template": job_template})

    for job_template in (
        {},
        None,
        [],
        {"job_configuration": {}},
        {"variables": {}},
        {"job_configuration": {}, "variables": {}},
        {"job_configuration": {"a": 1}, "variables": {}},
        {"job_configuration": {}, "variables": VARIABLES},
        {"job_configuration": None, "variables": VARIABLES},
        {"job_configuration": {"a": 1}, "variables": {"type": "object"}},
        {"job_configuration": [1], "variables": VARIABLES},
        {"job_configuration": "text", "variables": VARIABLES},
        {"job_configuration": {"a": 1}, "variables": [1]},
        {"job_configuration": {"a": 1}, "variables": {"properties": []}},
        {"job_configuration": {"a": 1}, "variables": {"properties": None}},
        {"job_configuration": {"a": 1}, "variables": {"properties": {}}, "more": {"kept": [1.0, 1e5]}},
        template(VARIABLES, {"a": "{{ missing }}"}),
        template(VARIABLES, {"a": "{{missing}}"}),
        template(VARIABLES, {"a": "{{ two words }}"}),
        template(VARIABLES, {"a": "{ { missing } }"}),
        template(VARIABLES, {"a": "x {{ command }} y {{ memory }}"}),
        template(VARIABLES, {"a": ["{{ env }}", {"b": "{{ command }}"}]}),
        template(VARIABLES, {"a": {"{{ missing }}": 1}}),
        template(VARIABLES, {"{{ missing }}": 1}),
        template(VARIABLES, {"a": "{{ env.KEY }}"}),
        template(VARIABLES, {"a": "{{ prefect.blocks.secret.x }}"}),
        template(VARIABLES, {"a": "{{ prefect.variables.x }}"}),
        template(VARIABLES, {"a": "{{ $HOME }}"}),
        template(VARIABLES, {"a": "{{ é }}"}),
        template(VARIABLES, {"a": "{{\ncommand\n}}"}),
        template({"type": "object", "properties": {"é": {}}}, {"a": "{{ é }}"}),
        template({"type": "object", "properties": {"a.b[0]-c$": {}}}, {"a": "{{ a.b[0]-c$ }}"}),
    ):
        made(job_template)
    # The schema itself, and the defaults in it.
    for variables in (
        {"type": "nothing", "properties": {"command": {}}},
        {"type": "object", "properties": {"command": {"type": 5}}},
        {"type": "object", "properties": {"command": {"minLength": -1}}},
        {"type": "object", "properties": {"command": {}}, "required": "command"},
    ):
        made(template(variables))
    for schema in (
        {"type": "string", "default": "python"},
        {"type": "string", "default": 5},
        {"type": "string", "default": None},
        {"type": "integer", "default": "five"},
        {"type": "integer", "default": 5.0},
        {"type": "array", "items": {"type": "string"}, "default": ["a", 1]},
        {"type": "array", "items": [{"type": "string"}, {"type": "integer"}], "default": ["a", "b"]},
        {"type": "object", "properties": {"inner": {"type": "integer"}}, "default": {"inner": "x"}},
        {"type": "object", "properties": {"inner": {"type": "integer"}}, "required": ["inner"], "default": {}},
        {"enum": ["a", "b"], "default": "c"},
        {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": []},
        {"allOf": [{"$ref": "#/definitions/Policy"}], "default": "x"},
        {"$ref": "#/nowhere", "default": "x"},
        {"type": "string", "minLength": 3, "default": "ab"},
        {"type": "integer", "minimum": 3, "default": 1},
        {"default": {"$ref": {"block_document_id": UNKNOWN}}},
        {"default": {"$ref": {"block_document_id": "no id"}}},
        {"default": {"$ref": {}}},
    ):
        made(variable(**schema))
    made(
        {
            "job_configuration": {"policy": "{{ policy }}"},
            "variables": {
                "type": "object",
                "required": ["policy", "other"],
                "properties": {"policy": {"allOf": [{"$ref": "#/definitions/Policy"}], "default": "Never"}, "other": {}},
                "definitions": {"Policy": {"title": "Policy", "enum": ["Always", "Never"], "type": "string"}},
            },
        }
    )


def blocks() -> None:
    post("/block_types/", {"name": "box", "slug": "box"}, keep="type")
    post(
        "/block_schemas/",
        {
            "block_type_id": "{type.id}",
            "fields": {
                "title": "Box",
                "type": "object",
                "properties": {"size": {"type": "integer"}},
                "block_type_slug": "box",
                "block_schema_references": {},
            },
        },
        keep="schema",
    )
    for name, size in (("small", 1), ("odd", "odd")):
        post(
            "/block_documents/",
            {"name": name, "data": {"size": size}, "block_type_id": "{type.id}", "block_schema_id": "{schema.id}"},
            keep=name,
        )
    for name in ("small", "odd"):
        box = {"type": "object", "properties": {"size": {"type": "integer"}}}
        reference = {"$ref": {"block_document_id": f"{{{name}.id}}"}}
        post(
            f"{POOLS}/",
            {
                "name": f"boxed-{name}",
                "type": "process",
                "base_job_template": {
                    "job_configuration": {"box": "{{ box }}"},
                    "variables": {"type": "object", "properties": {"box": {**box, "default": reference}}},
                },
            },
        )


def lists() -> None:
    for body in (
        None,
        {},
        {"limit": 2},
        {"limit": 2, "offset": 1},
        {"offset": 100},
        {"limit": 0},
        {"limit": 201},
        {"limit": -1},
        {"offset": -1},
        {"limit": "x", "offset": "y"},
        [],
        {"work_pools": None},
        {"work_pools": {}},
        {"work_pools": {"name": {"any_": ["full", "plain"]}}},
        {"work_pools": {"name": {"any_": []}}},
        {"work_pools": {"name": {"any_": None}}},
        {"work_pools": {"name": None}},
        {"work_pools": {"type": {"any_": ["docker"]}}},
        {"work_pools": {"id": {"any_": ["{full.id}", UNKNOWN]}}},
        {"work_pools": {"id": {"any_": ["{full.id}"]}, "type": {"any_": ["docker"]}}},
        {"work_pools": {"id": {"any_": ["{full.id}"]}, "type": {"any_": ["docker"]}, "operator": "or_"}},
        {"work_pools": {"operator": "not_"}},
        {"work_pools": {"id": {"any_": ["x"]}}},
        {"work_pools": {"id": "{full.id}"}},
        {"work_pools": {"name": {"like_": "x"}}},
        {"work_pools": {"status": {"any_": ["READY"]}}},
        {"work_pools": [], "limit": 1},
        {"name": {"any_": ["full"]}},
    ):
        post(f"{POOLS}/filter", body)
        post(f"{POOLS}/count", body)
    post(f"{POOLS}/paginate", {})


def changes() -> None:
    for body in (
        {"description": "Changed"},
        {"description": None},
        {"is_paused": True},
        {"is_paused": True},
        {"is_paused": False},
        {"is_paused": None},
        {"is_paused": "sure"},
        {"concurrency_limit": 5},
        {"concurrency_limit": None},
        {"concurrency_limit": -5},
        {"concurrency_limit": "x"},
        {"base_job_template": {}},
        {"base_job_template": TEMPLATE},
        {"base_job_template": None},
        {"base_job_template": {"variables": 1}},
        {"base_job_template": template(VARIABLES, {"a": "{{ missing }}"})},
        # The defaults are looked at only when a pool is made.
        {"base_job_template": variable(type="string", default=5)},
        {"storage_configuration": {"bundle_upload_step": {"a": 1}}},
        {"storage_configuration": {"bundle_execution_step": {"b": 1}}},
        {"storage_configuration": {"default_result_storage_block_id": UNKNOWN}},
        {"storage_configuration": {}},
        {"storage_configuration": None},
        {"storage_configuration": {"x": 1}},
        {"description": "All", "is_paused": True, "concurrency_limit": 0, "base_job_template": TEMPLATE},
        {"name": "renamed"},
        {"type": "docker"},
        {"default_queue_id": "{plain.default_queue_id}"},
        {"status": "READY"},
        {},
        [],
        None,
    ):
        patch(f"{POOLS}/full", body)
        get(f"{POOLS}/full")
    patch(f"{POOLS}/plain", {"is_paused": True})
    get(f"{POOLS}/plain")
    patch(f"{POOLS}/plain", {"is_paused": False})
    get(f"{POOLS}/plain")
    patch(f"{POOLS}/nothing", {"description": "x"})
    patch(f"{POOLS}/nothing", {"description": 5})
    for name in ("prefect-managed", "PREFECT"):
        patch(f"{POOLS}/{name}", {"description": "x"})
        patch(f"{POOLS}/{name}", {"is_paused": True, "description": "x"})
        patch(f"{POOLS}/{name}", {"is_paused": True, "concurrency_limit": 1})
        patch(f"{POOLS}/{name}", {})
        delete(f"{POOLS}/{name}")
    # A pool has the status of its workers once it is resumed.
    post(f"{POOLS}/paused/workers/heartbeat", {"name": "first"})
    get(f"{POOLS}/paused")
    patch(f"{POOLS}/paused", {"is_paused": False})
    get(f"{POOLS}/paused")
    patch(f"{POOLS}/paused", {"is_paused": True})
    get(f"{POOLS}/paused")


def deletion() -> None:
    delete(f"{POOLS}/full")
    get(f"{POOLS}/full")
    delete(f"{POOLS}/full")
    get("/work_queues/{full.default_queue_id}")
    post(f"{POOLS}/full/queues/filter")
    post(f"{POOLS}/", {"name": "full", "type": "process"})
    delete(f"{POOLS}/paused")
    post(f"{POOLS}/paused/workers/filter")


creation()
templates()
blocks()
lists()
changes()
deletion()
main()
