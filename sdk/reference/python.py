"""The Python client's reference, read from its source without importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import python_resources
from .docstrings import Docstring, parse

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Section:
    """A part of a page.

    Parameters
    ----------
    names: of the module; empty for everything public in it, which is then imported from the module itself.
    """

    title: str
    module: str
    names: tuple[str, ...] = ()


CLIENT = (
    Section("Clients", "client", ("Client", "AsyncClient")),
    Section("Options and hooks", "call", ("Options", "Hooks")),
    Section("Lists", "pages", ("Page", "AsyncPage", "AsyncList", "Pagination")),
    Section("Records", "records", ("Record",)),
    Section("Requests and answers", "transport", ("Response", "Request", "Headers", "Stream", "AsyncStream")),
    Section("Rate limit", "pacing", ("RateLimit",)),
    Section(
        "Errors",
        "errors",
        (
            "GhxstshipError", "ConfigurationError", "APIConnectionError", "APITimeoutError", "ResponseParseError",
            "PaginationLoopError", "APIStatusError", "BadRequestError", "AuthenticationError", "PermissionDeniedError",
            "NotFoundError", "ConflictError", "ValidationError", "RateLimitError", "ServerError",
        ),
    ),
)  # fmt: skip
HELPERS = (
    Section("ghxstship.sync", "sync"),
    Section("ghxstship.webhooks", "webhooks"),
    Section("ghxstship.oauth", "oauth"),
    Section("ghxstship.testing", "testing"),
    Section("ghxstship.pytest_plugin", "pytest_plugin"),
    Section("Transports", "transport", ("Transport", "AsyncTransport")),
)
WRITTEN = "This page is written from the docstrings by `make sdk`."
INTRODUCTION = """\
# Python: reference

Every public class, function and error of `ghxstship`, as its docstring says. The [guide](python.md) shows how they are
used; the methods of the resources are [on their own page](python-resources.md), what helps around them
[on another](python-helpers.md). All times are in seconds.

The examples go on from here:

```python
from ghxstship import Client

client = Client()
```
"""
ABOUT_HELPERS = """\
# Python: sync, webhooks, OAuth, tests

The modules beside the client, as their docstrings say. The [guide](python.md) shows how they are used, the client
itself is in the [reference](python-reference.md). All times are in seconds.

The examples go on from here:

