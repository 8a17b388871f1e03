/** What custom webhook blocks send. */
import {
  AGENT,
  type BlockData,
  type Call,
  FORM_TYPE,
  given,
  HTTP_METHODS,
  InvalidNotificationError,
  JSON_TYPE,
  type Message,
  needed,
} from "./notification-call.ts";

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, String(entry)]));
}

/** Every "{{key}}" in the texts of a value replaced. */
function filled(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") {
    return value.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, key: string) =>
      Object.hasOwn(values, key) ? (values[key] ?? whole) : whole,
    );
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, values)]));
}

/** What a custom webhook sends, with the type it is of. */
function customBody(data: BlockData, fill: (value: unknown) => unknown): readonly [string, string | undefined] {
  const { json_data: json, form_data: form } = data;
  if (json !== null && json !== undefined) return [JSON.stringify(fill(json)), JSON_TYPE];
  if (typeof form === "string") return [String(fill(form)), undefined];
  if (form === null || form === undefined) return ["", undefined];
  return [new URLSearchParams(textsOf(fill(form))).toString(), FORM_TYPE];
}

/** @throws InvalidNotificationError */
export function customWebhook(data: BlockData, { subject, body }: Message): readonly Call[] {
  const { method = "POST" } = data;
  if (!HTTP_METHODS.has(method)) throw new InvalidNotificationError("The notification block has another method");
  if (data.allow_private_urls === false) {
    throw new InvalidNotificationError("This server does not keep notifications to public addresses only");
  }
  const values = { ...textsOf(data.secrets), subject, body, name: given(data, "name") ?? "" };
  const fill = (value: unknown): unknown => filled(value, values);
  const url = URL.parse(String(fill(needed(data, "url"))));
  if (url === null) throw new InvalidNotificationError("The notification block has no valid url");
  for (const [name, value] of Object.entries(textsOf(fill(data.params)))) url.searchParams.set(name, value);
  const cookies = Object.entries(textsOf(fill(data.cookies))).map(([name, value]) => `${name}=${value}`);
  const [content, type] = customBody(data, fill);
  const headers = {
    "user-agent": AGENT,
    ...(type === undefined ? {} : { "content-type": type }),
    ...(cookies.length === 0 ? {} : { cookie: cookies.join("; ") }),
    ...textsOf(fill(data.headers)),
  };
  return [{ method: String(method), url: url.href, headers, body: content }];
}
