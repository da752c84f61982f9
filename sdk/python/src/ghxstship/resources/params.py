"""What operations take. Written by sdk/emit from openapi/openapi.json; change those, not this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NotRequired, Required, TypedDict

from ..call import Options

Currency = Literal[
    "AED",
    "AFN",
    "ALL",
    "AMD",
    "ANG",
    "AOA",
    "ARS",
    "AUD",
    "AWG",
    "AZN",
    "BAM",
    "BBD",
    "BDT",
    "BGN",
    "BHD",
    "BIF",
    "BMD",
    "BND",
    "BOB",
    "BRL",
    "BSD",
    "BTN",
    "BWP",
    "BYN",
    "BZD",
    "CAD",
    "CDF",
    "CHF",
    "CLF",
    "CLP",
    "CNY",
    "COP",
    "CRC",
    "CUP",
    "CVE",
    "CZK",
    "DJF",
    "DKK",
    "DOP",
    "DZD",
    "EGP",
    "ERN",
    "ETB",
    "EUR",
    "FJD",
    "FKP",
    "GBP",
    "GEL",
    "GHS",
    "GIP",
    "GMD",
    "GNF",
    "GTQ",
    "GYD",
    "HKD",
    "HNL",
    "HTG",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "IQD",
    "IRR",
    "ISK",
    "JMD",
    "JOD",
    "JPY",
    "KES",
    "KGS",
    "KHR",
    "KMF",
    "KPW",
    "KRW",
    "KWD",
    "KYD",
    "KZT",
    "LAK",
    "LBP",
    "LKR",
    "LRD",
    "LSL",
    "LYD",
    "MAD",
    "MDL",
    "MGA",
    "MKD",
    "MMK",
    "MNT",
    "MOP",
    "MRU",
    "MUR",
    "MVR",
    "MWK",
    "MXN",
    "MYR",
    "MZN",
    "NAD",
    "NGN",
    "NIO",
    "NOK",
    "NPR",
    "NZD",
    "OMR",
    "PAB",
    "PEN",
    "PGK",
    "PHP",
    "PKR",
    "PLN",
    "PYG",
    "QAR",
    "RON",
    "RSD",
    "RUB",
    "RWF",
    "SAR",
    "SBD",
    "SCR",
    "SDG",
    "SEK",
    "SGD",
    "SHP",
    "SLE",
    "SOS",
    "SRD",
    "SSP",
    "STN",
    "SVC",
    "SYP",
    "SZL",
    "THB",
    "TJS",
    "TMT",
    "TND",
    "TOP",
    "TRY",
    "TTD",
    "TWD",
    "TZS",
    "UAH",
    "UGX",
    "USD",
    "UYI",
    "UYU",
    "UYW",
    "UZS",
    "VED",
    "VES",
    "VND",
    "VUV",
    "WST",
    "XAF",
    "XCD",
    "XOF",
    "XPF",
    "YER",
    "ZAR",
    "ZMW",
    "ZWG",
]

ErrorCode = Literal[
    "BAD_REQUEST",
    "INVALID_CURSOR",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "ALREADY_EXISTS",
    "VERSION_CONFLICT",
    "INVALID_TRANSITION",
    "SOLD_OUT",
    "CREW_DOUBLE_BOOKED",
    "IDEMPOTENCY_IN_PROGRESS",
    "RESOURCE_IN_USE",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "VALIDATION_ERROR",
    "IDEMPOTENCY_KEY_REUSED",
    "OVERPAYMENT",
    "RATE_LIMITED",
    "INTERNAL_ERROR",
    "SERVICE_UNAVAILABLE",
]


class ApiKeyCreate(TypedDict, total=False):
    """A new api key."""

    name: Required[str]
    """What it is for."""
    scopes: Required[Sequence[Literal["read", "write", "webhooks", "admin"]]]
    """What it may do."""
    expires_at: NotRequired[datetime | str | None]
    """When it stops working."""
    allowed_cidrs: NotRequired[Sequence[str]]
    """Networks that it may be used from; empty means any."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class ApiKeyRoll(TypedDict, total=False):
    """Replace the key by a new one; the old one goes on for a while."""

    overlap_seconds: NotRequired[int]
    """How long the old key goes on."""


class ApiKeyUpdate(TypedDict, total=False):
    """Changes to the api key; what is left out stays as it is."""

    name: NotRequired[str]
    """What it is for."""
    allowed_cidrs: NotRequired[Sequence[str]]
    """Networks that it may be used from; empty means any."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class AssignmentCreate(TypedDict, total=False):
    """A new assignment."""

    project_id: Required[str]
    """The project."""
    crew_member_id: Required[str]
    """Who works."""
    role: Required[str]
    """As what."""
    start_at: Required[datetime | str]
    """When the work begins."""
    end_at: Required[datetime | str]
    """When it is over; another assignment can begin at this moment."""
    location: NotRequired[str | None]
    """Where."""
    rate: NotRequired[Decimal | int | float | None]
    """What is paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units."""
    rate_type: NotRequired[Literal["hourly", "daily", "flat"]]
    """What the rate is for."""
    currency: NotRequired[Currency]
    """Currency of the rate."""
    status: NotRequired[Literal["invited", "confirmed"]]
    """Invited, confirmed and checked in take up the person's time."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class AssignmentUpdate(TypedDict, total=False):
    """Changes to the assignment; what is left out stays as it is."""

    project_id: NotRequired[str]
    """The project."""
    crew_member_id: NotRequired[str]
    """Who works."""
    role: NotRequired[str]
    """As what."""
    start_at: NotRequired[datetime | str]
    """When the work begins."""
    end_at: NotRequired[datetime | str]
    """When it is over; another assignment can begin at this moment."""
    location: NotRequired[str | None]
    """Where."""
    rate: NotRequired[Decimal | int | float | None]
    """What is paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units."""
    rate_type: NotRequired[Literal["hourly", "daily", "flat"]]
    """What the rate is for."""
    currency: NotRequired[Currency]
    """Currency of the rate."""
    status: NotRequired[
        Literal["invited", "confirmed", "checked_in", "checked_out", "declined", "cancelled", "no_show"]
    ]
    """Invited, confirmed and checked in take up the person's time."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class CompanyCreate(TypedDict, total=False):
    """A new company."""

    name: Required[str]
    """Name."""
    domain: NotRequired[str | None]
    """Internet domain."""
    kind: NotRequired[Literal["promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other"]]
    """What it is to you."""
    billing_email: NotRequired[str | None]
    """Where invoices go."""
    address: NotRequired[CompanyCreateAddress | None]
    """Postal address."""
    currency: NotRequired[Currency]
    """Currency of its invoices."""
    payment_terms: NotRequired[Literal["due_on_receipt", "net_15", "net_30", "net_45", "net_60"]]
    """When its invoices are due."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class CompanyCreateAddress(TypedDict, total=False):
    """Postal address."""

    line1: NotRequired[str | None]
    """Street and number."""
    line2: NotRequired[str | None]
    """Second line."""
    city: NotRequired[str | None]
    """City."""
    region: NotRequired[str | None]
    """State or region."""
    postal_code: NotRequired[str | None]
    """Postal code."""
    country: NotRequired[str | None]
    """Country."""


class CompanyUpdate(TypedDict, total=False):
    """Changes to the company; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    domain: NotRequired[str | None]
    """Internet domain."""
    kind: NotRequired[Literal["promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other"]]
    """What it is to you."""
    billing_email: NotRequired[str | None]
    """Where invoices go."""
    address: NotRequired[CompanyUpdateAddress | None]
    """Postal address."""
    currency: NotRequired[Currency]
    """Currency of its invoices."""
    payment_terms: NotRequired[Literal["due_on_receipt", "net_15", "net_30", "net_45", "net_60"]]
    """When its invoices are due."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class CompanyUpdateAddress(TypedDict, total=False):
    """Postal address."""

    line1: NotRequired[str | None]
    """Street and number."""
    line2: NotRequired[str | None]
    """Second line."""
    city: NotRequired[str | None]
    """City."""
    region: NotRequired[str | None]
    """State or region."""
    postal_code: NotRequired[str | None]
    """Postal code."""
    country: NotRequired[str | None]
    """Country."""


