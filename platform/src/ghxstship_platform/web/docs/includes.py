"""Parts of guides that are made of declarations: `<!-- include: NAME -->` stands for them."""

from __future__ import annotations

from ...auth.scopes import SCOPES
from ...limits.tiers import parse_tiers
from ...people.roles import ROLES
from ...settings import OPTIONS, flag_of, variable_of
from . import error_pages
from .markdown import Includes


def settings() -> str:
    """Every option of `ghxstship serve`."""
    lines = ["| Option | Variable | Default | What it is |", "|---|---|---|---|"]
    for option in OPTIONS:
        default = ",".join(option.default) if isinstance(option.default, tuple) else option.default
        shown = f"`{default}`" if default not in (None, "", False) else ""
        value = f" {option.metavar}" if option.metavar else ""
        lines.append(
            f"| `{flag_of(option.name)}{value}` | `{variable_of(option.name)}` | {shown} | {option.help} |"
        )
    return "\n".join(lines)


def tiers() -> str:
    """The tiers that are there without a setting."""
    lines = ["| Tier | Requests a minute | Burst | Retry-After |", "|---|---|---|---|"]
    lines += [
        f"| `{tier.name}` | {tier.per_minute:,} | {tier.burst:,} | {tier.retry_after} s |"
        for tier in parse_tiers("").values()
    ]
    return "\n".join(lines)


def scopes() -> str:
    """What each scope allows."""
    rows = [f"| `{name}` | {text} |" for name, text in SCOPES.items()]
    return "\n".join(["| Scope | Allows |", "|---|---|", *rows])


def roles() -> str:
    """What each role of a member allows."""
    rows = [
        f"| `{role.name}` | {', '.join(f'`{scope}`' for scope in SCOPES if scope in role.scopes)} | {role.doc} |"
        for role in ROLES.values()
    ]
    return "\n".join(["| Role | Scopes | In words |", "|---|---|---|", *rows])


INCLUDES: Includes = {
    "settings": settings,
    "tiers": tiers,
    "scopes": scopes,
    "roles": roles,
    "errors": error_pages.table,
}
