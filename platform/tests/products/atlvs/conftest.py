"""An invoice's surroundings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ghxstship_platform.products.atlvs.companies import COMPANIES
from ghxstship_platform.products.atlvs.invoices import INVOICES
from ghxstship_platform.products.resource import Record

from ..bench import Bench


@pytest.fixture
def company(bench: Bench) -> Record:
    """Whom invoices are to."""
    return bench.create(COMPANIES, name="Copper Finch Agency")


@pytest.fixture
def draft(bench: Bench, company: Record) -> Callable[..., Record]:
    """Makes a draft of 100.00, or of what is given."""

    def make(**body: Any) -> Record:
        lines = [{"description": "Audio package", "unit_price": 100}]
        return bench.create(INVOICES, **{"company_id": company["id"], "lines": lines, **body})

    return make


@pytest.fixture
def sent(bench: Bench, draft: Callable[..., Record]) -> Callable[..., Record]:
    """Makes a sent invoice."""
    return lambda **body: bench.act(INVOICES, draft(**body)["id"], "send")
