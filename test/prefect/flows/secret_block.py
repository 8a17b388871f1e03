"""Blocks: a Secret saved, loaded in a flow, overwritten and removed, and a block type of our own."""

from uuid import uuid4

from pydantic import SecretStr
from report import FLOW, report

from prefect import flow
from prefect.blocks.core import Block
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

seen: dict = {}
# Names of their own for each run of the script, for the server may keep what an interrupted one left.
DOOR = f"door-{uuid4().hex}"
WEST = f"west-{uuid4().hex}"
MUSEUM = f"museum-{uuid4().hex}"


class Harbour(Block):
    """A block type that no server knows beforehand."""

    _block_type_name = "Harbour"
    _block_type_slug = "harbour"

    name: str
    berths: int = 4
    code: SecretStr


class Fleet(Block):
    """A block type that holds another block."""

    _block_type_name = "Fleet"
    _block_type_slug = "fleet"

    home: Harbour
    ships: list[str]


def attempt(action) -> str:
    try:
        action()
        return "accepted"
    except Exception as error:
        return type(error).__name__


@flow(name="secrets", **FLOW)
def secrets() -> dict:
    seen["flow_run_id"] = FlowRunContext.get().flow_run.id
    Secret(value="open sesame").save(DOOR)
    loaded = Secret.load(DOOR)
    return {"value": loaded.get(), "shown": str(loaded.value)}


inside = secrets()
refused = attempt(lambda: Secret(value="changed").save(DOOR))
Secret(value={"user": "crow", "keys": [1, 2]}).save(DOOR, overwrite=True)
changed = Secret.load(DOOR).get()

Harbour(name="Ålesund", berths=9, code=SecretStr("1234")).save(WEST)
Fleet(home=Harbour.load(WEST), ships=["Ra"]).save(MUSEUM)
fleet = Block.load(f"fleet/{MUSEUM}")
with get_client(sync_client=True) as client:
    document = client.read_block_document_by_name(WEST, "harbour", include_secrets=False)
    slugs = {block_type.slug for block_type in client.read_block_types()}
Fleet.delete(MUSEUM)
Harbour.delete(WEST)
Secret.delete(DOOR)
missing = attempt(lambda: Secret.load(DOOR))
report(
    [seen["flow_run_id"]],
    inside=inside,
    refused=refused,
    changed=changed,
    fleet={
        "ships": fleet.ships,
        "home": fleet.home.name,
        "berths": fleet.home.berths,
        "code": fleet.home.code.get_secret_value(),
    },
    obfuscated=document.data,
    block_types=sorted(slugs & {"secret", "harbour", "fleet"}),
    missing=missing,
)
