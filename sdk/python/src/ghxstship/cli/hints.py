"""What a name that there is not may have meant."""

from __future__ import annotations

from collections.abc import Iterable

import click

# So many names are listed when none is near.
FEW = 15


def hint(name: str, known: Iterable[str], see: str) -> str:
    """The nearest names; without one, all of a few, or where to see them."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=3)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(names)}." if 0 < len(names) <= FEW else f"See: {see}"


class Hinting(click.Group):
    """A group that says what may have been meant when it has no command of a name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As usual, with a hint where there is no such command."""
        name = args[0]
        wrong = not name.startswith("-") and self.get_command(ctx, name) is None
        if wrong and not ctx.resilient_parsing:
            known = self.list_commands(ctx)
            ctx.fail(f"there is no command {name!r}. {hint(name, known, f'{ctx.command_path} --help')}")
        return super().resolve_command(ctx, args)