class ContactCreate(TypedDict, total=False):
    """A new contact."""

    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    email: NotRequired[str | None]
    """E-mail address, unique per workspace."""
    phone: NotRequired[str | None]
    """Telephone number."""
    company_id: NotRequired[str | None]
    """Where the person works."""
    source: NotRequired[str | None]
    """Where the contact came from."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class ContactUpdate(TypedDict, total=False):
    """Changes to the contact; what is left out stays as it is."""

    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    email: NotRequired[str | None]
    """E-mail address, unique per workspace."""
    phone: NotRequired[str | None]
    """Telephone number."""
    company_id: NotRequired[str | None]
    """Where the person works."""
    source: NotRequired[str | None]
    """Where the contact came from."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class CrewMemberCreate(TypedDict, total=False):
    """A new crew member."""

    first_name: Required[str]
    """Given name."""
    last_name: Required[str]
    """Family name."""
    email: NotRequired[str | None]
    """E-mail address, unique per workspace."""
    phone: NotRequired[str | None]
    """Telephone number."""
    role: Required[str]
    """What the person does."""
    department: NotRequired[str | None]
    """Department."""
    skills: NotRequired[Sequence[str]]
    """Skills."""
    day_rate: NotRequired[Decimal | int | float | None]
    """Price of a day. Major units, with at most the decimals of the currency, and at most 10^15 minor units.
    """
    hourly_rate: NotRequired[Decimal | int | float | None]
    """Price of an hour. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the rates."""
    home_base: NotRequired[str | None]
    """Where the person travels from."""
    status: NotRequired[Literal["pending", "active", "on_leave", "inactive"]]
    """Pending until taken on; an inactive person cannot be assigned."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class CrewMemberUpdate(TypedDict, total=False):
    """Changes to the crew member; what is left out stays as it is."""

    first_name: NotRequired[str]
    """Given name."""
    last_name: NotRequired[str]
    """Family name."""
    email: NotRequired[str | None]
    """E-mail address, unique per workspace."""
    phone: NotRequired[str | None]
    """Telephone number."""
    role: NotRequired[str]
    """What the person does."""
    department: NotRequired[str | None]
    """Department."""
    skills: NotRequired[Sequence[str]]
    """Skills."""
    day_rate: NotRequired[Decimal | int | float | None]
    """Price of a day. Major units, with at most the decimals of the currency, and at most 10^15 minor units.
    """
    hourly_rate: NotRequired[Decimal | int | float | None]
    """Price of an hour. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the rates."""
    home_base: NotRequired[str | None]
    """Where the person travels from."""
    status: NotRequired[Literal["pending", "active", "on_leave", "inactive"]]
    """Pending until taken on; an inactive person cannot be assigned."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class CustomerCreate(TypedDict, total=False):
    """A new customer."""

    email: Required[str]
    """E-mail address, unique per workspace."""
    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    phone: NotRequired[str | None]
    """Telephone number."""
    marketing_opt_in: NotRequired[bool]
    """Whether the person agreed to be written to."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class CustomerUpdate(TypedDict, total=False):
    """Changes to the customer; what is left out stays as it is."""

    email: NotRequired[str]
    """E-mail address, unique per workspace."""
    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    phone: NotRequired[str | None]
    """Telephone number."""
    marketing_opt_in: NotRequired[bool]
    """Whether the person agreed to be written to."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class DealCreate(TypedDict, total=False):
    """A new deal."""

    name: Required[str]
    """Name."""
    value: Required[Decimal | int | float]
    """What it is worth. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the value."""
    status: NotRequired[Literal["open", "won", "lost"]]
    """Open, won or lost; a closed deal can be opened again."""
    stage: NotRequired[Literal["qualification", "proposal", "negotiation"]]
    """How far an open deal has come."""
    probability: NotRequired[float | None]
    """Chance of winning it, 0 to 1."""
    owner_id: NotRequired[str | None]
    """Your id of the person who owns it."""
    contact_id: NotRequired[str | None]
    """Whom it is with."""
    company_id: NotRequired[str | None]
    """Which company it is with."""
    expected_close_date: NotRequired[date | str | None]
    """When it should close."""
    next_action_at: NotRequired[datetime | str | None]
    """When somebody has to act next."""
    lost_reason: NotRequired[str | None]
    """Why it was lost."""
    notes: NotRequired[str | None]
    """Notes."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class DealUpdate(TypedDict, total=False):
    """Changes to the deal; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    value: NotRequired[Decimal | int | float]
    """What it is worth. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the value."""
    status: NotRequired[Literal["open", "won", "lost"]]
    """Open, won or lost; a closed deal can be opened again."""
    stage: NotRequired[Literal["qualification", "proposal", "negotiation"]]
    """How far an open deal has come."""
    probability: NotRequired[float | None]
    """Chance of winning it, 0 to 1."""
    owner_id: NotRequired[str | None]
    """Your id of the person who owns it."""
    contact_id: NotRequired[str | None]
    """Whom it is with."""
    company_id: NotRequired[str | None]
    """Which company it is with."""
    expected_close_date: NotRequired[date | str | None]
    """When it should close."""
    next_action_at: NotRequired[datetime | str | None]
    """When somebody has to act next."""
    lost_reason: NotRequired[str | None]
    """Why it was lost."""
    notes: NotRequired[str | None]
    """Notes."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class EventCreate(TypedDict, total=False):
    """A new event."""

    name: Required[str]
    """Name."""
    description: NotRequired[str | None]
    """What happens there."""
    genre: NotRequired[str | None]
    """Genre."""
    venue_id: NotRequired[str | None]
    """Where it takes place."""
    city: NotRequired[str | None]
    """City."""
    starts_at: Required[datetime | str]
    """When it begins."""
    ends_at: NotRequired[datetime | str | None]
    """When it ends."""
    timezone: NotRequired[str | None]
    """IANA time zone of the place."""
    capacity: NotRequired[int | None]
    """How many places there are over all ticket types; null: as many as they have."""
    tags: NotRequired[Sequence[str]]
    """Words to group events by."""
    status: NotRequired[Literal["draft", "published", "on_sale"]]
    """Where it stands; `sold_out` is set and taken back by the platform."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class EventUpdate(TypedDict, total=False):
    """Changes to the event; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    description: NotRequired[str | None]
    """What happens there."""
    genre: NotRequired[str | None]
    """Genre."""
    venue_id: NotRequired[str | None]
    """Where it takes place."""
    city: NotRequired[str | None]
    """City."""
    starts_at: NotRequired[datetime | str]
    """When it begins."""
    ends_at: NotRequired[datetime | str | None]
    """When it ends."""
    timezone: NotRequired[str | None]
    """IANA time zone of the place."""
    capacity: NotRequired[int | None]
    """How many places there are over all ticket types; null: as many as they have."""
    tags: NotRequired[Sequence[str]]
    """Words to group events by."""
    status: NotRequired[Literal["draft", "published", "on_sale", "sold_out", "completed", "cancelled"]]
    """Where it stands; `sold_out` is set and taken back by the platform."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class IncidentCreate(TypedDict, total=False):
    """A new incident."""

    project_id: NotRequired[str | None]
    """Project it belongs to; or event_id."""
    event_id: NotRequired[str | None]
    """Event it belongs to; or project_id."""
    title: Required[str]
    """What happened, in short."""
    description: Required[str]
    """What happened, in full."""
    severity: Required[Literal["low", "medium", "high", "critical"]]
    """How bad it is; raising it escalates the incident."""
    category: NotRequired[str | None]
    """Kind, such as medical, security, technical, weather or crowd."""
    location: NotRequired[str | None]
    """Where."""
    reported_by: NotRequired[str | None]
    """Who reported it."""
    assigned_to: NotRequired[str | None]
    """Who takes care of it."""
    status: NotRequired[Literal["open", "in_progress"]]
    """Resolving needs a resolution; a resolved or closed incident can be reopened."""
    resolution: NotRequired[str | None]
    """How it was resolved."""
    occurred_at: NotRequired[datetime | str | None]
    """When it happened; now, if left out."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class IncidentUpdate(TypedDict, total=False):
    """Changes to the incident; what is left out stays as it is."""

    project_id: NotRequired[str | None]
    """Project it belongs to; or event_id."""
    event_id: NotRequired[str | None]
    """Event it belongs to; or project_id."""
    title: NotRequired[str]
    """What happened, in short."""
    description: NotRequired[str]
    """What happened, in full."""
    severity: NotRequired[Literal["low", "medium", "high", "critical"]]
    """How bad it is; raising it escalates the incident."""
    category: NotRequired[str | None]
    """Kind, such as medical, security, technical, weather or crowd."""
    location: NotRequired[str | None]
    """Where."""
    reported_by: NotRequired[str | None]
    """Who reported it."""
    assigned_to: NotRequired[str | None]
    """Who takes care of it."""
    status: NotRequired[Literal["open", "in_progress", "resolved", "closed"]]
    """Resolving needs a resolution; a resolved or closed incident can be reopened."""
    resolution: NotRequired[str | None]
    """How it was resolved."""
    occurred_at: NotRequired[datetime | str | None]
    """When it happened; now, if left out."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class InvitationCreate(TypedDict, total=False):
    """A new invitation."""

    email: Required[str]
    """Whom it is for: the account is made with this email."""
    role: Required[Literal["owner", "admin", "developer", "viewer"]]
    """What the member will be allowed."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class InvoiceCreate(TypedDict, total=False):
    """A new invoice."""

    company_id: NotRequired[str | None]
    """Company it is to; or contact_id."""
    contact_id: NotRequired[str | None]
    """Contact it is to; or company_id."""
    deal_id: NotRequired[str | None]
    """Deal it is for."""
    project_id: NotRequired[str | None]
    """Project it is for."""
    currency: NotRequired[Currency]
    """Currency of all its amounts."""
    lines: Required[Sequence[InvoiceCreateLine]]
    """What is charged."""
    issue_date: NotRequired[date | str | None]
    """Day of issue; the day it is sent (UTC), if left out."""
    due_date: NotRequired[date | str | None]
    """Day by which to pay; left out, it follows from the company's payment_terms."""
    notes: NotRequired[str | None]
    """Notes; can change at any time."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class InvoiceCreateLine(TypedDict, total=False):
    """A InvoiceCreateLine."""

    description: Required[str]
    """What it is for."""
    quantity: NotRequired[float]
    """How many."""
    unit_price: Required[Decimal | int | float]
    """Price of one, without tax. Major units, with at most the decimals of the currency, and at most 10^15
    minor units.
    """
    tax_rate: NotRequired[float]
    """Tax as a fraction: 0.0825 is 8.25 %."""


class InvoicePayments(TypedDict, total=False):
    """Record a payment of all or a part of the balance."""

    amount: Required[Decimal | int | float]
    """What was paid, above 0 and at most the balance due. Major units, with at most the decimals of the
    currency, and at most 10^15 minor units.
    """
    method: NotRequired[Literal["cash", "check", "credit_card", "ach", "wire", "other"]]
    """How it was paid."""
    reference: NotRequired[str | None]
    """The payer's or the bank's reference."""
    received_at: NotRequired[datetime | str | None]
    """When the money arrived; now, if left out."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class InvoiceUpdate(TypedDict, total=False):
    """Changes to the invoice; what is left out stays as it is."""

    company_id: NotRequired[str | None]
    """Company it is to; or contact_id."""
    contact_id: NotRequired[str | None]
    """Contact it is to; or company_id."""
    deal_id: NotRequired[str | None]
    """Deal it is for."""
    project_id: NotRequired[str | None]
    """Project it is for."""
    currency: NotRequired[Currency]
    """Currency of all its amounts."""
    lines: NotRequired[Sequence[InvoiceUpdateLine]]
    """What is charged."""
    issue_date: NotRequired[date | str | None]
    """Day of issue; the day it is sent (UTC), if left out."""
    due_date: NotRequired[date | str | None]
    """Day by which to pay; left out, it follows from the company's payment_terms."""
    notes: NotRequired[str | None]
    """Notes; can change at any time."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class InvoiceUpdateLine(TypedDict, total=False):
    """A InvoiceUpdateLine."""

    description: Required[str]
    """What it is for."""
    quantity: NotRequired[float]
    """How many."""
    unit_price: Required[Decimal | int | float]
    """Price of one, without tax. Major units, with at most the decimals of the currency, and at most 10^15
    minor units.
    """
    tax_rate: NotRequired[float]
    """Tax as a fraction: 0.0825 is 8.25 %."""


class InvoiceVoid(TypedDict, total=False):
    """Take back a sent invoice."""

    reason: NotRequired[str | None]
    """Why."""


class MemberUpdate(TypedDict, total=False):
    """Changes to the member; what is left out stays as it is."""

    role: NotRequired[Literal["owner", "admin", "developer", "viewer"]]
    """What they may do. Only an owner makes or unmakes an owner."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class OauthAppCreate(TypedDict, total=False):
    """A new oauth app."""

    name: Required[str]
    """What people know it by: the consent page shows it."""
    description: NotRequired[str | None]
    """What it is for."""
    type: Required[Literal["confidential", "public"]]
    """Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE."""
    redirect_uris: NotRequired[Sequence[str]]
    """Where people may be sent back to, each written out whole; of loopback addresses the port may differ."""
    scopes: Required[Sequence[Literal["read", "write", "webhooks", "admin"]]]
    """The most that it may ask for."""
    device_flow: NotRequired[bool]
    """Whether it may use the device flow, for what has no browser."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class OauthAppRotateSecret(TypedDict, total=False):
    """Replace the secret; the old one goes on for a while."""

    overlap_seconds: NotRequired[int]
    """How long the old secret goes on."""


class OauthAppUpdate(TypedDict, total=False):
    """Changes to the oauth app; what is left out stays as it is."""

    name: NotRequired[str]
    """What people know it by: the consent page shows it."""
    description: NotRequired[str | None]
    """What it is for."""
    redirect_uris: NotRequired[Sequence[str]]
    """Where people may be sent back to, each written out whole; of loopback addresses the port may differ."""
    scopes: NotRequired[Sequence[Literal["read", "write", "webhooks", "admin"]]]
    """The most that it may ask for."""
    device_flow: NotRequired[bool]
    """Whether it may use the device flow, for what has no browser."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class OrderCreate(TypedDict, total=False):
    """A new order."""

    event_id: Required[str]
    """The event that it is for."""
    customer: Required[str | OrderCreateCustomer]
    """Who orders: a customer's id, or fields to find or create one by e-mail address."""
    items: Required[Sequence[OrderCreateItem]]
    """What is ordered: ticket types of the event, each once."""
    complete: NotRequired[bool]
    """Sell at once instead of holding."""
    hold_minutes: NotRequired[int]
    """How long a pending order holds its places."""
    notes: NotRequired[str | None]
    """Notes."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class OrderCreateCustomer(TypedDict, total=False):
    """A OrderCreateCustomer."""

    email: Required[str]
    """E-mail address; finds the customer, or creates one."""
    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    phone: NotRequired[str | None]
    """Telephone number."""
    marketing_opt_in: NotRequired[bool | None]
    """Whether the person agreed to be written to."""


class OrderCreateItem(TypedDict, total=False):
    """A OrderCreateItem."""

    ticket_type_id: Required[str]
    """What is ordered."""
    quantity: Required[int]
    """How many."""


class OrderRefund(TypedDict, total=False):
    """Refund all valid tickets, or some, and free their places."""

    ticket_ids: NotRequired[Sequence[str] | None]
    """Which tickets; left out: all that are valid."""


class OrderUpdate(TypedDict, total=False):
    """Changes to the order; what is left out stays as it is."""

    notes: NotRequired[str | None]
    """Notes."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class ProjectCreate(TypedDict, total=False):
    """A new project."""

    name: Required[str]
    """Name."""
    company_id: NotRequired[str | None]
    """The client."""
    deal_id: NotRequired[str | None]
    """The deal that it comes from; one project a deal."""
    venue: NotRequired[str | None]
    """Where it takes place."""
    project_type: NotRequired[str | None]
    """What it is, such as concert, festival, corporate or broadcast."""
    start_date: Required[date | str]
    """First day."""
    end_date: Required[date | str]
    """Last day, the same as the first or later."""
    budget: NotRequired[Decimal | int | float | None]
    """What it may cost. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the budget."""
    status: NotRequired[Literal["planning", "pre_production", "load_in", "show", "load_out", "wrap"]]
    """How far it has come; one step forward or back at a time, or cancelled."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class ProjectUpdate(TypedDict, total=False):
    """Changes to the project; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    company_id: NotRequired[str | None]
    """The client."""
    deal_id: NotRequired[str | None]
    """The deal that it comes from; one project a deal."""
    venue: NotRequired[str | None]
    """Where it takes place."""
    project_type: NotRequired[str | None]
    """What it is, such as concert, festival, corporate or broadcast."""
    start_date: NotRequired[date | str]
    """First day."""
    end_date: NotRequired[date | str]
    """Last day, the same as the first or later."""
    budget: NotRequired[Decimal | int | float | None]
    """What it may cost. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the budget."""
    status: NotRequired[
        Literal["planning", "pre_production", "load_in", "show", "load_out", "wrap", "cancelled"]
    ]
    """How far it has come; one step forward or back at a time, or cancelled."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class TicketCheckIn(TypedDict, total=False):
    """Admit the holder of a valid ticket."""

    gate: NotRequired[str | None]
    """Where it was scanned."""


class TicketTransfer(TypedDict, total=False):
    """Pass a valid ticket on to somebody else; answers with the new ticket."""

    holder: Required[TicketTransferHolder]
    """Who gets it."""


class TicketTransferHolder(TypedDict, total=False):
    """Who gets it."""

    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    email: NotRequired[str | None]
    """E-mail address."""


class TicketTypeCreate(TypedDict, total=False):
    """A new ticket type."""

    event_id: Required[str]
    """The event it admits to."""
    name: Required[str]
    """Name."""
    description: NotRequired[str | None]
    """What it includes."""
    price: Required[Decimal | int | float]
    """Price of one ticket. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: NotRequired[Currency]
    """Currency of the price."""
    quantity: Required[int]
    """How many there are."""
    max_per_order: NotRequired[int | None]
    """The most that one order may take; null: no such limit."""
    sales_start_at: NotRequired[datetime | str | None]
    """When its sale begins."""
    sales_end_at: NotRequired[datetime | str | None]
    """When its sale ends."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class TicketTypeUpdate(TypedDict, total=False):
    """Changes to the ticket type; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    description: NotRequired[str | None]
    """What it includes."""
    price: NotRequired[Decimal | int | float]
    """Price of one ticket. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    quantity: NotRequired[int]
    """How many there are."""
    max_per_order: NotRequired[int | None]
    """The most that one order may take; null: no such limit."""
    sales_start_at: NotRequired[datetime | str | None]
    """When its sale begins."""
    sales_end_at: NotRequired[datetime | str | None]
    """When its sale ends."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class TicketUpdate(TypedDict, total=False):
    """Changes to the ticket; what is left out stays as it is."""

    holder: NotRequired[TicketUpdateHolder | None]
    """Who it is for; at first the customer."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class TicketUpdateHolder(TypedDict, total=False):
    """Who it is for; at first the customer."""

    first_name: NotRequired[str | None]
    """Given name."""
    last_name: NotRequired[str | None]
    """Family name."""
    email: NotRequired[str | None]
    """E-mail address."""


class VenueCreate(TypedDict, total=False):
    """A new venue."""

    name: Required[str]
    """Name."""
    city: NotRequired[str | None]
    """City."""
    address: NotRequired[VenueCreateAddress | None]
    """Postal address."""
    timezone: NotRequired[str | None]
    """IANA time zone."""
    capacity: NotRequired[int | None]
    """How many people it holds."""
    venue_type: NotRequired[str | None]
    """What it is."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class VenueCreateAddress(TypedDict, total=False):
    """Postal address."""

    line1: NotRequired[str | None]
    """Street and number."""
    line2: NotRequired[str | None]
    """Second line."""
    city: NotRequired[str | None]
    """City."""
    region: NotRequired[str | None]
    """State or region."""
    postal_code: NotRequired[str | None]
    """Postal code."""
    country: NotRequired[str | None]
    """Country."""


