"""`ghxstship completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    For bash: `eval "$(ghxstship completion bash)"` in ~/.bashrc; for zsh the same with zsh in ~/.zshrc, below
    `autoload -U compinit && compinit`; for fish:
    `ghxstship completion fish > ~/.config/fish/completions/ghxstship.fish`.
    """
    from .root import root

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(root, {}, "ghxstship", "_GHXSTSHIP_COMPLETE").source())
