"""Lists and figures of what is no resource: what they may be asked is declared once, as an operation's parameters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..clock import DAY
from ..errors import PlatformError, add_unknown, detail
from ..storage.database import Reader
from ..storage.listing import Filters, Listing
from ..storage.transaction import Row
from .context import Context
from .operations import Operation, Parameter
from .pagination import MAX_VALUES, Errors, read_limit, read_moment, read_truth, seal, unseal
from .request import Request
from .responses import Response, encode

# Every list has these, beside its own.
_PAGING = ("cursor", "limit", "total")
_LONGEST = 100


# --- declared


def id_parameter(prefix: str, doc: str) -> Parameter:
    """The id in a path."""
    schema = {"type": "string", "pattern": f"^{prefix}[0-9A-Z]{{26}}$", "examples": [f"{prefix}{'0' * 26}"]}
    return Parameter("id", "path", doc, schema, required=True)


def filter_parameter(
    name: str, doc: str, example: str, values: tuple[str, ...] | None = None, *, longest: int = _LONGEST
) -> Parameter:
    """A parameter that a list is narrowed by: any text of up to `longest` characters, or one of these values."""
    schema = (
        {"type": "string", "enum": list(values)}
        if values
        else {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "^[^\\u0000]*$"}
    )
    return Parameter(
        name,
        "query",
        f"{doc} Repeat it to allow several values.",
        {**schema, "examples": [example]},
        repeated=True,
    )


def moment_parameter(name: str, doc: str) -> Parameter:
    """A parameter that is a time."""
    schema = {"type": "string", "format": "date-time", "examples": ["2026-11-23T07:21:00.000Z"]}
    return Parameter(name, "query", doc, schema)


def window_parameters(steps: Iterable[str]) -> tuple[Parameter, ...]:
    """The time that figures are asked for, in steps of one of these widths."""
    widths = {"type": "string", "enum": list(steps), "default": "hour", "examples": ["hour"]}
    return (
        moment_parameter("from", "Where the first step begins; without it, a day before the end."),
        moment_parameter("to", "Where the last step ends; without it, now."),
        Parameter("step", "query", "The width of a step.", widths),
    )


CREATED = (
    moment_parameter("created_after", "Only what was made later than this."),
    moment_parameter("created_before", "Only what was made earlier than this."),
)


# --- read


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to.

    Parameters
    ----------
    values: by name, in the order of the names: of several values an entry has one.
    after, before: exclusive bounds of the time (epoch ms).
    once: the parameters that stand at most once, as they were sent.
    """

    values: dict[str, tuple[str, ...]]
    after: int | None
    before: int | None
    once: dict[str, str]

    @property
    def mark(self) -> str:
        """What a cursor belongs to."""
        return f"{self.values} {self.after} {self.before}"


def refuse(errors: Errors) -> None:
    """Raise `BAD_REQUEST` when there are any."""
    if errors:
        raise PlatformError("BAD_REQUEST", f"{errors[0]['field']}: {errors[0]['message']}", errors)


def read(request: Request, operation: Operation, errors: Errors) -> Asked:
    """The parameters of an operation as they were declared; what is wrong with them goes into `errors`."""
    declared = {each.name: each for each in operation.parameters if each.where == "query"}
    known = {*declared, *(_PAGING if operation.kind == "page" else ())}
    once: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for name, text in request.query():
        if name not in known:
            add_unknown(errors, "parameter", name, tuple(sorted(known)))
        elif name in declared and declared[name].repeated:
            several.setdefault(name, []).append(text)
        elif name in once:
            errors.append(detail(name, "Stands twice; send it once"))
        else:
            once[name] = text
    for name, values in several.items():
        _check(declared[name], values, errors)
    return Asked(
        {name: tuple(sorted(set(several[name]))) for name in sorted(several)},
        read_moment(once, "created_after", errors),
        read_moment(once, "created_before", errors),
        once,
    )


