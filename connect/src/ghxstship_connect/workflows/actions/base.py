"""What an action is: the fields of its `config`, the requests that it makes, and how it is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ...configuration import Document, Place, kind_of, named
from ..sending import Outgoing, Sender
from ..template import Escape

Config = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One key of an action's `config`.

    Parameters
    ----------
    kinds: the JSON types that it may have, a template included.
    escape: for what the other side reads as markup.
    """

    kinds: tuple[type, ...] = (str,)
    required: bool = False
    escape: Escape | None = None


@dataclass(frozen=True)
class Step:
    """One action on one event.

    Parameters
    ----------
    key: the same in each attempt; unique for event and step.
    record: the id of what the event is about.
    begun_ago: seconds since an attempt began whose end is not known; None if there was none.
    """

    key: str
    record: str
    begun_ago: float | None = None


class Action(Protocol):
    """A kind of action."""

    @property
    def name(self) -> str:
        """As in `"action"`."""
        ...

    @property
    def fields(self) -> Mapping[str, Field]:
        """The keys of its config."""
        ...

    @property
    def variables(self) -> tuple[str, ...]:
        """What it needs from the environment."""
        ...

    def check(self, document: Document, config: Config, place: Place) -> None:
        """Note what is wrong beyond the fields, before anything is filled in."""
        ...

    def prepare(self, config: Config, step: Step, environment: Mapping[str, str]) -> list[Outgoing]:
        """The requests that it makes, in their order. Raises `Reject` when the values make none."""
        ...

    def effect(self, config: Config, step: Step) -> str | None:
        """A name that steps of other events and workflows have too if they would do the same; None if none would.

        The result of such a step tells by `found` whether it was done before.
        """
        ...

    async def perform(
        self, config: Config, step: Step, environment: Mapping[str, str], sender: Sender
    ) -> dict[str, Any]:
        """Do it; what later steps may refer to."""
        ...


def check_fields(document: Document, action: Action, config: Config, place: Place) -> None:
    """Note unknown, missing and ill-typed keys of a config."""
    required = [name for name, field in action.fields.items() if field.required]
    for name, value in document.mapping(config, place, action.fields, required).items():
        kinds = action.fields[name].kinds
        # A template may stand for a value of any type.
        whole = isinstance(value, str) and value.startswith("{{") and value.endswith("}}")
        fits = whole or (isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)))
        if not fits or value == "":
            wanted = " or ".join(dict.fromkeys(_WORDS[kind] for kind in kinds))
            document.complain(
                (*place, name), f"{named((*place, name))} must be {wanted}, not {kind_of(value)}"
            )


_WORDS = {
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    bool: "true or false",
}
