"""Code as HTML whose parts have classes; colours are the stylesheet's."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from pygments import lex
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Token
from pygments.util import ClassNotFound

# What is told apart by colour; everything else is plain (the names in JSON too), which keeps pages small.
_SHOWN = {
    Token.Keyword: "k",
    Token.Literal.String: "s",
    Token.Literal.Number: "m",
    Token.Comment: "c",
    Token.Name.Variable: "v",
}
_LEXERS = {"console": "text", "text": "text", "": "text", "sh": "bash", "http": "text"}


def _class_of(kind: Token) -> str:
    while kind is not Token and kind in STANDARD_TYPES:
        if kind in _SHOWN:
            return _SHOWN[kind]
        kind = kind.parent
    return ""


@lru_cache(maxsize=4_096)
def highlight(text: str, language: str) -> str:
    """The text as HTML; an unknown language is escaped only."""
    try:
        lexer = get_lexer_by_name(_LEXERS.get(language, language), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(text, quote=False)
    parts: list[tuple[str, str]] = []
    # Some rules, such as that of a comment, ask for the end of the line.
    for kind, piece in lex(f"{text}\n", lexer):
        name = _class_of(kind)
        if parts and parts[-1][0] == name:
            parts[-1] = (name, parts[-1][1] + piece)
        else:
            parts.append((name, piece))
    made = "".join(_span(name, escape(piece, quote=False)) for name, piece in parts)
    end = made.rindex("\n")
    return made[:end] + made[end + 1 :]


def _span(name: str, html: str) -> str:
    return f'<b class="{name}">{html}</b>' if name and html.strip() else html
