"""The methods of the Python client's resources, from the emitted files."""

from __future__ import annotations

import ast
from pathlib import Path

from .docstrings import first_sentence

PRODUCTS = ("atlvs", "compvss", "gvteway", "workspace")
INTRODUCTION = """\
# Python: resources

Every method of every resource, with the names of its parameters; those without `=` are needed. What each parameter
means and which values it takes stands in the [API reference](/docs/api), to which each resource links. Beside its own
parameters every method takes the [options](python-reference.md#options); every method raises the
[errors](python-reference.md#errors). `AsyncClient` has the same methods: those that give a `Page` give an `AsyncList`,
those that give an iterator give an asynchronous one, all others are awaited.
"""


def page(folder: Path) -> str:
    """The page of all products."""
    parameters = _classes(folder / "params.py") | _classes(folder.parent / "sync.py")
    parts = [INTRODUCTION.rstrip()]
    for product in PRODUCTS:
        parts += _product(product, _classes(folder / f"{product}.py"), parameters)
    return "\n\n".join(parts) + "\n"


def _classes(path: Path) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)}


def _product(
    product: str, classes: dict[str, ast.ClassDef], parameters: dict[str, ast.ClassDef]
) -> list[str]:
    parts = [f"## {product.upper() if product != 'workspace' else 'Workspace'}"]
    for field in classes[f"{product.capitalize()}Product"].body:
        if not isinstance(field, ast.AnnAssign):
            continue
        name = ast.unparse(field.target)
        resource = classes[ast.unparse(field.annotation)]
        lines = [_method(node, parameters) for node in resource.body if isinstance(node, ast.FunctionDef)]
        link = f"[API reference](/docs/api/{product}/{name.replace('_', '-')})"
        parts += [f"### `client.{product}.{name}`", f"{link}.", "\n".join(lines)]
    records = [
        f"- `{name}`: {first_sentence(ast.get_docstring(node) or '')}"
        for name, node in classes.items()
        if any(ast.unparse(base) == "Record" for base in node.bases)
    ]
    return [*parts, f"### Records of `ghxstship.resources.{product}`", "\n".join(records)]


def _method(node: ast.FunctionDef, parameters: dict[str, ast.ClassDef]) -> str:
    said = ast.get_docstring(node)
    if not said:
        raise SystemExit(f"sdk.reference: {node.name} has no docstring")
    arguments = node.args
    taken = [one.arg for one in (*arguments.posonlyargs, *arguments.args)][1:]
    taken += [
        one.arg if default is None else f"{one.arg}={ast.unparse(default)}"
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    needed: list[str] = []
    optional: list[str] = []
    if arguments.kwarg is not None and isinstance(arguments.kwarg.annotation, ast.Subscript):
        _fields(ast.unparse(arguments.kwarg.annotation.slice), parameters, needed, optional)
    shown = ", ".join([*taken, *(["*"] if needed or optional else []), *needed, *optional])
    returns = ast.unparse(node.returns) if node.returns is not None else "None"
    text = first_sentence(said).replace(
        "`ghxstship.sync`", "[`ghxstship.sync`](python-helpers.md#ghxstship-sync)"
    )
    return f"- `{node.name}({shown}) -> {returns}`: {text}"


def _fields(name: str, parameters: dict[str, ast.ClassDef], needed: list[str], optional: list[str]) -> None:
    """The fields of a dictionary of parameters, without those that every call has."""
    node = parameters.get(name)
    if node is None:
        return
    for base in node.bases:
        _fields(ast.unparse(base), parameters, needed, optional)
    for field in node.body:
        if isinstance(field, ast.AnnAssign):
            into = needed if ast.unparse(field.annotation).startswith("Required") else optional
            into.append(ast.unparse(field.target) + ("" if into is needed else "="))
