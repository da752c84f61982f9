"""`slack.postMessage`: a message in a channel, through Slack's own SDK.

Source: Slack's method `chat.postMessage`; `&`, `<` and `>` in a text are its markup and are escaped, so that a deal
named `<!channel>` wakes nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ghxstship.errors import APIConnectionError, ConfigurationError
from ghxstship.retry import retry_after

from ...configuration import Document, Place
from ...inbox.attempts import Reject
from ..sending import UNSAID, LimitedError, Outgoing, Sender
from .base import Config, Field, Step

URL = "https://slack.com/api/"
TOKEN = "SLACK_BOT_TOKEN"  # noqa: S105 - the variable that holds it

# Of Slack's errors these pass by themselves; every other one needs somebody to change something.
_PASSING = frozenset(
    ("fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout", "service_unavailable",
     "team_added_to_org", "accesslimited")
)  # fmt: skip
LONGEST = 40_000
# Of a text object in a block (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
LONGEST_IN_BLOCK = 3_000


def escape(text: str) -> str:
    """A text that Slack shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class PostMessage:
    """`{"channel": "#sales-wins", "text": "Deal won: {{deal.name}}"}`."""

    name = "slack.postMessage"
    variables = (TOKEN,)
    fields: Mapping[str, Field] = {
        "channel": Field(required=True),
        "text": Field(required=True, escape=escape),
        "blocks": Field((list,), escape=escape),
        "thread_ts": Field(),
        "username": Field(),
        "icon_emoji": Field(),
        "unfurl_links": Field((bool,)),
    }

    def check(self, document: Document, config: Config, place: Place) -> None:
        """Nothing beyond the fields."""

    def prepare(self, config: Config, step: Step, environment: Mapping[str, str]) -> list[Outgoing]:
        """The message. A text that is longer than Slack takes is cut, and shows it."""
        message = {**config, "text": _cut(str(config["text"]), LONGEST)}
        if "blocks" in config:
            message["blocks"] = _cut_blocks(config["blocks"])
        secrets = {"Authorization": f"Bearer {environment.get(TOKEN, '')}"}
        return [Outgoing("POST", _base(environment) + "chat.postMessage", message, {}, secrets)]

    def effect(self, config: Config, step: Step) -> str | None:
        """Each event has its own."""

    async def perform(
        self, config: Config, step: Step, environment: Mapping[str, str], sender: Sender
    ) -> dict[str, Any]:
        """Post it; `ts` and `channel` of the message."""
        [outgoing] = self.prepare(config, step, environment)
        return await asyncio.to_thread(_post, outgoing.body, environment)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 2] + " …"


def _cut_blocks(value: Any) -> Any:
    if isinstance(value, list):
        return [_cut_blocks(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _cut_blocks(one) for name, one in value.items()}
    if value.get("type") in ("mrkdwn", "plain_text") and isinstance(value.get("text"), str):
        found["text"] = _cut(value["text"], LONGEST_IN_BLOCK)
    return found


def _base(environment: Mapping[str, str]) -> str:
    return environment.get("SLACK_API_URL") or URL


def _post(body: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    try:
        from slack_sdk import WebClient
        from slack_sdk.errors import SlackApiError
    except ModuleNotFoundError:
        raise ConfigurationError(
            'slack.postMessage needs the extra: pip install "ghxstship-connect[slack]"'
        ) from None
    # The inbox retries, so that a wait holds up nothing and survives a restart.
    client = WebClient(environment[TOKEN], base_url=_base(environment), retry_handlers=[], timeout=30)
    try:
        answer = client.chat_postMessage(**body)
    except SlackApiError as error:
        raise _failure(error) from None
    except OSError as error:
        raise APIConnectionError(f"Slack cannot be reached: {error}") from None
    return {"ts": answer["ts"], "channel": answer["channel"]}


def _failure(error: Any) -> Exception:
    code = str(error.response.get("error") or f"status {error.response.status_code}")
    needed = error.response.get("needed")
    reason = f"Slack refused: {code}" + (f" (needs the scope {needed})" if needed else "")
    if error.response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        headers = {name.lower(): value for name, value in error.response.headers.items()}
        wait = retry_after(headers)
        return LimitedError(UNSAID if wait is None else wait, reason)
    if code in _PASSING or error.response.status_code >= 500:
        return APIConnectionError(reason)
    return Reject(reason)
