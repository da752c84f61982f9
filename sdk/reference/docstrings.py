"""What a docstring says: text, sections of names, and examples."""

from __future__ import annotations

import doctest
import inspect
import re
from dataclasses import dataclass

_SECTION = re.compile(r"^(Parameters|Attributes)\n-+$", re.MULTILINE)
# Where a rule comes from is for who maintains it.
SOURCE = re.compile(r" \(playbook [^)]*\)")
_ENTRY = re.compile(r"^([\w*]+(?:, \w+)*): ", re.MULTILINE)


@dataclass(frozen=True)
class Docstring:
    """A docstring in its parts.

    Parameters
    ----------
    text: as Markdown.
    parameters: what each is; the key of those that share a text is `a, b`.
    attributes: the same, of what an object has.
    examples: as blocks of Markdown; what is printed or returned stands behind as a comment.
    """

    text: str
    parameters: dict[str, str]
    attributes: dict[str, str]
    examples: str

    def names(self) -> set[str]:
        """Everything that a section names."""
        return {name for key in (*self.parameters, *self.attributes) for name in key.split(", ")}


def parse(docstring: str) -> Docstring:
    """The parts of a docstring."""
    text, *sections = _SECTION.split(inspect.cleandoc(SOURCE.sub("", docstring)))
    found = dict(zip(sections[::2], sections[1::2], strict=True))
    words, examples = _without_examples(text)
    return Docstring(
        words, _entries(found.get("Parameters", "")), _entries(found.get("Attributes", "")), examples
    )


def _entries(section: str) -> dict[str, str]:
    _, *parts = _ENTRY.split(section.strip())
    return {key: " ".join(text.split()) for key, text in zip(parts[::2], parts[1::2], strict=True)}


def _without_examples(text: str) -> tuple[str, str]:
    shown: list[str] = []
    words: list[str] = []
    for part in doctest.DocTestParser().parse(text):
        if isinstance(part, str):
            words.append(part)
        else:
            # As ruff leaves it.
            apart = shown and _is_import(shown[-1]) and not _is_import(part.source)
            shown.append("\n" * bool(apart) + part.source)
            shown += [f"# {line}\n" for line in part.want.splitlines()]
    paragraphs = re.split(r"\n\s*\n", "".join(words).strip())
    told = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    return told, f"```python\n{''.join(shown)}```" if shown else ""


def _is_import(line: str) -> bool:
    return line.startswith(("from ", "import "))


def first_sentence(text: str) -> str:
    """Its first sentence."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", " ".join(text.split()))[0]
