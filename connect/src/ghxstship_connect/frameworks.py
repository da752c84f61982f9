"""A receiver inside FastAPI, Starlette, Flask and Django.

The views only verify and store. In an ASGI framework run the handlers in the same process with
`async with receiver.running()` in its lifespan; under WSGI run them in a process of their own with
`ghxstship inbox work MODULE:RECEIVER`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .receiver import Receiver, whole, whole_now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def fastapi_endpoint(receiver: Receiver) -> Callable[..., Awaitable[Any]]:
    """An endpoint for FastAPI: `app.post("/hooks/ghxstship")(fastapi_endpoint(receiver))`."""
    from fastapi import Request, Response

    async def ghxstship_webhook(request: Request) -> Response:
        answer = await receiver.accept(await whole(request.stream()), request.headers)
        return Response(answer.text, answer.status, dict(answer.headers), "text/plain")

    # FastAPI reads the parameters from the annotations, which are text in this module.
    ghxstship_webhook.__annotations__ = {"request": Request, "return": Response}
    return ghxstship_webhook


def flask_view(receiver: Receiver) -> Callable[[], Any]:
    """A view for Flask: `app.post("/hooks/ghxstship")(flask_view(receiver))`."""
    from flask import Response, request

    def ghxstship_webhook() -> Response:
        # What a hook of the application has read before is not in the stream any more.
        body = whole_now(request.stream) or request.get_data()
        answer = receiver.accept_now(body, dict(request.headers))
        return Response(answer.text, answer.status, dict(answer.headers), "text/plain")

    return ghxstship_webhook


def django_view(receiver: Receiver) -> Callable[[Any], Any]:
    """A view for Django: `path("hooks/ghxstship", django_view(receiver))`.

    The signature stands in for the CSRF token.
    """
    from django.http import HttpResponse
    from django.views.decorators.csrf import csrf_exempt
    from django.views.decorators.http import require_POST

    def ghxstship_webhook(request: Any) -> HttpResponse:
        answer = receiver.accept_now(whole_now(request), request.headers)
        return HttpResponse(
            answer.text, "text/plain; charset=utf-8", answer.status, headers=dict(answer.headers)
        )

    view: Callable[[Any], Any] = csrf_exempt(require_POST(ghxstship_webhook))
    return view
