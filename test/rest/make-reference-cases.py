"""Writes reference-cases.json: what the reference answers to the requests that the tests in this folder send.

    .prefect/bin/python test/rest/make-reference-cases.py > test/rest/reference-cases.json

"values" holds, for each kind of schema, JSON texts and what FastAPI makes of them: the converted value, or pydantic's
issues. "requests" holds whole requests to an app that is put together as the reference puts its own together, with its
routers, exception handlers and middleware, around a few routes that test/rest/reference-app.ts defines in the same way; "openapi" is that app's document.
"""

import base64
import enum
import json
import logging
import os
import sys
import tempfile
import warnings
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, Dict, List, Literal, Optional, Set, Union
from uuid import UUID

os.environ["PREFECT_HOME"] = tempfile.mkdtemp()
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import sqlalchemy as sa  # noqa: E402
from fastapi import Body, Depends, FastAPI, HTTPException, Path, Query  # noqa: E402
from fastapi._compat import ModelField  # noqa: E402
from fastapi.encoders import jsonable_encoder  # noqa: E402
from fastapi.exceptions import RequestValidationError  # noqa: E402
from fastapi.middleware.cors import CORSMiddleware  # noqa: E402
from prefect.server.api import server  # noqa: E402
from prefect.server.api.dependencies import LimitBody  # noqa: E402
from prefect.server.exceptions import ObjectNotFoundError  # noqa: E402
from prefect.server.utilities.schemas.bases import PrefectBaseModel  # noqa: E402
from prefect.server.utilities.server import PrefectRouter  # noqa: E402
from prefect.types import DateTime, KeyValueLabels, Name  # noqa: E402
from pydantic import ConfigDict, Field  # noqa: E402
from pydantic.fields import FieldInfo  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402


