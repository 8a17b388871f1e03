/** Reading the frames workers send. Whatever is wrong with one, the channel is closed for it without a word on details. */
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { readJson } from "../../rest/json-reading.ts";
import type { Frame } from "../../rest/websocket-connection.ts";
import { read, wire } from "../../rest/wire.ts";
import type { Wire } from "../../rest/wire-schema.ts";
import { type CleanupOperation, cleanupKinds } from "./cleanup-message.ts";
import { CLEANUP_CAPABILITY, type Hello, REQUIRED_CAPABILITIES, type WorkerFrame } from "./worker-channel.ts";

/** Items of any list in a hello; a stock worker names a handful. */
const MOST_ITEMS = 1_000;
/** What the column of intervals holds. */
const LARGEST_INTEGER = 2_147_483_647;

const some = () => wire.string({ minLength: 1 });
const list = <T>(item: Wire<T>, minItems = 0) => wire.array(item, { minItems, maxItems: MOST_ITEMS });
const interval = wire.integer({ exclusiveMinimum: 0, maximum: LARGEST_INTEGER });

function frame<T>(payload: Wire<T>) {
  return wire.object({ type: some(), id: wire.uuid(), sent_at: wire.instant(), payload }, { forbidExtra: true });
}

const helloPayload = wire.object(
  {
    consumer_id: wire.uuid(),
    worker_name: some(),
    worker_type: some(),
    heartbeat_interval_seconds: interval,
    supported_channel_versions: list(some(), 1),
    requested_capabilities: list(some(), 1),
    work_queue_names: wire.withDefault(list(some()), () => []),
    handled_cleanup_kinds: wire.withDefault(list(wire.enumeration(cleanupKinds)), () => []),
    max_cleanup_concurrency: wire.optional(wire.integer({ minimum: 0, maximum: LARGEST_INTEGER })),
    create_pool_if_not_found: wire.withDefault(wire.boolean(), false),
    default_base_job_template: wire.optional(wire.jsonObject()),
    worker_metadata: wire.optional(wire.nullable(wire.jsonObject())),
  },
  { forbidExtra: true },
);

const heartbeatPayload = wire.object(
  { consumer_id: wire.uuid(), worker_name: some(), heartbeat_interval_seconds: interval },
  { forbidExtra: true },
);

const reference = { message_id: wire.uuid(), reservation_token: some() };
const operationPayload = wire.object(reference, { forbidExtra: true });
const releasePayload = wire.object({ ...reference, reason: some() }, { forbidExtra: true });

const helloFrame = frame(helloPayload);
const heartbeatFrame = frame(heartbeatPayload);
const operationFrame = frame(operationPayload);
const releaseFrame = frame(releasePayload);

type HelloPayload = NonNullable<ReturnType<typeof readPayload<typeof helloFrame>>>["payload"];

function readPayload<S extends Wire<unknown>>(
  schema: S,
  data: Buffer,
): (S extends Wire<infer T> ? T : never) | undefined {
  const result = read(schema, () => readJson(data));
  return result.issues === undefined ? (result.value as S extends Wire<infer T> ? T : never) : undefined;
}

function readHello(payload: HelloPayload): Hello | undefined {
  const capabilities = [...new Set(payload.requested_capabilities)];
  if (!REQUIRED_CAPABILITIES.every((required) => capabilities.includes(required))) return undefined;
  const wantsCleanup = capabilities.includes(CLEANUP_CAPABILITY);
  const kinds = payload.handled_cleanup_kinds;
  const concurrency = payload.max_cleanup_concurrency ?? (wantsCleanup && kinds.length > 0 ? 1 : 0);
  if (!wantsCleanup && (kinds.length > 0 || concurrency > 0)) return undefined;
  return {
    consumerId: payload.consumer_id,
    workerName: payload.worker_name,
    workerType: payload.worker_type,
    heartbeatIntervalSeconds: payload.heartbeat_interval_seconds,
    versions: payload.supported_channel_versions,
    capabilities,
    workQueueNames: [...new Set(payload.work_queue_names)],
    cleanupKinds: [...new Set(kinds)],
    cleanupConcurrency: wantsCleanup && kinds.length > 0 ? concurrency : 0,
    createsPool: payload.create_pool_if_not_found,
    defaultTemplate: payload.default_base_job_template ?? EMPTY_OBJECT,
  };
}

const OPERATIONS: Readonly<Record<string, CleanupOperation>> = {
  "cleanup.ack.v1": "ack",
  "cleanup.release.v1": "release",
  "cleanup.renew.v1": "renew",
};

/** What a worker's frame says; undefined for what no worker may send. */
export function readWorkerFrame({ kind, data }: Frame): WorkerFrame | undefined {
  if (kind !== "text") return undefined;
  const type = typeOf(data);
  if (type === "worker.hello.v1") {
    const hello = readPayload(helloFrame, data);
    const said = hello === undefined ? undefined : readHello(hello.payload);
    return said === undefined ? undefined : { kind: "hello", hello: said };
  }
  if (type === "worker.heartbeat.v1") {
    const payload = readPayload(heartbeatFrame, data)?.payload;
    if (payload === undefined) return undefined;
    const { consumer_id: consumerId, worker_name: workerName, heartbeat_interval_seconds: intervalSeconds } = payload;
    return { kind: "heartbeat", consumerId, workerName, intervalSeconds };
  }
  const operation = OPERATIONS[type];
  if (operation === undefined) return undefined;
  const released = operation === "release" ? readPayload(releaseFrame, data) : undefined;
  const said = released ?? (operation === "release" ? undefined : readPayload(operationFrame, data));
  if (said === undefined) return undefined;
  const { message_id: messageId, reservation_token: token } = said.payload;
  return { kind: "operation", id: said.id, operation, messageId, token, reason: released?.payload.reason ?? "" };
}

function typeOf(data: Buffer): string {
  try {
    const type = (readJson(data) as { readonly type?: unknown } | null)?.type;
    return typeof type === "string" ? type : "";
  } catch {
    return "";
  }
}
