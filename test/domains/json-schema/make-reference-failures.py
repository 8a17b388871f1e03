"""Writes reference-failures.json: values and JSON schemas, with why the reference refuses the value, null where it does not.

Run with a Python that has prefect 3.9.1 installed; prints the table to standard output. A number as first argument asks
for that many random values besides.
"""

from __future__ import annotations

import json
import random
import sys

from jsonschema import SchemaError
from prefect.utilities.schema_tools import CircularSchemaRefError, ValidationError, is_valid_schema, validate

PYDANTIC = {
    "$defs": {
        "Colour": {"enum": ["red", "blue"], "title": "Colour", "type": "string"},
        "Inner": {
            "properties": {"depth": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "null"}], "default": None}},
            "required": ["depth"],
            "type": "object",
        },
    },
    "properties": {
        "count": {"exclusiveMinimum": 0, "maximum": 10, "type": "integer"},
        "ratio": {"type": "number", "multipleOf": 0.5, "exclusiveMaximum": 5, "minimum": -1.5},
        "colour": {"$ref": "#/$defs/Colour"},
        "inner": {"$ref": "#/$defs/Inner"},
        "text": {"type": "string", "minLength": 1, "maxLength": 3, "default": "a"},
        "tags": {"items": {"type": "string"}, "type": "array", "uniqueItems": True, "minItems": 1, "maxItems": 2},
        "pair": {"maxItems": 2, "minItems": 2, "prefixItems": [{"type": "integer"}, {"type": "string"}], "type": "array"},
        "map": {"additionalProperties": {"type": "number"}, "type": "object", "minProperties": 1, "maxProperties": 2},
        "union": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"items": {"type": "integer"}, "type": "array"}]},
        "flag": {"type": "boolean"},
        "fixed": {"const": 1},
    },
    "required": ["count"],
    "additionalProperties": False,
    "type": "object",
}

VALUES = {
    "count": [1, 0, 11, 1.0, 1.5, "1", True, None],
    "ratio": [0.5, 0.3, 5, -2, 1e3, "x", 4.5],
    "colour": ["red", "green", 1, None, "it's", 'say "it\'s"'],
    "inner": [{"depth": 1}, {}, {"depth": "x"}, {"depth": 1, "next": {"depth": None}}, {"depth": 1, "next": 5}, None],
    "text": ["", "abcd", "äöü", "😀😀😀", "a\nb", 5, None],
    "tags": [[], ["a"], ["a", "a"], ["a", "b", "c"], ["a", 1], "a", [[1], [1.0]]],
    "pair": [[1, "a"], ["a", 1], [1], [1, "a", 2], {}],
    "map": [{}, {"a": 1}, {"a": "x"}, {"a": 1, "b": 2, "c": 3}, []],
    "union": [1, "a", [1], ["a"], 1.5, {"a": [True, None]}],
    "flag": [True, 1, "true", None],
    "fixed": [1, 1.0, True, 2],
}