class VenueUpdate(TypedDict, total=False):
    """Changes to the venue; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    city: NotRequired[str | None]
    """City."""
    address: NotRequired[VenueUpdateAddress | None]
    """Postal address."""
    timezone: NotRequired[str | None]
    """IANA time zone."""
    capacity: NotRequired[int | None]
    """How many people it holds."""
    venue_type: NotRequired[str | None]
    """What it is."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class VenueUpdateAddress(TypedDict, total=False):
    """Postal address."""

    line1: NotRequired[str | None]
    """Street and number."""
    line2: NotRequired[str | None]
    """Second line."""
    city: NotRequired[str | None]
    """City."""
    region: NotRequired[str | None]
    """State or region."""
    postal_code: NotRequired[str | None]
    """Postal code."""
    country: NotRequired[str | None]
    """Country."""


class WebhookEndpointCreate(TypedDict, total=False):
    """A new webhook endpoint."""

    url: Required[str]
    """Where to send to: https, a public address."""
    description: NotRequired[str | None]
    """What it is for."""
    events: Required[Sequence[str]]
    """Event types, or globs such as deal.*; * is everything."""
    filter: NotRequired[Mapping[str, Any] | None]
    """Conditions on the payload; null sends every event of the types."""
    headers: NotRequired[Mapping[str, str]]
    """Headers that are sent along. Answers show a mark in place of each value."""
    rate_limit: NotRequired[int | None]
    """Attempts a second at most; null is no limit."""
    ordered: NotRequired[bool]
    """Send one behind the other in the order of the log; a failing delivery holds up those behind it."""
    status: NotRequired[Literal["enabled", "disabled"]]
    """Whether events are sent to it."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""


class WebhookEndpointRotateSecret(TypedDict, total=False):
    """Sign with a new secret; the old one goes on for a while."""

    overlap_seconds: NotRequired[int]
    """How long the old secret signs as well."""


class WebhookEndpointUpdate(TypedDict, total=False):
    """Changes to the webhook endpoint; what is left out stays as it is."""

    url: NotRequired[str]
    """Where to send to: https, a public address."""
    description: NotRequired[str | None]
    """What it is for."""
    events: NotRequired[Sequence[str]]
    """Event types, or globs such as deal.*; * is everything."""
    filter: NotRequired[Mapping[str, Any] | None]
    """Conditions on the payload; null sends every event of the types."""
    headers: NotRequired[Mapping[str, str]]
    """Headers that are sent along. Answers show a mark in place of each value."""
    rate_limit: NotRequired[int | None]
    """Attempts a second at most; null is no limit."""
    ordered: NotRequired[bool]
    """Send one behind the other in the order of the log; a failing delivery holds up those behind it."""
    status: NotRequired[Literal["enabled", "disabled"]]
    """Whether events are sent to it."""
    metadata: NotRequired[Mapping[str, str]]
    """Up to 50 string pairs of your own."""
    external_id: NotRequired[str | None]
    """The record's id in your system, unique per workspace and resource."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class WorkspaceUpdate(TypedDict, total=False):
    """Changes to the workspace; what is left out stays as it is."""

    name: NotRequired[str]
    """Name."""
    tier: NotRequired[str]
    """Rate limit tier."""
    version: NotRequired[int]
    """The version that you have read; a 409 if it is not the current one. As `If-Match`."""


