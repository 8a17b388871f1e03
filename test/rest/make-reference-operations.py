"""Writes reference-operations.json: every operation of the reference's OpenAPI document, with its parameters, the properties of
its body and its statuses. Run with a Python that has prefect 3.9.1 installed."""

import json
import os
import tempfile
from pathlib import Path

os.environ["PREFECT_HOME"] = tempfile.mkdtemp()

from prefect.server.api.server import create_app  # noqa: E402

application = create_app(ephemeral=True)
api = next(route.app for route in application.routes if getattr(route, "path", "") == "/api")
document = api.openapi()


def resolved(schema):
    while "$ref" in schema:
        target = document
        for step in schema["$ref"].split("/")[1:]:
            target = target[step]
        schema = target
    for alternative in schema.get("anyOf", schema.get("allOf", [])):
        found = resolved(alternative)
        if "properties" in found:
            return found
    return schema


def body(operation):
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    schema = resolved(content["application/json"]["schema"])
    if "properties" not in schema:
        return {"type": schema.get("type")}
    return {"properties": sorted(schema["properties"]), "required": sorted(schema.get("required", []))}


lines = [
    json.dumps(
        {
            "operation": f"{method.upper()} {path}",
            "parameters": sorted(
                f"{each['in']} {each['name']}{'!' if each.get('required') else ''}"
                for each in operation.get("parameters", [])
            ),
            "body": body(operation),
            "statuses": sorted(operation["responses"]),
        }
    )
    for path, methods in document["paths"].items()
    for method, operation in methods.items()
]
Path(__file__).with_name("reference-operations.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
