"""Blocks of several kinds, without a flow: nested ones, unions, renamed, overwritten, registered again, as storage."""

import json
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, Field, SecretStr

from prefect.blocks.core import Block
from prefect.blocks.fields import SecretDict
from prefect.blocks.system import Secret
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.filesystems import LocalFileSystem

# Names of their own for each run of the script, for the server may keep what an interrupted one left.
MARK = uuid4().hex


def named(name: str) -> str:
    return f"{name}-{MARK}"


class Berth(BaseModel):
    """No block: stays a definition of the block that uses it."""

    length: float = 1.0
    depth: float = Field(default=2.5, ge=1.0)


class Pilot(Block):
    _block_type_slug = "test-pilot"
    _block_schema_capabilities = ["steer"]

    password: SecretStr
    ratio: float = 1.0


class Tug(Block):
    _block_type_slug = "test-tug"

    pilot: Pilot
    horses: int


class Port(Block):
    """Übersee & <co>: a block of blocks of blocks."""

    _block_type_slug = "test-port"
    _code_example = "port = Port.load('x')  # a < b && c"
    _logo_url = "https://example.org/port.png"

    berths: list[Berth] = []
    helper: Tug | Pilot
    headers: SecretDict = SecretDict({})
    anything: dict[str, Any] = {}


def attempt(action) -> str:
    try:
        action()
        return "accepted"
    except Exception as error:
        return type(error).__name__


found: dict[str, Any] = {}
Pilot(password=SecretStr("anchor"), ratio=0.5).save(named("pilot"))
Tug(pilot=Pilot.load(named("pilot")), horses=900).save(named("tug"))
port = Port(
    berths=[Berth(length=3.0)],
    helper=Tug.load(named("tug")),
    headers=SecretDict({"token": "t", "deep": {"x": 1}}),
    anything={"float": 1.0, "big": 2**60, "none": None},
)
port.save(named("port"))
loaded = Port.load(named("port"))
found["nested"] = {
    "berths": [berth.model_dump() for berth in loaded.berths],
    "password": loaded.helper.pilot.password.get_secret_value(),
    "horses": loaded.helper.horses,
    "headers": loaded.headers.get_secret_value(),
    "anything": json.dumps(loaded.anything),
}
# The inner block is referred to, not copied.
Pilot(password=SecretStr("sail")).save(named("pilot"), overwrite=True)
found["followed"] = Port.load(named("port")).helper.pilot.password.get_secret_value()
# Saved under another name it is another document.
loaded.save(named("renamed"))
found["renamed"] = Port.load(named("renamed")).helper.horses
loaded.helper = Pilot.load(named("pilot"))
loaded.save(named("renamed"), overwrite=True)
found["union"] = [type(Port.load(named(name)).helper).__name__ for name in ("port", "renamed")]

ids = [Port.register_type_and_schema() or (Port._block_type_id, Port._block_schema_id) for _ in range(2)]
found["registered_again"] = ids[0] == ids[1]

with get_client(sync_client=True) as client:
    before = client.read_block_type_by_slug("test-port")
    Port.register_type_and_schema()
    found["type_unchanged"] = client.read_block_type_by_slug("test-port").updated == before.updated
    found["description"] = before.description
    shown = client.read_block_document_by_name(named("port"), "test-port", include_secrets=False)
    found["shown"] = {"headers": shown.data["headers"], "password": shown.data["helper"]["pilot"]["password"]}
    checksums = {
        block.__name__: block._calculate_schema_checksum() == client.read_block_schema_by_checksum(
            block._calculate_schema_checksum()
        ).checksum
        for block in (Secret, Webhook, LocalFileSystem, Pilot, Tug, Port)
    }
    found["checksums"] = checksums
    protected = client.read_block_type_by_slug("secret")
    found["protected"] = attempt(lambda: client.delete_block_type(protected.id))

LocalFileSystem(basepath="/tmp/results").save(named("files"))
found["files"] = LocalFileSystem.load(named("files")).basepath


Webhook(url=SecretStr("https://example.org"), headers={"a": "b"}).save(named("hook"))
hook = Webhook.load(named("hook"))
found["hook"] = [hook.url.get_secret_value(), hook.headers.get_secret_value()]
for kind, name in ((Port, "port"), (Port, "renamed"), (Tug, "tug"), (Pilot, "pilot"), (Webhook, "hook"), (LocalFileSystem, "files")):
    kind.delete(named(name))
found["gone"] = attempt(lambda: Port.load(named("port")))
with get_client(sync_client=True) as client:
    for kind in (Port, Tug, Pilot):
        client.delete_block_type(kind._block_type_id)
print(json.dumps(found))