class WorkspaceWebhookEndpointsRecoverRequest(TypedDict, total=False):
    """How far to go back."""

    since: Required[datetime | str]
    """Events from this moment on."""


class WorkspaceWebhookEndpointsReplayRequest(TypedDict, total=False):
    """Which events to send."""

    since: Required[datetime | str]
    """Events from this moment on."""
    until: NotRequired[datetime | str | None]
    """Events before this moment; without it, until now."""


class WorkspaceWebhookEndpointsTestRequest(TypedDict, total=False):
    """What to send."""

    event_type: NotRequired[
        Literal[
            "api_key.created",
            "api_key.updated",
            "assignment.created",
            "assignment.deleted",
            "assignment.updated",
            "company.created",
            "company.deleted",
            "company.updated",
            "contact.created",
            "contact.deleted",
            "contact.updated",
            "crew.assigned",
            "crew.cancelled",
            "crew.checked_in",
            "crew.checked_out",
            "crew.confirmed",
            "crew.declined",
            "crew_member.created",
            "crew_member.deleted",
            "crew_member.updated",
            "customer.created",
            "customer.deleted",
            "customer.updated",
            "deal.created",
            "deal.deleted",
            "deal.lost",
            "deal.updated",
            "deal.won",
            "event.cancelled",
            "event.created",
            "event.deleted",
            "event.published",
            "event.sold_out",
            "event.updated",
            "incident.created",
            "incident.deleted",
            "incident.escalated",
            "incident.reported",
            "incident.resolved",
            "incident.updated",
            "invitation.created",
            "invitation.updated",
            "invoice.created",
            "invoice.deleted",
            "invoice.overdue",
            "invoice.paid",
            "invoice.sent",
            "invoice.updated",
            "invoice.voided",
            "member.created",
            "member.deleted",
            "member.updated",
            "oauth_app.created",
            "oauth_app.deleted",
            "oauth_app.updated",
            "oauth_grant.created",
            "oauth_grant.revoked",
            "oauth_grant.updated",
            "order.created",
            "order.updated",
            "payment.created",
            "payment.received",
            "payment.updated",
            "project.created",
            "project.deleted",
            "project.status_changed",
            "project.updated",
            "ticket.checked_in",
            "ticket.created",
            "ticket.purchased",
            "ticket.refunded",
            "ticket.transferred",
            "ticket.updated",
            "ticket_type.created",
            "ticket_type.deleted",
            "ticket_type.updated",
            "venue.created",
            "venue.deleted",
            "venue.updated",
            "webhook_endpoint.created",
            "webhook_endpoint.deleted",
            "webhook_endpoint.disabled",
            "webhook_endpoint.secret_revealed",
            "webhook_endpoint.updated",
        ]
    ]
    """Whose example is sent."""


