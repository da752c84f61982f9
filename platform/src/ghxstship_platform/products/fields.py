"""The kinds of field a record can have: each knows how to read a value from outside, how to describe itself as a
JSON schema, and how to lie in a column.

`decode` never raises: it appends what is wrong to `errors`, so that all invalid fields of a body are reported at once.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from .. import clock, money
from ..errors import add_unknown, detail

Errors = list[dict[str, Any]]

INVALID: Any = object()
"""What `decode` returns beside an entry in `errors`."""


class Kind(Protocol):
    """One kind of field."""

    @property
    def column(self) -> str | None:
        """``text`` or ``integer``: how the value lies in a column; None where it cannot."""

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        """The value in wire form, or INVALID and an entry in `errors`. `currency` is that of the record."""

    def schema(self) -> dict[str, Any]:
        """The JSON schema (2020-12) of the value."""

    def to_column(self, value: Any, currency: str) -> Any:
        """The column's value for a wire value that is not None."""


def _fail(errors: Errors, path: str, message: str) -> Any:
    errors.append(detail(path, message))
    return INVALID


class _AsIs:
    def to_column(self, value: Any, currency: str) -> Any:
        return value


def _clean_text(value: Any, path: str, errors: Errors, minimum: int, maximum: int) -> Any:
    if not isinstance(value, str):
        return _fail(errors, path, "Must be a string")
    if len(value) > maximum:
        return _fail(errors, path, f"Must be at most {maximum} characters")
    if len(value) < minimum or (minimum and not value.strip()):
        return _fail(
            errors, path, "Must not be empty" if minimum == 1 else f"Must have at least {minimum} characters"
        )
    if "\x00" in value:
        return _fail(errors, path, "Must not contain the character NUL")
    try:
        value.encode()
    except UnicodeEncodeError:
        return _fail(errors, path, "Must not contain lone surrogates")
    return value


# The same rule as a pattern, for the OpenAPI document. Blank is what `str.strip` takes away, spelt out because every
# engine of regular expressions has its own idea of `\\s`.
_BLANK = (
    "\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
)
_NO_NUL = "^[^\\u0000]*$"
_NO_NUL_NOT_BLANK = f"^[^\\u0000]*[^\\u0000{_BLANK}][^\\u0000]*$"


@dataclass(frozen=True, slots=True)
class Text(_AsIs):
    """A string of `minimum` to `maximum` characters, of the shape `pattern` if given."""

    maximum: int = 255
    minimum: int = 0
    pattern: str | None = None
    hint: str = "Has the wrong form"
    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        text = _clean_text(value, path, errors, self.minimum, self.maximum)
        if text is not INVALID and self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            return _fail(errors, path, self.hint)
        return text

    def schema(self) -> dict[str, Any]:
        pattern = (
            f"^(?:{self.pattern})$" if self.pattern else (_NO_NUL_NOT_BLANK if self.minimum else _NO_NUL)
        )
        schema: dict[str, Any] = {"type": "string", "maxLength": self.maximum, "pattern": pattern}
        if self.minimum:
            schema["minLength"] = self.minimum
        return schema


# Local part, @, and a dotted host name: what mail servers deliver to, not all that RFC 5322 can spell.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address; its column holds it in lower case, so that uniqueness ignores case."""

    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        # RFC 5321 §4.5.3.1: 64 characters before the @.
        if (
            not isinstance(value, str)
            or not _EMAIL.fullmatch(value)
            or len(value) > 254
            or value.index("@") > 64
        ):
            return _fail(errors, path, "Must be a valid email address")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254, "pattern": f"^{_EMAIL.pattern}$"}

    def to_column(self, value: Any, currency: str) -> Any:
        return value.lower()