```python
from ghxstship import Client

client = Client()
```
"""


def pages(package: Path) -> dict[str, str]:
    """The pages by the names of their files."""
    return {
        "python-reference.md": _page(package, INTRODUCTION, CLIENT),
        "python-helpers.md": _page(package, ABOUT_HELPERS, HELPERS),
        "python-resources.md": python_resources.page(package / "resources"),
    }


def _page(package: Path, introduction: str, sections: tuple[Section, ...]) -> str:
    parts = [introduction.rstrip()]
    for section in sections:
        module = Module(package / f"{section.module}.py")
        parts.append(f"## {section.title if section.names else f'`{section.title}`'}")
        if not section.names:
            said = parse(module.docstring)
            parts += [said.text, said.examples]
        exported = _exported(package)
        for name in section.names or module.public():
            head, *entry = module.entry(name)
            apart = section.names and name not in exported
            parts += [head, f"From `ghxstship.{section.module}`." if apart else "", *entry]
    return "\n\n".join(part for part in parts if part) + "\n"


def _exported(package: Path) -> set[str]:
    """What `from ghxstship import …` gives."""
    for node in ast.parse((package / "__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    raise SystemExit("sdk.reference: ghxstship has no __all__")


class Module:
    """One file of the package."""

    def __init__(self, path: Path) -> None:
        tree = ast.parse(path.read_text())
        self.name = path.stem
        self.docstring = ast.get_docstring(tree) or ""
        self._definitions = {
            node.name: node
            for node in tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def public(self) -> list[str]:
        """What is defined here for others, in the order of the file."""
        return [name for name in self._definitions if not name.startswith("_")]

    def entry(self, name: str) -> list[str]:
        """The Markdown of a class or a function; `SystemExit` for what says nothing."""
        node = self._definitions.get(name)
        if node is None:
            raise SystemExit(f"sdk.reference: {self.name} has no {name}")
        head = f"### `{name}`"
        if isinstance(node, ast.ClassDef):
            return [head, *self._class(node)]
        said = self._said(node, name)
        _complete(f"{self.name}.{name}", node, said)
        return [
            head,
            _signature(node, said.parameters),
            said.text,
            _named(said.parameters, node),
            said.examples,
        ]

    def _class(self, node: ast.ClassDef) -> Iterator[str]:
        family = list(self._family(node))
        said = [self._said(one, one.name) for one in family]
        own = said[0]
        parameters = next((one.parameters for one in said if one.parameters), {})
        attributes = {key: text for one in reversed(said) for key, text in one.attributes.items()}
        members = self._members(family)
        constructor = next(
            (one for one in self._methods(family, "__init__") if _taken(one, bound=True)), None
        )
        if parameters and constructor is not None:
            _complete(f"{self.name}.{node.name}", constructor, Docstring("", parameters, {}, ""), bound=True)
            yield _signature(constructor, parameters, node.name)
        self._attributes_told(family, {name for one in said for name in one.names()} | members.keys())
        apart = self._definitions.keys() - {one.name for one in family}
        bases = [base for base in map(_base_name, node.bases) if base in apart]
        extends = [f"Extends [`{base}`](#{base.lower()})." for base in bases]
        yield " ".join([own.text, *extends])
        yield _named(parameters, constructor)
        if attributes:
            yield f"Attributes:\n\n{_named(attributes)}"
        if members:
            yield "Members:\n\n" + "\n".join(members.values())
        yield from (one.examples for one in said if one.examples)

    def _family(self, node: ast.ClassDef) -> Iterator[ast.ClassDef]:
        """The class, and its ancestors of this module that have no entry of their own."""
        yield node
        for name in map(_base_name, node.bases):
            base = self._definitions.get(name)
            if isinstance(base, ast.ClassDef) and (name.startswith("_") or name in HIDDEN):
                yield from self._family(base)

    def _members(self, family: list[ast.ClassDef]) -> dict[str, str]:
        """The lines of methods, properties and fields, those of the class itself before those of its ancestors."""
        found: dict[str, str] = {}
        for owner in family:
            for index, node in enumerate(owner.body):
                name = _member_name(node)
                if name is None or name in found or name.startswith("_"):
                    continue
                where = f"{self.name}.{owner.name}.{name}"
                if isinstance(node, ast.AnnAssign):
                    text = _text_behind(owner.body, index)
                    if not text and "Attributes" in (ast.get_docstring(owner) or ""):
                        continue
                    if not text:
                        raise SystemExit(f"sdk.reference: {where} has no docstring")
                    found[name] = (
                        f"- `{name}: {ast.unparse(_bare(node.annotation))}`: {' '.join(text.split())}"
                    )
                else:
                    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                    found[name] = self._method(node, where)
        return found

    def _method(self, node: ast.FunctionDef | ast.AsyncFunctionDef, where: str) -> str:
        said = self._said(node, where)
        _complete(where, node, said, bound=True)
        line = f"- {_signature(node, said.parameters, bound=True)}: {' '.join(said.text.split())}"
        return "\n".join([line, *(f"  {entry}" for entry in _named(said.parameters, node).splitlines())])

    def _attributes_told(self, family: list[ast.ClassDef], told: set[str]) -> None:
        """Every public attribute that a constructor sets is described somewhere."""
        for owner in family:
            for method in self._methods([owner], "__init__"):
                for target in _assigned(method):
                    if target not in told and not target.startswith("_"):
                        raise SystemExit(f"sdk.reference: {self.name}.{owner.name}.{target} is not described")

    @staticmethod
    def _methods(family: list[ast.ClassDef], name: str) -> Iterator[ast.FunctionDef]:
        for owner in family:
            yield from (one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == name)

    def _said(self, node: Definition, where: str) -> Docstring:
        text = ast.get_docstring(node)
        if not text:
            raise SystemExit(f"sdk.reference: {self.name}.{where} has no docstring")
        return parse(text)


HIDDEN = frozenset({"RecordPage"})
"""Public for the package's own modules alone; their members are told with the classes that extend them."""


