"""Runs documents by sgqlc's endpoint, and makes sgqlc types of the schema that the server tells."""

import json
import subprocess
import sys
import tempfile

from sgqlc.endpoint.http import HTTPEndpoint
from sgqlc.introspection import query as introspection_query, variables as introspection_variables


def main():
    url, *_ = sys.argv[1:]
    endpoint = HTTPEndpoint(url)
    schema = endpoint(introspection_query, introspection_variables(include_description=False, include_deprecated=True))
    if schema.get("errors"):
        raise SystemExit(schema["errors"])
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/schema.json", "w") as file:
            json.dump(schema, file)
        generate = [sys.executable, "-m", "sgqlc.codegen", "schema", f"{folder}/schema.json", f"{folder}/penstock.py"]
        subprocess.run(generate, check=True)
        sys.path.insert(0, folder)
        import penstock

        print(json.dumps({"file": "schema", "data": {"fields": len(penstock.Query.__field_names__)}}), flush=True)
    for operation in json.load(sys.stdin):
        if operation["kind"] == "subscription":
            continue
        answer = endpoint(operation["text"], operation["variables"])
        if answer.get("errors"):
            raise SystemExit(answer["errors"])
        print(json.dumps({"file": operation["file"], "data": answer["data"]}), flush=True)


main()
