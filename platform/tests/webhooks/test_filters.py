"""Conditions on a payload: what holds, what is refused, and that neither ever raises."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship_platform.webhooks.filters import compile_filter, filter_errors

PAYLOAD = {
    "event": "deal.won",
    "data": {
        "value": 1500,
        "share": 0.5,
        "currency": "USD",
        "won": True,
        "none": None,
        "tags": ["vip", "tour"],
    },
}


@pytest.mark.parametrize(
    ("spec", "holds"),
    [
        ({"data.value": 1500}, True),
        ({"data.value": 1500.0}, True),
        ({"data.value": "1500"}, False),
        ({"data.won": 1}, False),
        ({"data.won": True}, True),
        ({"data.none": None}, True),
        ({"data.missing": None}, True),
        ({"data.missing": {"$exists": False}}, True),
        ({"data.none": {"$exists": True}}, True),
        ({"data.value": {"$gt": 1500}}, False),
        ({"data.value": {"$gte": 1500}}, True),
        ({"data.value": {"$lt": 1500}}, False),
        ({"data.value": {"$lte": 1500}}, True),
        ({"data.value": {"$gt": "1"}}, False),
        ({"data.missing": {"$lt": 5}}, False),
        ({"data.share": {"$gte": Decimal("0.5")}}, True),
        ({"data.currency": {"$gt": "EUR"}}, True),
        ({"data.currency": {"$in": ["EUR", "USD"]}}, True),
        ({"data.currency": {"$nin": ["EUR", "USD"]}}, False),
        ({"data.currency": {"$ne": "EUR"}}, True),
        ({"data.value": {"$gt": 1000, "$lt": 2000}}, True),
        ({"data.value": {"$not": {"$gt": 1000}}}, False),
        ({"data.tags.0": "vip"}, True),
        ({"data.tags.9": {"$exists": True}}, False),
        ({"data.tags.x": {"$exists": True}}, False),
        ({"data.currency.x": {"$exists": True}}, False),
        ({"data.currency": "USD", "event": "deal.lost"}, False),
        ({"$or": [{"event": "deal.lost"}, {"data.value": {"$gt": 1}}]}, True),
        ({"$and": [{"event": "deal.lost"}, {"data.value": {"$gt": 1}}]}, False),
        ({"$not": {"event": "deal.lost"}}, True),
    ],
)
def test_what_holds(spec: dict[str, Any], holds: bool) -> None:
    assert filter_errors(spec) == []
    assert compile_filter(spec)(PAYLOAD) is holds
    assert compile_filter(json.loads(json.dumps(spec, default=float)))(PAYLOAD) is holds


def _nested(depth: int) -> dict[str, Any]:
    spec: dict[str, Any] = {"event": "deal.won"}
    for _ in range(depth):
        spec = {"$not": spec}
    return spec


def _nested_test(depth: int) -> dict[str, Any]:
    test: dict[str, Any] = {"$eq": 1}
    for _ in range(depth):
        test = {"$not": test}
    return {"data.value": test}


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ([], "filter"),
        ("deal", "filter"),
        ({}, "filter"),
        ({"$and": []}, "filter.$and"),
        ({"$or": {"a": 1}}, "filter.$or"),
        ({"$or": [1]}, "filter.$or.0"),
        ({"$where": "1"}, "filter.$where"),
        ({"": 1}, "filter."),
        ({"a..b": 1}, "filter.a..b"),
        ({"a\0": 1}, "filter.a\0"),
        ({"x" * 201: 1}, "filter." + "x" * 193),
        ({"a": {}}, "filter.a"),
        ({"a": {"$regex": "x"}}, "filter.a.$regex"),
        ({"a": {"$in": 5}}, "filter.a.$in"),
        ({"a": {"$in": []}}, "filter.a.$in"),
        ({"a": {"$in": [[1]]}}, "filter.a.$in"),
        ({"a": {"$exists": 1}}, "filter.a.$exists"),
        ({"a": {"$gt": True}}, "filter.a.$gt"),
        ({"a": {"$gt": None}}, "filter.a.$gt"),
        ({"a": {"$eq": {"b": 1}}}, "filter.a.$eq"),
        ({"a": {"$not": 5}}, "filter.a.$not"),
        ({"a": [1]}, "filter.a"),
        ({"a": "x" * 1001}, "filter.a"),
        ({"a": "\0"}, "filter.a"),
        ({f"a{n}": 1 for n in range(101)}, "filter"),
    ],
)
def test_what_is_refused(spec: Any, field: str) -> None:
    assert [entry["field"] for entry in filter_errors(spec)] == [field]


def test_depth_is_bounded() -> None:
    assert filter_errors(_nested(8)) == []
    assert filter_errors(_nested_test(7)) == []
    for spec in (_nested(100), _nested_test(100)):
        (entry,) = filter_errors(spec)
        assert "nested at most 10 deep" in entry["message"]


def test_every_fault_is_named() -> None:
    spec = {"a": {"$regex": 1}, "$where": 2, "b": {"$in": 3}}
    assert {entry["field"] for entry in filter_errors(spec)} == {
        "filter.a.$regex",
        "filter.$where",
        "filter.b.$in",
    }


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
_PATHS = st.sampled_from(["data", "data.a", "data.a.0", "event", "$and", "$or", "$not", "$gt"])
_OPERATORS = st.sampled_from(["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$not"])
_SPECS = st.dictionaries(_PATHS, _JSON | st.dictionaries(_OPERATORS, _JSON, max_size=3), max_size=4)


@given(_SPECS, st.dictionaries(st.sampled_from(["data", "event"]), _JSON))
def test_neither_checking_nor_matching_raises(spec: dict[str, Any], payload: dict[str, Any]) -> None:
    if not filter_errors(spec):
        assert compile_filter(spec)(payload) in (True, False)
