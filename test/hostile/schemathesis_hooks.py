"""What schemathesis is told of the server that it attacks: see schemathesis.test.ts."""

import json
import os

import schemathesis
from hypothesis import strategies

KNOWN = json.loads(os.environ["PENSTOCK_KNOWN"])


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for methods in raw_schema["paths"].values():
        for operation in methods.values():
            # Nearly every random version is refused before anything else of the request is looked at.
            operation["parameters"] = [
                each for each in operation.get("parameters", []) if each["name"] != "x-prefect-api-version"
            ]
            # The document names FastAPI's shape, in the reference too; the server answers in the reference's own.
            operation["responses"].pop("422", None)


@schemathesis.hook
def flatmap_path_parameters(context, value):
    """Half of the requests go to what is there; what deletes it goes to what is not."""
    known = KNOWN.get(context.operation.path)
    if known is None or not isinstance(value, dict) or context.operation.method.upper() == "DELETE":
        return strategies.just(value)
    return strategies.sampled_from([value, {**value, **known}])
