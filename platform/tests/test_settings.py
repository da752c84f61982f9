"""Options, environment and what is said about wrong ones."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from ghxstship_platform.settings import OPTIONS, SettingError, Settings, flag_of, variable_of

POSTGRES = "postgresql://user:pass-word@db.example/x"


def test_defaults_need_nothing() -> None:
    settings = Settings.read({}, {})
    assert settings == Settings()
    assert settings.database == "sqlite:///data/ghxstship.db"
    assert settings.local_url == "http://127.0.0.1:8000"
    assert settings.docs_url == "http://127.0.0.1:8000/docs"
    assert settings.portal_url == "http://127.0.0.1:8000/developers"
    assert not settings.allow_local_webhooks


def test_table_has_every_field_once() -> None:
    assert [option.name for option in OPTIONS] == [row.name for row in fields(Settings)]
    assert all(option.help for option in OPTIONS)


def test_option_wins_over_environment_and_an_empty_variable_is_none() -> None:
    environment = {"GHXSTSHIP_PORT": "9000", "GHXSTSHIP_TIER": "", "GHXSTSHIP_DEMO": "yes", "PORT": "1"}
    settings = Settings.read({"port": "9001", "demo": None, "data": "/var/lib/x"}, environment)
    assert (settings.port, settings.tier, settings.demo) == (9001, "pro", True)
    assert settings.database == "sqlite:////var/lib/x/ghxstship.db"
    assert settings.data == Path("/var/lib/x")
    assert not Settings.read({"demo": False}, environment).demo


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if not option.is_switch], ids=lambda option: option.name
)
def test_every_example_works(option: object) -> None:
    name, example = option.name, option.example  # type: ignore[attr-defined]
    environment = {} if name == "database" else {"GHXSTSHIP_DATABASE": POSTGRES}
    text = example if name != "secret_key" else "s" * 64
    assert Settings.read({name: text}, environment) is not None


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("port", "abc", "whole number from 0 to 65535"),
        ("port", "65536", "whole number from 0 to 65535"),
        ("port", "-1", "whole number from 0 to 65535"),
        ("port", "８０", "whole number from 0 to 65535"),
        ("scale", "-1", "whole number from 0 to 10000"),
        ("demo", "maybe", "true or false"),
        ("roles", "api,web", "api, worker or both"),
        ("database", "mysql://user:pass-word@db/x", "must begin with sqlite:///"),
        ("redis", "http://cache", "must begin with redis://"),
        ("log_level", "loud", "one of debug, info, warning, error"),
        ("secret_key", "short", "at least 32 characters"),
        ("domain", "https://example.com", "host name without scheme"),
        ("api_host", "a..b", "host name without scheme"),
        ("docs_url", "docs.example.com", "must begin with http://"),
        ("tiers", "festival=1", "is not name=per_minute:burst:retry_after"),
        ("tier", "gold", "there is no tier 'gold'. Use one of free, pro, enterprise"),
        ("roles", "api", "SQLite is one process with both roles"),
        ("data", "a\0b", "NUL"),
    ],
)
def test_errors_name_the_option_and_the_remedy(name: str, text: str, problem: str) -> None:
    for given, environment in (({name: text}, {}), ({}, {variable_of(name): text})):
        with pytest.raises(SettingError) as caught:
            Settings.read(given, environment)
        message = str(caught.value)
        assert message.startswith(f"{flag_of(name)} ({variable_of(name)}): ")
        assert problem in message
        assert "pass-word" not in message
        assert caught.value.name == name


def test_domain_gives_every_public_host_that_is_not_given_itself() -> None:
    settings = Settings.read({"domain": "Example.com.", "docs_host": "help.example.org"}, {})
    assert settings.api_host == "api.example.com"
    assert settings.status_host == "status.example.com"
    assert settings.docs_host == "help.example.org"
    assert settings.docs_url == "https://help.example.org"
    assert settings.portal_url == "https://developers.example.com"


def test_addresses_follow_the_port_that_was_found() -> None:
    settings = replace(Settings(port=0, host="0.0.0.0"), port=4321)
    assert settings.local_url == "http://127.0.0.1:4321"
    assert settings.docs_url == "http://127.0.0.1:4321/docs"
    assert Settings(host="::1").local_url == "http://[::1]:8000"


def test_demo_admits_local_webhooks() -> None:
    assert Settings(demo=True).allow_local_webhooks


def test_more_tiers_may_be_used() -> None:
    settings = Settings.read({"tiers": "festival=5000:500:15", "tier": "festival"}, {})
    assert settings.tier == "festival"


def test_passwords_are_not_shown() -> None:
    shown = repr(Settings(database=POSTGRES, redis="redis://:pass-word@cache", secret_key="pass-word" * 8))
    assert "pass-word" not in shown


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]
