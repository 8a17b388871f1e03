"""Makes reference-notifications.json: notification blocks, and the calls that the reference sends for them.

Run with a Python that has prefect 3.9.1 installed; nothing leaves the machine:

    python test/domains/automations/make-reference-notifications.py > test/domains/automations/reference-notifications.json
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
import reference_player  # noqa: E402, F401
import httpx  # noqa: E402
import requests  # noqa: E402
from prefect.blocks.abstract import NotificationError  # noqa: E402
from prefect.blocks import notifications  # noqa: E402

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TEAMS = (
    "https://prod-10.westus.logic.azure.com:443/workflows/643e69f83c8944/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KXuebbbGGGcbhb111jn4"
)
PAGER = {"integration_key": "a" * 32, "api_key": "key 1"}
TWILIO = {
    "account_sid": "AC" + "a" * 32,
    "auth_token": "b" * 32,
    "from_phone_number": "+18001234567",
    "to_phone_numbers": ["+18004242424"],
}
DISCORD = {"webhook_id": "A" * 24, "webhook_token": "B" * 64}
CUSTOM = {"name": "hook", "url": "https://example.com/{{subject}}", "secrets": {"token": "s3cret"}}

BLOCKS: list[tuple[str, dict[str, object]]] = [
    ("SlackWebhook", {"url": SLACK}),
    ("SlackWebhook", {"url": SLACK, "notify_type": "failure"}),
    ("SlackWebhook", {"url": SLACK.replace("slack.com", "slack-gov.com")}),
    ("SlackWebhook", {"url": "https://example.com/hook"}),
    ("MicrosoftTeamsWebhook", {"url": TEAMS}),
    ("MicrosoftTeamsWebhook", {"url": TEAMS, "include_image": False, "wrap": False, "notify_type": "warning"}),
    ("MicrosoftTeamsWebhook", {"url": "https://example.com/hook"}),
    ("PagerDutyWebHook", PAGER),
    (
        "PagerDutyWebHook",
        {
            **PAGER,
            "source": "s",
            "component": "c",
            "group": "g",
            "class_id": "k",
            "region_name": "eu",
            "clickable_url": "https://example.com/x?y=1",
            "include_image": False,
            "custom_details": {"disk": "145 GB"},
            "notify_type": "failure",
        },
    ),
    ("TwilioSMS", TWILIO),
    ("TwilioSMS", {**TWILIO, "to_phone_numbers": ["+18004242424", "+18004242425"], "notify_type": "success"}),
    ("OpsgenieWebhook", {"apikey": "c" * 36}),
    (
        "OpsgenieWebhook",
        {
            "apikey": "c" * 36,
            "region_name": "eu",
            "target_user": ["me"],
            "target_team": ["us"],
            "target_schedule": ["s"],
            "target_escalation": ["e"],
            "batch": True,
            "tags": ["a", "b"],
            "priority": 5,
            "alias": "al",
            "entity": "en",
            "details": {"k": "v w"},
        },
    ),
    ("OpsgenieWebhook", {"apikey": "c" * 36, "target_user": ["me", "you"], "target_team": ["us"]}),
    ("OpsgenieWebhook", {"apikey": "c" * 36, "notify_type": "failure"}),
    ("OpsgenieWebhook", {"apikey": "c" * 36, "notify_type": "warning"}),
    ("OpsgenieWebhook", {"apikey": "c" * 36, "notify_type": "success"}),
    ("MattermostWebhook", {"hostname": "chat.example.com", "token": "d" * 26}),
    (
        "MattermostWebhook",
        {
            "hostname": "chat.example.com",
            "token": "d" * 26,
            "secure": True,
            "botname": "bot",
            "channels": ["one", "#two"],
            "include_image": True,
            "path": "/sub/path",
            "port": 443,
        },
    ),
    ("DiscordWebhook", DISCORD),
    (
        "DiscordWebhook",
        {**DISCORD, "botname": "bot", "tts": True, "include_image": True, "avatar": True, "notify_type": "failure"},
    ),
    ("DiscordWebhook", {**DISCORD, "avatar": True, "avatar_url": "https://example.com/a.png"}),
    ("SendgridEmail", {"api_key": "e" * 30, "sender_email": "from@example.com", "to_emails": ["to@example.com"]}),
    (
        "SendgridEmail",
        {"api_key": "e" * 30, "sender_email": "from@example.com", "to_emails": ["a@example.com", "b@example.com"]},
    ),
    ("CustomWebhookNotificationBlock", {**CUSTOM, "json_data": {"t": "{{subject}} {{body}} {{name}} {{token}}", "n": [1, "{{body}}"]}}),
    (
        "CustomWebhookNotificationBlock",
        {
            **CUSTOM,
            "method": "PUT",
            "form_data": {"a": "{{subject}}", "b": "{{body}}"},
            "params": {"q": "{{token}}"},
            "headers": {"x-token": "{{token}}"},
            "cookies": {"c": "{{name}}"},
        },
    ),
    ("CustomWebhookNotificationBlock", {**CUSTOM, "form_data": "raw {{body}}"}),
    ("CustomWebhookNotificationBlock", {**CUSTOM, "method": "GET", "params": {"q": "{{subject}}"}}),
]
MESSAGES = [("subject", "body of it"), ("", "alone"), ("a <b> & *c*", "1 < 2 & \"q\" ü\nsecond line")]
# Headers that every HTTP client has its own of.
OWN = {"accept", "accept-encoding", "connection", "host", "content-length"}


def plain(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in sorted(headers.items()) if name.lower() not in OWN}


async def sent(name: str, data: dict[str, object], subject: str, body: str) -> dict[str, object]:
    calls: list[dict[str, object]] = []

    def record(method: str, url: str, headers: dict[str, str], content: object) -> None:
        text = content.decode() if isinstance(content, bytes) else content
        text = re.sub(r'"ts": [\d.]+', '"ts": 0', str(text or ""))
        calls.append({"method": method, "url": url, "headers": plain(headers), "body": text})

    def send(_session: object, request: requests.PreparedRequest, **_: object) -> requests.Response:
        record(str(request.method), str(request.url), dict(request.headers), request.body)
        response = requests.Response()
        response.status_code = 200
        # Slack answers in a word, and of Opsgenie an id is remembered.
        response._content = b"ok" if "slack" in str(request.url) else b'{"requestId": "1"}'
        return response

    async def handle(_transport: object, request: httpx.Request) -> httpx.Response:
        record(request.method, str(request.url), dict(request.headers), request.content)
        return httpx.Response(200, request=request)

    with (
        mock.patch.object(requests.Session, "send", send),
        mock.patch.object(httpx.AsyncHTTPTransport, "handle_async_request", handle),
    ):
        try:
            block = getattr(notifications, name)(**data)
            with block.raise_on_failure():
                await block.anotify(subject=subject, body=body)
        except (NotificationError, ValueError, TypeError) as error:
            return {"error": type(error).__name__, "calls": calls}
    return {"calls": calls}


async def main() -> None:
    lines = []
    for name, data in BLOCKS:
        slug = getattr(notifications, name).get_block_type_slug()
        for subject, body in MESSAGES:
            outcome = await sent(name, dict(data), subject, body)
            lines.append(json.dumps({"slug": slug, "data": data, "subject": subject, "body": body, **outcome}, ensure_ascii=False))
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


asyncio.run(main())
