"""Sessions in the database, each with its user, so that a person sees and ends his own."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from jinliang.base import clock

from .models import Session, User


class SessionStore(DatabaseStore):
    """``user`` is whom the stored session belongs to, read in the same query: every page asks for both.

    Saving moves the end of a session, unless it ``keeps_its_end``: what a page asks for by itself is no activity.
    """

    user: User | None = None
    ends_at: datetime | None = None
    keeps_its_end = False

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row = _alive(self.session_key)
        if row is None:
            self._session_key = None
            return {}
        self.user, self.ends_at = row.user, row.expire_date
        return dict(self.decode(row.session_data))

    def get_expire_at_browser_close(self) -> bool:
        """The cookie ends with the browser; the row ends by idleness."""
        return True

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        if self.keeps_its_end and self.ends_at:
            row.expire_date = self.ends_at
        row.user_id = data.get("user")
        row.address = data.get("address", "")
        row.agent = data.get("agent", "")
        row.started_at = data.get("started_at")
        return row


def _alive(session_key: str | None) -> Session | None:
    """The session with its user."""
    statement, own, of_user = _statement()
    with connection.cursor() as cursor:
        cursor.execute(statement, (clock.now(), session_key))
        row = cursor.fetchone()
    if row is None:
        return None
    found = Session.from_db(connection.alias, own, row[: len(own)])
    if found.user_id is not None:
        found.user = User.from_db(connection.alias, of_user, row[len(own) :])
    return found


@cache
def _statement() -> tuple[str, list[str], list[str]]:
    """Django's own for both tables, and their columns: to write it anew for each page cost more than the answer."""
    rows = Session.objects.select_related("user").filter(expire_date__gt=clock.now()).filter(session_key="")
    own, of_user = ([field.attname for field in model._meta.concrete_fields] for model in (Session, User))
    return rows.query.sql_with_params()[0], own, of_user
