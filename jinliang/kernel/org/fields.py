"""The ltree column: the way from the root to a unit, e.g. ``1.14.203``."""

from __future__ import annotations

from typing import Any

from django.db import models


class PathField(models.TextField):  # type: ignore[type-arg]
    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "ltree"


@PathField.register_lookup
class Below(models.Lookup):
    """``path__below="1.14"``: that unit and all under it."""

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}::ltree", (*left_params, *right_params)


@PathField.register_lookup
class Above(models.Lookup):
    """``path__above="1.14.203"``: that unit and all over it."""

    lookup_name = "above"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @> {right}::ltree", (*left_params, *right_params)
