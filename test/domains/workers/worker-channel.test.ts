import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toJsonText } from "../../../src/db/json-text.ts";
import { enqueueCleanupMessage } from "../../../src/domains/workers/cleanup-queue.commands.ts";
import { newId } from "../../../src/ids.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { formatInstant } from "../../../src/time/instant.ts";
import { Client } from "../../rest/websocket-support.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const KIND = "cancelling_timeout_teardown.v1";

interface Payload {
  readonly [member: string]: unknown;
  readonly message_id: string;
  readonly reservation_token: string;
}

describe.each(testDatabases)("worker channels on $name", (testDatabase) => {
  let server: TestServer;
  let base: string;
  let poolId: string;
  const clients: Client[] = [];

  beforeEach(async () => {
    server = await createTestServer(testDatabase, { services: false });
    base = (await server.listen()).replace("http", "ws");
    const payload = { name: "my pool", type: "process" };
    const made = await server.application.inject({ method: "POST", url: "/api/work_pools/", payload });
    poolId = made.json().id;
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.terminate();
    await server.close();
  });

  const frame = (type: string, payload: object) => ({
    type,
    id: newId(systemClock.now()),
    sent_at: formatInstant(systemClock.now()),
    payload,
  });
  async function connect(name: string, more: object = {}): Promise<Client> {
    const client = await new Client(`${base}/api/work_pools/my%20pool/workers/connect`).authenticated();
    clients.push(client);
    const required = ["worker_heartbeat.v1", "work_pool_snapshot.v1"];
    client.send(
      frame("worker.hello.v1", {
        consumer_id: newId(systemClock.now()),
        worker_name: name,
        worker_type: "process",
        heartbeat_interval_seconds: 30,
        supported_channel_versions: ["work_pool_worker_channel.v1"],
        requested_capabilities: [...required, "cleanup_delivery.v1"],
        handled_cleanup_kinds: [KIND],
        ...more,
      }),
    );
    const messages = await client.received(2);
    expect(messages[1]).toMatchObject({ type: "worker.ready.v1" });
    return client;
  }
  function enqueue(workQueueId: string | null = null): Promise<{ readonly id: string }> {
    const id = newId(systemClock.now());
    const message = {
      id,
      idempotency_key: id,
      work_pool_id: poolId,
      work_queue_id: workQueueId,
      kind: KIND,
      target: toJsonText({ flow_run_id: id, infrastructure_pid: "host:1" }),
    } as const;
    return server.core.database.transaction((transaction) => enqueueCleanupMessage(server.core, transaction, message));
  }
  async function message(client: Client, place: number): Promise<Payload> {
    const messages = await client.received(place + 1);
    expect(messages[place]).toMatchObject({ type: "cleanup.message.v1" });
    return messages[place]?.payload as Payload;
  }
  async function operate(client: Client, type: string, { message_id, reservation_token }: Payload, more: object = {}) {
    const count = client.messages.length;
    client.send(frame(type, { message_id, reservation_token, ...more }));
    return (await client.received(count + 1))[count] as { readonly type: string; readonly payload: Payload };
  }

  test("a worker gets what waits and what comes, no more at a time than it has said, and is done with it", async () => {
    const first = await enqueue();
    const worker = await connect("worker");
    const delivered = await message(worker, 2);
    expect(delivered).toMatchObject({
      message_id: first.id,
      kind: KIND,
      delivery_count: 1,
      work_queue_id: null,
      target: { flow_run_id: first.id, infrastructure_pid: "host:1" },
      data: {},
    });
    const second = await enqueue();
    expect(await operate(worker, "cleanup.renew.v1", delivered)).toMatchObject({
      type: "cleanup.operation_result.v1",
      payload: { operation: "renew", status: "accepted", lease_expires_at: expect.any(String), reason: null },
    });
    expect(await operate(worker, "cleanup.ack.v1", delivered)).toMatchObject({
      payload: { operation: "ack", status: "accepted", message_id: first.id, lease_expires_at: null },
    });
    expect((await message(worker, 5)).message_id).toBe(second.id);
    expect(await operate(worker, "cleanup.ack.v1", delivered)).toMatchObject({
      payload: { status: "not_found", reason: "message_not_found" },
    });
  });

  test("what a worker releases goes to another one, and workers of a message's queue come first", async () => {
    const url = "/api/work_pools/my%20pool/queues";
    const queue = await server.application.inject({ method: "POST", url, payload: { name: "mine" } });
    const other = await connect("other", { work_queue_names: ["default"] });
    const mine = await connect("mine", { work_queue_names: ["mine"] });
    const { id } = await enqueue(queue.json().id);
    const delivered = await message(mine, 2);
    expect(delivered).toMatchObject({ message_id: id, work_queue_id: queue.json().id });
    await mine.close();
    // Its reservation stays until it runs out; nobody else is given it meanwhile.
    const unnamed = await enqueue();
    const taken = await message(other, 2);
    expect(taken.message_id).toBe(unnamed.id);
    expect(await operate(other, "cleanup.release.v1", taken, { reason: "cannot" })).toMatchObject({
      payload: { status: "accepted" },
    });
    expect(await message(other, 4)).toMatchObject({ message_id: unnamed.id, delivery_count: 2 });
  });

  test("a worker is online by its hello, and its pool is ready", async () => {
    await connect("worker");
    const url = "/api/work_pools/my%20pool";
    expect((await server.application.inject({ method: "GET", url })).json().status).toBe("READY");
    const payload = {};
    const workers = await server.application.inject({ method: "POST", url: `${url}/workers/filter`, payload });
    expect(workers.json()).toMatchObject([{ name: "worker", status: "ONLINE", heartbeat_interval_seconds: 30 }]);
  });

  test("changes that come together are told once", async () => {
    const worker = await connect("worker");
    const url = "/api/work_pools/my%20pool";
    for (const concurrency_limit of [1, 2, 3]) {
      await server.application.inject({ method: "PATCH", url, payload: { concurrency_limit } });
    }
    const [, , snapshot] = await worker.received(3);
    const payload = snapshot?.payload as { readonly work_pool: { readonly concurrency_limit: number } };
    expect(payload).toMatchObject({ reason: "work_pool_updated" });
    await expect
      .poll(() => {
        const last = worker.messages.at(-1)?.payload as typeof payload;
        return last.work_pool.concurrency_limit;
      })
      .toBe(3);
    expect(worker.messages.length).toBeLessThan(6);
  });
});