class Color(str, enum.Enum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Side(str, enum.Enum):
    LEFT = "left"
    RIGHT = "right"


class Point(PrefectBaseModel):
    x: int
    y: int = 7
    label: Optional[str] = None


class Circle(PrefectBaseModel):
    model_config = ConfigDict(extra="forbid")
    radius: float
    center: Optional[Point] = None


class Square(PrefectBaseModel):
    model_config = ConfigDict(extra="forbid")
    side: float
    radius: Optional[float] = None


class Tree(PrefectBaseModel):
    name: str
    children: List["Tree"] = []


NUMBERS = [
    "1", "1.0", "1.5", "-1", "0", "-0", "1e3", "1.5e3", "1E400", "-1e400", "NaN", "Infinity", "-Infinity", "1e300",
    "9007199254740991", "0.1", "true", "false", "null", "[]", "{}", '""', '"1"', '"1.0"', '" 1 "', '"1_000"', '"1__0"', '"_1"',
    '"+1"', '"-1"', '"--1"', '"1e3"', '"1."', '"1.00"', '".5"', '"1.5"', '"01"', '"0x10"', '"\\uff11"', '"abc"', '"1 2"',
    '"\\n1\\t"', '"1_0.0"', '"-0"', '"inf "', '"1.e2"', '"1e"', '"."', '"1_0.5_0e1"',
]
WORDS = ["true", "yes", "y", "on", "t", "1", "false", "no", "n", "off", "f", "0"]
BOOLEANS = [
    "true", "false", "0", "1", "2", "-1", "0.0", "1.0", "2.0", "1.5", "null", "[]", "{}", '""', '"maybe"', '" true"', '"TRUE"',
    '"oN"', "NaN", "1e30", "123456789012345678901234567890", *[json.dumps(word) for word in WORDS],
]
STRINGS = ['"a"', '""', '"ab"', '"abc"', '"abcd"', '"\u00e9"', '"\u00e9\u00e9"', '"AB"', '"\U0001f600\U0001f600\U0001f600"', "1", "1.0", "true", "null", "[]", "{}", '"a/b"', '"a\\nb"', '"a\\n"']
ID = "00000000-0000-0000-0000-00000000000a"
UUIDS = [
    ID, ID.upper(), ID.replace("-", ""), ID.replace("-", "").upper(), f"{{{ID}}}", f"urn:uuid:{ID}", f"URN:UUID:{ID}", f"urn:uuid:{ID.replace('-', '')}",
    f"{{{ID.replace('-', '')}}}", "abc", "x", "", "0" * 31, "0" * 33, "0" * 32 + "-", ID[1:], ID[:-1], ID + "0", ID + "-", "-" + ID, ID[:-1] + "g",
    "00000000-0000-0000-00000000000a", "00000000-000-00000-0000-00000000000a", "0000000-0-0-0-0", "\u00e9" * 5, "ab\u00e9", "{0000}", "{", "}", "{}", "{abc",
    "urn:uuid:", "urn:uuid:000", "urn:uuid:xyz", " " + ID, ID + " ", "00000000_0000_0000_0000_00000000000a", "\U0001f600", "{" + ID, ID + "}",
]
DATETIMES = [
    "2024-01-01T00:00:00Z", "2024-01-01T00:00:00+02:00", "2024-01-01 12:30:00.5", "2024-01-01", "2024-02-29T23:59:59.999999-05:30",
    "2024-01-01T00:00:00.1234567Z", "abc", "", "2024-13-01", "2024-02-30", "2024-1-1", "2024-01-01T25:00:00Z", "12", "1.5", "-1",
]
DURATIONS = [
    "PT1H", "P1D", "P1DT2H3M4.5S", "PT0.5H", "P1W", "P1Y", "P1M", "-PT5S", "+PT5S", "01:00:00", "00:01", "1 day", "2 days", "1 day, 01:02:03", "1d", "3d 00:00:01",
    "1 day 01:00:00", "-1 day, 00:00:01", "01:00:00.25", "23:59:59.1234567", "100:00:00", "1:00:00", "", "abc", "1", "1.5", "P", "PT", "P1", "P1H", "PT1D", "1 01:00:00", "01:60:00", "01:00:60", "xx:00:00", "day",
    "12345", "00:0", "01-00-00", "PT1H1", "P1DT", "P-1D", "1 dax", "01:00:00Z", "P1D2", "PTT", "P1DTT1H", "PX", "P1.5D", "P1,5D", "P1.D", "PT1.5.5S", "1:", "12:", "12:3", "12:30:", "12:30:5", "12:30:45.", "12:30:45x", "12345678901:00:00", "1 day 2", "5days", "5 Days", "5 dAY, 1:00:00", "1 day1:00", "-P1D", "--P1D", "P99999999999D", "P1Y2M3W4D", "PT1M1H", "P1DT1D", "p1d", "1 D", "day 1", " PT1H", "PT1H ", "00:00:01,5",
    "P4294967295D", "P4294967296D", "P2147483648D", "P1000000000D", "P9999999999D", "PT1.5H1M", "P1.5DT1H", "P1.1234567D", "PT0.1234567S", "1 day 1:00", "1 day, 1:00", "1 day,1:00", "1day", "1d1:00:00", "1 day ,1:00", "1 day  1:00", "1 dayss", "1 da", "1 d,", "1 day,", "1 day ", "1 days 01:00", "0:00", "9:99", "24000000000:00:00", "9999999999d", "1000000000d", "4294967296 days", "1:00:00,5", "1:00:00.", "-01:00:00", "+1 day", "+", "-P", "abcde", "12:30:45:10", "12-30-45", "12:30.5", "1e5", "1.5d", "1234", "1 dx", "1 D1:00:00", "1 day1:00:00", "P1DT1H30M15.123456789S", "PT1S.", "P.5D", "P1..5D", "P1D1.5D", "P1YT1Y", "0d", "00:00:00", "1 day 24:00:00", "1 day 25:61:00", "25:00:00",
]


def quoted(texts):
    return [json.dumps(text, ensure_ascii=False) for text in texts]


OTHERS = ["null", "true", "1", "1.5", "[]", "{}"]

KINDS: dict[str, tuple[Any, list[str]]] = {
    "integer": (int, NUMBERS),
    "integer_0_to_10": (Annotated[int, Field(ge=0, le=10)], ["-1", "0", "10", "11", '"-1"', '"11"', "1.5", "null", "true"]),
    "integer_between_0_and_10": (Annotated[int, Field(gt=0, lt=10)], ["0", "1", "9", "10"]),
    "number": (float, [text for text in NUMBERS if "Infinity" not in text and "NaN" not in text and "inf" not in text and "400" not in text]),
    "number_0_to_1": (Annotated[float, Field(ge=0, le=1)], ["-1", "0", "0.5", "1", "1.5", '"2"', "NaN"]),
    "boolean": (bool, BOOLEANS),
    "string": (str, STRINGS),
    "string_2_to_3": (Annotated[str, Field(min_length=2, max_length=3)], STRINGS),
    "string_lowercase": (Annotated[str, Field(pattern="^[a-z]+$")], STRINGS),
    "string_short_lowercase": (Annotated[str, Field(min_length=1, max_length=3, pattern="^[a-z]+$")], STRINGS),
    "name": (Name, ['"a"', '""', '"a/b"', '"50%"', "1", "null"]),
    "uuid": (UUID, [*quoted(UUIDS), *OTHERS]),
    "datetime": (DateTime, [*quoted(DATETIMES), "0", "5", "5.5", "-1", "1700000000000", "NaN", "1e20", *OTHERS]),
    "duration": (timedelta, [*quoted(DURATIONS), "0", "5", "5.25", "-5", "0.0000015", "NaN", "1e20", *OTHERS]),
    "color": (Color, ['"red"', '"Red"', '""', *OTHERS]),
    "side": (Side, ['"left"', '"up"']),
    "literal": (Literal["any", "all"], ['"any"', '"some"', *OTHERS]),
    "constant": (Literal["only"], ['"only"', '"other"']),
    "object": (Dict[str, Any], ["{}", '{"a":{"b":[1.5,null,"x"]}}', '"{}"', *OTHERS]),
    "any": (Any, ['"x"', *OTHERS]),
    "list": (List[str], ["[]", '["a","b"]', '["a",1,null]', "{}", '"a"', "null", "1"]),
    "list_1_to_2": (Annotated[List[int], Field(min_length=1, max_length=2)], ["[]", "[1]", "[1,2]", "[1,2,3]", '["x","y","z"]', '["x"]']),
    "set": (Set[str], ['["a","b","a"]', '["a",1]', "{}", "null"]),
    "nullable_integer": (Optional[int], ["null", "1", '"x"', "[]"]),
    "list_of_nullable": (List[Optional[int]], ["[null,1]", '[null,"x"]']),
    "record": (Dict[str, int], ['{"a":1,"b":"2"}', '{"a":"x","b":null}', "[]", "null"]),
    "labels": (KeyValueLabels, ['{"a":1,"b":1.5,"c":"x","d":true}', '{"a":null}', '{"a":[1],"b":{}}', "[]", "null", '{"a":1.0}']),
    "integer_or_string": (Union[int, str], ["1", '"1"', '"x"', "1.0", "1.5", "true", "null", "[]"]),
    "string_or_integer": (Union[str, int], ["1", '"1"', "1.0", "null"]),
    "integer_or_number": (Union[int, float], ["1", "1.0", "1.5", '"1"', '"1.5"', "true", "[]"]),
    "number_or_integer": (Union[float, int], ["1", "1.0", "1.5", '"1"', '"1.5"']),
    "uuid_or_string": (Union[UUID, str], [json.dumps(ID), '"x"', "1"]),
    "integer_or_any_all": (Union[int, Literal["any", "all"]], ["1", '"any"', '"some"', "1.5", "null", '"1"']),
    "delay": (Union[None, int, float, List[int], List[float]], ["null", "1", "1.5", "[1,2]", "[1,2.5]", "[1.5]", '"x"', '["x"]', "{}", "[]", "true", '["1"]']),
    "resource": (Dict[str, Union[str, List[str]]], ['{"a":"x","b":["y","z"]}', '{"a":1,"b":[1]}', '{"a":null}', "[]"]),
    "point": (Point, ['{"x":1}', '{"x":"1","y":2,"label":null,"z":9}', "{}", '{"y":"a"}', '{"x":null,"y":null}', "[]", "null", '"x"', "1", "1.0"]),
    "circle": (Circle, ['{"radius":1}', '{"radius":1,"z":1,"a":{}}', '{"center":{"y":1}}', '{"radius":"x","center":[]}', '{"radius":1,"center":{"x":1,"extra":1}}']),
    "circle_or_square": (Union[Circle, Square], ['{"radius":1}', '{"side":1}', '{"side":1,"radius":2}', "{}", '{"x":1}', "[]", '{"radius":"x"}']),
    "square_or_circle": (Union[Square, Circle], ['{"radius":1}', '{"side":1,"radius":2}', '{"radius":1,"center":{"x":1}}']),
    "point_or_record": (Union[Point, Dict[str, int]], ['{"x":1}', '{"z":1}', '{"z":"a"}', "[]"]),
    "color_or_side": (Union[Color, Side], ['"red"', '"left"', '"up"']),
    "list_or_integer": (Union[List[int], int], ["1", "[1]", '"x"', '["x"]']),
    "constrained_or_uuid": (Union[Annotated[int, Field(ge=1)], UUID], ["0", "1", '"x"']),
    "short_or_integer": (Union[Annotated[str, Field(max_length=2)], int], ['"abc"', '"ab"', '"123"']),
    "object_or_list": (Union[Dict[str, Any], List[Any]], ["[]", "1"]),
    "number_limited_or_flag": (Union[Annotated[float, Field(gt=0)], bool], ["-1", "1", "true", '"x"']),
    "duration_or_datetime": (Union[timedelta, DateTime], ['"PT1H"', '"x"', "null"]),
    "set_or_flag": (Union[Set[int], bool], ["[1]", '"x"']),
    "nullable_or_point": (Union[None, Point, int], ["null", '"x"', "1"]),
    "tree": (Tree, ['{"name":"a","children":[{"name":"b"}]}', '{"name":"a","children":[{"children":[{}]}]}', '{"name":"a","children":1}']),
}

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def normalise(value):
    """The converted value in JSON: microseconds for datetimes and durations, sorted lists for sets."""
    if isinstance(value, datetime):
        value = value.astimezone(timezone.utc)
        seconds = (value.toordinal() - EPOCH.toordinal()) * 86_400 + value.hour * 3_600 + value.minute * 60 + value.second
        return seconds * 1_000_000 + value.microsecond
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, PrefectBaseModel):
        return {name: normalise(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {key: normalise(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [normalise(entry) for entry in value]
    if isinstance(value, set):
        return sorted(value)
    return jsonable_encoder(value)


def examine(annotation, text):
    field = ModelField(FieldInfo.from_annotation(annotation), "value")
    value, issues = field.validate(json.loads(text), loc=())
    if not issues:
        return [text, {"value": normalise(value)}]
    return [
        text,
        {
            "issues": [
                {
                    "type": issue["type"],
                    "loc": issue["loc"],
                    "msg": issue["msg"],
                    **({"ctx": jsonable_encoder(issue["ctx"])} if "ctx" in issue else {}),
                }
                for issue in issues
            ]
        },
    ]


class PointCreate(PrefectBaseModel):
    model_config = ConfigDict(extra="forbid")
    x: int
    id: Optional[UUID] = None
    name: Name = "origin"
    tags: List[str] = []
    data: Dict[str, Any] = {}


class PointFilter(PrefectBaseModel):
    model_config = ConfigDict(extra="forbid")
    any_: Optional[List[UUID]] = None


def create_app():
    points = PrefectRouter(prefix="/points", tags=["Points"])

    @points.post("/", status_code=201)
    async def create_point(point: PointCreate) -> Any:
        return normalise(point)

    @points.get("/{id:uuid}")
    async def read_point(id: UUID = Path(...)) -> Any:
        return {"id": str(id)}

    @points.patch("/{id:uuid}", status_code=204)
    async def update_point(point: PointCreate, id: UUID = Path(...)) -> None:
        return None

    @points.delete("/{id:uuid}", status_code=204)
    async def delete_point(id: UUID = Path(...)) -> None:
        raise HTTPException(404, detail="Point not found")

    @points.get("/name/{name}")
    async def read_point_by_name(name: str = Path(...)) -> Any:
        return {"name": name}

    @points.post("/lease/{lease_id}/renew")
    async def renew(lease_id: UUID = Path(...), seconds: float = Body(..., embed=True, ge=1)) -> Any:
        return {"lease_id": str(lease_id), "seconds": seconds}

    @points.post("/filter")
    async def filter_points(
        limit: int = LimitBody(),
        offset: int = Body(0, ge=0),
        points: Optional[PointFilter] = None,
        sort: Color = Body(Color.RED),
    ) -> Any:
        return {"limit": limit, "offset": offset, "points": normalise(points), "sort": sort.value}

    @points.post("/move")
    async def move(x: int = Body(...), y: int = Body(2), note: Optional[str] = Body(None)) -> Any:
        return {"x": x, "y": y, "note": note}

    @points.post("/bulk")
    async def bulk(points: List[PointCreate]) -> Any:
        return len(points)

    @points.post("/optional")
    async def optional(point: Optional[PointCreate] = None) -> Any:
        return normalise(point)

    @points.get("/search")
    async def search(
        count: int = Query(...), deep: bool = Query(False), tag: Optional[List[str]] = Query(None), id: Optional[UUID] = Query(None)
    ) -> Any:
        return {"count": count, "deep": deep, "tag": tag, "id": None if id is None else str(id)}

    @points.post("/bare")
    async def bare() -> Any:
        return {"bare": True}

    @points.get("/missing")
    async def missing() -> Any:
        raise ObjectNotFoundError("Point 12 not found")

    @points.get("/failing")
    async def failing() -> Any:
        raise RuntimeError("no")

    api = FastAPI(
        title="API",
        exception_handlers={
            Exception: server.custom_internal_exception_handler,
            RequestValidationError: server.validation_exception_handler,
            sa.exc.IntegrityError: server.integrity_exception_handler,
            ObjectNotFoundError: server.prefect_object_not_found_exception_handler,
        },
    )

    @api.get("/health", tags=["Root"])
    async def health() -> bool:
        return True

    api.include_router(points, dependencies=[Depends(server.enforce_minimum_version)])

    @api.middleware("http")
    async def default_content_type(request, call_next):
        # As the reference's middleware of this name, which it defines inside create_api_app.
        has_body = int(request.headers.get("content-length", "0")) > 0
        if request.method in {"POST", "PUT", "PATCH"} and "content-type" not in request.headers and has_body:
            request.scope["headers"] = [*request.scope["headers"], (b"content-type", b"application/json")]
        return await call_next(request)

    app = FastAPI(title="outer")
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    app.mount("/api", app=api, name="api")
    app.mount("/", app=FastAPI(title="UI"), name="ui")
    return app, api


JSON = {"content-type": "application/json"}
POINT = f"/api/points/{ID}"


def requests():
    def post(path, body, headers=JSON):
        return ("POST", path, body, headers)

    for path in [
        "/api/nope", "/nope", "/api", "/api/", "/api/health", "/api/health/", "/api/points", "/api/points/", "/api/points/?a=b&c=d", "/api/points?a=b%20c", POINT, POINT + "/",
        f"/api/points/{ID.replace('-', '').upper()}", "/api/points/xyz", f"/api/points/{{{ID}}}", "/api/points/filter", "/api/points/filter/", "/api/points/missing", "/api/points/failing",
        "/api/points/name/a%20b", "/api/points/name/%F0%9F%98%80", "/api/points/name/", "/api/points/name/a+b", "/api/points/search", "/api/points/search?count=1",
        "/api/points/search?count=x&deep=maybe", "/api/points/search?count=1&count=2&tag=a&tag=b&deep=on", "/api/points/search?count=&tag=", f"/api/points/search?count=1&id={ID}&tag=a", "/api/points/search?count=1&id=x",
        "/api/points/lease/x/renew", "/api/points/lease", "/api//points/",
    ]:
        yield ("GET", path, None, {})
    for method in ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"]:
        yield (method, "/api/points/", None, {})
        yield (method, POINT if method != "PATCH" else "/api/points/filter", None, {})
    yield ("POST", "/api/points", '{"x":1}', JSON)
    yield ("PATCH", POINT, '{"x":1}', JSON)
    yield ("PATCH", POINT, '{"x":"a"}', JSON)
    for body in [
        "", "null", "{", '{"x":}', "[]", '"x"', "1", "1.0", "true", '{"x":1}', '{"x":1} x', "\ufeff" + '{"x":"a"}', '{"a":"\x01"}', "{'a':1}", '{"a":1,}', "[1,]", '{"a" 1}', '{"a":"\\x"}',
        '{"a":"\\u12"}', '{"a":"\\u12zz"}', '{"a":"abc', '{"a":"abc\\', "nul", " ", '{"a":1 "b":2}', "[1 2]", "01", "-", "1.", "+1", ".5", '{"a":1', "[", "[1", "[1,", '{"', '{"a"', '{"a":', "{,}", "\ufeff",
        '{"\U0001f600\U0001f600":x}', "tru", "NaNa", "[NaN", '{"a":Infinity,}', '"\\ud83d\\ude00" x', '{"x":1.5,"y":1.0,"z":1e5,"w":123456789012345678901234567890,"v":-0}',
        '{"x":1,"data":{"a":1.50,"b":12345678901234567890,"c":-0.0,"d":"1.0"}}', '{"x":1,"data":{"a":NaN,"b":[Infinity,-Infinity]}}', '{"x":1,"data":{"n":1e400}}', '{"x":1,"id":"%s"}' % ID.upper(), '{"x":1,"id":"x","name":"a/b","tags":[1,null],"data":[],"extra":{"a":1}}',
        '{"name":"a","name":1,"x":1}', '{"__proto__":{"a":1},"x":1}', '{"x":1,"constructor":1,"toString":2}', '{"x":1,"tags":{"__proto__":[]}}', [("[", 1200), ("]", 1200)], [('{"a":', 2000)], [('{"x":', 1), ("1", 5000), ("}", 1)], b"\xff", b'{"x":"\xff"}', b'{"x":"\xc3"}',
    ]:
        yield post("/api/points/", body)
    for headers in [{}, {"content-type": "text/plain"}, {"content-type": "application/vnd.x+json; charset=utf-8"}, {"content-type": "APPLICATION/JSON"}, {"content-type": "application/x-www-form-urlencoded"}]:
        yield post("/api/points/", '{"x":"a"}', headers)
        yield post("/api/points/filter", '{"limit":1}', headers)
        yield post("/api/points/move", '{"x":1}', headers)
    for body in [
        "", "null", "{}", "[]", '"x"', "0", "false", "1.5", '{"limit":200}', '{"limit":201}', '{"limit":-1}', '{"limit":0}', '{"limit":"x","sort":1}', '{"limit":300,"sort":1}', '{"limit":"300"}', '{"offset":-1,"sort":null}',
        '{"points":{"zz":1}}', '{"points":{"any_":["x"]},"sort":"bad"}', '{"limit":null,"points":null,"unknown":1}', '{"points":{"any_":["%s"]},"offset":3}' % ID.upper(), '{"points":[]}',
    ]:
        yield post("/api/points/filter", body)
    for body in ["", "null", "{}", "[]", '{"x":1}', '{"x":null}', '{"x":1,"y":null,"note":null}', '{"x":"a","y":"b","note":1}', "3"]:
        yield post("/api/points/move", body)
    for body in ["", "null", "[]", '[{"x":1}]', '[{"x":"a"},1,{}]', "{}"]:
        yield post("/api/points/bulk", body)
    for body in ["", "null", "{}", '{"x":1}', "[]"]:
        yield post("/api/points/optional", body)
    for body in ["", "{", "[]"]:
        yield post("/api/points/bare", body)
    yield post(f"/api/points/lease/{ID.upper()}/renew", '{"seconds":2}')
    yield post("/api/points/lease/x/renew", '{"seconds":0.5}')
    for version in ["0.8.0", "0.7.9", "0.8.4", "abc", "1.2", "", "1.2.3.4", "-1.0.0", " 0.9.0", "1_0.0.0", "1..0", "0.8.x"]:
        yield post("/api/points/filter", "{}", {**JSON, "x-prefect-api-version": version})
    old = {"x-prefect-api-version": "0.1.0"}
    yield post("/api/points/filter", "{", {**JSON, **old})
    yield post("/api/points/filter", '{"sort":1}', {**JSON, **old})
    yield post("/api/points/filter", '{"limit":300}', {**JSON, **old})
    yield ("GET", "/api/health", None, old)
    yield ("GET", "/api/nope", None, old)
    yield ("GET", "/api/points/filter", None, old)
    origin = {"origin": "http://dashboard.example"}
    yield ("GET", "/api/health", None, origin)
    yield ("GET", "/api/nope", None, origin)
    yield ("GET", "/api/health", None, {**origin, "cookie": "a=b"})
    yield ("OPTIONS", "/api/points/filter", None, origin)
    asks = {**origin, "access-control-request-method": "POST"}
    yield ("OPTIONS", "/api/points/filter", None, asks)
    yield ("OPTIONS", "/api/nope", None, {**asks, "access-control-request-headers": "content-type,x-foo"})
    yield ("OPTIONS", "/api/points/filter", None, {**origin, "access-control-request-method": "FOO"})


HEADERS = ["content-type", "allow", "location", "vary"]


def send(client, method, path, body, headers):
    content = "".join(text * count for text, count in body) if isinstance(body, list) else body
    response = client.request(method, path, content=content, headers={**headers, "accept-encoding": "identity"})
    kept = {
        name: value
        for name, value in response.headers.items()
        if name in HEADERS or name.startswith("access-control-")
    }
    sent = {}
    if isinstance(body, bytes):
        sent = {"base64": base64.b64encode(body).decode()}
    elif isinstance(body, list):
        sent = {"pieces": body}
    elif body is not None:
        sent = {"body": body}
    return {
        "method": method,
        "path": path,
        **({"headers": headers} if headers else {}),
        **sent,
        "status": response.status_code,
        "answerHeaders": kept,
        "answer": response.text,
    }


def main():
    app, api = create_app()
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    values = {kind: [examine(annotation, text) for text in texts] for kind, (annotation, texts) in KINDS.items()}
    answers = [send(client, *request) for request in requests()]
    lines = ["{", ' "values": {']
    for index, (kind, cases) in enumerate(values.items()):
        lines.append(f"  {json.dumps(kind)}: [")
        lines.extend(f"   {json.dumps(case)}{',' if number < len(cases) - 1 else ''}" for number, case in enumerate(cases))
        lines.append("  ]" + ("," if index < len(values) - 1 else ""))
    lines.extend([" },", ' "requests": ['])
    lines.extend(f"  {json.dumps(answer)}{',' if number < len(answers) - 1 else ''}" for number, answer in enumerate(answers))
    lines.extend([" ],", f' "openapi": {json.dumps(api.openapi())}', "}"])
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
