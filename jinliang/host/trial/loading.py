"""Fills a site with the trial. Imports kernels: only after the site was entered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from django.db import transaction

from jinliang.base import installation
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Missing
from jinliang.kernel.org import queries, services
from jinliang.kernel.org.registry import DUTIES

from . import province
from .accounts import PARTS

# Before the first case of the two years.
SINCE = date(2023, 1, 1)

PROFILE = {
    "government": "云栎县人民政府",
    "english": "Yunli County People's Government",
    "platform": "云栎县政务协同平台",
    "host": "云栎县人民政府办公室",
    "operator": "云栎县信息科",
    "telephone": "0000-1000000",
    "address": "云栎县示例路1号",
    "site_code": "0000000000",
}

# The trial's passwords last, nobody must change one at first sign-in, nobody needs a code generator.
POLICY: dict[str, int | str | bool] = {"password_days": 3650, "first_change": False, "totp": "nobody"}


def load(site: str, say: Callable[[str], None]) -> None:
    """The province until people can work in it; does nothing when it is there."""
    _name_the_site()
    if _is_there():
        return
    with transaction.atomic():
        services.change_policy(by=SYSTEM, **POLICY)
        services.load_divisions(province.divisions(), by=SYSTEM)
        rows = province.units()
        services.load_units(rows, by=SYSTEM)
        say(f"单位 {len(rows)} 个")
        _load_people(site, rows, say)


def _name_the_site() -> None:
    """The masthead of both sites; an installation that has named itself keeps its name."""
    path = installation.var() / "profile.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(PROFILE, ensure_ascii=False, indent=1))


def _is_there() -> bool:
    try:
        queries.unit_by_code("990000000")
    except Missing:
        return False
    return True


def _load_people(site: str, rows: list[services.UnitRow], say: Callable[[str], None]) -> None:
    """All officials on the inner site; on the outer one those who run it."""
    officials = _officials(site, rows)
    users = services.load_people(officials, from_on=SINCE, by=SYSTEM)
    granted = grant(site)
    ids = {user.username: user.pk for user in users}
    for part in PARTS:
        if part.admin and site in part.sites:
            services.name_admin(ids[part.login], part.admin, by=SYSTEM)
    if site == "inner":
        _load_groups(ids)
    say(f"人员 {len(users)} 名，授权 {granted} 项")


def _load_groups(ids: dict[str, int]) -> None:
    """Whom one circulates to at once."""
    here = [part for part in PARTS if "inner" in part.sites]
    groups = {
        "主要负责人": [part for part in here if part.is_head],
        "值班人员": [part for part in here if "duty_roster.officer" in part.duties],
    }
    for name, parts in groups.items():
        services.save_group(name, [ids[part.login] for part in parts], by=SYSTEM)


def _officials(site: str, rows: list[services.UnitRow]) -> list[services.PersonRow]:
    named = {part.login for part in PARTS if site in part.sites}
    return [person for person in province.people(rows) if site == "inner" or person.username in named]


def grant(site: str) -> int:
    """The duties of everybody; what he has, he keeps. Answers how many were new."""
    rows = province.units()
    officials = _officials(site, rows)
    seats = {(person.unit_code, person.title) for person in officials}
    granted = [row for row in province.grants(rows, officials, frozenset(DUTIES)) if row[:2] in seats]
    return services.load_grants(granted, by=SYSTEM)
