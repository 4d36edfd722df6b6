"""The desk stands above all else, so what kernels below it show on a case page is put there by it."""

from typing import Any

from jinliang.base.actor import Actor
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.seals.flow import ISSUING
from jinliang.ui.registry import NavEntry, add_nav

from .registry import Panel
from .views.desk import waiting

add_nav(NavEntry("", "工作台", "home", "desk:home", count=waiting))


def _seal(case: Case, actor: Actor) -> dict[str, Any]:  # noqa: ARG001 - who sees the case sees its seal
    return {"seal": seals.of_case(case.pk)}


Panel(ISSUING.key, "seals/_panel.html", _seal)