def _base_name(node: ast.expr) -> str:
    return ast.unparse(node.value if isinstance(node, ast.Subscript) else node)


def _member_name(node: ast.stmt) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name
    return node.target.id if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else None


def _text_behind(body: list[ast.stmt], index: int) -> str:
    """The string that stands behind a field."""
    node = body[index + 1] if index + 1 < len(body) else None
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ):
        return node.value.value
    return ""


def _bare(annotation: ast.expr) -> ast.expr:
    """Without `NotRequired` and `Required`."""
    wrapped = isinstance(annotation, ast.Subscript) and _base_name(annotation) in {"NotRequired", "Required"}
    return annotation.slice if wrapped and isinstance(annotation, ast.Subscript) else annotation


def _assigned(method: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(method):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and _base_name(node.value) == "self"
        ):
            yield node.attr


def _taken(node: ast.FunctionDef | ast.AsyncFunctionDef, *, bound: bool) -> list[str]:
    taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return taken[1:] if bound else taken


def _complete(
    where: str, node: ast.FunctionDef | ast.AsyncFunctionDef, said: Docstring, *, bound: bool = False
) -> None:
    """A section of parameters names all of them, and no others."""
    named = {name for key in said.parameters for name in key.split(", ")}
    wrong = named.symmetric_difference(_taken(node, bound=bound)) if named else set()
    if wrong:
        raise SystemExit(
            f"sdk.reference: {where}: the parameters {sorted(wrong)} are not those of its docstring"
        )


def _signature(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    described: dict[str, str],
    name: str | None = None,
    *,
    bound: bool = False,
) -> str:
    """As one piece of code, without the types of parameters that are described; a property as a field."""
    returns = ast.unparse(node.returns) if node.returns is not None and name is None else ""
    if any("property" in ast.unparse(one) for one in node.decorator_list):
        return f"`{node.name}: {returns}`"
    arguments = _arguments(node.args)
    taken = list(arguments if described else arguments.values())[bound or name is not None :]
    prefix = "await " if isinstance(node, ast.AsyncFunctionDef) and "AsyncIterator" not in returns else ""
    return f"`{prefix}{name or node.name}({', '.join(taken)}){f' -> {returns}' if returns else ''}`"


def _arguments(arguments: ast.arguments) -> dict[str, str]:
    """Each parameter by its name, with its type and its default, as it is written in code."""
    places = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(places) - len(arguments.defaults)), *arguments.defaults]
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return {
        **{
            argument.arg: _argument(argument, default)
            for argument, default in zip(places, defaults, strict=True)
        },
        **({"*": "*"} if arguments.kwonlyargs else {}),
        **{argument.arg: _argument(argument, default) for argument, default in keywords},
    }


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    kind = f": {ast.unparse(argument.annotation)}" if argument.annotation is not None else ""
    value = "" if default is None else f" = {ast.unparse(default)}"
    return f"{argument.arg}{kind}{value.replace('_UNSET', '…')}"


def _named(entries: dict[str, str], node: ast.FunctionDef | ast.AsyncFunctionDef | None = None) -> str:
    """A list of what is described; parameters of a function with their types."""
    typed = _arguments(node.args) if node is not None else {}
    return "\n".join(
        f"- {', '.join(f'`{typed.get(name, name)}`' for name in key.split(', '))}: {text}"
        for key, text in entries.items()
    )
