"""Finding out what became of writes whose answer never came, before anything is sent again."""

from __future__ import annotations

from .side import HERE, THERE, Item
from .state import Intent
from .work import Work, column, parts


def recover(work: Work) -> None:
    """Find out what became of writes whose answer never came."""
    intents = work.state.intents()
    for side in (HERE, THERE):
        for kind in work.kinds:
            made = [i for i in intents if (i.side, i.kind, i.write.operation) == (side, kind, "create")]
            found = {
                item.key: item
                for part in parts(made, 100)
                for item in work.sides[side].find(kind, [intent.write.key for intent in part])
            }
            for intent in made:
                _recover_creation(work, intent, found.get(intent.write.key))
    with work.state.transaction():
        for intent in intents:
            if intent.write.operation != "create":
                work.state.look_at_both(work.state.link(intent.link))
                work.state.carried_out(intent)


def _recover_creation(work: Work, intent: Intent, item: Item | None) -> None:
    with work.state.transaction():
        if item is not None:
            # It may have been changed since: without a base nothing of that is overwritten unseen.
            work.state.set_link(intent.link, **{f"{column(intent.side)}_id": item.id})
        link = work.state.link(intent.link)
        work.state.look_at_both(link)
        work.state.carried_out(intent)
        why = "found" if item is not None else "not found, so it is created again"
        work.state.audit(
            "recover", f"the answer to its creation never came: {why}", kind=intent.kind, link=link,
            side=intent.side,
        )  # fmt: skip
