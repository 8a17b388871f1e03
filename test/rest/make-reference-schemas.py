"""Writes reference-schemas.json: of every operation of the reference's OpenAPI document the schemas of its parameters, its body
and its answers, and the components that they lead to, without titles, descriptions and examples. Run with a Python that has
prefect 3.9.1 installed."""

import json
import os
import tempfile
from pathlib import Path

os.environ["PREFECT_HOME"] = tempfile.mkdtemp()

from prefect.server.api.server import create_app  # noqa: E402

application = create_app(ephemeral=True)
api = next(route.app for route in application.routes if getattr(route, "path", "") == "/api")
document = api.openapi()

ANNOTATIONS = {"title", "description", "examples", "example", "deprecated"}
VALUES = {"default", "const", "enum", "required"}


def bare(schema, is_map=False):
    if isinstance(schema, list):
        return [bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value if key in VALUES and not is_map else bare(value, key == "properties" and not is_map)
        for key, value in schema.items()
        if is_map or key not in ANNOTATIONS
    }


def schema_of(holder):
    return bare(holder.get("content", {}).get("application/json", {}).get("schema"))


operations = [
    {
        "operation": f"{method.upper()} {path}",
        "parameters": {f"{each['in']} {each['name']}": bare(each["schema"]) for each in operation.get("parameters", [])},
        "body": schema_of(operation.get("requestBody", {})),
        "answers": {status: schema_of(each) for status, each in operation["responses"].items()},
    }
    for path, methods in document["paths"].items()
    for method, operation in methods.items()
]

components = {}


def gather(schema):
    for name in {text.split("/")[-1] for text in references(schema)}:
        # The settings of the whole of Prefect, of which a server has few.
        if name in components or name == "Settings":
            continue
        components[name] = bare(document["components"]["schemas"][name])
        gather(components[name])


def references(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from references(each)


gather(operations)
lines = [json.dumps(each) for each in operations]
named = [f"{json.dumps(name)}: {json.dumps(components[name])}" for name in sorted(components)]
Path(__file__).with_name("reference-schemas.json").write_text(
    '{"operations": [\n' + ",\n".join(lines) + '\n],\n"components": {\n' + ",\n".join(named) + "\n}}\n"
)
