"""Completion in the shells that this machine has, and the help that leads there."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from ghxstship.cli.root import _OWN, root

Run = Callable[..., Any]
SETTING_UP = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(ghxstship completion bash)"'),
    "zsh": (["zsh", "-f", "-i"], 'autoload -U compinit && compinit -u; eval "$(ghxstship completion zsh)"'),
}
ASKED = [("ghxstship dea", "deals"), ("ghxstship deals li", "list"), ("ghxstship deals list --statu", "--status"),
         ("ghxstship deals list --status wo", "won"), ("ghxstship trigger deal.wo", "deal.won"),
         ("ghxstship completion z", "zsh")]  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "HOME": str(home), "TERM": "dumb", "PS1": "", "HISTFILE": ""}


@contextmanager
def typing(shell: str, home: Path) -> Iterator[tuple[Callable[[str], int], Callable[[str], str]]]:
    """A shell on a terminal: a function that types, and one that reads until a text has come."""
    ours, theirs = pty.openpty()
    line, _ = SETTING_UP[shell]
    process = subprocess.Popen(
        line, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(home), start_new_session=True
    )
    os.close(theirs)
    seen = ""

    def read(end: str) -> str:
        nonlocal seen
        while end not in seen:
            assert select.select([ours], [], [], 60)[0], f"no {end!r} in {seen!r}"
            seen += os.read(ours, 65_536).decode(errors="replace")
        before, _, seen = seen.partition(end)
        return before

    try:
        yield lambda text: os.write(ours, text.encode()), read
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.parametrize("shell", [one for one in SETTING_UP if shutil.which(one)])
def test_a_shell_completes_what_is_typed(tmp_path: Path, shell: str) -> None:
    with typing(shell, tmp_path) as (type_, read):
        # The marks are put together by the shell, so that its echo of what is typed is not taken for the answer.
        type_(f"{SETTING_UP[shell][1]}; echo re''ady\n")
        read("ready")
        for typed, completed in ASKED:
            type_(f"{typed}\t")
            read(" ".join([*typed.split()[:-1], completed]))
            type_("\x15")


@pytest.mark.parametrize("fish", [one for one in [shutil.which("fish")] if one])
def test_fish_completes_too(tmp_path: Path, fish: str) -> None:
    folder = tmp_path / ".config" / "fish" / "completions"
    folder.mkdir(parents=True)
    env = {**environment(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / ".config")}
    script = subprocess.check_output(["ghxstship", "completion", "fish"], text=True, env=env)
    (folder / "ghxstship.fish").write_text(script)
    for typed, completed in ASKED:
        told = subprocess.check_output([fish, "-c", f"complete -C {shlex.quote(typed)}"], text=True, env=env)
        assert completed in [line.partition("\t")[0] for line in told.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_and_what_they_ask(run: Run, shell: str) -> None:
    assert "_GHXSTSHIP_COMPLETE" in run("completion", shell).stdout
    complete = ShellComplete(root, {}, "ghxstship", "_GHXSTSHIP_COMPLETE")
    for typed, completed in ASKED:
        *before, word = typed.split()[1:]
        assert completed in [one.value for one in complete.get_completions(before, word)]


def test_the_overview_says_what_the_commands_say() -> None:
    for name, (_, text) in _OWN.items():
        made = root.get_command(click.Context(root), name)
        assert made is not None
        assert " ".join((made.help or "").split()).startswith(text)


def test_the_examples_of_the_overview_are_commands() -> None:
    told = CliRunner().invoke(root, ["--help"]).output
    examples = re.findall(r"^    ghxstship (.+)$", told, re.MULTILINE)
    assert len(examples) >= 5
    for example in examples:
        command: click.Command = root
        args = shlex.split(example)
        while isinstance(command, click.Group):
            _, found, args = command.resolve_command(click.Context(command), args)
            assert found is not None
            command = found
        command.make_context(command.name, args)