@dataclass(frozen=True, slots=True)
class Network(_AsIs):
    """An IP network in CIDR notation, without host bits."""

    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        try:
            # `ip_network` reads zones (fe80::%eth0) and addresses without a length too.
            if not isinstance(value, str) or not re.fullmatch(
                "[0-9A-Fa-f:.]{2,45}/[0-9]{1,3}", value, re.ASCII
            ):
                raise ValueError
            ipaddress.ip_network(value)
        except ValueError:
            return _fail(errors, path, "Must be a network such as 203.0.113.0/24 or 2001:db8::/32")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 50, "format": "cidr"}


@dataclass(frozen=True, slots=True)
class Choice(_AsIs):
    """One of a few words."""

    values: tuple[str, ...]
    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, str) or value not in self.values:
            return _fail(errors, path, f"Must be one of {', '.join(self.values)}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.values)}


@dataclass(frozen=True, slots=True)
class Integer(_AsIs):
    """A whole number from `minimum` to `maximum`."""

    minimum: int = 0
    maximum: int = 2**31 - 1
    column: str | None = "integer"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        # JSON knows one kind of number: 5.0 is the integer 5 (JSON Schema 2020-12 §6.1.1).
        if (
            isinstance(value, Decimal)
            and value.is_finite()
            and abs(value.adjusted()) < 30
            and value == int(value)
        ):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            return _fail(errors, path, "Must be a whole number")
        if not self.minimum <= value <= self.maximum:
            return _fail(errors, path, f"Must be from {self.minimum} to {self.maximum}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `minimum` to `maximum` with at most `digits` decimals (probabilities, tax rates, quantities)."""

    minimum: int = 0
    maximum: int = 1
    digits: int = 6
    above: bool = False
    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return _fail(errors, path, "Must be a number")
        number = Decimal(value)
        too_low = number <= self.minimum if self.above else number < self.minimum
        if too_low or number > self.maximum:
            low = "above" if self.above else "from"
            return _fail(errors, path, f"Must be {low} {self.minimum} to {self.maximum}")
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or (
            -exponent > self.digits and number != round(number, self.digits)
        ):
            return _fail(errors, path, f"Must have at most {self.digits} decimals")
        number = round(number, self.digits)
        return int(number) if number == int(number) else number.normalize()

    def schema(self) -> dict[str, Any]:
        low = "exclusiveMinimum" if self.above else "minimum"
        return {"type": "number", low: self.minimum, "maximum": self.maximum, "x-decimals": self.digits}

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("a number has no column")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units of the record's currency; its column holds minor units."""

    column: str | None = "integer"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return _fail(errors, path, "Must be a number")
        if value < 0:
            return _fail(errors, path, "Must be at least 0")
        try:
            return money.to_major(money.to_minor(value, currency), currency)
        except ValueError as error:
            return _fail(errors, path, str(error)[0].upper() + str(error)[1:])

    def schema(self) -> dict[str, Any]:
        return {
            "type": "number",
            "minimum": 0,
            "maximum": money.LIMIT,
            "x-decimals": "currency",
            "description": "Major units, with at most the decimals of the currency, and at most 10^15 minor units.",
        }

    def to_column(self, value: Any, currency: str) -> Any:
        return money.to_minor(value, currency)


@dataclass(frozen=True, slots=True)
class Currency(_AsIs):
    """An upper-case ISO 4217 code."""

    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, str) or value not in money.CURRENCIES:
            return _fail(errors, path, "Must be an upper-case ISO 4217 currency code, such as USD")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": sorted(money.CURRENCIES)}


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false; 1 or 0 in a column."""

    column: str | None = "integer"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        return value if isinstance(value, bool) else _fail(errors, path, "Must be true or false")

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def to_column(self, value: Any, currency: str) -> Any:
        return int(value)


# `fromisoformat` reads more than RFC 3339 has (2026-W47-1); the years are those of every calendar in use.
_DAY = "(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Date(_AsIs):
    """A day, ``YYYY-MM-DD``, from 1900 to 2199."""

    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        try:
            if not isinstance(value, str) or not re.fullmatch(_DAY, value, re.ASCII):
                raise ValueError
            date.fromisoformat(value)
        except ValueError:
            return _fail(errors, path, "Must be a date that exists, as YYYY-MM-DD (1900 to 2199)")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment, RFC 3339 with an offset, from 1900 to 2199; kept in UTC with milliseconds."""

    column: str | None = "integer"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        try:
            if not isinstance(value, str):
                raise ValueError
            moment = clock.from_text(value)
            if not re.match(_DAY, value, re.ASCII) or not -2_208_988_800_000 <= moment < 7_258_118_400_000:
                raise ValueError
        except (ValueError, OverflowError):
            return _fail(
                errors, path, "Must be an RFC 3339 time with an offset, such as 2026-11-23T07:21:00.000Z"
            )
        return clock.to_text(moment)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "maxLength": 40, "pattern": f"^{_DAY}[Tt]"}

    def to_column(self, value: Any, currency: str) -> Any:
        return clock.from_text(value)


