"""`mailchimp.lists.addMember`: a contact in an audience, made or brought up to date by e-mail address.

Source: Mailchimp Marketing API 3.0, `PUT /lists/{list_id}/members/{subscriber_hash}` and `POST …/tags`. Both may be
repeated without a further effect. `status` is used for new contacts only: who has unsubscribed stays unsubscribed.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ...configuration import Document, Place
from ...inbox.attempts import Reject
from ..sending import Outgoing, Sender
from .base import Config, Field, Step

KEY = "MAILCHIMP_API_KEY"
STATUSES = ("subscribed", "unsubscribed", "cleaned", "pending", "transactional")
LONGEST_MERGE_FIELD = 255


class AddMember:
    """`{"list_id": "…", "email_address": "{{customer.email}}", "merge_fields": {…}, "tags": ["ticket-buyer"]}`."""

    name = "mailchimp.lists.addMember"
    variables = (KEY,)
    fields: Mapping[str, Field] = {
        "list_id": Field(required=True),
        "email_address": Field(required=True),
        "status": Field(),
        "merge_fields": Field((dict,)),
        "tags": Field((list,)),
        "language": Field(),
    }

    def check(self, document: Document, config: Config, place: Place) -> None:
        """The status is one of Mailchimp's."""
        status = config.get("status")
        if isinstance(status, str) and "{{" not in status and status not in STATUSES:
            document.complain(
                (*place, "status"), f"status must be one of {', '.join(STATUSES)}, not {status!r}"
            )

    def prepare(self, config: Config, step: Step, environment: Mapping[str, str]) -> list[Outgoing]:
        """The upsert of the contact, then its tags."""
        email = config["email_address"]
        if not isinstance(email, str) or "@" not in email:
            raise Reject(f"email_address is no address but {email!r}")
        member = f"{_base(environment)}/lists/{quote(str(config['list_id']), safe='')}/members/{subscriber_hash(email)}"
        body: dict[str, Any] = {"email_address": email, "status_if_new": config.get("status", "subscribed")}
        if config.get("merge_fields"):
            body["merge_fields"] = {name: _merge(value) for name, value in config["merge_fields"].items()}
        if config.get("language"):
            body["language"] = config["language"]
        secrets = {"Authorization": _authorization(environment)}
        outgoing = [Outgoing("PUT", member, body, {}, secrets)]
        tags = [str(tag) for tag in config.get("tags") or () if tag not in (None, "")]
        if tags:
            tagged = {"tags": [{"name": tag, "status": "active"} for tag in dict.fromkeys(tags)]}
            outgoing.append(Outgoing("POST", f"{member}/tags", tagged, {}, secrets))
        return outgoing

    def effect(self, config: Config, step: Step) -> str | None:
        """Each event has its own."""

    async def perform(
        self, config: Config, step: Step, environment: Mapping[str, str], sender: Sender
    ) -> dict[str, Any]:
        """Send both; the contact's `id` and `status`."""
        first, *rest = self.prepare(config, step, environment)
        member = (await sender.send(first)).json()
        for outgoing in rest:
            await sender.send(outgoing)
        return {"id": member.get("id"), "status": member.get("status")}


def subscriber_hash(email: str) -> str:
    """How Mailchimp names a contact: the MD5 of the address in lower case."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def _base(environment: Mapping[str, str]) -> str:
    # The data centre is the end of the key: `…-us21`.
    where = environment.get(KEY, "").rpartition("-")[2] or "usX"
    return environment.get("MAILCHIMP_API_URL", f"https://{where}.api.mailchimp.com/3.0").rstrip("/")


def _authorization(environment: Mapping[str, str]) -> str:
    return "Basic " + b64encode(f"ghxstship:{environment.get(KEY, '')}".encode()).decode()


def _merge(value: Any) -> Any:
    if value is None:
        return ""
    return value[:LONGEST_MERGE_FIELD] if isinstance(value, str) else value
