"""The address of every page that a person sees, from the routes themselves."""

from __future__ import annotations

import re

from ghxstship_platform.web.registry import ROUTES

# What answers to programs, or has no page of its own.
_NO_PAGES = (
    "/theme/", "/docs/search", "/llms", "/status/history.rss", "/status/api/", "/.well-known/", "/events/stream",
)  # fmt: skip

# Of the pages with a name in their address, some of each kind; of some none without more.
SOME: dict[str, tuple[str, ...]] = {
    "/developers/setup": (),
    "/oauth/authorize": (),  # only with what an application asks for; see the walk
    "/docs/{rest:path}": (
        "/docs/api", "/docs/errors", "/docs/webhooks/events", "/docs/getting-started", "/docs/webhooks/receiving",
    ),
    "/docs/errors/{code}": ("/docs/errors/VALIDATION_ERROR", "/docs/errors/SOLD_OUT"),
}  # fmt: skip


def addresses(values: dict[str, str], *, access: tuple[str, ...]) -> list[str]:
    """Where every page is, of those that these may open.

    Parameters
    ----------
    values: what stands in a path, by the parameter's name; of a page with another one, there is none to be shown.
    access: as the routes name it.
    """
    found: list[str] = []
    for route in ROUTES:
        if (
            route.method != "GET"
            or route.access not in access
            or any(part in route.path for part in _NO_PAGES)
        ):
            continue
        if route.path in SOME:
            found += SOME[route.path]
            continue
        names = re.findall(r"\{([a-z_]+)(?::path)?\}", route.path)
        if set(names) <= values.keys():
            found.append(re.sub(r"\{([a-z_]+)(?::path)?\}", lambda match: values[match[1]], route.path))
    return list(dict.fromkeys(found))
