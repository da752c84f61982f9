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
# Within a transaction no rule waits for anything, so who says nothing for so long is not there. PostgreSQL does not
# count it behind a Flush, with which the driver ends what it sends in bulk; there the system of the server notices.
IDLE_IN_TRANSACTION = "30s"
_NOTICED_BY_SERVER = {
    "tcp_keepalives_idle": "10s",
    "tcp_keepalives_interval": "5s",
    "tcp_keepalives_count": "4",
    "tcp_user_timeout": "30s",
}


def noticed(url: str) -> dict[str, Any]:
    """The parameters of a connection that notices when nobody is there any more, but those that the address has."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # told by who connects
        given = {}
    return {name: value for name, value in _NOTICED.items() if name not in given}


def be_noticed(connection: psycopg.Connection[Any]) -> None:
    """Have the server notice when this process is gone, and undo what it had begun."""
    values = {"idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION, **_NOTICED_BY_SERVER}
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in values.items()).encode())


def allow_pauses(connection: psycopg.Connection[Any]) -> None:
    """Let the transaction that is open be silent: whoever reads a stream reads as slowly as they like."""
    connection.execute(b"SET LOCAL idle_in_transaction_session_timeout = 0")
