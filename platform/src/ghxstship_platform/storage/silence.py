"""How long a connection to PostgreSQL may be silent before either end gives it up.

A host that is gone closes nothing: without these limits the system waits two hours for an answer, and the server keeps
the transaction, with the row that the workspace's next write needs, for as long.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

# A lost connection is noticed after ten seconds, whether an answer is waited for (keepalives) or what was sent is not
# acknowledged. Where a system does not have one of these, libpq leaves it out.
_NOTICED = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "connect_timeout": 5,
}
# Within a transaction no rule waits for anything, so who says nothing for so long is not there.
IDLE_IN_TRANSACTION = "30s"


def noticed(url: str) -> dict[str, Any]:
    """The parameters of a connection that notices when nobody is there any more, but those that the address has."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # told by who connects
        given = {}
    return {name: value for name, value in _NOTICED.items() if name not in given}


def limit_transactions(connection: psycopg.Connection[Any]) -> None:
    """Have the server end a transaction of a process that is gone."""
    connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}'".encode())


def allow_pauses(connection: psycopg.Connection[Any]) -> None:
    """Lift that limit for the transaction that is open: whoever reads a stream reads as slowly as they like."""
    connection.execute(b"SET LOCAL idle_in_transaction_session_timeout = 0")