class AtlvsCompaniesListParams(Options, total=False):
    """List companies."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    domain: NotRequired[str | Sequence[str]]
    """Only records with this value. Internet domain. Repeat it to allow several values."""
    kind: NotRequired[
        Literal["promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other"]
        | Sequence[Literal["promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other"]]
    ]
    """Only records with this value. What it is to you. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CompanyCreateParams(CompanyCreate, Options, total=False):
    """Create a company."""


class AtlvsCompaniesExportParams(Options, total=False):
    """Export companies as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    domain: NotRequired[str | Sequence[str]]
    """Only records with this value. Internet domain. Repeat it to allow several values."""
    kind: NotRequired[
        Literal["promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other"]
        | Sequence[Literal["promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other"]]
    ]
    """Only records with this value. What it is to you. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CompanyUpdateParams(CompanyUpdate, Options, total=False):
    """Update a company."""


class AtlvsContactsListParams(Options, total=False):
    """List contacts."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values.
    """
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Where the person works. Repeat it to allow several values."""
    source: NotRequired[str | Sequence[str]]
    """Only records with this value. Where the contact came from. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class ContactCreateParams(ContactCreate, Options, total=False):
    """Create a contact."""


class AtlvsContactsExportParams(Options, total=False):
    """Export contacts as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values.
    """
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Where the person works. Repeat it to allow several values."""
    source: NotRequired[str | Sequence[str]]
    """Only records with this value. Where the contact came from. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class ContactUpdateParams(ContactUpdate, Options, total=False):
    """Update a contact."""


class AtlvsDealsListParams(Options, total=False):
    """List deals."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    status: NotRequired[Literal["open", "won", "lost"] | Sequence[Literal["open", "won", "lost"]]]
    """Only records with this value. Open, won or lost; a closed deal can be opened again. Repeat it to allow
    several values.
    """
    stage: NotRequired[
        Literal["qualification", "proposal", "negotiation"]
        | Sequence[Literal["qualification", "proposal", "negotiation"]]
    ]
    """Only records with this value. How far an open deal has come. Repeat it to allow several values."""
    owner_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Your id of the person who owns it. Repeat it to allow several values."""
    contact_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Whom it is with. Repeat it to allow several values."""
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Which company it is with. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class DealCreateParams(DealCreate, Options, total=False):
    """Create a deal."""


class AtlvsDealsExportParams(Options, total=False):
    """Export deals as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    status: NotRequired[Literal["open", "won", "lost"] | Sequence[Literal["open", "won", "lost"]]]
    """Only records with this value. Open, won or lost; a closed deal can be opened again. Repeat it to allow
    several values.
    """
    stage: NotRequired[
        Literal["qualification", "proposal", "negotiation"]
        | Sequence[Literal["qualification", "proposal", "negotiation"]]
    ]
    """Only records with this value. How far an open deal has come. Repeat it to allow several values."""
    owner_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Your id of the person who owns it. Repeat it to allow several values."""
    contact_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Whom it is with. Repeat it to allow several values."""
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Which company it is with. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class DealUpdateParams(DealUpdate, Options, total=False):
    """Update a deal."""


class AtlvsInvoicesListParams(Options, total=False):
    """List invoices."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    number: NotRequired[str | Sequence[str]]
    """Only records with this value. Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it
    is sent. Repeat it to allow several values.
    """
    status: NotRequired[
        Literal["draft", "sent", "partial", "paid", "void"]
        | Sequence[Literal["draft", "sent", "partial", "paid", "void"]]
    ]
    """Only records with this value. Moved by the actions and by payments only. Repeat it to allow several
    values.
    """
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Company it is to; or contact_id. Repeat it to allow several values."""
    contact_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Contact it is to; or company_id. Repeat it to allow several values."""
    deal_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Deal it is for. Repeat it to allow several values."""
    project_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Project it is for. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """
    overdue: NotRequired[bool | Sequence[bool]]
    """Only records with this value. Whether it is owed and its due date has passed (UTC). Repeat it to allow
    several values.
    """


class InvoiceCreateParams(InvoiceCreate, Options, total=False):
    """Create an invoice."""


class AtlvsInvoicesExportParams(Options, total=False):
    """Export invoices as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    number: NotRequired[str | Sequence[str]]
    """Only records with this value. Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it
    is sent. Repeat it to allow several values.
    """
    status: NotRequired[
        Literal["draft", "sent", "partial", "paid", "void"]
        | Sequence[Literal["draft", "sent", "partial", "paid", "void"]]
    ]
    """Only records with this value. Moved by the actions and by payments only. Repeat it to allow several
    values.
    """
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Company it is to; or contact_id. Repeat it to allow several values."""
    contact_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Contact it is to; or company_id. Repeat it to allow several values."""
    deal_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Deal it is for. Repeat it to allow several values."""
    project_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Project it is for. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """
    overdue: NotRequired[bool | Sequence[bool]]
    """Only records with this value. Whether it is owed and its due date has passed (UTC). Repeat it to allow
    several values.
    """


class InvoiceUpdateParams(InvoiceUpdate, Options, total=False):
    """Update an invoice."""


class InvoicePaymentsParams(InvoicePayments, Options, total=False):
    """Record a payment of all or a part of the balance."""


class InvoiceVoidParams(InvoiceVoid, Options, total=False):
    """Take back a sent invoice."""


