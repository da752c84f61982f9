"""Records: what a field becomes when it is touched, and what stays as it came."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from ghxstship.records import Record, encode, timestamp
from ghxstship.resources.atlvs import Company, Deal


class Line(Record):
    __slots__ = ()
    price: Decimal


class Bill(Record):
    __slots__ = ()
    id: str
    total: Decimal | None
    due: date | None
    sent_at: datetime | None
    first: Line
    lines: list[Line]
    from_: datetime


def test_fields_by_attribute_and_by_name() -> None:
    deal = Deal({"id": "deal_1", "name": "Spring run", "status": "open"})
    assert deal.name == deal["name"] == "Spring run"
    assert "name" in deal
    assert "closed_at" not in deal
    assert (list(deal), len(deal)) == (["id", "name", "status"], 3)
    assert {"id", "name", "to_dict"} <= set(dir(deal))


def test_a_record_becomes_a_dictionary() -> None:
    deal = Deal({"id": "deal_1", "value": 1.5})
    assert dict(deal) == {**deal} == {"id": "deal_1", "value": Decimal("1.5")}


def test_a_field_that_this_version_does_not_know_passes_through() -> None:
    deal = Deal({"id": "deal_1", "mood": "bright", "depth": {"of": {"water": 3}}, "parts": [{"a": 1}]})
    assert deal.mood == "bright"
    assert isinstance(deal.depth, Record)
    assert deal.depth.of.water == 3
    assert deal.parts == [{"a": 1}]


def test_an_unknown_value_of_a_known_field_passes_through() -> None:
    assert Deal({"status": "dreaming"}).status == "dreaming"


def test_a_declared_field_that_was_left_out_is_none() -> None:
    deal = Deal({"id": "deal_1"})
    assert deal.deleted_at is None
    with pytest.raises(KeyError, match="deleted_at"):
        deal["deleted_at"]


def test_a_field_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Deal has no field 'colour'"):
        Deal({"id": "deal_1"}).colour  # noqa: B018
    assert not hasattr(Record({}), "anything")


@pytest.mark.parametrize(
    ("sent", "amount"),
    [
        ("0.1", Decimal("0.1")),
        ("75.50", Decimal("75.5")),
        ("1234567.89", Decimal("1234567.89")),
        ("75", Decimal(75)),
        ("-0.01", Decimal("-0.01")),
    ],
)
def test_money_is_a_decimal_of_the_digits_that_were_sent(sent: str, amount: Decimal) -> None:
    total = Bill(json.loads(f'{{"total": {sent}}}')).total
    assert type(total) is Decimal
    assert total == amount


def test_money_adds_up_exactly() -> None:
    lines = Bill({"lines": [{"price": 0.1}] * 3}).lines
    assert sum(line.price for line in lines) == Decimal("0.3")


def test_times_are_aware_and_days_are_days() -> None:
    bill = Bill({"sent_at": "2026-11-24T06:55:00.125Z", "due": "2026-12-01"})
    assert bill.sent_at == datetime(2026, 11, 24, 6, 55, 0, 125000, tzinfo=UTC)
    assert bill.sent_at is not None
    assert bill.sent_at.utcoffset() == timedelta(0)
    assert bill.due == date(2026, 12, 1)


@pytest.mark.parametrize("field", ["total", "due", "sent_at", "first", "lines"])
@pytest.mark.parametrize("value", [None, "soon", True, ["x"]])
def test_what_is_none_of_it_stays_as_it_is(field: str, value: Any) -> None:
    bill = Bill({field: value})
    assert getattr(bill, field) == value
    assert bill[field] == value


def test_nested_records_have_their_own_kind() -> None:
    bill = Bill({"first": {"price": 2.5}, "lines": [{"price": 1}, "other"]})
    assert type(bill.first) is Line
    assert bill.first.price == Decimal("2.5")
    one, other = bill.lines
    assert (type(one), other) == (Line, "other")
    company = Company({"address": {"city": "Leeds"}, "metadata": {"tour": "spring"}})
    assert company.address is not None
    assert (company.address.city, company.metadata["tour"]) == ("Leeds", "spring")


def test_a_field_whose_name_python_keeps_for_itself() -> None:
    bill = Bill({"from": "2026-11-24T06:55:00Z", "changes": {"stage": {"from": 1, "to": 2}}})
    assert bill.from_ == bill["from"] == datetime(2026, 11, 24, 6, 55, tzinfo=UTC)
    assert (bill.changes.stage.from_, bill.changes["stage"]["from"]) == (1, 1)
    assert Bill({}).from_ is None


def test_a_declared_object_of_no_class_of_its_own_is_a_record() -> None:
    deal = Deal({"metadata": {"to_dict": "x", "city": "Leeds"}})
    assert (type(deal.metadata), deal.metadata["to_dict"], deal.metadata.city) == (Record, "x", "Leeds")


def test_to_dict_is_what_was_sent() -> None:
    data = {"id": "b", "total": 75.5, "sent_at": "2026-11-24T06:55:00.125Z", "new": {"x": [1]}}
    assert Bill(data).to_dict() is data
    assert json.loads(json.dumps(Bill(data), default=encode)) == data


def test_equality_is_that_of_the_contents() -> None:
    one, same, other = Deal({"id": "a", "v": 1}), Deal({"id": "a", "v": 1}), Deal({"id": "a", "v": 2})
    assert one == same
    assert one != other
    assert one != {"id": "a", "v": 1}
    assert hash(one) == hash(same)
    assert len({one, same, other}) == 2


def test_repr_shows_what_identifies_and_no_more() -> None:
    key = Record({"id": "key_1", "name": "Box office", "status": "active", "key": "ghx_live_secret"})
    assert repr(key) == "Record(id='key_1', name='Box office', status='active')"
    assert repr(Deal({"value": 1, "key": "ghx_live_secret"})) == "Deal(value=…, key=…)"


def test_a_copy_and_a_pickle_are_the_same_record() -> None:
    deal = Deal({"id": "deal_1", "value": 75.5})
    for twin in (copy.copy(deal), copy.deepcopy(deal), pickle.loads(pickle.dumps(deal))):
        assert (type(twin), twin) == (Deal, deal)
        assert twin.to_dict() is not deal.to_dict()


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (Decimal("75.50"), "75.5"),
        (Decimal(75), "75"),
        (Decimal("1E+3"), "1000"),
        (datetime(2026, 11, 24, 7, tzinfo=UTC), '"2026-11-24T07:00:00+00:00"'),
        (datetime(2026, 11, 24, 7, tzinfo=timezone(timedelta(hours=2))), '"2026-11-24T07:00:00+02:00"'),
        (date(2026, 11, 24), '"2026-11-24"'),
        (Deal({"id": "deal_1"}), '{"id": "deal_1"}'),
    ],
)
def test_what_is_sent(value: Any, sent: str) -> None:
    assert json.dumps(value, default=encode) == sent


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_that_is_no_number_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        encode(amount)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        timestamp(datetime(2026, 11, 24))  # noqa: DTZ001 - that is the point


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="set cannot be sent"):
        encode({1})


def test_what_is_empty_is_not_none() -> None:
    bill = Bill({"id": "", "total": 0, "lines": [], "paid": False})
    assert (bill.id, bill.total, bill.lines, bill.paid) == ("", Decimal(0), [], False)
    assert type(bill.total) is Decimal
