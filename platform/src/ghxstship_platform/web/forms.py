"""What a form sends: `application/x-www-form-urlencoded`, within limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from ..api.request import Request
from ..errors import PlatformError

MOST_BYTES = 256 * 1024
MOST_FIELDS = 500


class Fields:
    """Names with their values, as of a form or a query; a name may stand several times."""

    def __init__(self, pairs: list[tuple[str, str]] | None = None) -> None:
        self._pairs = pairs or []

    def get(self, name: str, default: str = "") -> str:
        """The first value of a name, without the space around it."""
        return next((value.strip() for key, value in self._pairs if key == name), default)

    def raw(self, name: str) -> str:
        """The first value of a name as it was typed (a password, a text of several lines)."""
        return next((value for key, value in self._pairs if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a name that is not empty."""
        return [value.strip() for key, value in self._pairs if key == name and value.strip()]

    def items(self) -> list[tuple[str, str]]:
        """Every name with its value, in order."""
        return list(self._pairs)

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _ in self._pairs)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for key, _ in self._pairs))

    def __bool__(self) -> bool:
        return bool(self._pairs)


def by_field(details: list[dict[str, Any]], message: str) -> dict[str, str]:
    """What is wrong by field, of an error's details; what belongs to no field stands under the empty name."""
    if not details:
        return {"": message}
    found: dict[str, str] = {}
    for entry in details:
        found.setdefault(str(entry["field"]), str(entry["message"]))
    return found


async def read_form(request: Request) -> Fields:
    """The fields of a posted form.

    Raises `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE` (256 KiB) or `BAD_REQUEST` (over 500 fields, not UTF-8, NUL).
    """
    media = (request.header(b"content-type") or "").partition(";")[0].strip().lower()
    if media != "application/x-www-form-urlencoded":
        raise PlatformError("UNSUPPORTED_MEDIA_TYPE", "A form is sent as application/x-www-form-urlencoded.")
    raw = await request.body()
    if len(raw) > MOST_BYTES:
        raise PlatformError("PAYLOAD_TOO_LARGE", "The form is over the limit of 256 KiB.")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise PlatformError("BAD_REQUEST", "The form could not be read.") from error
    if any("\x00" in name or "\x00" in value for name, value in pairs):
        raise PlatformError("BAD_REQUEST", "The form holds the character NUL.")
    # Browsers end lines with CR LF, the API's texts with LF.
    return Fields([(name, value.replace("\r\n", "\n")) for name, value in pairs])
