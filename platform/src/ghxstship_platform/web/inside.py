"""The API's own operations, called in process: what a form of a page asks for is done the way of the API.

Validation, errors, events and audit are one way, whoever asks. There is no HTTP in between and no rate limit, which
is for programs; the scopes are those of the person's role, and the actor of what is written is the person.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ..api.context import Context
from ..api.gateway import Call
from ..api.request import Request
from ..api.responses import Response, Stream, encode
from ..api.router import Router
from ..auth.credentials import Principal
from ..errors import PlatformError, detail
from .forms import by_field

NewRequest = Callable[[dict[str, Any], Any], Request]
Observer = Callable[[Call, float], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation has answered.

    Attributes
    ----------
    status: the HTTP status it would have had.
    data: the JSON of the body, None where there is none.
    """

    status: int
    data: Any

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return self.status < 400

    @property
    def code(self) -> str:
        """The error's code; empty for a success."""
        return "" if self.ok else str(self.data["error"]["code"])

    @property
    def message(self) -> str:
        """The error's message; empty for a success."""
        return "" if self.ok else str(self.data["error"]["message"])

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field; what belongs to no field stands under the empty name."""
        if self.ok:
            return {}
        return by_field(self.data["error"]["details"], self.message)

    def require(self) -> Any:
        """The data; raises the error as PlatformError, which becomes the error page."""
        if not self.ok:
            error = self.data["error"]
            raise PlatformError(error["code"], error["message"], error["details"])
        return self.data


class Inside:
    """Calls operations of the API for a person.

    Parameters
    ----------
    observe: is told of every change that was asked for, like of a request that came by HTTP.
    """

    def __init__(self, context: Context, router: Router, new_request: NewRequest, observe: Observer) -> None:
        self._context = context
        self._router = router
        self._new_request = new_request
        self._observe = observe

    async def call(
        self,
        origin: Request,
        principal: Principal,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> Answer:
        """Run one operation; failures that are answers come back as such.

        Parameters
        ----------
        origin: the page's own request, which tells the address and the browser.
        principal: the person with the scopes of the role.
        query: values that are None are left out, a list gives a name several times.
        """
        started = time.perf_counter()
        request = self._request(origin, method, path, body, query, headers)
        request.principal = principal
        call = Call(request)
        call.principal = principal
        try:
            response = await self._run(call)
        except PlatformError as error:
            call.error = error.code
            response = self._context.render(error, request)
        call.response = response
        if method != "GET":
            self._observe(call, time.perf_counter() - started)
        return Answer(response.status, await _data(response))

    async def _run(self, call: Call) -> Response | Stream:
        request, principal = call.request, call.request.principal
        operation, record_id = self._router.operation(request.method, request.path)
        call.operation = operation.id
        if operation.scope not in principal.scopes:
            message = f"This needs the scope {operation.scope!r}, which your role does not have."
            raise PlatformError("FORBIDDEN", message, [detail("scope", message, required=operation.scope)])
        response = await operation.handler(self._context, operation, request, record_id)
        if operation.resource is not None and operation.resource.admits and operation.method != "GET":
            self._context.credentials.forget()
        return response

    def _request(
        self,
        origin: Request,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> Request:
        raw = b"" if body is None else encode(body)
        given = {name: value for name, value in (query or {}).items() if value is not None}
        sent = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        if body is not None:
            sent.append((b"content-type", b"application/json"))
        sent.append((b"user-agent", origin.headers.get(b"user-agent", b"")))

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": raw, "more_body": False}

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": urlencode(given, doseq=True).encode(),
            "headers": sent,
            "client": origin.scope.get("client"),
        }
        return self._new_request(scope, receive)


async def _data(response: Response | Stream) -> Any:
    if isinstance(response, Stream):
        body = b"".join([chunk async for chunk in response.chunks])
        return body.decode()
    return json.loads(response.body) if response.body else None
