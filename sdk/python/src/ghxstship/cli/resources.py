"""The commands of the resources, made from the tables when they are asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import Any

import click

from . import tables, values
from .failures import FAILED, Failure, explained
from .hints import Hinting
from .output import Row, form_of, output_options, show_many, show_one, tracked
from .session import connection_options, open_client
from .tables import Operation

PAGE = 100
DEFAULT_LIMIT = 25
BATCH = 1000


class Lazy(Hinting):
    """A group whose commands are made when they are looked up."""

    def __init__(self, makers: Mapping[str, Any], **settings: Any) -> None:
        super().__init__(**settings)
        self._makers = makers

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name."""
        return sorted({*self._makers, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        maker = self._makers.get(cmd_name)
        made: click.Command | None = maker() if maker is not None else super().get_command(ctx, cmd_name)
        return made


def product_group(product: str) -> click.Group:
    """`ghxstship atlvs`: the product's resources; those of a resource that is called as the product stand beside."""
    makers: dict[str, Any] = {}
    for name in tables.resources(product):
        if name == product:
            makers |= _methods(product, name)
        else:
            makers[name.replace("_", "-")] = lambda name=name: resource_group(product, name)
    return Lazy(makers, name=product, help=tables.PRODUCTS[product], no_args_is_help=True)


def resource_group(product: str, resource: str) -> click.Group:
    """`ghxstship deals`."""
    shown = resource.replace("_", "-")
    makers = _methods(product, resource)
    if (product, resource) == ("workspace", "events"):
        makers["tail"] = _tail
    return Lazy(
        makers, name=shown, help=f"{product.upper()}: {shown.replace('-', ' ')}.", no_args_is_help=True
    )


def _tail() -> click.Command:
    from .tail import tail

    return tail


def _methods(product: str, resource: str) -> dict[str, Any]:
    return {
        method.replace("_", "-"): lambda one=one: command(one)
        for method, one in tables.resources(product)[resource].items()
        if one.kind != "stream"
    }


def command(operation: Operation) -> click.Command:
    """The command of one operation."""
    make = {"list": _list, "export": _export, "delete": _delete}.get(operation.kind)
    if operation.method == "batch":
        make = _batch
    made = (make or _record)(operation)
    made.name, made.help, made.short_help = (
        operation.method.replace("_", "-"),
        operation.help,
        operation.summary,
    )
    return made


def _call(client: Any, operation: Operation) -> Any:
    resource = getattr(getattr(client, operation.product), operation.resource)
    return getattr(resource, operation.method)


def _finish(
    function: Any, operation: Operation, options: Iterable[tables.Option], *extra: click.Parameter
) -> click.Command:
    """A command with ids, its own options, and those of the output and the connection."""
    made = click.command()(output_options(connection_options(function)))
    ids = [click.Argument([name], metavar=name.upper()) for name in operation.ids]
    made.params = [*ids, *map(values.parameter, options), *extra, *made.params]
    return made


def _list(operation: Operation) -> click.Command:
    options = [option for option in operation.query if option.name != "limit"]

    def run(form: str | None, columns: str | None, **given: Any) -> None:
        form = form_of(form)
        wanted = None if given["all"] else min(given["limit"], sys.maxsize)
        with explained(), open_client(given) as client:
            query = values.chosen(options, given)
            if any(option.name == "limit" for option in operation.query):
                query["limit"] = min(PAGE, wanted or PAGE)
            page = _call(client, operation)(**query)
            total = page.total if wanted is None or page.total is None else min(wanted, page.total)
            with closing(tracked(islice(_rows(page), wanted), form, operation.resource, total)) as rows:
                shown = show_many(rows, form, columns)
            if wanted is not None and page.total is not None and shown < page.total:
                click.echo(f"{shown} of {page.total}. --limit N shows more, --all everything.", err=True)

    count = click.Option(["--limit"], type=values.Whole(min=1), default=DEFAULT_LIMIT, show_default=True,
                         metavar="N", help="How many records to show at most.")  # fmt: skip
    return _finish(
        run,
        operation,
        options,
        count,
        click.Option(["--all"], is_flag=True, help="Show everything that matches."),
    )


def _rows(records: Iterable[Any]) -> Iterator[Row]:
    for record in records:
        yield record.to_dict()


def _export(operation: Operation) -> click.Command:
    def run(form: str | None, columns: str | None, **given: Any) -> None:
        form = form or "jsonl"
        with explained(), open_client(given) as client:
            records = _call(client, operation)(**values.chosen(operation.query, given))
            with closing(tracked(_rows(records), form, operation.resource, None)) as rows:
                show_many(rows, form, columns)

    return _finish(run, operation, operation.query)


def _record(operation: Operation) -> click.Command:
    def run(form: str | None, columns: str | None, **given: Any) -> None:
        form = form_of(form)
        with explained([option.name for option in operation.body]), open_client(given) as client:
            fields = values.chosen(operation.query, given) | values.body(operation.body, given)
            fields |= _options(given)
            ids = [given[name] for name in operation.ids]
            show_one(_call(client, operation)(*ids, **fields).to_dict(), form, columns)

    extra: list[click.Parameter] = []
    if operation.body:
        extra.append(click.Option(["--data"], metavar="JSON|@FILE|-", help="The fields as a JSON object."))
    if any(option.nullable for option in operation.body):
        extra.append(click.Option(["--null"], multiple=True, metavar="FIELD", help="Send null. Repeatable."))
    return _finish(run, operation, (*operation.query, *operation.body), *extra, *_write_options(operation))


def _write_options(operation: Operation) -> list[click.Parameter]:
    if operation.method == "retrieve":
        return []
    return [click.Option(["--idempotency-key"], metavar="KEY", help="So that a repetition has no effect.")]


def _options(given: dict[str, Any]) -> dict[str, Any]:
    return {"idempotency_key": given["idempotency_key"]} if given.get("idempotency_key") else {}


def _delete(operation: Operation) -> click.Command:
    def run(form: str | None, columns: str | None, **given: Any) -> None:
        with explained(), open_client(given) as client:
            ids = [given[name] for name in operation.ids]
            _call(client, operation)(*ids, **_options(given))
        click.echo(f"{' '.join(ids)} is deleted.", err=True)

    return _finish(run, operation, (), *_write_options(operation))


def _batch(operation: Operation) -> click.Command:
    def run(form: str | None, columns: str | None, **given: Any) -> None:
        items = values.read_items(given["items"])
        form = form_of(form)
        failed = 0
        with explained(), open_client(given) as client:

            def results() -> Iterator[Row]:
                nonlocal failed
                for one in _sent(_call(client, operation), items, given["mode"]):
                    failed += one.get("error") is not None
                    yield _short(one) if form in {"table", "csv"} else one

            with closing(tracked(results(), form, operation.resource, len(items))) as rows:
                show_many(rows, form, columns)
        if failed:
            raise Failure(f"{failed} of {len(items)} items failed; the result says why.", FAILED)

    mode = click.Option(["--mode"], type=click.Choice(["create", "upsert"]), default="create", show_default=True,
                        help="Upsert finds existing records by external_id.")  # fmt: skip
    source = click.Option(["--items"], required=True, metavar="JSON|@FILE|-",
                          help="A JSON array, or one JSON object a line; any number.")  # fmt: skip
    return _finish(run, operation, (), source, mode)


def _sent(call: Any, items: list[Any], mode: str) -> Iterator[Row]:
    """What became of each item, by its place among all of them."""
    for start in range(0, len(items), BATCH):
        for one in call(items[start : start + BATCH], mode=mode).to_dict()["data"]:
            yield {**one, "index": start + one.get("index", 0)}


def _short(one: Row) -> Row:
    """An item's result as a line of a table."""
    record, error = one.get("record") or {}, one.get("error") or {}
    why = ": ".join(str(error[part]) for part in ("code", "message") if error.get(part))
    return {"index": one["index"], "status": one.get("status"), "id": record.get("id"), "error": why or None}
