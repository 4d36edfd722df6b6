"""Sessions in the database, each with its user, so that a person sees and ends his own."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from .models import Session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def get_expire_at_browser_close(self) -> bool:
        """The cookie ends with the browser; the row ends by idleness."""
        return True

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = data.get("user")
        row.address = data.get("address", "")
        row.agent = data.get("agent", "")
        row.started_at = data.get("started_at")
        return row
