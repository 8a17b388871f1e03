"""Writes reference-answers.json: calls to the routes of blocks, with the reference's answers (see reference_player.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from reference_player import UNKNOWN, call, delete, get, main, patch, post, put  # noqa: E402


def system_blocks() -> None:
    post("/block_types/install_system_block_types")
    post("/block_types/install_system_block_types")
    post("/block_types/filter", {}, keep="system")
    for index in range(3):
        delete(f"/block_types/{{system.{index}.id}}")
    get("/block_types/slug/secret", keep="secret")
    get("/block_schemas/checksum/sha256:c078ed9c1e813e224c0b353d7ad4564a11d51d3198d9ac0686478165a1911c78?version=3.9.1", keep="secretSchema")
    get("/block_schemas/checksum/sha256:58bb03f0d84592252ad568ed9a8c899792ae5d0ad2dd4a2428e99674f9050cf1", keep="webhookSchema")
    get("/block_schemas/checksum/sha256:0fc8b7f936f38f465715ef2df4a817ac9fe38b80bb01d5c6c9649a6da6ae6971?version=3.9.1", keep="localSchema")
    get("/block_schemas/checksum/sha256:0fc8b7f936f38f465715ef2df4a817ac9fe38b80bb01d5c6c9649a6da6ae6971?version=2")
    delete("/block_schemas/{secretSchema.id}")
    get("/block_capabilities/", sets=True)


def types() -> None:
    harbour = {"name": "Harbour", "slug": "harbour"}
    post("/block_types/", harbour, keep="harbour")
    post("/block_types/", harbour, ours={"why": "a bare name and slug of a type that is there is answered with it", "status": 201})
    post("/block_types/", {"name": "Other name", "slug": "harbour"})
    post(
        "/block_types/",
        {
            "name": "Fleet & co",
            "slug": "fleet",
        },
    )
    post(
        "/block_types/",
        {
            "name": "Fleet",
            "slug": "fleet",
            "logo_url": " https://example.org/x.png ",
            "documentation_url": "no url",
            "description": 'a < b & "c" > d',
            "code_example": "x -> y",
        },
        keep="fleet",
    )
    post("/block_types/", {"name": "prefect thing", "slug": "prefect-thing"})
    post("/block_types/", {"name": "Prefectly", "slug": "prefectly"})
    post("/block_types/", {})
    post("/block_types/", {"name": "", "slug": ""})
    post("/block_types/", {"name": "a/b", "slug": "A_b"})
    post("/block_types/", {"name": 1, "slug": None})
    post("/block_types/", {"name": "X", "slug": "x", "is_protected": True})
    post("/block_types/", {"name": "X", "slug": "x", "logo_url": 1, "description": []})
    post("/block_types/")
    post("/block_types/", [])
    get("/block_types/{fleet.id}")
    get("/block_types/slug/fleet")
    get("/block_types/slug/Fleet")
    get(f"/block_types/{UNKNOWN}")
    get("/block_types/xyz")
    same = {
        "logo_url": "https://example.org/x.png",
        "documentation_url": "no url",
        "description": 'a < b & "c" > d',
        "code_example": "x -> y",
    }
    patch("/block_types/{fleet.id}", same)
    get("/block_types/{fleet.id}")
    patch("/block_types/{fleet.id}", {**same, "code_example": "x => y"})
    get("/block_types/{fleet.id}")
    patch("/block_types/{fleet.id}", {"logo_url": None})
    get("/block_types/{fleet.id}")
    patch("/block_types/{fleet.id}", {})
    patch("/block_types/{fleet.id}", {"name": "Other"})
    patch("/block_types/{fleet.id}", {"description": 1})
    patch(f"/block_types/{UNKNOWN}", {})
    patch("/block_types/{secret.id}", {"description": "changed"})
    get("/block_types/slug/secret")
    post("/block_types/install_system_block_types")
    get("/block_types/slug/secret")
    for filters in (
        {"name": {"like_": "SEC"}},
        {"name": {"like_": ""}},
        {"slug": {"any_": ["fleet", "harbour"]}},
        {"slug": {"any_": []}},
        {"name": {"like_": "e"}, "slug": {"any_": ["fleet"]}},
        {},
        {"name": None},
        {"nothing": 1},
        {"operator": "or_"},
        {"slug": "x"},
    ):
        post("/block_types/filter", {"block_types": filters})
    post("/block_types/filter", {"limit": 2, "offset": 1})
    post("/block_types/filter", {"limit": 0})
    post("/block_types/filter", {"limit": 201})
    post("/block_types/filter", {"limit": "x", "offset": -1})
    post("/block_types/filter")
    post("/block_types/filter", {"block_schemas": {"block_capabilities": {"all_": ["write-path"]}}})
    post("/block_types/filter", {"block_schemas": {"version": {"any_": ["3.9.1"]}}, "block_types": {"name": {"like_": "e"}}})


HARBOUR = {
    "block_type_slug": "harbour",
    "description": "A block type that no server knows beforehand.",
    "properties": {
        "name": {"title": "Name", "type": "string", "position": 0},
        "berths": {"default": 4, "title": "Berths", "type": "integer", "position": 1},
        "code": {"format": "password", "title": "Code", "type": "string", "writeOnly": True, "position": 2},
        "depth": {"default": 1.5, "minimum": 1.0, "maximum": 1e300, "multipleOf": 1e-7, "title": "Tiefe übel \U0001f6a2 \x7f", "position": 3},
    },
    "required": ["name", "code"],
    "secret_fields": ["code"],
    "title": "Harbour",
    "type": "object",
    "block_schema_references": {},
}


def schemas() -> None:
    harbour = {"block_type_id": "{harbour.id}", "fields": HARBOUR, "capabilities": ["anchor", "berth"], "version": "1"}
    post("/block_schemas/", harbour, keep="harbourSchema")
    post("/block_schemas/", harbour)
    post("/block_schemas/", {**harbour, "fields": {**HARBOUR, "secret_fields": []}})
    post("/block_schemas/", {**harbour, "version": "2"}, keep="harbourSchema2")
    get("/block_schemas/{harbourSchema.id}")
    get("/block_schemas/checksum/{harbourSchema.checksum}")
    get("/block_schemas/checksum/{harbourSchema.checksum}?version=1")
    get("/block_schemas/checksum/{harbourSchema.checksum}?version=3")
    get("/block_schemas/checksum/nothing")
    numbers = [0, -0.0, 0.0, 1.0, 1e-4, 1e-5, 1.5e-5, 123456789012345.6, 1e15, 1e16, 1.25e17, 1e22, -1e-7, 0.1, 12345678901234567890, 5e-324]
    texts = ["", "é\u2028\ud7ff\ue000", "\U0001d11e", '"\\/\b\f\n\r\t\x01\x1f']
    strange = {"block_type_id": "{harbour.id}", "fields": {"n": numbers, "t": texts, "\ue000": 1, "\U0001d11e": 2, "secret_fields": [1], "deep": {"secret_fields": 1, "list": [{"secret_fields": 2}]}}}
    post("/block_schemas/", strange)
    post("/block_schemas/", {"block_type_id": "{harbour.id}"}, keep="empty")
    get("/block_schemas/{empty.id}")
    post("/block_schemas/", {"block_type_id": "{harbour.id}", "fields": {"definitions": {}}})
    get("/block_schemas/checksum/sha256:nothing?version=")
    fleet = {
        "block_type_slug": "fleet",
        "description": "A block type that holds another block.",
        "properties": {
            "home": {"$ref": "#/definitions/Harbour", "position": 0},
            "flag": {"$ref": "#/definitions/Flag", "position": 1},
            "ships": {"items": {"type": "string"}, "title": "Ships", "type": "array", "position": 2},
        },
        "required": ["home", "ships"],
        "secret_fields": ["home.code"],
        "title": "Fleet",
        "type": "object",
        "block_schema_references": {
            "home": {"block_schema_checksum": "{harbourSchema.checksum}", "block_type_slug": "harbour"}
        },
        "definitions": {
            "Harbour": HARBOUR,
            "Flag": {"title": "Flag", "type": "object", "properties": {"colour": {"$ref": "#/definitions/Colour"}}},
            "Colour": {"title": "Colour", "enum": ["red"]},
            "Unused": {"title": "Unused"},
        },
    }
    post("/block_schemas/", {"block_type_id": "{fleet.id}", "fields": fleet}, keep="fleetSchema")
    post("/block_schemas/", {"block_type_id": "{fleet.id}", "fields": fleet})
    get("/block_schemas/{fleetSchema.id}")
    get("/block_schemas/checksum/{fleetSchema.checksum}")
    # A schema whose inner ones are not there yet, two levels deep and in a union.
    for slug in ("ocean", "lake", "crew"):
        post("/block_types/", {"name": slug.title(), "slug": slug}, keep=slug)
    crew = {"title": "Crew", "type": "object", "block_type_slug": "crew", "properties": {"size": {"type": "integer"}}, "secret_fields": [], "block_schema_references": {}}
    ocean = {
        "title": "Ocean",
        "type": "object",
        "block_type_slug": "ocean",
        "properties": {"crew": {"$ref": "#/definitions/Crew"}},
        "secret_fields": ["crew.x"],
        "block_schema_references": {"crew": {"block_schema_checksum": "sha256:crew", "block_type_slug": "crew"}},
    }
    lake = {"title": "Lake", "type": "object", "block_type_slug": "lake", "properties": {}, "secret_fields": [], "block_schema_references": {}}
    voyage = {
        "title": "Voyage",
        "type": "object",
        "block_type_slug": "fleet",
        "properties": {"water": {"anyOf": [{"$ref": "#/definitions/Ocean"}, {"$ref": "#/definitions/Lake"}]}},
        "secret_fields": [],
        "block_schema_references": {
            "water": [
                {"block_schema_checksum": "sha256:ocean", "block_type_slug": "ocean"},
                {"block_schema_checksum": "sha256:lake", "block_type_slug": "lake"},
            ]
        },
        "definitions": {"Ocean": ocean, "Lake": lake, "Crew": crew},
    }
    post("/block_schemas/", {"block_type_id": "{fleet.id}", "fields": voyage, "version": "voyage"}, keep="voyage")
    get("/block_schemas/{voyage.id}")
    post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": ["{ocean.id}"]}}})
    post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": ["{lake.id}"]}}})
    post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": ["{crew.id}"]}}})
    missing = {**voyage, "title": "Missing", "definitions": {"Crew": crew}}
    post("/block_schemas/", {"block_type_id": "{fleet.id}", "fields": missing, "version": "missing"}, ours={"why": "the inner schema of the checksum is there", "status": 422})
    unknown = {**fleet, "title": "Unknown", "block_schema_references": {"home": {"block_schema_checksum": "x", "block_type_slug": "nowhere"}}}
    post("/block_schemas/", {"block_type_id": "{fleet.id}", "fields": unknown})
    get("/block_schemas/checksum/nothing")
    for body in (
        {},
        {"block_type_id": UNKNOWN},
        {"block_type_id": "x"},
        {"block_type_id": "{fleet.id}", "fields": []},
        {"block_type_id": "{fleet.id}", "fields": None},
        {"block_type_id": "{fleet.id}", "capabilities": "x"},
        {"block_type_id": "{fleet.id}", "capabilities": [1]},
        {"block_type_id": "{fleet.id}", "version": None},
        {"block_type_id": "{fleet.id}", "checksum": "x"},
        {"block_type_id": "{fleet.id}", "fields": {"title": "odd", "block_schema_references": {"x": {}}}},
    ):
        post("/block_schemas/", body)
    post("/block_schemas/", {"block_type_id": "{fleet.id}", "fields": {"title": "odd"}})
    for filters in (
        {"id": {"any_": ["{fleetSchema.id}", "{harbourSchema.id}"]}},
        {"version": {"any_": ["1", "2"]}},
        {"version": {"any_": []}},
        {"block_capabilities": {"all_": ["berth", "anchor"]}},
        {"block_capabilities": {"all_": ["berth", "write-path"]}},
        {"operator": "or_", "version": {"any_": ["2"]}, "block_capabilities": {"all_": ["write-path"]}},
        {"id": {"any_": ["x"]}},
        {"checksum": {}},
    ):
        post("/block_schemas/filter", {"block_schemas": filters})
    post("/block_schemas/filter", {"block_schemas": {"version": {"any_": ["1", "2"]}}, "limit": 1, "offset": 1})
    post("/block_schemas/filter", {"limit": 0})
    get("/block_capabilities/", sets=True)
    get(f"/block_schemas/{UNKNOWN}")
    delete(f"/block_schemas/{UNKNOWN}")
    get("/block_schemas/xyz")


def documents() -> None:
    harbour = {"block_type_id": "{harbour.id}", "block_schema_id": "{harbourSchema.id}"}
    fleet = {"block_type_id": "{fleet.id}", "block_schema_id": "{fleetSchema.id}"}
    data = {"name": "Ålesund", "berths": 9, "code": "1234", "extra": {"a": {}, "b": [1, {"code": "x"}], "c": None}}
    post("/block_documents/", {**harbour, "name": "west", "data": data}, keep="west")
    post("/block_documents/", {**harbour, "name": "west", "data": {}})
    post("/block_documents/", {**harbour, "name": "east", "data": {"code": None, "name": "e"}}, keep="east")
    get("/block_documents/{west.id}")
    get("/block_documents/{west.id}?include_secrets=true")
    get("/block_documents/{west.id}?include_secrets=nonsense")
    home = {"home": {"$ref": {"block_document_id": "{west.id}"}}}
    post("/block_documents/", {**fleet, "name": "museum", "data": {**home, "ships": ["Ra"]}}, keep="museum")
    get("/block_documents/{museum.id}?include_secrets=true")
    get("/block_types/slug/fleet/block_documents/name/museum")
    get("/block_types/slug/fleet/block_documents/name/museum?include_secrets=1")
    get("/block_types/slug/harbour/block_documents/name/museum")
    get("/block_types/slug/nothing/block_documents/name/museum")
    get("/block_types/slug/harbour/block_documents")
    get("/block_types/slug/harbour/block_documents?include_secrets=true")
    get("/block_types/slug/nothing/block_documents")
    anonymous = {**harbour, "is_anonymous": True, "data": {"name": "nobody"}}
    post("/block_documents/", anonymous, keep="anonymous")
    post("/block_documents/", {**anonymous, "name": "given"}, keep="given")
    post("/block_documents/", {**anonymous, "name": "given"})
    get("/block_documents/{anonymous.id}")
    get("/block_types/slug/harbour/block_documents")
    get("/block_types/slug/harbour/block_documents/name/given")
    for body in (
        {},
        {**harbour},
        {**harbour, "name": ""},
        {**harbour, "name": None},
        {**harbour, "name": "Upper"},
        {**harbour, "name": "a/b"},
        {**harbour, "name": "under_score"},
        {**harbour, "name": 1},
        {**harbour, "name": "x", "data": []},
        {**harbour, "name": "x", "surplus": 1},
        {**harbour, "name": "x", "is_anonymous": "maybe"},
        {**harbour, "name": None, "is_anonymous": "yes"},
        {"name": "x"},
        {"name": "x", "block_type_id": "x", "block_schema_id": 1},
        {**harbour, "name": "x", "block_type_id": UNKNOWN},
        {**harbour, "name": "x", "block_schema_id": UNKNOWN},
        {**fleet, "name": "x", "data": {"home": {"$ref": {}}}},
        {**fleet, "name": "x", "data": {"home": {"$ref": "text"}}},
        {**fleet, "name": "x", "data": {"home": {"$ref": {"block_document_id": UNKNOWN}}}},
    ):
        post("/block_documents/", body)
    post("/block_documents/", {**fleet, "name": "x", "data": {"home": {"$ref": {"block_document_id": "x"}}}}, ours={"why": "pydantic's report of its own", "status": 400})
    post("/block_documents/count")
    post("/block_documents/count", {"block_documents": {}})
    post("/block_documents/count", {"block_documents": {"is_anonymous": None}})
    post("/block_documents/count", {"block_types": {"slug": {"any_": ["fleet"]}}})
    for body in (
        {},
        {"sort": "NAME_DESC"},
        {"sort": "BLOCK_TYPE_AND_NAME_ASC"},
        {"sort": None},
        {"sort": "OTHER"},
        {"limit": 1, "offset": 1},
        {"limit": 0},
        {"include_secrets": True, "block_documents": {"name": {"any_": ["west", "museum"]}}},
        {"block_documents": {"name": {"like_": "EA"}}},
        {"block_documents": {"is_anonymous": {"eq_": True}, "name": {"any_": ["given"]}}},
        {"block_documents": {"operator": "or_", "id": {"any_": ["{east.id}"]}, "is_anonymous": None, "name": {"any_": ["given"]}}},
        {"block_documents": {"operator": "or_", "id": {"any_": ["{given.id}"]}}},
        {"block_documents": {"block_type_id": {"any_": ["{fleet.id}"]}}},
        {"block_schemas": {"block_capabilities": {"all_": ["anchor"]}}},
        {"block_types": {"name": {"like_": "fle"}}, "block_schemas": {"version": {"any_": ["1"]}}},
        {"block_documents": {"is_anonymous": {"eq_": "x"}}},
        {"include_secrets": 5},
    ):
        post("/block_documents/filter", body)
    get(f"/block_documents/{UNKNOWN}")
    get("/block_documents/xyz")


def updates() -> None:
    west = "/block_documents/{west.id}"
    secrets = f"{west}?include_secrets=true"
    patch(west, {"data": {"berths": 10}})
    get(secrets)
    patch(west, {"data": {"code": "********", "name": "********"}})
    get(secrets)
    patch(west, {"data": {"code": "5678"}})
    get(secrets)
    patch(west, {})
    patch(west, {"block_schema_id": "{empty.id}"})
    get(west)
    patch(west, {"block_schema_id": "{empty.id}", "data": {}})
    get(west)
    patch(west, {"block_schema_id": "{harbourSchema.id}", "data": {"code": "********"}})
    get(secrets)
    patch(west, {"block_schema_id": "{fleetSchema.id}", "data": {}})
    patch(west, {"block_schema_id": UNKNOWN, "data": {}})
    patch(west, {"data": {"name": "only", "code": "secret"}, "merge_existing_data": False})
    get(secrets)
    museum = "/block_documents/{museum.id}"
    get(museum)
    patch(museum, {"data": {"ships": ["Ra", "Tigris"], "home": {"$ref": {"block_document_id": "{west.id}"}}}})
    get(museum)
    patch(museum, {"data": {"home": {"$ref": {"block_document_id": "{east.id}"}}}})
    get(museum)
    patch(west, {"data": {"up": {"$ref": {"block_document_id": "{museum.id}"}}}})
    get(museum)
    patch("/block_documents/{east.id}", {"data": {"up": {"$ref": {"block_document_id": "{west.id}"}}}}, ours={"why": "the message names ids in the order of the walk", "status": 400})
    patch(west, {"data": {"up": {"$ref": {"block_document_id": "{west.id}"}}}}, ours={"why": "pydantic's report of its own", "status": 400})
    get("/block_documents/{west.id}")
    patch(museum, {"data": {"ships": []}})
    get(museum)
    patch(museum, {"merge_existing_data": False})
    get(museum)
    patch(museum, {"name": "other"})
    patch(museum, {"data": None})
    patch(museum, {"block_schema_id": "x", "merge_existing_data": "x"})
    patch(f"/block_documents/{UNKNOWN}", {"data": {}})
    webhook = {"block_type_id": "{webhookSchema.block_type_id}", "block_schema_id": "{webhookSchema.id}", "name": "hook"}
    headers = {"url": "https://example.org", "headers": {"a": "1", "b": {"c": 2, "d": {}}, "e": None}}
    post("/block_documents/", {**webhook, "data": headers}, keep="hook")
    patch("/block_documents/{hook.id}", {"data": {"headers": {"a": "********", "b": {"c": 3}}}})
    get("/block_documents/{hook.id}?include_secrets=true")
    get("/block_documents/{hook.id}")
    secret = {"block_type_id": "{secret.id}", "block_schema_id": "{secretSchema.id}"}
    post("/block_documents/", {**secret, "name": "number", "data": {"value": 5}})
    post("/block_documents/", {**secret, "name": "object", "data": {"value": {"user": "crow", "keys": [1]}}})
    post("/block_documents/", {**secret, "name": "nothing", "data": {"value": None}})
    post("/block_documents/", {**secret, "name": "dict", "data": {"value": {}}})


def storage() -> None:
    get("/admin/storage")
    local = {"block_type_id": "{localSchema.block_type_id}", "block_schema_id": "{localSchema.id}"}
    post("/block_documents/", {**local, "name": "results", "data": {"basepath": "/tmp"}}, keep="results")
    put("/admin/storage", {"default_result_storage_block_id": "{results.id}"})
    get("/admin/storage")
    put("/admin/storage", {"default_result_storage_block_id": "{west.id}"})
    put("/admin/storage", {"default_result_storage_block_id": UNKNOWN})
    put("/admin/storage", {"default_result_storage_block_id": None})
    put("/admin/storage", {"default_result_storage_block_id": "x"})
    put("/admin/storage", {})
    get("/admin/storage")
    delete("/admin/storage")
    delete("/admin/storage")
    get("/admin/storage")
    put("/admin/storage", {"default_result_storage_block_id": "{results.id}"})
    delete("/block_documents/{results.id}")
    get("/admin/storage")
    post("/block_types/", {"name": "Store", "slug": "store"}, keep="store")
    post("/block_schemas/", {"block_type_id": "{store.id}", "fields": {"title": "Store"}, "capabilities": ["write-path"]}, keep="storeSchema")
    store = {"block_type_id": "{store.id}", "block_schema_id": "{storeSchema.id}"}
    post("/block_documents/", {**store, "name": "one"}, keep="one")
    put("/admin/storage", {"default_result_storage_block_id": "{one.id}"})
    delete("/block_schemas/{storeSchema.id}")
    get("/admin/storage")
    get("/block_documents/{one.id}")
    post("/block_schemas/", {"block_type_id": "{store.id}", "fields": {"title": "Store"}, "capabilities": ["write-path"]}, keep="storeSchema")
    post("/block_documents/", {"block_type_id": "{store.id}", "block_schema_id": "{storeSchema.id}", "name": "two"}, keep="two")
    put("/admin/storage", {"default_result_storage_block_id": "{two.id}"})
    delete("/block_types/{store.id}")
    get("/admin/storage")
    get("/block_documents/{two.id}")


def deletions() -> None:
    patch("/block_documents/{museum.id}", {"data": {"home": {"$ref": {"block_document_id": "{west.id}"}}}})
    get("/block_documents/{museum.id}")
    delete("/block_documents/{west.id}")
    delete("/block_documents/{west.id}")
    get("/block_documents/{museum.id}")
    delete("/block_schemas/{harbourSchema.id}")
    get("/block_schemas/{fleetSchema.id}")
    get("/block_documents/{east.id}")
    delete("/block_types/{harbour.id}")
    delete("/block_types/{harbour.id}")
    post("/block_documents/filter", {"block_documents": {"is_anonymous": None}})
    get("/block_schemas/{fleetSchema.id}")
    delete("/block_types/{ocean.id}")
    get("/block_schemas/{voyage.id}")
    delete("/block_documents/xyz")
    delete(f"/block_types/{UNKNOWN}")
    post("/block_types/filter")


def installing() -> None:
    path = "/block_types/install_system_block_types"
    for body in ({}, [], None, "x", {"surplus": 1}):
        post(path, body)
    post(path, raw="{")
    post(f"{path}?surplus=1")
    post(f"{path}/")
    get(path)
    patch(path, {})
    delete(path)
    put(path, {})
    get(f"{path}/x")
    get("/block_types/slug/webhook")


def counting() -> None:
    path = "/block_documents/count"
    for body in (
        {},
        {"block_documents": None, "block_types": None, "block_schemas": None},
        {"surplus": 1},
        {"block_documents": {"is_anonymous": {"eq_": True}}},
        {"block_documents": {"is_anonymous": {"eq_": None}}},
        {"block_documents": {"is_anonymous": {"eq_": False}, "name": {"like_": "e"}}},
        {"block_documents": {"operator": "or_", "is_anonymous": None, "id": {"any_": [UNKNOWN]}, "name": {"any_": ["number"]}}},
        {"block_documents": {"name": {"any_": []}}},
        {"block_documents": {"block_type_id": {"any_": ["{secret.id}"]}}},
        {"block_types": {"name": {"like_": "SEC"}}, "block_documents": {"name": {"any_": ["number", "object"]}}},
        {"block_types": {"slug": {"any_": []}}},
        {"block_schemas": {"block_capabilities": {"all_": ["write-path"]}}},
        {"block_schemas": {"version": {"any_": ["3.9.1"]}}},
        {"block_schemas": {"id": {"any_": ["{secretSchema.id}"]}, "block_type_id": {"any_": ["{secret.id}"]}}},
        {"block_schemas": {"operator": "or_", "version": {"any_": ["nothing"]}, "id": {"any_": ["{secretSchema.id}"]}}},
        # Refused.
        [],
        None,
        "x",
        5,
        {"block_documents": "x"},
        {"block_documents": []},
        {"block_documents": {"surplus": 1}},
        {"block_documents": {"operator": "xor_"}},
        {"block_documents": {"id": {"any_": ["x"]}}},
        {"block_documents": {"id": {"any_": "x"}}},
        {"block_documents": {"id": {"like_": "x"}}},
        {"block_documents": {"is_anonymous": True}},
        {"block_documents": {"is_anonymous": {"eq_": "x"}}},
        {"block_documents": {"is_anonymous": {"surplus": True}}},
        {"block_documents": {"block_type_id": {"any_": [1]}}},
        {"block_documents": {"name": {"any_": [1], "like_": 2}}},
        {"block_types": {"slug": "x"}},
        {"block_types": {"slug": {"any_": [None]}}},
        {"block_types": {"operator": "or_"}},
        {"block_schemas": {"block_capabilities": {"all_": "write-path"}}},
        {"block_schemas": {"version": {"any_": [3]}}},
        {"block_schemas": {"id": {"any_": ["x", 1]}}, "block_types": 1, "block_documents": 2},
    ):
        post(path, body)
    post(path, raw="{")
    post(path, raw="")
    post(f"{path}/", {})
    get(path)
    put(path, {})
    patch(path, {})
    delete(path)


def capabilities() -> None:
    get("/block_capabilities/", sets=True)
    get("/block_capabilities/?limit=x", sets=True)
    get("/block_capabilities")
    get("/block_capabilities/write-path")
    post("/block_capabilities/", {})
    put("/block_capabilities/", {})
    patch("/block_capabilities/", {})
    delete("/block_capabilities/")
    call("GET", "/block_capabilities/", {"surplus": 1}, sets=True)


system_blocks()
types()
schemas()
documents()
updates()
storage()
deletions()
installing()
counting()
capabilities()
main()
