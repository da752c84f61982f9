"""Every operation of the API, made from the resource declarations: the router, the OpenAPI document and the tests all
read this one list.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..products.resource import Action, Resource
from .request import Request
from .responses import Response, Stream

if TYPE_CHECKING:
    from .context import Context

Handler = Callable[["Context", "Operation", Request, str], Awaitable[Response | Stream]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation that is not one of a list's own."""

    name: str
    where: str
    doc: str
    schema: dict[str, Any]
    required: bool = False
    repeated: bool = False


NO_BODY: dict[str, Any] = {
    "type": "object",
    "description": "Nothing: an empty object, or no body at all.",
    "additionalProperties": False,
}


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """One operation.

    Parameters
    ----------
    path: the template, ``/atlvs/v1/deals/{id}/…``.
    id: unique name, ``atlvs.deals.list``.
    kind: ``list``, ``create``, ``retrieve``, ``update``, ``delete``, ``batch``, ``export``, ``action``; of what no
        resource describes ``page`` (of a list whose entries `answer` describes), ``write`` (with an Idempotency-Key),
        ``stream`` or ``other``.
    errors: codes beyond those that every operation of its kind can answer with.
    body, answer: JSON schemas of what goes in and out, for operations that no resource describes.
    """

    method: str
    path: str
    id: str
    summary: str
    kind: str
    scope: str
    handler: Handler
    resource: Resource | None = None
    action: Action | None = None
    status: int = 200
    errors: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    media_type: str = "application/json"
    description: str = ""