def _check(parameter: Parameter, values: list[str], errors: Errors) -> None:
    allowed = parameter.schema.get("enum")
    if allowed is not None and not set(values) <= set(allowed):
        errors.append(detail(parameter.name, f"Must be one of {', '.join(allowed)}"))
    longest = parameter.schema.get("maxLength", _LONGEST)
    if not all(1 <= len(value) <= longest for value in values):
        errors.append(detail(parameter.name, f"Must have 1 to {longest} characters"))
    if len(values) > MAX_VALUES:
        errors.append(detail(parameter.name, f"Must stand at most {MAX_VALUES} times"))


def read_window(
    request: Request, operation: Operation, now: int, steps: Mapping[str, int], most: int
) -> tuple[int, int, str]:
    """Beginning and end (epoch ms) and the step of figures; raises `BAD_REQUEST`.

    Parameters
    ----------
    steps: their widths by name.
    most: how many steps there may be.
    """
    errors: Errors = []
    once = read(request, operation, errors).once
    end = read_moment(once, "to", errors)
    end = now if end is None else end
    start = read_moment(once, "from", errors)
    start = end - DAY if start is None else start
    step = once.get("step", "hour")
    if step not in steps:
        errors.append(detail("step", f"Must be one of {', '.join(steps)}"))
    elif start >= end:
        errors.append(detail("from", "Must be earlier than to"))
    elif (end - start) // steps[step] >= most - 1:
        errors.append(detail("step", f"Would give more than {most} steps; ask for less or a wider step"))
    refuse(errors)
    return start, end, step


# --- answered

Fetched = tuple[list[dict[str, Any]], str | None, int | None]
Fetch = Callable[[Asked, str | None, int, bool], Awaitable[Fetched]]
"""``fetch(asked, last_id, limit, counting)``: up to `limit` entries behind `last_id` as they are shown, where the next
page begins (None at the end), and how many there are, if they are counted."""


async def answer_page(context: Context, operation: Operation, request: Request, fetch: Fetch) -> Response:
    """A page of a list. What was counted for the first page goes along in the cursor."""
    errors: Errors = []
    asked = read(request, operation, errors)
    limit = read_limit(asked.once.get("limit"), errors)
    with_total = read_truth(asked.once, "total", True, errors)
    refuse(errors)
    secret = context.db.secret
    scope = f"{request.principal.workspace_id} {operation.id} {asked.mark}"
    last_id, total = None, None
    if "cursor" in asked.once:
        cursor = unseal(secret, scope, asked.once["cursor"])
        last_id, total = cursor.lastId, cursor.total
    counting = with_total and total is None
    entries, behind, counted = await fetch(asked, last_id, limit, counting)
    total = counted if counting else total
    pagination: dict[str, Any] = {"cursor": None, "hasMore": behind is not None}
    if behind is not None:
        pagination["cursor"] = seal(secret, scope, behind, None, total)
    if with_total and total is not None:
        pagination["total"] = total
    return Response(200, encode({"data": entries, "pagination": pagination}))


async def list_page(listing: Listing, context: Context, operation: Operation, request: Request) -> Response:
    """A page of a table that is no resource's."""
    workspace_id, now = request.principal.workspace_id, context.db.clock.now()

    async def fetch(asked: Asked, last_id: str | None, limit: int, counting: bool) -> Fetched:
        filters = Filters(tuple(asked.values.items()), asked.after, asked.before)

        def rows_of(reader: Reader) -> tuple[list[Row], int | None]:
            rows = listing.page(reader, workspace_id, filters, last_id, limit + 1)
            return rows, listing.count(reader, workspace_id, filters) if counting else None

        # Counting looks at every row that matches.
        rows, total = await (context.db.read_long(rows_of) if counting else context.db.read(rows_of))
        behind = rows[limit - 1][0] if len(rows) > limit else None
        return [listing.show(row, now) for row in rows[:limit]], behind, total

    return await answer_page(context, operation, request, fetch)
