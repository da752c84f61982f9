"""The API reference: a page a resource, made from the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .blocks import Block, Call, Chapter, Code, Fields, Heading, Page, Prose, Row, Sample
from .samples import Asked, samples
from .schema_rows import Schemas

ROOT = "/docs/api"
_ID_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
_PRODUCTS = {"atlvs": "ATLVS", "compvss": "COMPVSS", "gvteway": "GVTEWAY", "workspace": "Workspace"}
# Sent with any request; described once, on the first page of the reference.
_COMMON_HEADERS = {"X-Workspace-ID", "X-Correlation-ID"}
_RESULTS = {"application/x-ndjson": "ndjson", "text/event-stream": "sse"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    spec: dict[str, Any]

    @property
    def place(self) -> tuple[str, str]:
        """Product and resource, as they stand in addresses of pages."""
        sdk = self.spec["x-sdk"]
        return sdk["product"], sdk["resource"].replace("_", "-")

    @property
    def anchor(self) -> str:
        """Where it is on the resource's page."""
        return str(self.spec["x-sdk"]["method"]).replace("_", "-")

    @property
    def url(self) -> str:
        """Its place on the site."""
        return f"{ROOT}/{'/'.join(self.place)}#{self.anchor}"


class Reference:
    """The pages of the reference, and where each operation is."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.operations = tuple(
            Operation(method.upper(), path, spec)
            for path, item in document["paths"].items()
            for method, spec in item.items()
        )
        self._groups: dict[tuple[str, str], list[Operation]] = {}
        for one in self.operations:
            self._groups.setdefault(one.place, []).append(one)
        self._records = {place: self._record_of(group) for place, group in self._groups.items()}
        pages = {name: f"{ROOT}/{'/'.join(place)}#record" for place, name in self._records.items() if name}
        self._schemas = Schemas(document, {**pages, "Currency": f"{ROOT}#currencies"})
        # What every operation may answer is said once.
        self._general = set.intersection(*(set(self._failures(one).items()) for one in self.operations))

    def chapters(self) -> list[Chapter]:
        """The overview and one chapter a product."""
        found = [Chapter("API reference", (self._overview(),))]
        for product, title in _PRODUCTS.items():
            places = [place for place in self._groups if place[0] == product]
            found.append(Chapter(title, tuple(self._page(place) for place in places)))
        return found

    def _record_of(self, group: list[Operation]) -> str | None:
        """The schema of the record that the resource is about."""
        for wanted in ("retrieve", "list"):
            for one in group:
                if one.spec["x-sdk"]["method"] == wanted:
                    name = self._answer_schema(one).get("$ref", "").rpartition("/")[2]
                    if name and wanted == "retrieve":
                        return str(name)
        return None

    def _success(self, one: Operation) -> tuple[str, dict[str, Any]]:
        return next((status, answer) for status, answer in one.spec["responses"].items() if status[0] == "2")

    def _answer_schema(self, one: Operation) -> dict[str, Any]:
        content = self._success(one)[1].get("content", {})
        for body in content.values():
            found: dict[str, Any] = body.get("x-item-schema") or body["schema"]
            return found
        return {}

    # --- the overview

    def _overview(self) -> Page:
        info = self._document["info"]
        paragraphs = info["description"].split("\n\n")
        blocks: list[Block] = [
            Prose("\n\n".join(paragraphs)),
            Prose(
                "The whole reference as one document: [openapi.json](/openapi.json) (OpenAPI 3.1). Clients for "
                "[Python](/docs/sdks/python) and [TypeScript](/docs/sdks/typescript) are made from it, and so are "
                "these pages."
            ),
            Heading(2, "Your environment", "environment"),
            Prose(
                "Samples read three variables, in all three languages. Set them once in your shell. When you are "
                "signed in to the [portal](/developers) with a sandbox workspace, its id stands here and in every "
                "sample, and so does the key that you have made there for the first steps, for an hour. Any other key "
                "does not: the platform keeps only a hash of it. Paste one under *Key for this tab* and it is filled "
                "in by your browser, where it stays until the tab is closed."
            ),
            Code((Sample("bash", ENVIRONMENT),)),
            Heading(2, "Resources", "resources"),
            Prose("\n".join(self._table_of_resources())),
            Heading(2, "Headers of requests", "request-headers"),
            Fields(tuple(self._request_headers())),
            Heading(2, "Headers of answers", "answer-headers"),
            Fields(tuple(self._header_rows())),
            Heading(2, "Currencies", "currencies"),
            Prose(
                "Amounts are numbers in major units with at most the decimals of their currency: 2 for USD, 0 for JPY, "
                "3 for KWD. [Money and times](/docs/money-and-times) says more. Every code of ISO 4217 that is in use: "
                + ", ".join(
                    f"`{code}`" for code in self._document["components"]["schemas"]["Currency"]["enum"]
                )
                + "."
            ),
            Heading(2, "Errors", "errors"),
            Prose(
                "Every request that fails is answered with this body; "
                "[each code has a page](/docs/errors). `Accept: application/problem+json` gets the same as RFC 9457."
            ),
            Fields(self._schemas.read({"$ref": "#/components/schemas/Error"})),
            Code((Sample("json", self._example_of_error("VALIDATION_ERROR")),), "Answer"),
            Heading(3, "What any operation may answer", "failures"),
            Prose("\n".join(_failure_lines(dict(sorted(self._general))))),
        ]
        return Page(
            ROOT,
            "API reference",
            "Every operation, field and error of the API, with samples in three languages.",
            tuple(blocks),
        )

    def _table_of_resources(self) -> Iterator[str]:
        yield "| Resource | Operations |"
        yield "|---|---|"
        for place, group in self._groups.items():
            links = ", ".join(f"[{one.anchor}]({one.url})" for one in group)
            yield f"| [{_PRODUCTS[place[0]]} {place[1]}]({ROOT}/{'/'.join(place)}) | {links} |"

    def _header_rows(self) -> Iterator[Row]:
        names: dict[str, dict[str, Any]] = {}
        for answer in self._document["components"]["responses"].values():
            names |= answer.get("headers", {})
        for one in self.operations:
            names |= self._success(one)[1].get("headers", {})
        for name, node in sorted(names.items()):
            header = self._schemas.resolve(node)
            row = self._schemas.row(name, header["schema"], required=bool(header.get("required")))
            yield replace(row, description=header["description"], required=False)

    def _request_headers(self) -> Iterator[Row]:
        found = {}
        for one in self.operations:
            for node in one.spec.get("parameters", ()):
                parameter = self._schemas.resolve(node)
                if parameter["in"] == "header":
                    found[parameter["name"]] = parameter
        for parameter in found.values():
            yield self._parameter_row(parameter)

    def _parameter_row(self, parameter: dict[str, Any]) -> Row:
        row = self._schemas.row(
            parameter["name"], parameter["schema"], required=bool(parameter.get("required"))
        )
        notes = (
            (*row.notes, "may be repeated") if parameter.get("explode") and "array" in row.type else row.notes
        )
        return replace(row, description=parameter.get("description") or row.description, notes=notes)

    def _example_of_error(self, code: str) -> str:
        value = self._document["components"]["examples"][code]["value"]
        return json.dumps(value, indent=2, ensure_ascii=False)

    # --- a resource

    def _page(self, place: tuple[str, str]) -> Page:
        group = self._groups[place]
        product, resource = place
        title = f"{_PRODUCTS[product]} {resource.replace('-', ' ')}"
        record = self._records[place]
        about = self._about(record)
        blocks: list[Block] = []
        example = ""
        if about:
            blocks.append(Prose(about))
        links = [f"- [{one.spec['summary']}](#{one.anchor}): `{one.method} {one.path}`" for one in group]
        blocks.append(Prose("\n".join(links)))
        if record:
            blocks += [Heading(2, "The record", "record"), Fields(self._rows_of(record))]
            example = self._example_of_answer(next(o for o in group if o.anchor == "retrieve"))
            if example:
                blocks.append(Code((Sample("json", example),), "Example"))
        for one in group:
            blocks += self._operation(one, record, example)
        summary = about.split(". ")[0].rstrip(".") + "." if about else f"{group[0].spec['summary']} and more."
        return Page(f"{ROOT}/{product}/{resource}", title, summary, tuple(blocks))

    def _rows_of(self, record: str | None) -> tuple[Row, ...]:
        return self._schemas.read({"$ref": f"#/components/schemas/{record}"}) if record else ()

    def _about(self, record: str | None) -> str:
        return self._document["components"]["schemas"][record].get("description", "") if record else ""

    def _operation(self, one: Operation, record: str | None, shown: str) -> Iterator[Block]:
        spec = one.spec
        parameters = [self._schemas.resolve(node) for node in spec.get("parameters", ())]
        by_place: dict[str, list[Row]] = {"path": [], "query": [], "header": []}
        for parameter in parameters:
            if parameter["name"] not in _COMMON_HEADERS:
                by_place[parameter["in"]].append(self._parameter_row(parameter))
        asked = self._asked(one)
        query = tuple(row.name for row in by_place["query"])
        yield Heading(2, spec["summary"], one.anchor)
        yield Call(
            one.method,
            one.path,
            spec["x-required-scope"],
            query,
            asked.body is not None,
            asked.result == "sse",
        )
        about = self._about(record)
        known = {row.name for row in self._rows_of(record)}
        if own := _without_repetition(spec, about):
            yield Prose(own)
        for where, title in (("path", "In the path"), ("query", "In the query"), ("header", "Headers")):
            if by_place[where]:
                yield Heading(4, title, f"{one.anchor}-{where}")
                yield Fields(tuple(row for row in by_place[where] if not _is_filter(row, known)))
        if filters := [f"`{row.name}`" for row in by_place["query"] if _is_filter(row, known)]:
            yield Prose(
                "Filters by a field of [the record](#record), for records with this value; one that is repeated "
                f"allows several, at most 100: {', '.join(filters)}."
            )
        if "requestBody" in spec:
            schema = spec["requestBody"]["content"]["application/json"]["schema"]
            rows = self._schemas.rows(schema)
            yield Heading(4, "Body", f"{one.anchor}-body")
            yield Fields(rows) if rows else Prose("An empty object, or nothing.")
        yield Heading(4, "Answers", f"{one.anchor}-answers")
        yield Prose(self._answers(one, record))
        yield from self._own_fields(one)
        yield samples(asked)
        example = self._example_of_answer(one)
        # The example of the record stands beside its fields.
        if example and example != shown:
            language = {"ndjson": "json", "sse": "text"}.get(asked.result, "json")
            yield Code((Sample(language, example),), f"Answer {self._success(one)[0]}")

    def _answers(self, one: Operation, record: str | None) -> str:
        status, answer = self._success(one)
        name = self._answer_schema(one).get("$ref", "").rpartition("/")[2]
        lines = [f"- `{status}`: {answer['description']}"]
        if record and name.removesuffix("List") == record:
            what = "a page of [records](#record)" if name.endswith("List") else "[the record](#record)"
            lines = [f"- `{status}`: {answer['description'].rstrip('.')}: {what}."]
        if "304" in one.spec["responses"]:
            lines.append(f"- `304`: {one.spec['responses']['304']['description']}")
        failures = {
            status: codes
            for status, codes in self._failures(one).items()
            if (status, codes) not in self._general
        }
        return "\n".join(
            [*lines, *_failure_lines(failures), f"- [What any operation may answer]({ROOT}#failures)"]
        )

    def _failures(self, one: Operation) -> dict[str, tuple[str, ...]]:
        """The codes of errors by status."""
        return {
            status: tuple(self._schemas.resolve(node)["content"]["application/json"]["examples"])
            for status, node in one.spec["responses"].items()
            if status[0] in "45"
        }

    def _own_fields(self, one: Operation) -> Iterator[Block]:
        """The fields of an answer that is not described on a page of its own."""
        schema = self._answer_schema(one)
        name = schema.get("$ref", "").rpartition("/")[2]
        described = set(self._records.values())
        if not schema or name in described or name.removesuffix("List") in described:
            return
        rows = self._schemas.read(schema)
        if rows:
            yield Fields(rows)

    def _example_of_answer(self, one: Operation) -> str:
        for body in self._success(one)[1].get("content", {}).values():
            for example in body.get("examples", {}).values():
                value = example["value"]
                return (
                    value.strip()
                    if isinstance(value, str)
                    else json.dumps(value, indent=2, ensure_ascii=False)
                )
        return ""

    # --- samples

    def _asked(self, one: Operation) -> Asked:
        sdk = one.spec["x-sdk"]
        return Asked(
            one.method, one.path, sdk["product"], sdk["resource"], sdk["method"],
            self._result(one), self._noun(one), self._id_of(one), self._query(one), self._body(one),
        )  # fmt: skip

    def asked(self) -> dict[str, Asked]:
        """What is asked for by each operation's samples, by operation id."""
        return {one.spec["operationId"]: self._asked(one) for one in self.operations}

    def _result(self, one: Operation) -> str:
        content = self._success(one)[1].get("content", {})
        if not content:
            return "none"
        for media_type, result in _RESULTS.items():
            if media_type in content:
                return result
        schema = self._answer_schema(one)
        # As `sdk/emit` tells a list.
        named = schema.get("$ref", "").endswith("List")
        return "list" if named and "data" in self._schemas.resolve(schema).get("properties", {}) else "record"

    def _noun(self, one: Operation) -> str:
        schema = self._answer_schema(one)
        name = schema.get("$ref", "").rpartition("/")[2].removesuffix("List").removesuffix("WithSecret")
        words = re.findall(r"[A-Z][a-z]*", name)
        if one.spec["x-sdk"]["method"] == "batch" or not 0 < len(words) <= 2:
            return "result"
        return "_".join(word.lower() for word in words)

    def _id_of(self, one: Operation) -> str | None:
        for node in one.spec.get("parameters", ()):
            parameter = self._schemas.resolve(node)
            if parameter["in"] == "path":
                given = parameter.get("example") or (parameter["schema"].get("examples") or [None])[0]
                return str(given) if given else _made_up(parameter["schema"].get("pattern", ""))
        return None

    def _query(self, one: Operation) -> dict[str, Any]:
        """One filter whose values are listed, and the size of a page."""
        found: dict[str, Any] = {}
        for node in one.spec.get("parameters", ()):
            parameter = self._schemas.resolve(node)
            if parameter["in"] != "query":
                continue
            schema = self._schemas.resolve(parameter["schema"])
            values = schema.get("enum") or self._schemas.resolve(schema.get("items") or {}).get("enum")
            if parameter.get("required"):
                found[parameter["name"]] = (values or schema.get("examples") or [""])[0]
            elif parameter["name"] == "status" and values and isinstance(values[0], str):
                found["status"] = values[0]
        return found

    def _body(self, one: Operation) -> Any:
        if "requestBody" not in one.spec:
            return None
        content = one.spec["requestBody"]["content"]["application/json"]
        return next(iter(content.get("examples", {}).values()), {"value": {}})["value"]


ENVIRONMENT = """\
export GHXSTSHIP_BASE_URL="https://api.ghxstship.com"
export GHXSTSHIP_WORKSPACE_ID="ws_…"
export GHXSTSHIP_API_KEY="ghx_test_…\""""


def _failure_lines(failures: dict[str, tuple[str, ...]]) -> list[str]:
    return [
        f"- `{status}`: {', '.join(f'[{code}](/docs/errors/{code})' for code in codes)}"
        for status, codes in failures.items()
    ]


def _is_filter(row: Row, fields: set[str]) -> bool:
    """Whether a parameter of a query says no more than a field of the record."""
    return row.name in fields and "may be repeated" in row.notes


def _made_up(pattern: str) -> str:
    """An id of the form that the pattern allows."""
    prefix = re.search(r"([a-z]+_)", pattern)
    return (prefix[1] if prefix else "") + _ID_TAIL


def _without_repetition(spec: dict[str, Any], about: str) -> str:
    """The description without summary, resource and scope, which stand beside it."""
    text = str(spec["description"]).removeprefix(spec["summary"] + ".").strip()
    text = re.sub(r"\s*Needs the scope `[a-z]+`\.$", "", text)
    return text.removesuffix(about).strip() if about else text
