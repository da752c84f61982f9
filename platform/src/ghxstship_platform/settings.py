"""Every option of `ghxstship serve`, declared once.

A field of `Settings` is an option of the command line (``--events-retention-days``) and an environment variable
(``GHXSTSHIP_EVENTS_RETENTION_DAYS``); the option wins. What a text means and what is wrong with it is said here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "GHXSTSHIP_"
ROLES = ("api", "worker")
_DATA = Path("data")
LOG_LEVELS = ("debug", "info", "warning", "error")
# "Every interface" is an address to listen on, not one to connect to.
REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104
PUBLIC_HOSTS = ("api", "auth", "docs", "developers", "status")

_HOST_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


class SettingError(ValueError):
    """An option that cannot be used; the message names it, in both its forms, and the remedy."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{flag_of(name)} ({variable_of(name)}): {problem}. {remedy}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the table: how a setting is written.

    Parameters
    ----------
    name: of the field of `Settings`.
    default: its value when nobody sets it.
    read: makes the value of a text; raises ValueError, whose message says what the text must be.
    help: one sentence for ``--help``.
    metavar: what stands for the value in ``--help``; empty for a switch.
    example: a text that works, for the remedy of an error.
    """

    name: str
    default: Any
    read: Callable[[str], Any]
    help: str
    metavar: str
    example: str

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off rather than a value."""
        return not self.metavar


def flag_of(name: str) -> str:
    """``--ready-file`` for ``ready_file``."""
    return "--" + name.replace("_", "-")


def variable_of(name: str) -> str:
    """``GHXSTSHIP_READY_FILE`` for ``ready_file``."""
    return PREFIX + name.upper()


def _text(text: str) -> str:
    return text


def _path(text: str) -> Path:
    return Path(text)


