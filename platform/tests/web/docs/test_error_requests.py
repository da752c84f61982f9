"""The request on the page of an error code is answered with that code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ghxstship import Client
from ghxstship.testing import platform
from ghxstship_platform.errors import CATALOGUE
from ghxstship_platform.web.docs.error_requests import NEVER_SINGLE, REQUESTS, RETRIED

from .conftest import PATIENCE

_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"


@pytest.fixture(scope="module")
def known() -> Iterator[tuple[dict[str, str], dict[str, dict[str, str]]]]:
    """The reader's variables, and by code what stands in the place of the made-up ids."""
    with platform(scale=0, tier="pro") as running:
        client = Client(running.api_key, running.workspace_id, running.url)
        deal = client.atlvs.deals.create(name="Spring run", value=100)
        company = client.atlvs.companies.create(name="Aurora Drift")
        project = client.compvss.projects.create(
            name="Spring run", start_date="2026-12-01", end_date="2026-12-20", company_id=company.id
        )
        crew = client.compvss.crew.create(first_name="Marlo", last_name="Voss", role="rigger")
        client.compvss.assignments.create(
            project_id=project.id, crew_member_id=crew.id, role="rigger",
            start_at="2026-12-01T06:00:00Z", end_at="2026-12-01T12:00:00Z",
        )  # fmt: skip
        show = client.gvteway.events.create(name="Aurora Drift", starts_at="2027-03-01T20:00:00Z")
        tickets = client.gvteway.ticket_types.create(event_id=show.id, name="Floor", price=75, quantity=2)
        for status in ("published", "on_sale"):
            client.gvteway.events.update(show.id, status=status)
        invoice = client.atlvs.invoices.create(
            company_id=company.id, lines=[{"description": "Audio", "quantity": 1, "unit_price": 100}]
        )
        client.atlvs.invoices.send(invoice.id)
        client.close()
        variables = {"GHXSTSHIP_BASE_URL": running.url, "GHXSTSHIP_API_KEY": running.api_key}
        yield (
            variables,
            {
                "VERSION_CONFLICT": {"deal_": deal.id},
                "RESOURCE_IN_USE": {"company_": company.id},
                "INVALID_TRANSITION": {"proj_": project.id},
                "CREW_DOUBLE_BOOKED": {"proj_": project.id, "crew_": crew.id},
                "SOLD_OUT": {"evt_": show.id, "tt_": tickets.id},
                "OVERPAYMENT": {"inv_": invoice.id},
            },
        )


@pytest.fixture
def spent() -> Iterator[dict[str, str]]:
    """A platform of its own, for who spends its limit."""
    with platform(scale=0, tier="pro") as running:
        yield {"GHXSTSHIP_BASE_URL": running.url, "GHXSTSHIP_API_KEY": running.api_key}


def test_every_code_has_a_request_or_says_why_not() -> None:
    assert REQUESTS.keys() | NEVER_SINGLE.keys() == CATALOGUE.keys()
    assert not REQUESTS.keys() & NEVER_SINGLE.keys()
    assert {code for code, entry in CATALOGUE.items() if entry.status >= 429} <= RETRIED


def test_the_request_that_spends_the_limit(spent: dict[str, str], tmp_path: Path) -> None:
    assert "RATE_LIMITED" in _answered(REQUESTS["RATE_LIMITED"], spent, tmp_path)


@pytest.mark.parametrize("code", sorted(REQUESTS.keys() - {"RATE_LIMITED"}))
def test_the_request_is_answered_with_the_code(
    code: str, known: tuple[dict[str, str], dict[str, dict[str, str]]], tmp_path: Path
) -> None:
    variables, ids = known
    text = REQUESTS[code]
    for prefix, record_id in ids.get(code, {}).items():
        assert f"{prefix}{_TAIL}" in text
        text = text.replace(f"{prefix}{_TAIL}", record_id)
    assert set(_answered(text, variables, tmp_path)) == {code}


def _answered(text: str, variables: dict[str, str], folder: Path) -> list[str]:
    """The codes that the requests of a script are answered with."""
    if shutil.which("curl") is None:
        pytest.skip("curl: there is no `curl` on the PATH")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text.replace("curl ", "curl -s ")],
        cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return re.findall(r'"code":"([A-Z_]+)"', done.stdout)
