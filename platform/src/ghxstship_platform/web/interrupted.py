"""Forms that could not be taken as they came: what was typed into them is not lost.

A session ends, or another one begins in another tab, while somebody fills in a form. What was typed is shown, and is
sent once the person says so, after signing in where that is needed. Passwords are not kept. Only what a page of ours
has sent is taken up: what comes from elsewhere must not be one click away from being done.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..api.responses import Response
from .visit import PORTAL, Visit, local_path

_PASSWORDS = frozenset({"password", "current", "again", "proof"})
_TYPED_BY_NOBODY = frozenset({"idempotency_key", "token", "next", "sent", "sent_to", "sent_whole"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A form on its way.

    Parameters
    ----------
    action: where it was sent.
    page: where it stands.
    fields: what it sends, without passwords and without the token that was not good.
    whole: whether that is all of it; a form with a password is filled in again.
    """

    action: str
    page: str
    fields: list[tuple[str, str]]
    whole: bool = True

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What a person has put in, to be shown."""
        return [(name, text) for name, text in self.fields if text.strip() and name not in _TYPED_BY_NOBODY]


def kept(visit: Visit) -> Kept | None:
    """What of a form that is refused can be taken up again; None where that is nothing, or not from a page of ours."""
    if not visit.form or not _is_from_ours(visit):
        return None
    fields = [(name, text) for name, text in visit.form.items() if name != "csrf" and name not in _PASSWORDS]
    whole = not any(name in _PASSWORDS for name in visit.form)
    found = Kept(visit.request.path, page_of(visit), fields, whole)
    # What asks in its address is asked again from there.
    return found if found.typed and not visit.query else None


def carried(visit: Visit) -> Kept | None:
    """What the form for signing in carries of the one before it."""
    action = visit.form.get("sent_to")
    if not action:
        return None
    fields = parse_qsl(visit.form.raw("sent"), keep_blank_values=True)
    page = visit.ours(visit.form.get("next"))
    return Kept(visit.ours(action), page, fields, visit.form.get("sent_whole") == "yes")


def hidden(found: Kept | None) -> list[tuple[str, str]]:
    """The fields that carry it through the form for signing in."""
    if found is None:
        return []
    whole = "yes" if found.whole else ""
    return [("sent_to", found.action), ("sent", urlencode(found.fields)), ("sent_whole", whole)]


def ask_again(visit: Visit, found: Kept, *, status: int = 200) -> Response:
    """Show what was typed, to be sent once more."""
    return visit.page("portal/again.html", status=status, kept=found)


def sign_in_first(visit: Visit, found: Kept) -> Response:
    """The form for signing in, which carries what was typed."""
    visit.headers.append((b"cache-control", b"no-store"))
    return visit.page(
        "portal/sign_in.html", status=401, errors={}, email="", next=found.page, carried=hidden(found)
    )


def page_of(visit: Visit) -> str:
    """The page of ours that a form was sent from; the portal where the browser does not say."""
    referer = urlsplit(visit.request.header(b"referer") or "")
    if f"{referer.scheme}://{referer.netloc}" != visit.origin:
        return PORTAL
    return local_path(referer.path + (f"?{referer.query}" if referer.query else ""), PORTAL)


def _is_from_ours(visit: Visit) -> bool:
    site = visit.request.headers.get(b"sec-fetch-site")
    # Browsers leave it out where there is no TLS; this they send all the same.
    return visit.request.header(b"origin") == visit.origin if site is None else site == b"same-origin"
