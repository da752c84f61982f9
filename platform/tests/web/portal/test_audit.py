"""The page of the audit log."""

from __future__ import annotations

from ghxstship_platform.clock import SECOND

from ..stage import Stage, on_stage


def test_it_tells_who_did_what_and_is_narrowed_by_its_address(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        person = await stage.person(workspace, "viewer", "Grace <script>")
        stage.clock.advance(SECOND)
        api = stage.api(await stage.key(workspace))
        await api.post("/workspace/v1/keys", json={"name": "Sync", "scopes": ["read"]})
        audit = f"/developers/{workspace}/audit"
        await owner.get(audit)
        for told in (
            "Person 1",
            "Command line",
            "tests",
            "person.signed_in",
            "api_key.created",
            "workspace.created",
        ):
            assert told in owner.text, told
        assert "<script>" not in owner.page.text.replace('<script src="', "")
        [member] = (await api.get("/workspace/v1/members?role=viewer")).json()["data"]
        await api.patch(f"/workspace/v1/members/{member['id']}", json={"role": "admin"})
        await api.delete(f"/workspace/v1/members/{member['id']}")
        await owner.get(f"{audit}?target={member['id']}")
        assert "viewer → admin" in owner.text.replace("  ", " ")
        assert "api_key.created" not in [*owner.text.split("When")[1].split()]
        await owner.get(f"{audit}?action=person.sign_in_failed")
        assert "Nothing like that has happened" in owner.text
        await owner.get(f"{audit}?from=nonsense")
        assert "Is no time" in owner.text
        await owner.get(f"{audit}?actor={person.id}")
        assert "Nothing like that" in owner.text

    on_stage(engine_url, scenario)


def test_who_has_left_keeps_the_name(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        leaver = await stage.member(workspace, "admin")
        new = f"/developers/{workspace}/keys/new"
        await leaver.submit(new, new, name="Made by who left", scopes=["read"])
        api = stage.api(await stage.key(workspace))
        [member] = (await api.get("/workspace/v1/members?role=admin")).json()["data"]
        await api.delete(f"/workspace/v1/members/{member['id']}")
        await owner.get(f"/developers/{workspace}/audit?actor={member['person_id']}")
        assert "Person 2" in owner.text
        assert "Made by who left" in owner.text
        assert ("actor", member["person_id"]) in owner.form(f"/developers/{workspace}/audit").fields

    on_stage(sqlite_url, scenario)


def test_an_application_is_told_by_its_name(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        api = stage.api(await stage.key(workspace))
        body = {"name": "Box office sync", "type": "confidential", "redirect_uris": ["https://app.example.com/cb"],
                "scopes": ["read", "admin"]}  # fmt: skip
        app = (await api.post("/workspace/v1/oauth-apps", json=body)).json()
        fields = {"grant_type": "client_credentials", "scope": "admin", "client_id": app["client_id"],
                  "client_secret": app["client_secret"]}  # fmt: skip
        answer = await stage.browser().http.post("/oauth/token", data=fields)
        token = stage.api(answer.json()["access_token"])
        made = await token.post("/workspace/v1/keys", json={"name": "By the app", "scopes": ["read"]})
        assert made.status_code == 201, made.text
        await api.post(f"/workspace/v1/oauth-apps/{app['id']}/rotate-secret")
        await owner.get(f"/developers/{workspace}/audit")
        row = owner.text.split("By the app")[0].split("ago")[-1].split("now")[-1]
        assert "Box office sync" in row
        for told in ("oauth_app.created", "oauth_app.secret_rotated", "oauth_grant.created"):
            assert told in owner.text, told
        assert app["client_secret"] not in owner.page.text
        await owner.get(f"/developers/{workspace}/audit?actor={app['id']}")
        [row] = owner.page.text.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]
        for told in ("Box office sync", "oauth_grant.created", "192.0.2.7"):
            assert told in row, told

    on_stage(sqlite_url, scenario)
