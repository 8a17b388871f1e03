/**
 * What notification blocks send: for each type of block that is no more than a call or a few, what it calls, as the reference's
 * blocks do through Apprise. Others need their Python code.
 */
import { customWebhook } from "./custom-webhook-call.ts";
import {
  AGENT,
  type BlockData,
  type Call,
  FORM_TYPE,
  given,
  InvalidNotificationError,
  JSON_TYPE,
  type Message,
  needed,
} from "./notification-call.ts";

/** Calls of one notification at the most: a number or an address each. */
const MOST_CALLS = 100;

const IMAGES = "https://github.com/caronc/apprise/raw/master/apprise/assets/themes/default/apprise";
const COLORS: Readonly<Record<string, string>> = {
  info: "#3AA3E3",
  success: "#3AA337",
  warning: "#CACF29",
  failure: "#A32037",
};
const SEVERITIES: Readonly<Record<string, string>> = {
  info: "info",
  success: "info",
  warning: "warning",
  failure: "critical",
};

function listOf(data: BlockData, name: string): readonly string[] {
  const value = data[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function typeOf(data: BlockData): string {
  return given(data, "notify_type") ?? "info";
}

function image(data: BlockData, size: string): string {
  return `${IMAGES}-${typeOf(data)}-${size}.png`;
}

/** Without what is undefined. */
function post(url: string, content: object, headers: Readonly<Record<string, string>> = {}): Call {
  const all = { "content-type": JSON_TYPE, "user-agent": AGENT, ...headers };
  return { method: "POST", url, headers: all, body: JSON.stringify(content) };
}

/** The subject above the body, where a service knows no subjects. */
function together({ subject, body }: Message): string {
  return subject === "" ? body : `${subject}\r\n${body}`;
}

function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function slack(data: BlockData, { subject, body, now }: Message): readonly Call[] {
  const icon = image(data, "72x72");
  const attachment = {
    title: slackText(subject),
    text: slackText(body),
    color: COLORS[typeOf(data)],
    footer_icon: icon,
    footer: AGENT,
    ts: now / 1_000_000,
  };
  const content = { mrkdwn: true, attachments: [attachment], icon_url: icon };
  return [post(needed(data, "url"), content, { "content-type": "application/json; charset=utf-8" })];
}

const WORKFLOW =
  /^https?:\/\/[A-Z0-9_.-]+(?::[1-9][0-9]{0,5})?(?:\/powerautomate\/automations\/direct(?:\/cu\/[0-9]+)?)?\/workflows\/[A-Z0-9_-]+\/triggers\/manual\/paths\/invoke\/?\?.+$/i;

function teams(data: BlockData, { subject, body }: Message): readonly Call[] {
  const url = needed(data, "url");
  if (!WORKFLOW.test(url)) throw new InvalidNotificationError("Invalid Microsoft Teams Workflow URL provided.");
  const picture = { type: "Image", url: image(data, "32x32"), height: "32px", altText: typeOf(data) };
  const title = { type: "TextBlock", text: subject, style: "heading", weight: "Bolder", size: "Large", id: "title" };
  const text = { type: "TextBlock", text: body, style: "default", wrap: data.wrap !== false, id: "body" };
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [...(data.include_image === false ? [] : [picture]), ...(subject === "" ? [] : [title]), text],
    msteams: { width: "full" },
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return [post(url, { type: "message", attachments: [attachment] })];
}

function pagerDuty(data: BlockData, { subject, body }: Message): readonly Call[] {
  const details = {
    ...(data.custom_details as object | null | undefined),
    ...(subject === "" ? {} : { "Prefect Notification Body": body }),
  };
  const link = given(data, "clickable_url");
  const payload = {
    summary: subject === "" ? body : `${subject}\r\n`,
    severity: SEVERITIES[typeOf(data)],
    source: given(data, "source") ?? "Prefect",
    component: given(data, "component") ?? "Notification",
    group: given(data, "group"),
    class: given(data, "class_id"),
    ...(Object.keys(details).length === 0 ? {} : { custom_details: details }),
  };
  const content = {
    routing_key: needed(data, "integration_key"),
    payload,
    client: AGENT,
    event_action: "trigger",
    ...(link === undefined ? {} : { links: [{ href: link }] }),
    ...(data.include_image === false ? {} : { images: [{ src: image(data, "128x128"), alt: typeOf(data) }] }),
  };
  const host = data.region_name === "eu" ? "events.eu.pagerduty.com" : "events.pagerduty.com";
  return [post(`https://${host}/v2/enqueue`, content, { authorization: `Token token=${needed(data, "api_key")}` })];
}

/** "+1 (800) 123-4567" as "+18001234567"; short codes stay. */
function phone(number: string): string {
  const digits = number.replace(/\D/g, "");
  return digits.length > 6 ? `+${digits}` : digits;
}

function twilio(data: BlockData, message: Message): readonly Call[] {
  const account = needed(data, "account_sid");
  const secret = Buffer.from(`${account}:${needed(data, "auth_token")}`).toString("base64");
  const headers = { authorization: `Basic ${secret}`, "content-type": FORM_TYPE, "user-agent": AGENT };
  const url = `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`;
  const from = phone(needed(data, "from_phone_number"));
  return listOf(data, "to_phone_numbers").map((to) => {
    const form = new URLSearchParams({ Body: together(message), From: from, To: phone(to) });
    return { method: "POST", url, headers, body: form.toString() };
  });
}

function opsgenie(data: BlockData, { subject, body }: Message): readonly Call[] {
  const named = (name: string, type: string): object[] => listOf(data, name).map((each) => ({ type, name: each }));
  const responders = [
    ...named("target_team", "team"),
    ...named("target_schedule", "schedule"),
    ...listOf(data, "target_user").map((username) => ({ type: "user", username })),
    ...named("target_escalation", "escalation"),
  ];
  const tags = listOf(data, "tags");
  const content = {
    source: AGENT,
    message: subject === "" ? body : subject,
    description: body,
    details: { ...(data.details as object | null | undefined), type: typeOf(data) },
    priority: `P${given(data, "priority") ?? 3}`,
    ...(tags.length === 0 ? {} : { tags }),
    entity: given(data, "entity"),
    alias: given(data, "alias"),
  };
  const host = data.region_name === "eu" ? "api.eu.opsgenie.com" : "api.opsgenie.com";
  const call = (to: readonly object[]): Call =>
    post(`https://${host}/v2/alerts`, to.length === 0 ? content : { ...content, responders: to }, {
      authorization: `GenieKey ${needed(data, "apikey")}`,
    });
  return data.batch === true || responders.length === 0 ? [call(responders)] : responders.map((each) => call([each]));
}

function mattermost(data: BlockData, message: Message): readonly Call[] {
  const scheme = data.secure === true ? "https" : "http";
  const path = (given(data, "path") ?? "").replace(/^\/?(?=.)/, "/").replace(/\/$/, "");
  const host = `${needed(data, "hostname")}:${given(data, "port") ?? 8065}`;
  const url = `${scheme}://${host}${path}/hooks/${encodeURIComponent(needed(data, "token"))}`;
  const content = {
    text: together(message),
    ...(data.include_image === true ? { icon_url: image(data, "72x72") } : {}),
    username: given(data, "botname") ?? "Apprise",
  };
  const channels = listOf(data, "channels").map((channel) => channel.replace(/^#/, ""));
  if (channels.length === 0) return [post(url, content)];
  return channels.map((channel) => post(url, { ...content, channel }));
}

function discord(data: BlockData, message: Message): readonly Call[] {
  const [id, token] = [needed(data, "webhook_id"), needed(data, "webhook_token")].map(encodeURIComponent);
  const isSpoken = data.tts === true;
  const avatar = data.avatar === true ? (given(data, "avatar_url") ?? image(data, "256x256")) : undefined;
  const content = { tts: isSpoken, wait: !isSpoken, avatar_url: avatar, content: together(message) };
  return [
    post(`https://discord.com/api/webhooks/${id}/${token}`, content, {
      "content-type": "application/json; charset=utf-8",
    }),
  ];
}

function sendgrid(data: BlockData, { subject, body }: Message): readonly Call[] {
  const from = { email: needed(data, "sender_email") };
  const headers = { authorization: `Bearer ${needed(data, "api_key")}` };
  const content = [{ type: "text/html", value: body }];
  return listOf(data, "to_emails").map((email) => {
    const personalizations = [{ to: [{ email }] }];
    const mail = { personalizations, from, subject: subject === "" ? "<no subject>" : subject, content };
    return post("https://api.sendgrid.com/v3/mail/send", mail, headers);
  });
}

const TYPES: Readonly<Record<string, (data: BlockData, message: Message) => readonly Call[]>> = {
  "custom-webhook": customWebhook,
  "discord-webhook": discord,
  "mattermost-webhook": mattermost,
  "ms-teams-webhook": teams,
  "opsgenie-webhook": opsgenie,
  "pager-duty-webhook": pagerDuty,
  "sendgrid-email": sendgrid,
  "slack-webhook": slack,
  "twilio-sms": twilio,
};

/**
 * The calls that send a notification.
 *
 * @param slug the type of the block
 * @returns undefined for types that this server cannot send
 * @throws InvalidNotificationError for a block that lacks what is needed
 */
export function notificationCalls(slug: string, data: BlockData, message: Message): readonly Call[] | undefined {
  const make = Object.hasOwn(TYPES, slug) ? TYPES[slug] : undefined;
  if (make === undefined) return undefined;
  const calls = make(data, message);
  if (calls.length === 0) throw new InvalidNotificationError("The notification block names nobody to notify");
  if (calls.length > MOST_CALLS) {
    throw new InvalidNotificationError(`Notifications go to ${MOST_CALLS} receivers at the most`);
  }
  return calls;
}
