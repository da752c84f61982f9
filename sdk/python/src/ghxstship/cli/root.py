"""The root of the command line: its own commands, those of the resources, and those of installed packages."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from ..version import __version__
from . import tables
from .failures import Failure, ended
from .hints import Hinting

ENTRY_POINTS = "ghxstship.commands"

# Where each command is, and what the overview says of it without loading it.
_OWN = {
    "login": ("account", "Log in for the commands that follow: with a browser, or with an API key."),
    "logout": ("account", "Forget a profile."),
    "whoami": ("account", "Show the workspace, the tier and whose key is used."),
    "profiles": ("account", "List the profiles; keys are not shown."),
    "listen": ("listen", "Forward events to a local address, signed as webhooks."),
    "trigger": ("trigger", "Make a real event in a sandbox workspace."),
    "completion": ("completion", "Print the completion script of a shell."),
}


@lru_cache(maxsize=1)
def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


class Root(Hinting):
    """Finds a command by its name and loads no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name."""
        return sorted({*_OWN, *tables.PRODUCTS, *_short(), *_installed()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name in _OWN:
            module = import_module(f".{_OWN[cmd_name][0]}", __package__)
            own: click.Command = getattr(module, cmd_name)
            return own
        if cmd_name in _installed():
            return _load(_installed()[cmd_name])
        from .resources import product_group, resource_group

        if cmd_name in tables.PRODUCTS:
            return product_group(cmd_name)
        product = _short().get(cmd_name)
        return resource_group(product, cmd_name.replace("-", "_")) if product is not None else None

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """As usual; what is printed here is the help."""
        with ended():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; here ends whatever ends it from outside."""
        with ended():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, from the tables alone."""
        sections: list[tuple[str, list[tuple[str, str]]]] = [
            ("Commands", [(name, text) for name, (_, text) in _OWN.items()]),
            ("Products", list(tables.PRODUCTS.items())),
            (
                "Resources",
                [(name, f"The same as `{product} {name}`.") for name, product in sorted(_short().items())],
            ),
            (
                "Installed",
                [(name, f"From {_origin(point)}.") for name, point in sorted(_installed().items())],
            ),
        ]
        for title, rows in sections:
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _short() -> dict[str, str]:
    names = {resource.replace("_", "-"): product for resource, product in tables.at_the_top().items()}
    return {name: product for name, product in names.items() if name not in _installed() and name not in _OWN}


def _origin(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value.partition(":")[0]


def _load(point: EntryPoint) -> click.Command:
    try:
        loaded = point.load()
    except Exception as error:
        raise Failure(
            f"the command {point.name!r} of {_origin(point)} cannot be loaded: {error}. Install that package again."
        ) from error
    if not isinstance(loaded, click.Command):
        raise Failure(f"the entry point {point.name!r} of {_origin(point)} is no command.")
    return loaded


@click.group("ghxstship", cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ghxstship")
def root() -> None:
    """GHXSTSHIP: the integration platform for live events.

    `ghxstship login` first, or set GHXSTSHIP_API_KEY. Every command has --help. Exit codes: 0 done, 1 failed, 2 wrong
    use, 3 not allowed, 4 not found, 5 conflict, 6 invalid, 7 rate limited, 8 unreachable, 9 the platform failed, 130
    stopped by Ctrl-C.

    \b
    Examples:
      ghxstship login
      ghxstship deals list --status open
      ghxstship deals create --name "Spring run" --value 150000
      ghxstship events tail --types "deal.*"
      ghxstship listen --forward-to http://localhost:3000/hook
    """  # noqa: D301 - click's mark for lines that stay as they are