def _switch(text: str) -> bool:
    word = text.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError("must be true or false")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text.strip()) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def _choice(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return text

    return read


def _address(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        # The address may hold a password, so the message never repeats it.
        if not text.startswith(schemes):
            raise ValueError(f"must begin with {' or '.join(schemes)}")
        return text

    return read


def _roles(text: str) -> tuple[str, ...]:
    given = {part.strip() for part in text.split(",")}
    if not given <= set(ROLES):
        raise ValueError(f"must be {', '.join(ROLES)} or both, separated by a comma")
    return tuple(role for role in ROLES if role in given)


def _host(text: str) -> str:
    name = text.strip().lower().rstrip(".")
    if not _HOST_NAME.fullmatch(name):
        raise ValueError("must be a host name without scheme, port or path")
    return name


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("must have at least 32 characters")
    return text


def _proxies(text: str) -> str:
    from .proxies import parse_networks

    parse_networks(text)
    return text


def _tiers(text: str) -> str:
    from .limits.tiers import parse_tiers

    parse_tiers(text)
    return text


def _option(
    default: Any,
    read: Callable[[str], Any],
    help: str,
    metavar: str = "",
    example: str = "",
    show: bool = True,
) -> Any:
    """A field of `Settings`; `show` is off for what may hold a password."""
    return field(
        default=default,
        repr=show,
        metadata={"read": read, "help": help, "metavar": metavar, "example": example},
    )


@dataclass(frozen=True)
class Settings:
    """How one process of the platform runs. Immutable; `read` makes it of options and environment.

    Raises SettingError for values that contradict each other.
    """

    host: str = _option(
        "127.0.0.1", _text, "Address to listen on; 0.0.0.0 for every interface", "ADDRESS", "127.0.0.1"
    )
    port: int = _option(8000, _whole(0, 65_535), "Port to listen on; 0 picks a free one", "PORT", "8000")
    data: Path = _option(  # noqa: RUF009 - makes a field
        _DATA, _path, "Directory of the SQLite file and the demo's access", "DIR", "./data"
    )
    database: str = _option(
        "",
        _address("sqlite:///", "postgresql://", "postgres://"),
        "Database; without it a SQLite file in --data",
        "URL",
        "postgresql://user@db.example/ghxstship",
        show=False,
    )
    redis: str | None = _option(
        None,
        _address("redis://", "rediss://", "unix://"),
        "Redis or Valkey for limits across processes; without it each process counts for itself",
        "URL",
        "redis://cache.example:6379/0",
        show=False,
    )
    roles: tuple[str, ...] = _option(ROLES, _roles, "What this process does", "ROLES", "api,worker")
    demo: bool = _option(False, _switch, "Seed a demo workspace and print how to reach it", example="true")
    scale: int = _option(
        1, _whole(0, 10_000), "How many times the demo's data; 0 is an empty workspace", "N", "10"
    )
    tier: str = _option("pro", _text, "Tier of the demo workspace", "TIER", "pro")
    tiers: str | None = _option(
        None, _tiers, "More tiers, as name=per_minute:burst:retry_after", "TIERS", "festival=5000:500:15"
    )
    ready_file: Path | None = _option(  # noqa: RUF009 - makes a field
        None,
        _path,
        "File to write once requests are accepted, removed at the end",
        "PATH",
        "/run/ghxstship.json",
    )
    log_level: str = _option("info", _choice(*LOG_LEVELS), "Least level that is logged", "LEVEL", "info")
    secret_key: str | None = _option(
        None,
        _secret,
        "Secret that signs cursors and hashes credentials; without it the database keeps one",
        "SECRET",
        "(64 random characters)",
        show=False,
    )
    domain: str | None = _option(
        None,
        _host,
        "Public domain: sets api., auth., docs., developers. and status. of it",
        "NAME",
        "example.com",
    )
    api_host: str | None = _option(None, _host, "Public host name of the API", "NAME", "api.example.com")
    auth_host: str | None = _option(
        None, _host, "Public host name of the OAuth server", "NAME", "auth.example.com"
    )
    docs_host: str | None = _option(
        None, _host, "Public host name of the documentation", "NAME", "docs.example.com"
    )
    developers_host: str | None = _option(
        None, _host, "Public host name of the portal", "NAME", "developers.example.com"
    )
    status_host: str | None = _option(
        None, _host, "Public host name of the status page", "NAME", "status.example.com"
    )
    trusted_proxies: str | None = _option(
        None,
        _proxies,
        "Proxies in front of it, whose X-Forwarded-For tells who calls",
        "NETWORKS",
        "127.0.0.1,10.0.0.0/8",
    )
    docs_url: str = _option(
        "",
        _address("http://", "https://"),
        "Where error codes are documented; without it this server",
        "URL",
        "https://docs.example.com",
    )
    allow_local_webhooks: bool = _option(
        False,
        _switch,
        "Let webhooks go to loopback addresses and over http (always on with --demo)",
        example="true",
    )
    events_retention_days: int = _option(30, _whole(1, 3_650), "Days for which events are kept", "DAYS", "30")
    webhook_retention_days: int = _option(
        30, _whole(1, 3_650), "Days for which finished webhook deliveries are kept", "DAYS", "30"
    )
    request_log_retention_days: int = _option(
        30, _whole(0, 3_650), "Days for which the log of requests is kept; 0 keeps none", "DAYS", "30"
    )
    audit_retention_days: int = _option(
        365, _whole(1, 3_650), "Days for which the audit log is kept", "DAYS", "365"
    )
    shutdown_grace_seconds: int = _option(
        30, _whole(0, 3_600), "Seconds for which requests under way may go on after a stop", "SECONDS", "30"
    )  # fmt: skip

    def __post_init__(self) -> None:
        fill = object.__setattr__
        if not self.database:
            fill(self, "database", f"sqlite:///{self.data / 'ghxstship.db'}")
        if self.demo:
            fill(self, "allow_local_webhooks", True)
        for name in PUBLIC_HOSTS if self.domain else ():
            if getattr(self, f"{name}_host") is None:
                fill(self, f"{name}_host", f"{name}.{self.domain}")
        if not self.docs_url and (self.docs_host or self.port):
            fill(
                self, "docs_url", f"https://{self.docs_host}" if self.docs_host else f"{self.local_url}/docs"
            )
        self._check()

    def _check(self) -> None:
        from .limits.tiers import parse_tiers

        known = parse_tiers(self.tiers or "")
        if self.tier not in known:
            raise SettingError(
                "tier",
                f"there is no tier {self.tier!r}",
                f"Use one of {', '.join(known)}, or add it to --tiers",
            )
        if self.database.startswith("sqlite:") and set(self.roles) != set(ROLES):
            raise SettingError(
                "roles",
                "SQLite is one process with both roles",
                "Leave the option away, or give a PostgreSQL --database",
            )

    @property
    def local_url(self) -> str:
        """The origin as this machine reaches it."""
        host = REACHED_AT.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def api_url(self) -> str:
        """The origin of the API."""
        return f"https://{self.api_host}" if self.api_host else self.local_url

    @property
    def portal_url(self) -> str:
        """Where people sign in."""
        return f"https://{self.developers_host}" if self.developers_host else f"{self.local_url}/developers"

    @property
    def status_url(self) -> str:
        """Where the status page is."""
        return f"https://{self.status_host}" if self.status_host else f"{self.local_url}/status"

    @classmethod
    def read(cls, given: Mapping[str, str | bool | None], environment: Mapping[str, str]) -> Settings:
        """The settings of a process.

        Parameters
        ----------
        given: by option name what the command line says; None for an option that is not there.
        environment: such as `os.environ`; an empty variable counts as not set.

        Raises SettingError.
        """
        values: dict[str, Any] = {}
        for option in OPTIONS:
            raw = given.get(option.name)
            if raw is None:
                raw = environment.get(variable_of(option.name)) or None
            if raw is not None:
                values[option.name] = raw if isinstance(raw, bool) else _value(option, raw)
        return cls(**values)


def _value(option: Option, raw: str) -> Any:
    if "\0" in raw:
        raise SettingError(option.name, "holds a NUL character", f"Give something like {option.example}")
    try:
        return option.read(raw)
    except ValueError as error:
        raise SettingError(option.name, str(error), f"Give something like {option.example}") from error


OPTIONS = tuple(
    Option(
        row.name,
        row.default,
        row.metadata["read"],
        row.metadata["help"],
        row.metadata["metavar"],
        row.metadata["example"],
    )
    for row in fields(Settings)
)