@dataclass(frozen=True, slots=True)
class Reference(_AsIs):
    """The id of another record of the workspace: that of the resource named `target` (``atlvs.companies``)."""

    target: str
    prefix: str
    column: str | None = "text"

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, str) or not re.fullmatch(self._pattern(), value, re.ASCII):
            return _fail(errors, path, f"Must be an id that begins with {self.prefix}")
        return value

    def _pattern(self) -> str:
        return f"{self.prefix}[0-9A-Za-z]{{1,40}}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self._pattern()}$", "x-resource": self.target}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of `minimum` to `maximum` values of one kind."""

    item: Kind
    maximum: int = 50
    minimum: int = 0
    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, list):
            return _fail(errors, path, "Must be a list")
        if not self.minimum <= len(value) <= self.maximum:
            return _fail(errors, path, f"Must have {self.minimum} to {self.maximum} entries")
        items = [
            self.item.decode(entry, f"{path}.{index}", errors, currency) for index, entry in enumerate(value)
        ]
        return INVALID if INVALID in items else items

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": self.item.schema(),
            "minItems": self.minimum,
            "maxItems": self.maximum,
        }

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("a list has no column")


@dataclass(frozen=True, slots=True)
class Object:
    """An object with the fields given; an unknown one is refused."""

    fields: tuple[Field, ...]
    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, dict):
            return _fail(errors, path, "Must be an object")
        return decode_fields(self.fields, value, errors, currency, prefix=f"{path}.", creating=True)

    def schema(self) -> dict[str, Any]:
        return object_schema(self.fields, creating=True)

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("an object has no column")


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of one of two kinds that a reader can tell apart by JSON type: a string or an object."""

    text: Kind
    other: Kind
    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        return (self.text if isinstance(value, str) else self.other).decode(value, path, errors, currency)

    def schema(self) -> dict[str, Any]:
        return {"oneOf": [self.text.schema(), self.other.schema()]}

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("a value of two kinds has no column")


