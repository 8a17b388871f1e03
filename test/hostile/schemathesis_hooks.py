"""What schemathesis is told of the server that it attacks: see schemathesis.test.ts."""

import collections
import json
import os
import uuid

import schemathesis
from hypothesis import strategies
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

KNOWN = json.loads(os.environ["PENSTOCK_KNOWN"])
PATHS = KNOWN["paths"]
REFERENCES = KNOWN["references"]
SPARED = {value for parameters in PATHS.values() for value in parameters.values()} | set(REFERENCES.values())
UNKNOWN_ID = "0a0a0a0a-0000-4000-8000-00000000000a"

# Requests of the coverage phase for each thing that it tries with a member of a member, over all operations.
NESTED_CASES = 2
# What these answer is text. The document says JSON, in the reference too, which answers with text.
TEXTS = {"/flow_runs/{id}/input/{key}": "text/plain", "/flow_runs/{id}/logs/download": "text/csv"}
nested_cases = collections.Counter()


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for path, methods in raw_schema["paths"].items():
        if path in TEXTS:
            methods["get"]["responses"]["200"]["content"] = {TEXTS[path]: {}}
        for operation in methods.values():
            # Nearly every random version is refused before anything else of the request is looked at.
            operation["parameters"] = [
                each for each in operation.get("parameters", []) if each["name"] != "x-prefect-api-version"
            ]
            # The document names FastAPI's shape, in the reference too; the server answers in the reference's own.
            operation["responses"].pop("422", None)
    for schema in raw_schema["components"]["schemas"].values():
        # The document does not say it, in the reference neither: every boundary would be refused for an interval of 0.
        interval = schema.get("properties", {}).get("history_interval_seconds")
        if interval is not None:
            interval["minimum"] = 1


@schemathesis.hook
def flatmap_path_parameters(context, value):
    """Half of the requests go to what is there; what deletes it goes to what is not."""
    known = PATHS.get(context.operation.path)
    if known is None or not isinstance(value, dict) or context.operation.method.upper() == "DELETE":
        return strategies.just(value)
    return strategies.sampled_from([value, {**value, **known}])


@schemathesis.hook
def filter_case(context, case):
    """
    Of the coverage phase's 50,000 requests the 10,500 are sent that differ most: filters are read by the same code in
    every operation, and triggers in triggers by the code that reads triggers.
    """
    if not is_coverage(case):
        return True
    description = case.meta.phase.data.description
    if description.count("triggers") > 1:
        return False
    if " -> " not in description and "value: " not in description:
        return True
    nested_cases[description] += 1
    return nested_cases[description] <= NESTED_CASES


@schemathesis.hook
def map_case(context, case):
    """Leads requests to what is there, and spares it from being deleted under those that follow."""
    path = context.operation.path
    in_coverage = is_coverage(case)
    if case.method == "DELETE":
        case.path_parameters = {
            name: UNKNOWN_ID if value in SPARED else value for name, value in case.path_parameters.items()
        }
    elif in_coverage and path in PATHS and case.meta.phase.data.parameter_location != ParameterLocation.PATH:
        case.path_parameters = {**case.path_parameters, **PATHS[path]}
    if path.endswith("/bulk_delete"):
        case.body = spared_from_bulk_delete(path, case.body)
    else:
        case.body = with_references(case.body, every=in_coverage)
        # What sets both, as every boundary of a deployment does, is refused before anything else of it is looked at.
        if in_coverage and isinstance(case.body, dict) and case.body.get("concurrency_limit") is not None:
            case.body.pop("global_concurrency_limit_id", None)
    return case


def is_coverage(case):
    return case.meta is not None and case.meta.phase.name == TestPhase.COVERAGE


def spared_from_bulk_delete(path, body):
    """The same request, but for nothing that is there; the members it sets are tried where nothing is deleted."""
    kind = path.split("/")[1]
    if body is NOT_SET or body is None:
        body = {}
    if not isinstance(body, dict):
        return body
    chosen = body.get(kind)
    if chosen is not None and not isinstance(chosen, dict):
        return body
    return {**body, kind: {**(chosen or {}), "operator": "and_", "id": {"any_": [UNKNOWN_ID]}}}


def with_references(value, every):
    """The same body with the ids of what is there where it refers to something: in all places, or in half of them."""
    if isinstance(value, list):
        return [with_references(each, every) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: REFERENCES[name]
        if name in REFERENCES and is_id(inner) and (every or uuid.UUID(inner).int % 2)
        else with_references(inner, every)
        for name, inner in value.items()
    }


def is_id(value):
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False