class AtlvsPaymentsListParams(Options, total=False):
    """List payments."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    invoice_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Which invoice it pays. Repeat it to allow several values."""
    method: NotRequired[
        Literal["cash", "check", "credit_card", "ach", "wire", "other"]
        | Sequence[Literal["cash", "check", "credit_card", "ach", "wire", "other"]]
    ]
    """Only records with this value. How it was paid. Repeat it to allow several values."""
    reference: NotRequired[str | Sequence[str]]
    """Only records with this value. The payer's or the bank's reference. Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class AtlvsPaymentsExportParams(Options, total=False):
    """Export payments as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    invoice_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Which invoice it pays. Repeat it to allow several values."""
    method: NotRequired[
        Literal["cash", "check", "credit_card", "ach", "wire", "other"]
        | Sequence[Literal["cash", "check", "credit_card", "ach", "wire", "other"]]
    ]
    """Only records with this value. How it was paid. Repeat it to allow several values."""
    reference: NotRequired[str | Sequence[str]]
    """Only records with this value. The payer's or the bank's reference. Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CompvssProjectsListParams(Options, total=False):
    """List projects."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The client. Repeat it to allow several values."""
    deal_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The deal that it comes from; one project a deal. Repeat it to allow
    several values.
    """
    project_type: NotRequired[str | Sequence[str]]
    """Only records with this value. What it is, such as concert, festival, corporate or broadcast. Repeat it
    to allow several values.
    """
    status: NotRequired[
        Literal["planning", "pre_production", "load_in", "show", "load_out", "wrap", "cancelled"]
        | Sequence[Literal["planning", "pre_production", "load_in", "show", "load_out", "wrap", "cancelled"]]
    ]
    """Only records with this value. How far it has come; one step forward or back at a time, or cancelled.
    Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class ProjectCreateParams(ProjectCreate, Options, total=False):
    """Create a project."""


class CompvssProjectsExportParams(Options, total=False):
    """Export projects as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    company_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The client. Repeat it to allow several values."""
    deal_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The deal that it comes from; one project a deal. Repeat it to allow
    several values.
    """
    project_type: NotRequired[str | Sequence[str]]
    """Only records with this value. What it is, such as concert, festival, corporate or broadcast. Repeat it
    to allow several values.
    """
    status: NotRequired[
        Literal["planning", "pre_production", "load_in", "show", "load_out", "wrap", "cancelled"]
        | Sequence[Literal["planning", "pre_production", "load_in", "show", "load_out", "wrap", "cancelled"]]
    ]
    """Only records with this value. How far it has come; one step forward or back at a time, or cancelled.
    Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class ProjectUpdateParams(ProjectUpdate, Options, total=False):
    """Update a project."""


class CompvssCrewListParams(Options, total=False):
    """List crew."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values.
    """
    role: NotRequired[str | Sequence[str]]
    """Only records with this value. What the person does. Repeat it to allow several values."""
    department: NotRequired[str | Sequence[str]]
    """Only records with this value. Department. Repeat it to allow several values."""
    status: NotRequired[
        Literal["pending", "active", "on_leave", "inactive"]
        | Sequence[Literal["pending", "active", "on_leave", "inactive"]]
    ]
    """Only records with this value. Pending until taken on; an inactive person cannot be assigned. Repeat it
    to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CrewMemberCreateParams(CrewMemberCreate, Options, total=False):
    """Create a crew member."""


class CompvssCrewExportParams(Options, total=False):
    """Export crew as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values.
    """
    role: NotRequired[str | Sequence[str]]
    """Only records with this value. What the person does. Repeat it to allow several values."""
    department: NotRequired[str | Sequence[str]]
    """Only records with this value. Department. Repeat it to allow several values."""
    status: NotRequired[
        Literal["pending", "active", "on_leave", "inactive"]
        | Sequence[Literal["pending", "active", "on_leave", "inactive"]]
    ]
    """Only records with this value. Pending until taken on; an inactive person cannot be assigned. Repeat it
    to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CrewMemberUpdateParams(CrewMemberUpdate, Options, total=False):
    """Update a crew member."""


class CompvssAssignmentsListParams(Options, total=False):
    """List assignments."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    project_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The project. Repeat it to allow several values."""
    crew_member_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Who works. Repeat it to allow several values."""
    role: NotRequired[str | Sequence[str]]
    """Only records with this value. As what. Repeat it to allow several values."""
    status: NotRequired[
        Literal["invited", "confirmed", "checked_in", "checked_out", "declined", "cancelled", "no_show"]
        | Sequence[
            Literal["invited", "confirmed", "checked_in", "checked_out", "declined", "cancelled", "no_show"]
        ]
    ]
    """Only records with this value. Invited, confirmed and checked in take up the person's time. Repeat it to
    allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class AssignmentCreateParams(AssignmentCreate, Options, total=False):
    """Create an assignment."""


class CompvssAssignmentsExportParams(Options, total=False):
    """Export assignments as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    project_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The project. Repeat it to allow several values."""
    crew_member_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Who works. Repeat it to allow several values."""
    role: NotRequired[str | Sequence[str]]
    """Only records with this value. As what. Repeat it to allow several values."""
    status: NotRequired[
        Literal["invited", "confirmed", "checked_in", "checked_out", "declined", "cancelled", "no_show"]
        | Sequence[
            Literal["invited", "confirmed", "checked_in", "checked_out", "declined", "cancelled", "no_show"]
        ]
    ]
    """Only records with this value. Invited, confirmed and checked in take up the person's time. Repeat it to
    allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class AssignmentUpdateParams(AssignmentUpdate, Options, total=False):
    """Update an assignment."""


class CompvssIncidentsListParams(Options, total=False):
    """List incidents."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    project_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Project it belongs to; or event_id. Repeat it to allow several values."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Event it belongs to; or project_id. Repeat it to allow several values."""
    severity: NotRequired[
        Literal["low", "medium", "high", "critical"] | Sequence[Literal["low", "medium", "high", "critical"]]
    ]
    """Only records with this value. How bad it is; raising it escalates the incident. Repeat it to allow
    several values.
    """
    category: NotRequired[str | Sequence[str]]
    """Only records with this value. Kind, such as medical, security, technical, weather or crowd. Repeat it
    to allow several values.
    """
    assigned_to: NotRequired[str | Sequence[str]]
    """Only records with this value. Who takes care of it. Repeat it to allow several values."""
    status: NotRequired[
        Literal["open", "in_progress", "resolved", "closed"]
        | Sequence[Literal["open", "in_progress", "resolved", "closed"]]
    ]
    """Only records with this value. Resolving needs a resolution; a resolved or closed incident can be
    reopened. Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class IncidentCreateParams(IncidentCreate, Options, total=False):
    """Create an incident."""


class CompvssIncidentsExportParams(Options, total=False):
    """Export incidents as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    project_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Project it belongs to; or event_id. Repeat it to allow several values."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Event it belongs to; or project_id. Repeat it to allow several values."""
    severity: NotRequired[
        Literal["low", "medium", "high", "critical"] | Sequence[Literal["low", "medium", "high", "critical"]]
    ]
    """Only records with this value. How bad it is; raising it escalates the incident. Repeat it to allow
    several values.
    """
    category: NotRequired[str | Sequence[str]]
    """Only records with this value. Kind, such as medical, security, technical, weather or crowd. Repeat it
    to allow several values.
    """
    assigned_to: NotRequired[str | Sequence[str]]
    """Only records with this value. Who takes care of it. Repeat it to allow several values."""
    status: NotRequired[
        Literal["open", "in_progress", "resolved", "closed"]
        | Sequence[Literal["open", "in_progress", "resolved", "closed"]]
    ]
    """Only records with this value. Resolving needs a resolution; a resolved or closed incident can be
    reopened. Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class IncidentUpdateParams(IncidentUpdate, Options, total=False):
    """Update an incident."""


class GvtewayVenuesListParams(Options, total=False):
    """List venues."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    city: NotRequired[str | Sequence[str]]
    """Only records with this value. City. Repeat it to allow several values."""
    venue_type: NotRequired[str | Sequence[str]]
    """Only records with this value. What it is. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class VenueCreateParams(VenueCreate, Options, total=False):
    """Create a venue."""


class GvtewayVenuesExportParams(Options, total=False):
    """Export venues as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    city: NotRequired[str | Sequence[str]]
    """Only records with this value. City. Repeat it to allow several values."""
    venue_type: NotRequired[str | Sequence[str]]
    """Only records with this value. What it is. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class VenueUpdateParams(VenueUpdate, Options, total=False):
    """Update a venue."""


class GvtewayEventsListParams(Options, total=False):
    """List events."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    genre: NotRequired[str | Sequence[str]]
    """Only records with this value. Genre. Repeat it to allow several values."""
    venue_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Where it takes place. Repeat it to allow several values."""
    city: NotRequired[str | Sequence[str]]
    """Only records with this value. City. Repeat it to allow several values."""
    status: NotRequired[
        Literal["draft", "published", "on_sale", "sold_out", "completed", "cancelled"]
        | Sequence[Literal["draft", "published", "on_sale", "sold_out", "completed", "cancelled"]]
    ]
    """Only records with this value. Where it stands; `sold_out` is set and taken back by the platform. Repeat
    it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class EventCreateParams(EventCreate, Options, total=False):
    """Create an event."""


