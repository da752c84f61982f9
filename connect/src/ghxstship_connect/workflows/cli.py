"""`ghxstship workflows`: run the files, show what they would do, list and retry what they did."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from ghxstship import Client
from ghxstship.cli.failures import NOT_FOUND, USAGE, Failure, explained
from ghxstship.cli.output import output_options
from ghxstship.cli.session import Access, access, connection_options
from ghxstship.errors import ConfigurationError

from ..inbox import runner
from ..inbox.attempts import Reject
from ..inbox.cli import opened, run_until_stopped, show_runs
from ..inbox.handlers import Delivered
from ..inbox.store import DEAD, DONE, KEEP_DAYS, RUNNING, WAITING
from .definition import Catalogue, Workflow, load
from .engine import WorkflowEngine, context_of, preview

Envelope = dict[str, Any]

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
_inbox_option = click.option(
    "--inbox", "url", envvar="GHXSTSHIP_INBOX", default="sqlite:///workflows.db", show_default=True,
    metavar="URL", help="Where runs are kept: sqlite:///PATH or postgresql://…",
)  # fmt: skip


@click.group()
def workflows() -> None:
    """Do something in Slack, Mailchimp, Jira or elsewhere when something happens here."""


@workflows.command()
@_FILES
@click.option(
    "--dry-run",
    is_flag=True,
    help="Print what each file would send for the newest matching event; send nothing.",
)
@click.option(
    "--keep-days",
    type=click.IntRange(2),
    default=KEEP_DAYS,
    show_default=True,
    help="For how long it is remembered what was done.",
)
@_inbox_option
@connection_options
def run(files: tuple[str, ...], url: str, keep_days: int, *, dry_run: bool, **given: Any) -> None:
    """Run workflows until Ctrl-C: {"trigger": "deal.won", "action": "slack.postMessage", "config": {…}}.

    Events come over a connection that this command opens; no public address is needed. Where it has come to is kept
    in the inbox, so after a stop, or a crash, it goes on where it was. The first time it begins with what happens
    from then on.
    """
    with explained():
        used = access(given["profile"], given["base_url"])
        with used.client(timeout=given["timeout"]) as client:
            catalogue, examples = _catalogue(client)
            environment = _PLACEHOLDERS if dry_run else os.environ
            found = _load_all(files, environment, catalogue)
            if dry_run:
                for workflow in found:
                    _show(workflow, client, examples)
                return
        _work(found, used, url, keep_days)


@workflows.command()
@_FILES
@connection_options
def check(files: tuple[str, ...], **given: Any) -> None:
    """Say whether the files are right, credentials in the environment included."""
    with explained():
        with access(given["profile"], given["base_url"]).client(timeout=given["timeout"]) as client:
            catalogue, _ = _catalogue(client)
        for workflow in _load_all(files, os.environ, catalogue):
            steps = ", ".join(step.action.name for step in workflow.steps)
            click.echo(f"{workflow.name}: {' '.join(workflow.types)} -> {steps}")


@workflows.command()
@click.option("--state", type=click.Choice([DEAD, WAITING, RUNNING, DONE]), default=DONE, show_default=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@_inbox_option
@output_options
def runs(state: str, limit: int, url: str, form: str | None, columns: str | None) -> None:
    """List runs; --state dead shows those that failed for good, and why."""
    with opened(url, make=False) as box:
        show_runs(box.runs(state, limit), form, columns)


@workflows.command()
@click.argument("event_id", required=False)
@click.option("--workflow", metavar="NAME", help="Only of this workflow.")
@click.option("--all", "everything", is_flag=True, help="Every run that failed for good.")
@_inbox_option
def retry(event_id: str | None, workflow: str | None, url: str, *, everything: bool) -> None:
    """Try runs again that failed for good. Steps that were done are not done again."""
    if not (event_id or workflow or everything):
        raise Failure("name an event, a --workflow, or --all", USAGE)
    with opened(url, make=False) as box:
        count = box.replay(event_id, f"workflow:{workflow}" if workflow else None)
    if not count and not everything:
        raise Failure(
            "no such run has failed for good; `ghxstship workflows runs --state dead` lists those", NOT_FOUND
        )
    click.echo(f"{count} {'run' if count == 1 else 'runs'} will be tried again.")


class _Placeholders(dict[str, str]):
    """For a dry run: credentials need not be there, and those that are there are not shown."""

    def get(self, name: str, default: Any = None) -> Any:
        return f"({name})"

    def __missing__(self, name: str) -> str:
        return str(self.get(name))


_PLACEHOLDERS = _Placeholders()


def _catalogue(client: Client) -> tuple[Catalogue, dict[str, Any]]:
    types = client.request("GET", "/workspace/v1/event-types").json()["data"]
    return {one["name"]: one["schema"] for one in types}, {one["name"]: one["example"] for one in types}


def _load_all(files: tuple[str, ...], environment: Mapping[str, str], catalogue: Catalogue) -> list[Workflow]:
    found: dict[str, Workflow] = {}
    problems = []
    for file in files:
        try:
            workflow = load(file, environment, catalogue)
        except ConfigurationError as error:
            problems.append(str(error))
            continue
        if workflow.name in found:
            problems.append(
                f'{file}: another file is already named {workflow.name!r}; give this one a "name"'
            )
        found[workflow.name] = workflow
    if problems:
        raise Failure("\n".join(problems), USAGE)
    return list(found.values())


def _work(found: list[Workflow], used: Access, url: str, keep_days: int) -> None:
    from ..receiver import Receiver

    client = used.async_client()
    receiver = Receiver(inbox=url, client=client, webhooks=False, keep_days=keep_days)
    with opened(url):  # a first look, so that a mistake is said before anything runs
        pass
    engine = WorkflowEngine(receiver.inbox, os.environ)
    for workflow in found:
        receiver.handlers.add(_telling(engine, workflow), workflow.types, f"workflow:{workflow.name}")
    logging.getLogger(runner.__name__).addFilter(_told)
    run_until_stopped(receiver)


def _telling(engine: WorkflowEngine, workflow: Workflow) -> Any:
    async def handle(event: Delivered) -> None:
        if await engine.run(workflow, event):
            click.echo(f"{workflow.name}  {event.event}  {event.id}  done")

    return handle


def _told(record: logging.LogRecord) -> bool:
    """Tell what a workflow fails of, with what comes next, as a line of this command; whether it is to be logged."""
    fields = vars(record)
    if "retry_at" not in fields:
        return True
    workflow = fields["handler"].removeprefix("workflow:")
    again = fields["retry_at"]
    if again is None:
        then = "it is a dead letter: mend it, then `ghxstship workflows retry`"
    else:
        then = f"again at {datetime.fromtimestamp(again / 1000, UTC).isoformat(timespec='seconds')}"
    what = "put off" if fields["put_off"] else f"attempt {fields['attempt']} failed"
    told = f"{workflow}  {fields['event']}  {fields['event_id']}  {what}: {fields['error']}; {then}"
    click.echo(told, err=True)
    return False


def _show(workflow: Workflow, client: Client, examples: Mapping[str, Any]) -> None:
    envelope = _newest(workflow, client)
    origin = f"the event {envelope['id']}" if envelope is not None else "the example of the catalogue"
    envelope = envelope or _example(workflow, examples)
    click.echo(f"== {workflow.name}, for {envelope['event']}, with {origin}; nothing is sent\n")
    try:
        steps = preview(workflow, envelope, os.environ)
    except Reject as error:
        raise Failure(f"{workflow.name}: {error}") from None
    for step, outgoing in steps:
        if outgoing is None:
            click.echo(f"{step.action.name}: its conditions do not hold\n")
        for one in outgoing or ():
            click.echo(f"{step.action.name}\n{one.shown()}\n")


def _newest(workflow: Workflow, client: Client) -> Envelope | None:
    """The newest event that is kept, that triggers the workflow and meets its conditions."""
    for window in _backwards(client):
        for envelope in reversed(window):  # the newest first
            if workflow.wants(envelope["event"]) and _meets(workflow, envelope):
                return envelope
    return None


def _backwards(client: Client, size: int = 500) -> Iterator[list[Envelope]]:
    workspace = client.workspace.workspace.retrieve()
    end = workspace.sequence
    while end >= workspace.first_sequence:
        begin = max(workspace.first_sequence - 1, end - size)
        window: list[Envelope] = []
        for event in client.workspace.events.list(after=str(begin), limit=100, total=False):
            if event.sequence > end:
                break
            window.append(event.to_dict())
        yield window
        end = begin


def _meets(workflow: Workflow, envelope: dict[str, Any]) -> bool:
    return workflow.condition is None or workflow.condition(context_of(envelope))


def _example(workflow: Workflow, examples: Mapping[str, Any]) -> dict[str, Any]:
    kind = next(name for name in examples if workflow.wants(name))
    return {
        "id": "msg_00000000000000000000000000",
        "event": kind,
        "version": "1.0",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "sequence": 0,
        "workspace_id": "ws_00000000000000000000000000",
        "data": examples[kind],
        "metadata": {"correlation_id": None, "request_id": None, "actor": None},
    }
