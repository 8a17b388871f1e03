/** Actions that call others over HTTP: webhooks, and the kinds of notifications that are no more than a call. */
import type { Core } from "../../core.ts";
import { readBlockDocument } from "../blocks/block-document.queries.ts";
import type { BlockDocument } from "../blocks/block-document.ts";
import type { ActionOf } from "./action.ts";
import { renderAll } from "./action-templates.ts";
import {
  type BlockData,
  type Call,
  HTTP_METHODS,
  InvalidNotificationError,
  type Message,
} from "./notification-call.ts";
import { notificationCalls } from "./notification-calls.ts";
import { ActionFailedError, type ActionRun } from "./triggered-action.ts";

/** How long an answer is waited for, in milliseconds; the action is taken for dead after twice as long. */
const TIMEOUT_MILLISECONDS = 30_000;
/** Of an answer, in characters, as much is told in events. */
const TOLD_CHARACTERS = 1_000;
/** Of an answer, in bytes, as much is read. */
const READ_BYTES = 65_536;

/** Headers of answers that are not told: credentials, and traces of proxies (the reference's should_redact_header). */
const HIDDEN_HEADER = /^(?:authorization$|traceparent$|via$|x-forwarded|x-b3|x-cloud-trace|x-envoy|x-prefect)/;

async function blockOf(
  core: Core,
  run: ActionRun,
  { block_document_id: id, type }: ActionOf<"call-webhook" | "send-notification">,
): Promise<{ readonly slug: string; readonly data: Readonly<Record<string, unknown>> }> {
  const document = await readBlockDocument(core, id, true);
  if (document === undefined) throw new ActionFailedError(`Unexpected status from '${type}' action: 404`);
  run.related.push(
    {
      "prefect.resource.id": `prefect.block-document.${id}`,
      "prefect.resource.role": "block",
      "prefect.resource.name": document.row.name,
    },
    {
      "prefect.resource.id": `prefect.block-type.${document.blockType.slug}`,
      "prefect.resource.role": "block-type",
    },
  );
  return { slug: document.blockType.slug, data: plainData(document) };
}

function plainData(document: BlockDocument): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(document.data)) as Readonly<Record<string, unknown>>;
}

function textRecord(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** @throws ActionFailedError where nobody answers in time; never with the URL, which may be a secret */
async function call({ method, url, headers, body }: Call, failed: string): Promise<Answered> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(method === "GET" || body === "" ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const told = [...response.headers].filter(([name]) => !HIDDEN_HEADER.test(name));
    return { status: response.status, headers: Object.fromEntries(told), text: await beginningOf(response) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = (cause as { readonly code?: unknown }).code;
    const reason = error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : (code ?? "no call");
    throw new ActionFailedError(`${failed}: ${String(reason)}`);
  }
}

/** The beginning of an answer's text; the rest is not read. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (reader !== undefined && bytes < READ_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

/** @throws ActionFailedError */
export async function callWebhook(core: Core, run: ActionRun, action: ActionOf<"call-webhook">): Promise<void> {
  const { slug, data } = await blockOf(core, run, action);
  if (slug !== "webhook") throw new ActionFailedError("The referenced block was not a webhook block");
  const [payload = ""] = await renderAll(core, run, [action.payload]);
  const { method = "POST", url, headers, allow_private_urls: allowsPrivate = true, verify = true } = data;
  if (typeof url !== "string" || !HTTP_METHODS.has(method))
    throw new ActionFailedError("The webhook block was invalid");
  if (allowsPrivate === false || verify === false) {
    throw new ActionFailedError(
      "The webhook block was invalid: this server calls neither public addresses only nor without verifying them",
    );
  }
  const answered = await call(
    { method: String(method), url, headers: textRecord(headers), body: payload },
    "Webhook call failed",
  );
  run.details.status_code = answered.status;
  run.details.response_body =
    answered.text.length > TOLD_CHARACTERS ? `${answered.text.slice(0, TOLD_CHARACTERS - 3)}...` : answered.text;
  run.details.response_headers = answered.headers;
}

/**
 * The reference sends notifications by the blocks' own Python code. Those that are no more than a call or a few, this server makes
 * itself; others it cannot send.
 *
 * @throws ActionFailedError
 */
export async function sendNotification(
  core: Core,
  run: ActionRun,
  action: ActionOf<"send-notification">,
): Promise<void> {
  const { slug, data } = await blockOf(core, run, action);
  const [subject = "", body = ""] = await renderAll(core, run, [action.subject, action.body]);
  const calls = callsOf(slug, data, { subject, body, now: core.clock.now() });
  if (calls === undefined) {
    throw new ActionFailedError(
      `Notifications by blocks of the type '${slug}' need Python and are not sent by this server`,
    );
  }
  // All are told, as far as they can be, before it is said that one could not.
  const failures: string[] = [];
  for (const each of calls) {
    try {
      const answered = await call(each, "Notification failed");
      if (answered.status >= 300) failures.push(`${answered.status} ${answered.text.slice(0, TOLD_CHARACTERS)}`);
    } catch (error) {
      if (!(error instanceof ActionFailedError)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length === 0) return;
  run.details.notification_log = failures.join("\n").slice(0, TOLD_CHARACTERS);
  throw new ActionFailedError("Notification failed");
}

function callsOf(slug: string, data: BlockData, message: Message): readonly Call[] | undefined {
  try {
    return notificationCalls(slug, data, message);
  } catch (error) {
    if (!(error instanceof InvalidNotificationError)) throw error;
    throw new ActionFailedError(`The notification block was invalid: ${error.message}`);
  }
}