class GvtewayEventsExportParams(Options, total=False):
    """Export events as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    genre: NotRequired[str | Sequence[str]]
    """Only records with this value. Genre. Repeat it to allow several values."""
    venue_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Where it takes place. Repeat it to allow several values."""
    city: NotRequired[str | Sequence[str]]
    """Only records with this value. City. Repeat it to allow several values."""
    status: NotRequired[
        Literal["draft", "published", "on_sale", "sold_out", "completed", "cancelled"]
        | Sequence[Literal["draft", "published", "on_sale", "sold_out", "completed", "cancelled"]]
    ]
    """Only records with this value. Where it stands; `sold_out` is set and taken back by the platform. Repeat
    it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class EventUpdateParams(EventUpdate, Options, total=False):
    """Update an event."""


class GvtewayTicketTypesListParams(Options, total=False):
    """List ticket types."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The event it admits to. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class TicketTypeCreateParams(TicketTypeCreate, Options, total=False):
    """Create a ticket type."""


class GvtewayTicketTypesExportParams(Options, total=False):
    """Export ticket types as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The event it admits to. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class TicketTypeUpdateParams(TicketTypeUpdate, Options, total=False):
    """Update a ticket type."""


class GvtewayCustomersListParams(Options, total=False):
    """List customers."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values.
    """
    marketing_opt_in: NotRequired[bool | Sequence[bool]]
    """Only records with this value. Whether the person agreed to be written to. Repeat it to allow several
    values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CustomerCreateParams(CustomerCreate, Options, total=False):
    """Create a customer."""


class GvtewayCustomersExportParams(Options, total=False):
    """Export customers as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values.
    """
    marketing_opt_in: NotRequired[bool | Sequence[bool]]
    """Only records with this value. Whether the person agreed to be written to. Repeat it to allow several
    values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class CustomerUpdateParams(CustomerUpdate, Options, total=False):
    """Update a customer."""


class GvtewayOrdersListParams(Options, total=False):
    """List orders."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The event that it is for. Repeat it to allow several values."""
    customer_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Who ordered. Repeat it to allow several values."""
    status: NotRequired[
        Literal["pending", "completed", "partially_refunded", "expired", "cancelled", "refunded"]
        | Sequence[Literal["pending", "completed", "partially_refunded", "expired", "cancelled", "refunded"]]
    ]
    """Only records with this value. Moved by the order's actions. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class OrderCreateParams(OrderCreate, Options, total=False):
    """Create an order."""


class GvtewayOrdersExportParams(Options, total=False):
    """Export orders as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The event that it is for. Repeat it to allow several values."""
    customer_id: NotRequired[str | Sequence[str]]
    """Only records with this value. Who ordered. Repeat it to allow several values."""
    status: NotRequired[
        Literal["pending", "completed", "partially_refunded", "expired", "cancelled", "refunded"]
        | Sequence[Literal["pending", "completed", "partially_refunded", "expired", "cancelled", "refunded"]]
    ]
    """Only records with this value. Moved by the order's actions. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class OrderUpdateParams(OrderUpdate, Options, total=False):
    """Update an order."""


class OrderRefundParams(OrderRefund, Options, total=False):
    """Refund all valid tickets, or some, and free their places."""


class GvtewayTicketsListParams(Options, total=False):
    """List tickets."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    order_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The order that it was sold by. Repeat it to allow several values."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The event that it admits to. Repeat it to allow several values."""
    ticket_type_id: NotRequired[str | Sequence[str]]
    """Only records with this value. What was sold. Repeat it to allow several values."""
    code: NotRequired[str | Sequence[str]]
    """Only records with this value. What the holder shows at the gate; nobody can guess it. Repeat it to
    allow several values.
    """
    status: NotRequired[
        Literal["valid", "checked_in", "refunded", "transferred"]
        | Sequence[Literal["valid", "checked_in", "refunded", "transferred"]]
    ]
    """Only records with this value. A ticket admits while it is valid. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class GvtewayTicketsExportParams(Options, total=False):
    """Export tickets as NDJSON."""

    after: NotRequired[str]
    """The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`.
    """
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    order_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The order that it was sold by. Repeat it to allow several values."""
    event_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The event that it admits to. Repeat it to allow several values."""
    ticket_type_id: NotRequired[str | Sequence[str]]
    """Only records with this value. What was sold. Repeat it to allow several values."""
    code: NotRequired[str | Sequence[str]]
    """Only records with this value. What the holder shows at the gate; nobody can guess it. Repeat it to
    allow several values.
    """
    status: NotRequired[
        Literal["valid", "checked_in", "refunded", "transferred"]
        | Sequence[Literal["valid", "checked_in", "refunded", "transferred"]]
    ]
    """Only records with this value. A ticket admits while it is valid. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class TicketUpdateParams(TicketUpdate, Options, total=False):
    """Update a ticket."""


class TicketCheckInParams(TicketCheckIn, Options, total=False):
    """Admit the holder of a valid ticket."""


class TicketTransferParams(TicketTransfer, Options, total=False):
    """Pass a valid ticket on to somebody else; answers with the new ticket."""


class WorkspaceKeysListParams(Options, total=False):
    """List keys."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    status: NotRequired[Literal["active", "revoked"] | Sequence[Literal["active", "revoked"]]]
    """Only records with this value. Whether it was revoked. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class ApiKeyCreateParams(ApiKeyCreate, Options, total=False):
    """Create an api key."""


class ApiKeyUpdateParams(ApiKeyUpdate, Options, total=False):
    """Update an api key."""


class ApiKeyRollParams(ApiKeyRoll, Options, total=False):
    """Replace the key by a new one; the old one goes on for a while."""


class WorkspaceMembersListParams(Options, total=False):
    """List members."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. Email that they sign in with. Repeat it to allow several values."""
    role: NotRequired[
        Literal["owner", "admin", "developer", "viewer"]
        | Sequence[Literal["owner", "admin", "developer", "viewer"]]
    ]
    """Only records with this value. What they may do. Only an owner makes or unmakes an owner. Repeat it to
    allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class MemberUpdateParams(MemberUpdate, Options, total=False):
    """Update a member."""


class WorkspaceInvitationsListParams(Options, total=False):
    """List invitations."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    email: NotRequired[str | Sequence[str]]
    """Only records with this value. Whom it is for: the account is made with this email. Repeat it to allow
    several values.
    """
    status: NotRequired[
        Literal["pending", "accepted", "revoked"] | Sequence[Literal["pending", "accepted", "revoked"]]
    ]
    """Only records with this value. What became of it. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class InvitationCreateParams(InvitationCreate, Options, total=False):
    """Create an invitation."""


class WorkspaceWebhookEndpointsListParams(Options, total=False):
    """List webhook endpoints."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    status: NotRequired[Literal["enabled", "disabled"] | Sequence[Literal["enabled", "disabled"]]]
    """Only records with this value. Whether events are sent to it. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class WebhookEndpointCreateParams(WebhookEndpointCreate, Options, total=False):
    """Create a webhook endpoint."""


class WebhookEndpointUpdateParams(WebhookEndpointUpdate, Options, total=False):
    """Update a webhook endpoint."""


class WebhookEndpointRotateSecretParams(WebhookEndpointRotateSecret, Options, total=False):
    """Sign with a new secret; the old one goes on for a while."""


class WorkspaceOauthAppsListParams(Options, total=False):
    """List oauth apps."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    type: NotRequired[Literal["confidential", "public"] | Sequence[Literal["confidential", "public"]]]
    """Only records with this value. Confidential: runs on a server and keeps a secret. Public: cannot keep
    one, and must use PKCE. Repeat it to allow several values.
    """
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class OauthAppCreateParams(OauthAppCreate, Options, total=False):
    """Create an oauth app."""


