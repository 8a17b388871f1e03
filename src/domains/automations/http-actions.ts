/** Actions that call others over HTTP: webhooks, and the kinds of notifications that are no more than a call. */
import type { Core } from "../../core.ts";
import { readBlockDocument } from "../blocks/block-document.queries.ts";
import type { BlockDocument } from "../blocks/block-document.ts";
import type { ActionOf } from "./action.ts";
import { renderAll } from "./action-templates.ts";
import { ActionFailedError, type ActionRun } from "./triggered-action.ts";

/** How long an answer is waited for, in milliseconds; the action is taken for dead after twice as long. */
const TIMEOUT_MILLISECONDS = 30_000;
/** Of an answer, in characters, as much is told in events. */
const TOLD_CHARACTERS = 1_000;
/** Of an answer, in bytes, as much is read. */
const READ_BYTES = 65_536;

const METHODS: ReadonlySet<unknown> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

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

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
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
      ...(method === "GET" ? {} : { body }),
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
  if (typeof url !== "string" || !METHODS.has(method)) throw new ActionFailedError("The webhook block was invalid");
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
 * The reference sends notifications by the blocks' own Python code. Slack's webhooks, and custom ones with JSON, are a call
 * that this server makes itself; others it cannot send.
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
  const request = notificationCall(slug, data, subject, body);
  if (request === undefined) {
    throw new ActionFailedError(
      `Notifications by blocks of the type '${slug}' need Python and are not sent by this server`,
    );
  }
  const answered = await call(request, "Notification failed");
  if (answered.status >= 300) {
    run.details.notification_log = `${answered.status} ${answered.text.slice(0, TOLD_CHARACTERS)}`;
    throw new ActionFailedError("Notification failed");
  }
}

function notificationCall(
  slug: string,
  data: Readonly<Record<string, unknown>>,
  subject: string,
  body: string,
): Call | undefined {
  const { url } = data;
  if (typeof url !== "string") return undefined;
  const json = { "content-type": "application/json", "user-agent": "Prefect Notifications" };
  if (slug === "slack-webhook") {
    const text = subject === "" ? body : `*${subject}*\n${body}`;
    return { method: "POST", url, headers: json, body: JSON.stringify({ text }) };
  }
  if (slug !== "custom-webhook" || data.json_data === null || data.json_data === undefined) return undefined;
  const values = { ...textRecord(data.secrets), subject, body, name: String(data.name ?? "") };
  const fill = (value: unknown): unknown => filled(value, values);
  const { method = "POST" } = data;
  return METHODS.has(method)
    ? {
        method: String(method),
        url: String(fill(url)),
        headers: { ...json, ...textRecord(fill(data.headers)) },
        body: JSON.stringify(fill(data.json_data)),
      }
    : undefined;
}

/** Every "{{key}}" in the texts of a value replaced. */
function filled(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") {
    return value.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, key: string) =>
      Object.hasOwn(values, key) ? (values[key] as string) : whole,
    );
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, values)]));
}
