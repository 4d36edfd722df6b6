"""The words of notices as dated data: declared by an app, changed by an official, filled for one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Invalid, Missing
from jinliang.kernel.trace import services as trace

from . import registry, text
from .models import NoticeTemplate
from .registry import NOTICES, NoticeText, fields_of


@dataclass(frozen=True, slots=True)
class Filled:
    """A notice for one reader, ready to be typeset. ``version`` 0 is the declared wording."""

    key: str
    version: int
    name: str
    title: str
    body: text.Text
    remedy: text.Text
    basis: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording, declared or edited."""

    version: int
    valid_from: date
    name: str
    title: str
    body: str
    basis: str
    remedy: str
    saved_by_name: str = ""


def fill(key: str, fields: dict[str, str], on: date) -> Filled:
    """The notice ``key`` as it is worded on that day; refuses a field that is missing or empty, all at once."""
    return fill_wording(key, wording_on(key, on), fields)


def fill_wording(key: str, wording: Wording, fields: dict[str, str]) -> Filled:
    """The same for a wording that is not in force: a preview."""
    labels = registry.declared(key)[-1].labels
    wanted = fields_of(wording.title, wording.body, wording.remedy)
    if empty := sorted(name for name in wanted if not str(fields.get(name, "")).strip()):
        raise Invalid({name: ["请填写"] for name in empty}, f"告知书缺少：{'、'.join(labels[name] for name in empty)}")
    given = {name: str(fields[name]) for name in wanted}
    return Filled(
        key=key,
        version=wording.version,
        name=wording.name,
        title=wording.title.format_map(given),
        body=text.from_plain(wording.body.format_map(given)),
        remedy=text.from_plain(wording.remedy.format_map(given)),
        basis=wording.basis,
    )


def wording_on(key: str, on: date) -> Wording:
    """The wording in force: the newest edited one, else the declared one."""
    if not (declared := _declared(key)):
        raise Missing("没有这种告知书")
    edited = NoticeTemplate.objects.filter(key=key, valid_from__lte=on).order_by("-valid_from", "-version").first()
    if edited:
        return _edited(edited)
    in_force = [one for one in declared if one.valid_from <= on] or declared[:1]
    return _of_declaration(in_force[-1])


def history(key: str) -> list[Wording]:
    """All edited wordings, newest first, then the declared ones."""
    edited = NoticeTemplate.objects.filter(key=key).order_by("-version")
    return [*map(_edited, edited), *map(_of_declaration, reversed(_declared(key)))]


@transaction.atomic
def revise(key: str, *, title: str, body: str, basis: str, remedy: str, valid_from: date, by: Actor) -> NoticeTemplate:
    """A new wording from ``valid_from`` on, today at the earliest; what was sent before keeps its words."""
    by.require(NOTICES.key, NOTICES.name)
    check(key, title=title, body=body, basis=basis, remedy=remedy, valid_from=valid_from)
    last = NoticeTemplate.objects.select_for_update().filter(key=key).order_by("-version").first()
    saved = NoticeTemplate.objects.create(
        key=key,
        version=last.version + 1 if last else 1,
        valid_from=valid_from,
        name=registry.declared(key)[-1].name,
        title=title,
        body=body,
        basis=basis,
        remedy=remedy,
        saved_by_name=by.name,
        saved_at=clock.now(),
    )
    trace.append(
        f"documents.notice/{key}",
        "documents.notice.revise",
        by=by,
        facts={"version": saved.version, "valid_from": valid_from, "title": title, "body": body, "remedy": remedy},
    )
    return saved


def check(key: str, *, title: str, body: str, basis: str, remedy: str, valid_from: date) -> None:
    """Raise Invalid with all the faults of a wording that somebody would like to have."""
    if not (wordings := _declared(key)):
        raise Missing("没有这种告知书")
    declared, given = wordings[-1], {"title": title, "body": body, "basis": basis, "remedy": remedy}
    errors: dict[str, list[str]] = {}
    for name in ("title", "body", "basis"):
        if not given[name].strip():
            errors[name] = ["请填写"]
    if declared.remedy and not given["remedy"].strip():
        errors["remedy"] = ["这种告知书须写明救济途径"]
    for name in ("title", "body", "remedy"):
        if fault := _fault_in_fields(given[name], declared):
            errors.setdefault(name, []).append(fault)
    if valid_from < clock.today():
        errors["valid_from"] = ["启用日期不能早于今天：已发出的告知书不改"]
    if errors:
        raise Invalid(errors)


def _fault_in_fields(words: str, declared: NoticeText) -> str:
    try:
        unknown = fields_of(words) - set(declared.labels)
    except ValueError:
        return "花括号须成对，其中只写填充项的名字"
    known = "、".join(f"{{{field}}}（{label}）" for field, label in declared.labels.items())
    return f"没有名为 {'、'.join(sorted(unknown))} 的填充项；可用：{known}" if unknown else ""


def _declared(key: str) -> list[NoticeText]:
    return registry.declared(key) if registry.is_declared(key) else []


def _of_declaration(one: NoticeText) -> Wording:
    return Wording(0, one.valid_from, one.name, one.title, one.body, one.basis, one.remedy)


def _edited(row: NoticeTemplate) -> Wording:
    return Wording(row.version, row.valid_from, row.name, row.title, row.body, row.basis, row.remedy, row.saved_by_name)