class OauthAppUpdateParams(OauthAppUpdate, Options, total=False):
    """Update an oauth app."""


class OauthAppRotateSecretParams(OauthAppRotateSecret, Options, total=False):
    """Replace the secret; the old one goes on for a while."""


class WorkspaceOauthGrantsListParams(Options, total=False):
    """List oauth grants."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    sort: NotRequired[Literal["-created_at", "created_at", "-updated_at", "updated_at"]]
    """The order; a minus turns it round."""
    updated_after: NotRequired[datetime | str]
    """Only records that changed later than this."""
    created_after: NotRequired[datetime | str]
    """Only records that were created later than this."""
    created_before: NotRequired[datetime | str]
    """Only records that were created earlier than this."""
    q: NotRequired[str]
    """Only records whose names contain this text, in any case."""
    include_deleted: NotRequired[bool]
    """Whether deleted records are listed too, with `deleted_at`."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    app_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The application. Repeat it to allow several values."""
    person_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The person who gave it; null for what the application has by itself.
    Repeat it to allow several values.
    """
    status: NotRequired[Literal["active", "revoked"] | Sequence[Literal["active", "revoked"]]]
    """Only records with this value. Whether its tokens are good. Repeat it to allow several values."""
    external_id: NotRequired[str | Sequence[str]]
    """Only records with this value. The record's id in your system, unique per workspace and resource. Repeat
    it to allow several values.
    """


class WorkspaceUpdateParams(WorkspaceUpdate, Options, total=False):
    """Rename the workspace or change its tier."""


class WorkspaceEventsListParams(Options, total=False):
    """List events, oldest first."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    after: NotRequired[str]
    """Only events behind this sequence number or this event id."""
    types: NotRequired[str | Sequence[str]]
    """Only these types: names or globs such as deal.*, repeated or separated by commas."""


class WorkspaceEventsStreamParams(Options, total=False):
    """Follow the event log."""

    after: NotRequired[str]
    """Only events behind this sequence number or this event id."""
    types: NotRequired[str | Sequence[str]]
    """Only these types: names or globs such as deal.*, repeated or separated by commas."""


class WorkspaceWebhookDeliveriesListParams(Options, total=False):
    """List deliveries, newest first."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    endpoint_id: NotRequired[str | Sequence[str]]
    """Only of this endpoint. Repeat it to allow several values."""
    event_id: NotRequired[str | Sequence[str]]
    """Only of this event. Repeat it to allow several values."""
    event_type: NotRequired[str | Sequence[str]]
    """Only of this type of event. Repeat it to allow several values."""
    status: NotRequired[
        Literal["pending", "held", "succeeded", "failed"]
        | Sequence[Literal["pending", "held", "succeeded", "failed"]]
    ]
    """Only with this status. Repeat it to allow several values."""
    origin: NotRequired[Literal["event", "replay", "test"] | Sequence[Literal["event", "replay", "test"]]]
    """Only of this origin. Repeat it to allow several values."""
    created_after: NotRequired[datetime | str]
    """Only what was made later than this."""
    created_before: NotRequired[datetime | str]
    """Only what was made earlier than this."""


class WorkspaceWebhookJobsListParams(Options, total=False):
    """List replays and recoveries, newest first."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    endpoint_id: NotRequired[str | Sequence[str]]
    """Only of this endpoint. Repeat it to allow several values."""
    kind: NotRequired[Literal["recover", "replay"] | Sequence[Literal["recover", "replay"]]]
    """Only of this kind. Repeat it to allow several values."""
    status: NotRequired[
        Literal["running", "done", "failed", "cancelled"]
        | Sequence[Literal["running", "done", "failed", "cancelled"]]
    ]
    """Only with this status. Repeat it to allow several values."""
    created_after: NotRequired[datetime | str]
    """Only what was made later than this."""
    created_before: NotRequired[datetime | str]
    """Only what was made earlier than this."""


class WorkspaceWebhookEndpointsTestRequestParams(WorkspaceWebhookEndpointsTestRequest, Options, total=False):
    """Send a test to a webhook endpoint."""


class WorkspaceWebhookEndpointsRecoverRequestParams(
    WorkspaceWebhookEndpointsRecoverRequest, Options, total=False
):
    """Send failed deliveries again."""


class WorkspaceWebhookEndpointsReplayRequestParams(
    WorkspaceWebhookEndpointsReplayRequest, Options, total=False
):
    """Send all events of a time."""


class WorkspaceWebhookEndpointsStatsParams(Options, total=False):
    """Show what became of attempts."""

    from_: NotRequired[datetime | str]
    """Where the first step begins; without it, a day before the end."""
    to: NotRequired[datetime | str]
    """Where the last step ends; without it, now."""
    step: NotRequired[Literal["minute", "hour", "day"]]
    """The width of a step."""


class WorkspaceRequestLogListParams(Options, total=False):
    """List requests, newest first."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    credential_id: NotRequired[str | Sequence[str]]
    """Only of this key, token or person. Repeat it to allow several values."""
    error: NotRequired[str | Sequence[str]]
    """Only with this error code. Repeat it to allow several values."""
    method: NotRequired[
        Literal["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]
        | Sequence[Literal["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]]
    ]
    """Only with this method. Repeat it to allow several values."""
    operation: NotRequired[str | Sequence[str]]
    """Only of this operation. Repeat it to allow several values."""
    status: NotRequired[Literal["2xx", "3xx", "4xx", "5xx"] | Sequence[Literal["2xx", "3xx", "4xx", "5xx"]]]
    """Only with a status of this class. Repeat it to allow several values."""
    path: NotRequired[str | Sequence[str]]
    """Only to this path, as a whole. Repeat it to allow several values."""
    created_after: NotRequired[datetime | str]
    """Only what came later than this."""
    created_before: NotRequired[datetime | str]
    """Only what came earlier than this."""


class WorkspaceRequestLogErrorsParams(Options, total=False):
    """Show what went wrong most."""

    credential_id: NotRequired[str | Sequence[str]]
    """Only of this key, token or person. Repeat it to allow several values."""
    error: NotRequired[str | Sequence[str]]
    """Only with this error code. Repeat it to allow several values."""
    method: NotRequired[
        Literal["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]
        | Sequence[Literal["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]]
    ]
    """Only with this method. Repeat it to allow several values."""
    operation: NotRequired[str | Sequence[str]]
    """Only of this operation. Repeat it to allow several values."""
    status: NotRequired[Literal["2xx", "3xx", "4xx", "5xx"] | Sequence[Literal["2xx", "3xx", "4xx", "5xx"]]]
    """Only with a status of this class. Repeat it to allow several values."""
    created_after: NotRequired[datetime | str]
    """Only what came later than this."""
    created_before: NotRequired[datetime | str]
    """Only what came earlier than this."""


class WorkspaceUsageRetrieveParams(Options, total=False):
    """Show how much is asked for."""

    from_: NotRequired[datetime | str]
    """Where the first step begins; without it, a day before the end."""
    to: NotRequired[datetime | str]
    """Where the last step ends; without it, now."""
    step: NotRequired[Literal["minute", "hour", "day"]]
    """The width of a step."""


class WorkspaceAuditLogListParams(Options, total=False):
    """List the audit log, newest first."""

    limit: NotRequired[int]
    """How many records a page has at most."""
    cursor: NotRequired[str]
    """`pagination.cursor` of the page before, with the same filters and sort order."""
    total: NotRequired[bool]
    """Whether `pagination.total` is worked out."""
    action: NotRequired[str | Sequence[str]]
    """Only this action. Repeat it to allow several values."""
    actor: NotRequired[str | Sequence[str]]
    """Only what this person, key or token did. Repeat it to allow several values."""
    target: NotRequired[str | Sequence[str]]
    """Only what was done to this. Repeat it to allow several values."""
    created_after: NotRequired[datetime | str]
    """Only what was made later than this."""
    created_before: NotRequired[datetime | str]
    """Only what was made earlier than this."""
