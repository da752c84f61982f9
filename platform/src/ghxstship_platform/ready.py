"""What a start tells: the ready file for programs, the banner for people (contract §1)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec


@dataclass(frozen=True)
class Portal:
    """How a person signs in."""

    url: str
    email: str | None = None
    password: str | None = None
    setup_url: str | None = None
    """Where the first person makes an account; only as long as there is none. For people, not for the ready file."""


@dataclass(frozen=True)
class Access:
    """How to reach a platform that has started. Without a demo workspace there is no key to tell."""

    url: str
    portal: Portal
    workspace_id: str | None = None
    api_key: str | None = None

    def as_document(self) -> dict[str, Any]:
        """The content of the ready file."""
        return {
            "url": self.url,
            "workspace_id": self.workspace_id,
            "api_key": self.api_key,
            "portal": {"url": self.portal.url, "email": self.portal.email, "password": self.portal.password},
        }


def write_ready_file(path: Path, access: Access) -> None:
    """Write the file in one step: who sees it sees all of it. It holds a key, so only its owner may read it.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(access.as_document()), indent=2) + b"\n")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove_ready_file(path: Path) -> None:
    """Take the file away; a file that is gone already is fine."""
    path.unlink(missing_ok=True)


def banner(access: Access) -> str:
    """What a person who has typed `make serve` sees first."""
    lines = [f"GHXSTSHIP runs at {access.url}", ""]
    if access.workspace_id is None or access.api_key is None:
        if access.portal.setup_url:
            lines += [f"Nobody has an account yet. Make the owner's: {access.portal.setup_url}", ""]
        lines += [
            "There is no demo workspace; make one of your own:",
            "  ghxstship workspaces create --name 'Example Touring'",
            "  ghxstship keys create WORKSPACE --name First --scope admin",
        ]
        return "\n".join(lines) + "\n"
    headers = (
        f'  -H "Authorization: Bearer {access.api_key}" \\\n  -H "X-Workspace-ID: {access.workspace_id}"'
    )
    lines += [
        f"Workspace   {access.workspace_id}",
        f"API key     {access.api_key}",
    ]
    if access.portal.email:
        lines.append(f"Portal      {access.portal.url}  {access.portal.email}  {access.portal.password}")
    for path in ("/atlvs/v1/deals", "/gvteway/v1/events?limit=3", "/workspace/v1/events?types=deal.*"):
        lines += ["", f'curl -X GET "{access.url}{path}" \\', headers]
    return "\n".join(lines) + "\n"
