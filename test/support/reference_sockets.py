"""Plays scripts of frames against the WebSockets of the reference's server, and prints them with what came back as JSON.

Imported by the scripts named make-reference-frames.py, which run with a Python that has prefect 3.9.1 installed. A script is
a list of steps on connections that are known by names; reference-sockets.ts replays it. What differs from one time to the
next is written as a mark, as in reference_player.py.
"""

from __future__ import annotations

import asyncio
import json
import sys

import reference_player as player
import uvicorn
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatus

scripts: list[dict[str, object]] = []

PATIENCE_SECONDS = 10


def script(name: str, *steps: dict[str, object]) -> None:
    scripts.append({"name": name, "steps": list(steps)})


def call(request: str, body: object = None, **more: object) -> dict[str, object]:
    """A request by HTTP. `keep` names the answer for later steps: "{run.id}"; with `tell` it is held against ours."""
    return {"call": request, **({} if body is None else {"body": body}), **more}


def connect(client: str, path: str, protocols: tuple[str, ...] = ("prefect",), **more: object) -> dict[str, object]:
    return {"connect": client, "path": path, "protocols": list(protocols), **more}


def send(client: str, message: object = None, **more: object) -> dict[str, object]:
    """`text` is a text frame as it is sent, `binary` a binary one. Without `message` too."""
    return {"send": client, **({} if message is None else {"message": message}), **more}


def receive(client: str, **more: object) -> dict[str, object]:
    """What comes next: a message, or the end of the connection. `ours` says why and how ours differs."""
    return {"receive": client, **more}


def close(client: str) -> dict[str, object]:
    return {"close": client}


def handshake(client: str, path: str) -> list[dict[str, object]]:
    return [connect(client, path), send(client, {"type": "auth", "token": None}), receive(client)]


class Stage:
    def __init__(self, base: str) -> None:
        self.base = base
        self.sockets: dict[str, websockets.ClientConnection] = {}
        self.kept: dict[str, object] = {}
        self.client = player.httpx.AsyncClient(base_url=f"http://{base}/api", timeout=30)

    def keep(self, step: dict[str, object], value: object) -> None:
        if "keep" in step:
            self.kept[str(step["keep"])] = value

    async def play(self, step: dict[str, object]) -> dict[str, object]:
        if "call" in step:
            return await self.call(step)
        if "connect" in step:
            return await self.connect(step)
        if "send" in step:
            return await self.send(step)
        if "receive" in step:
            return await self.receive(step)
        await self.sockets[str(step["close"])].close()
        return step

    async def call(self, step: dict[str, object]) -> dict[str, object]:
        method, path = str(step["call"]).split(" ", 1)
        body = player.filled(step.get("body"), self.kept)
        for _ in range(20):
            answer = await self.client.request(method, str(player.filled(path, self.kept)), json=body)
            if answer.status_code != 503:
                break
        value = answer.json() if answer.content else None
        self.keep(step, value)
        told = {"answer": player.normalised(value)} if step.get("tell") else {}
        return {**step, "status": answer.status_code, **told}

    async def connect(self, step: dict[str, object]) -> dict[str, object]:
        protocols = [websockets.Subprotocol(each) for each in step["protocols"]]  # type: ignore[union-attr]
        uri = f"ws://{self.base}/api{player.filled(step['path'], self.kept)}"
        try:
            self.sockets[str(step["connect"])] = await websockets.connect(uri, subprotocols=protocols or None)
        except InvalidStatus as refusal:
            return {**step, "refused": refusal.response.status_code}
        return step

    async def send(self, step: dict[str, object]) -> dict[str, object]:
        socket = self.sockets[str(step["send"])]
        if "text" in step:
            await socket.send(str(step["text"]))
        elif "binary" in step:
            await socket.send(str(step["binary"]).encode())
        else:
            await socket.send(json.dumps(player.filled(step["message"], self.kept)))
        return step

    async def receive(self, step: dict[str, object]) -> dict[str, object]:
        socket = self.sockets[str(step["receive"])]
        try:
            message = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
        except ConnectionClosed:
            return {**step, "closed": {"code": socket.close_code, "reason": socket.close_reason}}
        self.keep(step, message)
        return {**step, "message": without_estimates(player.normalised(message))}


def without_estimates(value: object) -> object:
    """What depends on the moment of the answer is written as 0."""
    if isinstance(value, dict):
        return {key: 0 if key.startswith("estimated_") else entry for key, entry in value.items()}
    return value


async def perform() -> list[dict[str, object]]:
    application = player.create_app()
    await player.provide_database_interface().create_db()
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=0, log_level="critical"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.1)
    port = server.servers[0].sockets[0].getsockname()[1]
    played = []
    for each in scripts:
        stage = Stage(f"127.0.0.1:{port}")
        player.ids.clear()
        steps = []
        for step in each["steps"]:  # type: ignore[union-attr]
            try:
                steps.append(await stage.play(step))
            except TimeoutError:
                raise SystemExit(f"{each['name']}: nothing came for {step}") from None
        played.append({"name": each["name"], "steps": steps})
        for socket in stage.sockets.values():
            await socket.close()
        await stage.client.aclose()
    server.should_exit = True
    await serving
    return played


def main() -> None:
    lines = [json.dumps(each, ensure_ascii=False) for each in asyncio.run(perform())]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
