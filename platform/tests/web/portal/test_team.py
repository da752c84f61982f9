"""The pages of the team: members, roles, invitations."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ghxstship_platform.clock import DAY
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.people import accounts, members, memberships
from ghxstship_platform.storage.transaction import NO_ORIGIN

from ..stage import PASSWORD, Browser, Stage, on_stage


async def invited(owner: Browser, workspace: str, email: str, role: str = "developer") -> str:
    """The link of a new invitation, as the owner sees it."""
    form = f"/developers/{workspace}/team/invite"
    page = await owner.submit(form, form, email=email, role=role)
    assert page.status_code == 201, owner.text
    found = re.search(r"http://127.0.0.1:8000(/developers/invitations/ghx_invite_\w+)", owner.page.text)
    assert found is not None
    return found[1]


def test_somebody_new_joins_by_a_link_that_works_once(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        link = await invited(owner, workspace, "Grace@example.com")
        await owner.get(f"/developers/{workspace}/team")
        assert "Grace@example.com" in owner.text
        assert "in 7 d" in owner.text

        guest = stage.browser()
        await guest.get(link)
        assert "Join Harbor Lights" in guest.text
        await guest.submit(link, name="Grace Okafor", password="short")
        assert guest.page.status_code == 422
        await guest.submit(link, name="Grace Okafor", password=PASSWORD)
        assert guest.path == f"/developers/{workspace}"
        assert "Welcome to Harbor Lights." in guest.text
        person = await accounts.find(stage.db, "grace@example.com")
        assert person is not None
        [mine] = await memberships.of_person(stage.db, person.id)
        assert mine.role == "developer"
        assert (await stage.browser().get(link)).status_code == 404
        await owner.get(f"/developers/{workspace}/team")
        assert "Grace Okafor" in owner.text
        assert "in 7 d" not in owner.text

    on_stage(engine_url, scenario)


def test_a_form_that_is_sent_twice_makes_one_invitation(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        form = f"/developers/{workspace}/team/invite"
        await owner.get(form)
        sent = [*{**dict(owner.form(form).fields), "email": "ivy@example.com", "role": "viewer"}.items()]
        await owner.post(form, sent)
        link = owner.page.text.split("/developers/invitations/")[1].split("<")[0]
        await owner.post(form, sent)
        assert "shown already" in owner.text
        assert (await stage.browser().get(f"/developers/invitations/{link}")).status_code == 200

    on_stage(sqlite_url, scenario)


def test_who_has_an_account_signs_in_and_joins(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace, other = await stage.workspace(), await stage.workspace("Other")
        owner = await stage.member(workspace)
        person = await stage.person(other, "viewer")
        link = await invited(owner, workspace, person.email, "admin")
        guest = stage.browser()
        await guest.get(link)
        assert "who has an account here" in guest.text
        [way] = [found for found in guest.links if "sign-in" in found]
        await guest.get(way)
        await guest.submit("/developers/sign-in", email=person.email, password=PASSWORD)
        assert guest.path == link
        await guest.submit(link)
        assert guest.path == f"/developers/{workspace}"
        assert "Other" in guest.text

    on_stage(sqlite_url, scenario)


def test_an_invitation_is_for_its_email(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace, other = await stage.workspace(), await stage.workspace()
        owner = await stage.member(workspace)
        stranger = await stage.member(other)
        link = await invited(owner, workspace, "grace@example.com", "admin")
        await stranger.get(link)
        assert "Sign out, then open the link again" in stranger.text
        csrf = dict(stranger.form("/developers/sign-out").fields)["csrf"]
        refused = await stranger.post(link, [("csrf", csrf)])
        assert refused.status_code == 403
        assert "is for grace@example.com" in stranger.text

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize("how", ["late", "revoked", "replaced"])
def test_an_invitation_ends(engine_url: str, how: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        link = await invited(owner, workspace, "grace@example.com")
        if how == "late":
            stage.clock.advance(7 * DAY + 10)
        elif how == "replaced":
            await invited(owner, workspace, "GRACE@example.com", "viewer")
        else:
            await owner.get(f"/developers/{workspace}/team")
            [form] = [form for form in owner.forms if form.action.endswith("/revoke")]
            await owner.submit(form.action)
            assert "The invitation is revoked." in owner.text
        guest = stage.browser()
        assert (await guest.get(link)).status_code == 404
        assert "This invitation is over" in guest.text

    on_stage(engine_url, scenario)


def test_a_link_that_ends_while_its_form_is_open_makes_nobody(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        link = await invited(owner, workspace, "grace@example.com")
        guest, rival = stage.browser(), stage.browser()
        for browser in (guest, rival):
            await browser.get(link)
        offer = await members.open_invitation(stage.db, link.rpartition("/")[2])
        assert offer is not None
        await rival.submit(link, name="First", password=PASSWORD)
        await guest.submit(link, name="Second", password=PASSWORD)
        assert guest.page.status_code == 404
        # And as it was when both had found it open:
        stale = replace(offer, invitation={**offer.invitation, "email": "other@example.com"})
        with pytest.raises(PlatformError, match="is over"):
            await accounts.join_as_new(stage.db, stale, name="Third", password=PASSWORD, origin=NO_ORIGIN)
        assert {person.name for person in await accounts.list_all(stage.db)} == {"Person 1", "First"}

    on_stage(sqlite_url, scenario)


def test_roles_are_changed_and_members_removed(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        viewer = await stage.member(workspace, "viewer")
        team = f"/developers/{workspace}/team"
        assert (await viewer.get(team)).status_code == 403
        await owner.get(team)
        page = next(link for link in owner.links if "/team/member_" in link and link != owner.links[0])
        people = [link for link in owner.links if "/team/member_" in link]
        for page in people:
            await owner.get(page)
            if "p2@example.com" in owner.text:
                break
        await owner.submit(page, role="admin")
        assert "Person 2 is admin now." in owner.text
        assert (await viewer.get(team)).status_code == 200, "at once, without signing in again"
        await owner.submit(f"{page}/remove", page, confirm="wrong")
        assert owner.page.status_code == 422
        await owner.submit(f"{page}/remove", confirm="p2@example.com")
        assert "Person 2 is no member any more." in owner.text
        assert (await viewer.get(f"/developers/{workspace}")).status_code == 404

    on_stage(engine_url, scenario)


def test_the_last_owner_stays(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        await owner.get(f"/developers/{workspace}/team")
        [page] = [link for link in owner.links if "/team/member_" in link]
        await owner.submit(page, page, role="viewer")
        assert owner.page.status_code == 422
        assert "would have no owner" in owner.text
        await owner.submit(f"{page}/remove", page, confirm="p1@example.com")
        assert "would have no owner" in owner.text
        await stage.member(workspace, "owner")
        await owner.submit(f"{page}/remove", page, confirm="p1@example.com")
        assert owner.path == "/developers/workspaces"
        assert "You belong to none." in owner.text

    on_stage(engine_url, scenario)


def test_nobody_makes_himself_an_owner(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        await stage.person(workspace, "owner")
        admin = await stage.member(workspace, "admin")
        await admin.get(f"/developers/{workspace}/team")
        for page in [link for link in admin.links if "/team/member_" in link]:
            await admin.get(page)
            if "Only an owner decides" in admin.text:
                csrf = dict(admin.form("/developers/sign-out").fields)["csrf"]
                for path, extra in (
                    (page, ("role", "viewer")),
                    (f"{page}/remove", ("confirm", "p1@example.com")),
                ):
                    assert (await admin.post(path, [("csrf", csrf), extra])).status_code == 422
            else:
                assert "owner" not in [value for name, value in admin.form(page).fields if name == "role"]
                await admin.submit(page, role="owner")
                assert admin.page.status_code == 422
            assert "Only an owner" in admin.text
        form = f"/developers/{workspace}/team/invite"
        await admin.submit(form, form, email="x@example.com", role="owner")
        assert admin.page.status_code == 422
        assert "Only an owner" in admin.text

        api = stage.api(await stage.key(workspace))
        for member in (await api.get("/workspace/v1/members")).json()["data"]:
            other = "admin" if member["role"] == "owner" else "owner"
            refused = await api.patch(f"/workspace/v1/members/{member['id']}", json={"role": other})
            assert refused.status_code == 403, refused.text
        body = {"email": "y@example.com", "role": "owner"}
        assert (await api.post("/workspace/v1/invitations", json=body)).status_code == 403

    on_stage(engine_url, scenario)


def test_members_over_the_api(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        await stage.person(workspace, "owner")
        ada = await stage.person(workspace, "viewer")
        api = stage.api(await stage.key(workspace))
        [member] = (await api.get("/workspace/v1/members?role=viewer")).json()["data"]
        assert (member["person_id"], member["email"]) == (ada.id, ada.email)
        path = f"/workspace/v1/members/{member['id']}"
        assert (await api.patch(path, json={"role": "boss"})).status_code == 422
        assert (await api.patch(path, json={"email": "x@example.com"})).status_code == 422
        assert (await api.patch(path, json={"role": "developer"})).json()["role"] == "developer"
        assert (await api.delete(path)).status_code == 204
        assert (await api.post("/workspace/v1/members", json={})).status_code == 405
        body = {"email": "new@example.com", "role": "viewer"}
        made = await api.post("/workspace/v1/invitations", json=body, headers={"Idempotency-Key": "k"})
        again = await api.post("/workspace/v1/invitations", json=body, headers={"Idempotency-Key": "k"})
        assert made.json()["token"].startswith("ghx_invite_")
        assert "token" not in again.json()
        one = f"/workspace/v1/invitations/{made.json()['id']}"
        assert "token" not in (await api.get(one)).text
        for _ in range(2):
            assert (await api.post(f"{one}/revoke")).json()["status"] == "revoked"
        await stage.person(workspace, "viewer")
        body = {"email": "P3@example.com", "role": "viewer"}
        assert (await api.post("/workspace/v1/invitations", json=body)).status_code == 409
        weak = stage.api(await stage.key(workspace, "read", "write", "webhooks"))
        assert (await weak.get("/workspace/v1/members")).status_code == 403

    on_stage(engine_url, scenario)