SINGLE = [
    ({"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"maxLength": 2}}, [6, 4, "ab", "abc"]),
    ({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 3}]}, [1, 5, 3.5, 2.5, "x"]),
    ({"oneOf": [{"properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"properties": {"kind": {"const": "b"}, "n": {"type": "integer"}}, "required": ["kind", "n"]}]}, [{"kind": "a"}, {"kind": "b"}, {"kind": "b", "n": "x"}, {"kind": "c"}, {}]),
    ({"anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"type": "string"}}, "required": ["b"]}]}, [{"a": 1}, {"a": "x"}, {"b": 1}, {}]),
    ({"allOf": [{"minimum": 3}, {"maximum": 5}]}, [4, 2, 6]),
    ({"not": {"type": "string"}}, ["a", 1]),
    ({"contains": {"type": "integer"}}, [[], ["a"], [1]]),
    ({"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3}, [[1], [1, 2], [1, 2, 3, 4], ["a"]]),
    ({"propertyNames": {"maxLength": 2}}, [{"ab": 1}, {"abc": 1}]),
    ({"patternProperties": {"^n_": {"type": "number"}}, "additionalProperties": False}, [{"n_a": 1}, {"n_a": "x"}, {"b": 1}, {"b": 1, "c": 2}]),
    ({"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}}, [{"a": 1}, {"a": 1, "b": 2}, {"c": 1}]),
    ({"prefixItems": [{"type": "integer"}], "items": False}, [[1], [1, 2], [1, 2, 3], []]),
    ({"items": {"type": "integer"}}, [[1, "a", None], [], "x"]),
    ({"enum": [1, "a", None, [1, 2], {"b": 1.5}]}, [1, 2, "b", None, [1, 2], {"b": 1.5}, {"b": 2}, True]),
    ({"type": ["integer", "null"]}, [1, None, "x"]),
    ({"type": "object", "properties": {"odd name": {"type": "integer"}, "a": {"properties": {"b": {"items": {"type": "integer"}}}}}}, [{"odd name": "x"}, {"a": {"b": [1, "x"]}}, {"odd name": "x", "a": {"b": ["y"]}}]),
    ({"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": None, "b": None}]),
    ({"properties": {"a": {"type": "string"}}, "required": ["a"], "type": "object"}, [{"a": None}, {}, [], None]),
    ({"properties": {"t": {"type": "array", "items": [{"type": "integer"}, {"type": "string"}]}}}, [{"t": ["a"]}, {"t": [1, 2]}, {"t": [1, "a", None]}]),
    ({"definitions": {"X": {"properties": {"v": {"type": "integer"}}}}, "properties": {"x": {"$ref": "#/definitions/X"}}}, [{"x": {"v": None}}, {"x": {"v": "a"}}]),
    ({"properties": {"x": {"$ref": "#/definitions/Nowhere"}}}, [{"x": 1}, {}]),
    ({"$ref": "#"}, [1]),
    ({"minItems": 2}, [[1], [1, 2], "x"]),
    ({"maxItems": 0}, [[1], []]),
    ({"minLength": 2}, ["", "a", "ab"]),
    ({"maxLength": 0}, ["a", ""]),
    ({"minProperties": 2}, [{"a": 1}]),
    ({"maxProperties": 0}, [{"a": 1}]),
    ({"multipleOf": 3}, [6, 7, 7.5]),
    ({"pattern": "^a+$"}, ["aa", "b"]),
    ({"const": {"a": [1, None]}}, [{"a": [1, None]}, {"a": [1]}]),
    (True, [1]),
    (False, [1]),
]


def failure(value: object, schema: object) -> str | None:
    try:
        validate(value, schema, raise_on_error=True)  # type: ignore[arg-type]
    except ValidationError as error:
        return str(error)
    except CircularSchemaRefError:
        return "circular"
    return None


def cases() -> list[dict[str, object]]:
    table: list[tuple[object, object]] = []
    for name, values in VALUES.items():
        table += [(PYDANTIC, {"count": 1, name: value}) for value in values]
    table += [(PYDANTIC, value) for value in ({}, [], None, {"count": 1, "more": 1, "other": 2}, {"more": 1})]
    for schema, values in SINGLE:
        if not isinstance(schema, bool):
            table += [(schema, value) for value in values]
    generator = random.Random(1)
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 60):
        names = generator.sample(sorted(VALUES), generator.randint(2, 5))
        table.append((PYDANTIC, {name: generator.choice(VALUES[name]) for name in names}))
    return [{"schema": schema, "value": value, "failure": failure(value, schema)} for schema, value in table]


# By schemas as workers publish them, under the reference's options.
TEMPLATE = {
    "type": "object",
    "properties": {
        "image": {"type": "string", "default": "python"},
        "command": {"type": "string"},
        "env": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
        "ports": {"type": "array", "items": [{"type": "integer"}, {"type": "string"}]},
        "credentials": {"$ref": "#/definitions/Credentials"},
        "required": {"type": "string", "title": "A property of that name"},
    },
    "required": ["command", "env"],
    "definitions": {
        "Credentials": {
            "title": "Credentials",
            "block_type_slug": "credentials",
            "type": "object",
            "properties": {"user": {"type": "string"}, "key": {"type": "string"}},
            "required": ["user"],
        }
    },
}  # fmt: skip
TEMPLATE_VALUES = [
    {}, {"image": None}, {"image": 1}, {"command": None, "env": {}}, {"command": "a", "env": {"A": 1}}, {"env": None},
    {"ports": [1, "a"]}, {"ports": ["a"]}, {"credentials": {"user": "x"}}, {"credentials": {}}, {"credentials": {"$ref": "x"}},
    {"credentials": {"$ref": {"block_document_id": "x"}}}, {"credentials": {"$ref": {}}}, {"required": 5}, {"other": 1}, [], "x",
]  # fmt: skip
OPTIONS = [
    {"ignoreRequired": True}, {"allowNullWithDefault": True}, {"mend": False}, {"ignoreRequired": True, "allowNullWithDefault": True},
]  # fmt: skip
PYTHON = {"ignoreRequired": "ignore_required", "allowNullWithDefault": "allow_none_with_default", "mend": "preprocess"}


def with_options() -> list[dict[str, object]]:
    table = []
    for options in OPTIONS:
        python = {PYTHON[name]: value for name, value in options.items()}
        for value in TEMPLATE_VALUES:
            try:
                validate(value, TEMPLATE, raise_on_error=True, **python)
                told = None
            except ValidationError as error:
                told = str(error)
            except SchemaError as error:
                told = f"invalid schema: {error.message}"
            try:
                errors = validate(value, TEMPLATE, raise_on_error=False, **python)
            except AttributeError:
                continue
            first = errors[0].message if errors else None
            table.append({"options": options, "value": value, "failure": told, "first": first})
    return table


# Schemas that are none, and some that are.
SCHEMAS = [
    {}, True, False, 5, None, "x", [], {"type": "text"}, {"type": 5}, {"type": []}, {"type": ["integer", "integer"]},
    {"type": ["integer", "text"]}, {"properties": []}, {"properties": {"a": 5}}, {"properties": {"a": {"type": "text"}}},
    {"properties": {"a": {"type": "text"}}, "required": "a"}, {"required": "a"}, {"required": [1]}, {"required": ["a", "a"]},
    {"minimum": "x"}, {"maximum": None}, {"multipleOf": 0}, {"multipleOf": -1}, {"minLength": -1}, {"maxLength": 1.5},
    {"minItems": "x"}, {"uniqueItems": 1}, {"pattern": "["}, {"pattern": "(?P<name>a)"}, {"pattern": "(?i)a"}, {"pattern": 5},
    {"pattern": "*a"}, {"pattern": "(a"}, {"patternProperties": {"[": {}}}, {"patternProperties": {"a": 5}}, {"enum": 5}, {"enum": []},
    {"anyOf": []}, {"anyOf": {}}, {"anyOf": [5]}, {"allOf": [{"type": "text"}]}, {"oneOf": None}, {"not": 5}, {"items": []},
    {"items": [{"type": "integer"}]}, {"items": 5}, {"prefixItems": []}, {"prefixItems": [5]}, {"contains": 5}, {"$ref": 5},
    {"$id": "a#b"}, {"$anchor": "1"}, {"$defs": []}, {"$defs": {"a": 5}}, {"definitions": []}, {"definitions": {"a": 5}},
    {"definitions": {"a": {"properties": {"b": {"type": "text"}}}}}, {"dependentRequired": {"a": "b"}}, {"dependentSchemas": {"a": 5}},
    {"title": 5}, {"description": None}, {"default": {"any": 1}}, {"deprecated": "x"}, {"examples": 5}, {"format": 5},
    {"if": 5}, {"then": 5}, {"else": {"type": "text"}}, {"additionalProperties": 5}, {"additionalProperties": {"type": 5}},
    {"propertyNames": 5}, {"contentSchema": 5}, {"$comment": 5}, {"$vocabulary": {"a": 5}}, {"unevaluatedItems": 5},
    {"dependencies": {"a": 5}}, {"dependencies": {"a": ["b"]}}, {"const": 5, "anything": {"type": 5}}, PYDANTIC, TEMPLATE,
]  # fmt: skip


def schema_failure(schema: object) -> str | None:
    try:
        is_valid_schema(schema, preprocess=False)  # type: ignore[arg-type]
    except ValueError as error:
        return str(error).removeprefix("Invalid schema: ")
    return None


shared = json.dumps(PYDANTIC)
lines = [json.dumps({**case, "schema": "pydantic" if case["schema"] is PYDANTIC else case["schema"]}, ensure_ascii=False) for case in cases()]
sys.stdout.write(
    f'{{"pydantic": {shared},\n"cases": [\n'
    + ",\n".join(lines)
    + '\n],\n"template": '
    + json.dumps(TEMPLATE)
    + ',\n"withOptions": [\n'
    + ",\n".join(json.dumps(case) for case in with_options())
    + '\n],\n"schemas": [\n'
    + ",\n".join(json.dumps({"schema": schema, "failure": schema_failure(schema)}) for schema in SCHEMAS)
    + "\n]}\n"
)
