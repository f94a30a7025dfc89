"""Whether who is logged in on a server sees all rows: what is kept from them would look as if it were not there."""

from __future__ import annotations

from sqlmodel import Session

from library.errors import NotAllowed


def is_enforced(session: Session) -> bool:
    """Whether the database itself refuses what is against the rules, as it does to people's logins on a server."""
    if session.get_bind().dialect.name == "sqlite":
        return False
    return bool(session.connection().exec_driver_sql("SELECT row_security_active('decisions')").scalar_one())


def require_sight(session: Session, what: str) -> None:
    """Raises NotAllowed, naming what it takes all rows for, on a server for who is no lead or owner."""
    if is_enforced(session) and not session.connection().exec_driver_sql("SELECT is_lead()").scalar_one():
        raise NotAllowed(f"you see only a part of this library, and cannot {what}", "leads and owners may")
