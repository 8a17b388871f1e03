"""The server's default result storage: a block that a flow without storage of its own writes to and reads from."""

import json
import tempfile
from pathlib import Path
from uuid import uuid4

import httpx

from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.filesystems import LocalFileSystem
from prefect.settings import PREFECT_API_URL

ADMIN = f"{PREFECT_API_URL.value()}/admin/storage"
name = f"store-{uuid4().hex}"
folder = tempfile.mkdtemp()
document_id = str(LocalFileSystem(basepath=folder).save(name))
httpx.put(ADMIN, json={"default_result_storage_block_id": document_id}).raise_for_status()


@task(persist_result=True)
def seven() -> int:
    return 7


@flow(persist_result=True)
def stored() -> int:
    return seven() + 1


state = stored(return_state=True)
with get_client(sync_client=True) as client:
    fresh = client.read_flow_run(state.state_details.flow_run_id).state
block_id = fresh.data.storage_block_id
found = {
    "result": fresh.result(),
    "in_block": str(block_id) == document_id,
    "files": len([path for path in Path(folder).rglob("*") if path.is_file()]) > 0,
}
LocalFileSystem.delete(name)
found["cleared"] = httpx.get(ADMIN).json()
print(json.dumps(found))
