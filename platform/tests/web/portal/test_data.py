"""The pages of data: a table of every resource, and a record with what has become of it."""

from __future__ import annotations

import json
import re
import shlex
from urllib.parse import urlsplit

import pytest

from ghxstship_platform.products.registry import RESOURCES
from ghxstship_platform.products.resource import Resource
from ghxstship_platform.web.portal.data import first_columns

from ..reading import Seen
from .traffic import EVIL, Traffic, with_traffic


def test_every_resource_has_a_table(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.deal()
        await t.see("data")
        for resource in RESOURCES:
            path = f"data/{resource.product}/{resource.name}"
            assert t.at(path) in t.browser.links or resource.name in t.browser.text
            every = "&".join(f"columns={field.name}" for field in resource.record_fields)
            await t.see(f"{path}?{every}")
            assert resource.name in await t.see(path)
            await t.see("data")

    with_traffic(sqlite_url, story)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.key)
def test_a_table_begins_with_columns_that_are_fields(resource: Resource) -> None:
    columns = first_columns(resource)
    assert set(columns) <= {field.name for field in resource.record_fields}
    assert columns[-1] == "updated_at"
    assert len(set(columns)) == len(columns) <= 7


def test_a_table_is_what_its_address_says(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        assert "No deals yet" in await t.see("data/atlvs/deals")
        company = (await t.call("POST", "/atlvs/v1/companies", {"name": "Aurora Drift"}))["data"]["id"]
        deal = await t.deal(name=EVIL, company_id=company, metadata={"<b>": "<i>"})
        await t.deal(name="Autumn run", status="open")
        await t.call("DELETE", f"/atlvs/v1/deals/{(await t.deal(name='Gone'))['id']}")
        seen = await t.see("data/atlvs/deals")
        assert "2 deals" in seen
        assert EVIL not in t.browser.page.text
        assert t.at(f"data/atlvs/deals/{deal['id']}") in t.browser.links
        await t.see("data/atlvs/deals?columns=company_id&columns=metadata&columns=nothing")
        heads = t.browser.page.text.split("<thead>")[1].split("</thead>")[0]
        assert heads.count("<th") == 3
        assert t.at(f"data/atlvs/companies/{company}") in t.browser.links
        assert "<i>" not in t.browser.page.text
        assert "Autumn run" not in await t.see(f"data/atlvs/deals?company_id={company}&columns=name")
        assert "Autumn run" in await t.see("data/atlvs/deals?q=autumn")
        assert "deleted" in (await t.see("data/atlvs/deals?include_deleted=true")).split("updated at")[1]
        assert "No record is like that" in await t.see("data/atlvs/deals?status=lost")
        for wrong in ("status=nope", "sort=name", "from=now", "company_id=x"):
            await t.see(f"data/atlvs/deals?{wrong}")
            assert 'role="alert"' in t.browser.page.text
        await t.see("data/atlvs/nothing", 404)

    with_traffic(engine_url, story)


MAKEABLE = [
    resource for resource in RESOURCES if "create" in resource.operations and resource.write_scope == "write"
]


def test_an_empty_table_gives_the_command_that_fills_it(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        made = 0
        for resource in MAKEABLE:
            await t.see(f"data/{resource.product}/{resource.name}")
            command = shlex.split(
                Seen(t.browser.page.text).whole.split("curl -X POST", 1)[1].split("Copy")[0]
            )
            assert f"/docs/api/{resource.product}/{resource.name}" in t.browser.links
            body = json.loads(command[command.index("-d") + 1])
            answer = await t.call("POST", urlsplit(command[0]).path, body)
            if answer["status"] == 201:
                made += 1
                continue
            # What points to another record has to be given one that there is.
            wrong = [each["field"] for each in answer["data"]["error"]["details"]]
            assert all(re.search("_id$|^customer", name) for name in wrong), (resource.key, answer)
        assert made > len(MAKEABLE) // 2

    with_traffic(sqlite_url, story)


def test_a_record_and_its_history(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        deal = await t.deal(name="Spring run")
        await t.call("PATCH", f"/atlvs/v1/deals/{deal['id']}", {"name": EVIL, "status": "won"})
        path = f"data/atlvs/deals/{deal['id']}"
        seen = await t.see(path)
        for told in ("deal.created", "deal.updated", "deal.won", "As JSON", "Spring run"):
            assert told in seen
        assert EVIL not in t.browser.page.text
        await t.call("DELETE", f"/atlvs/v1/deals/{deal['id']}")
        seen = await t.see(path)
        assert "It is deleted." in seen
        assert "deal.deleted" in seen
        await t.see("data/atlvs/deals/deal_none", 404)
        await t.see(f"data/atlvs/companies/{deal['id']}", 404)

    with_traffic(engine_url, story)


def test_a_table_of_what_the_role_may_not_read_is_refused(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.see("data/atlvs/deals")
        await t.see("data/workspace/keys", 403)
        await t.see("data")
        assert t.at("data/workspace/keys") not in t.browser.links

    with_traffic(sqlite_url, story, role="viewer")