@dataclass(frozen=True, slots=True)
class Metadata:
    """At most 50 string pairs: keys to 40 characters, values to 500 (contract §2)."""

    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, dict):
            return _fail(errors, path, "Must be an object of strings")
        if len(value) > 50:
            return _fail(errors, path, "Must have at most 50 keys")
        before = len(errors)
        for key, text in value.items():
            _clean_text(key, path, errors, 1, 40)
            _clean_text(text, f"{path}.{key[:40]}", errors, 0, 500)
        return value if len(errors) == before else INVALID

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "maxProperties": 50,
            "propertyNames": {
                "type": "string",
                "minLength": 1,
                "maxLength": 40,
                "pattern": _NO_NUL_NOT_BLANK,
            },
            "additionalProperties": {"type": "string", "maxLength": 500, "pattern": _NO_NUL},
        }

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("metadata has no column")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Parameters
    ----------
    required: must be there (and not null) on create; of what the platform sets, that it is never null.
    default: the value when create leaves it out; a field without one is null then.
    nullable: whether null is accepted; a required field or one with a default is not nullable.
    writable: ``always``, ``create`` (fixed afterwards) or ``never`` (computed by the platform).
    input_only: accepted on create, never part of the record (``complete`` of an order).
    column: lies in a column too, for rules and filters. Money, references, unique and filter fields always do.
    filter: a query parameter of the list; repeated values mean "or".
    unique: no two live records of the workspace share it.
    search: part of what `q` looks through.
    facet: lists filtered by this field alone know their total without counting.
    example: a value for the documentation.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    default: Any = None
    writable: str = "always"
    input_only: bool = False
    column: bool = False
    filter: bool = False
    unique: bool = False
    search: bool = False
    facet: bool = False
    example: Any = None

    @property
    def nullable(self) -> bool:
        """Whether the record may hold null here."""
        return not self.required and self.default is None

    @property
    def in_column(self) -> bool:
        """Whether the table has a column of this name."""
        if self.input_only or self.kind.column is None:
            return False
        return self.column or self.filter or self.unique or isinstance(self.kind, (Money, Reference))

    def schema(self) -> dict[str, Any]:
        """The JSON schema with nullability, default, description and example."""
        schema = dict(self.kind.schema())
        if self.nullable:
            if "oneOf" in schema:
                schema["oneOf"] = [*schema["oneOf"], {"type": "null"}]
            else:
                schema["type"] = [schema["type"], "null"]
                if "enum" in schema:
                    schema["enum"] = [*schema["enum"], None]
        schema["description"] = " ".join(filter(None, [self.doc, schema.get("description")]))
        if self.default is not None and not isinstance(self.default, (list, dict)):
            schema["default"] = self.default
        if self.example is not None:
            schema["examples"] = [self.example]
        if self.writable == "never":
            schema["readOnly"] = True
        return schema


def decode_fields(
    fields: Sequence[Field],
    body: dict[str, Any],
    errors: Errors,
    currency: str,
    *,
    prefix: str = "",
    creating: bool,
) -> dict[str, Any]:
    """The values of `body` for these fields; everything wrong with it goes to `errors`.

    When `creating`, required fields must be there and defaults are filled in; otherwise only what is given is read.
    """
    known = {field.name: field for field in fields}
    for name in body:
        if name not in known:
            add_unknown(errors, "field", name, [f.name for f in fields if f.writable != "never"], prefix)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in body:
            if creating and field.required and field.writable != "never":
                errors.append(detail(prefix + name, "Is required"))
            elif creating and not field.input_only:
                values[name] = (
                    field.default.copy() if isinstance(field.default, (list, dict)) else field.default
                )
            continue
        value = body[name]
        if field.writable == "never" or (field.writable == "create" and not creating):
            errors.append(detail(prefix + name, "Is set by the platform and cannot be written"
                                 if field.writable == "never" else "Cannot be changed after creation"))  # fmt: skip
        elif value is None:
            if not field.nullable:
                errors.append(detail(prefix + name, "Must not be null"))
            values[name] = None
        else:
            values[name] = field.kind.decode(value, prefix + name, errors, currency)
    return values


def object_schema(fields: Sequence[Field], *, creating: bool) -> dict[str, Any]:
    """The JSON schema of an object made of these fields; with its required ones when `creating`."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: field.schema() for field in fields},
        "additionalProperties": False,
    }
    required = [f.name for f in fields if f.required and f.writable != "never"] if creating else []
    if required:
        schema["required"] = required
    return schema


def address_fields() -> tuple[Field, ...]:
    """A postal address."""
    return (
        Field("line1", Text(200), "Street and number.", example="12 Harbor Street"),
        Field("line2", Text(200), "Second line."),
        Field("city", Text(100), "City.", example="Portland"),
        Field("region", Text(100), "State or region.", example="ME"),
        Field("postal_code", Text(20), "Postal code.", example="04101"),
        Field(
            "country",
            Text(2, 2, "[A-Z]{2}", "Must be an ISO 3166 country code, such as US"),
            "Country.",
            example="US",
        ),
    )
