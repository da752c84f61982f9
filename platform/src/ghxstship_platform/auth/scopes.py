"""The four scopes of the playbook (contract §3)."""

from __future__ import annotations

SCOPES = {
    "read": "Read products and events.",
    "write": "Change products.",
    "webhooks": "Manage webhook endpoints and deliveries.",
    "admin": "Manage keys, members, OAuth applications, tier and audit log; implies the others.",
}


def granted(scopes: list[str]) -> frozenset[str]:
    """What a list of scopes allows: `admin` allows everything."""
    return frozenset(SCOPES) if "admin" in scopes else frozenset(scopes)
