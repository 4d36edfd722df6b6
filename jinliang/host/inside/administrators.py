"""The first administrators of a real installation; later ones are named by the security administrator."""

from __future__ import annotations

from django.db import transaction

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.org import queries, services


@transaction.atomic
def add(role: str, title: str, login: str, name: str, unit_code: str, unit_name: str) -> str:
    """An account with this role at a post of the unit, which is made if it is absent. Answers the password."""
    unit_id = _unit(unit_code, unit_name)
    password = services.new_password(12)
    user = services.create_user(login, name, password=password, by=SYSTEM)
    post = services.create_post(unit_id, title, by=SYSTEM)
    services.appoint(user.pk, post.pk, by=SYSTEM)
    services.name_admin(user.pk, role, by=SYSTEM)
    return password


def _unit(code: str, name: str) -> int:
    try:
        return queries.unit_by_code(code).pk
    except Missing:
        if not name:
            raise Refusal(f"没有代码为 {code} 的单位", way_out="请用 --unit-name 给出名称，新建该单位") from None
    services.load_shipped_divisions(by=SYSTEM)
    division = queries.divisions().filter(code=code[:6]).first()
    if division is None:
        raise Refusal(f"没有区划代码 {code[:6]}", "单位代码的前六位是区划代码", "请对照 data/divisions")
    made = services.create_unit(
        name, code=code, kind="government", level=division.level, division_id=division.pk, by=SYSTEM
    )
    return made.pk
