"""People, their posts and accounts, groups; for the system administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jinliang.base import clock, excel
from jinliang.base.errors import Missing, Refusal

from .. import groups as group_queries
from .. import queries, services
from ..access import PageRequest, needs
from ..forms import AppointmentForm, ContactForm, GroupForm, UserForm, told
from ..models import User
from ..registry import SECURITY_ADMIN, SYSTEM_ADMIN
from .units import workbook

PER_PAGE = 50
admin_only = needs(SYSTEM_ADMIN.key)
STATES = (("", "全部"), ("locked", "已锁定"), ("disabled", "已停用"), ("surplus", "闲置账号"))


@admin_only
def people(request: PageRequest) -> HttpResponse:
    return people_page(request, "org/people.html")


def people_page(request: PageRequest, template: str) -> HttpResponse:
    text, state = request.GET.get("text", "").strip(), request.GET.get("state", "")
    page = Paginator(queries.people(text, state), PER_PAGE).get_page(request.GET.get("page"))
    seats = queries.posts_of_people([person.pk for person in page])
    tabs = [{"url": f"?state={key}", "label": label, "current": key == state} for key, label in STATES]
    rows = [(person, seats.get(person.pk, [])) for person in page]
    context = {"page": page, "rows": rows, "tabs": tabs, "text": text, "state": state, "now": clock.now()}
    return render(request, template, context)


@admin_only
@never_cache
def new_user(request: PageRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            password = services.new_password(12)
            made = services.create_user(password=password, by=request.actor, **form.cleaned_data)
            return render(request, "org/new_password.html", {"person": made, "given": password})
    return render(request, "org/new_user.html", {"form": form}, status=422 if form.errors else 200)


@admin_only
@never_cache
def edit_user(request: PageRequest, pk: int) -> HttpResponse:
    person = queries.user(pk)
    form = ContactForm(request.POST or None, initial={"telephone": person.telephone, "email": person.email})
    if request.method == "POST" and form.is_valid():
        with told(form):
            given = form.cleaned_data
            services.edit_user(pk, by=request.actor, **given | {"mobile": given["mobile"] or None})
            messages.success(request, "已保存")
            return redirect("org:edit_user", pk)
    return _user_page(request, person, form=form)


def _user_page(request: PageRequest, person: User, **forms: Any) -> HttpResponse:
    code = request.GET.get("unit", "").strip()
    unit = queries.units().filter(code=code).first() if code else None
    appoint = AppointmentForm(initial={"from_on": clock.today(), "is_primary": True})
    if unit:
        appoint.fields["post"].queryset = queries.posts_in(unit.pk)  # type: ignore[attr-defined]
    context = {
        "person": person,
        "form": ContactForm(initial={"telephone": person.telephone, "email": person.email}),
        "seats": queries.posts_of(person.pk),
        "waiting": queries.waiting_appointments(person.pk),
        "unit": unit,
        "code": code,
        "appoint": appoint,
        "is_locked": bool(person.locked_until and person.locked_until > clock.now()),
    } | forms
    faulty = any(form.errors for form in forms.values())
    return render(request, "org/edit_user.html", context, status=422 if faulty else 200)


@admin_only
@require_POST
def appoint(request: PageRequest, pk: int) -> HttpResponse:
    form = AppointmentForm(request.POST)
    form.fields["post"].queryset = queries.living_posts()  # type: ignore[attr-defined]
    if form.is_valid():
        with told(form):
            post = form.cleaned_data.pop("post")
            made = services.appoint(pk, post.pk, by=request.actor, **form.cleaned_data)
            words = "已任职" if made.is_confirmed else "已提交，该岗位带有职责，待安全管理员确认后生效"
            messages.success(request, f"{words}：{post}")
            return redirect("org:edit_user", pk)
    return _user_page(request, queries.user(pk), appoint=form)


@admin_only
@require_POST
def end_appointment(request: PageRequest, pk: int) -> HttpResponse:
    user_id = services.end_appointment(pk, by=request.actor)
    messages.success(request, "已免职；其岗位上的待办由接任者办理")
    return redirect("org:edit_user", user_id)


ACTS = ("reset", "unlock", "disable", "enable")


@needs(SYSTEM_ADMIN.key, SECURITY_ADMIN.key)
@require_POST
@never_cache
def act_on_account(request: PageRequest, pk: int, act: str) -> HttpResponse:
    """Reset the password (told once), unlock, disable, enable."""
    if act == "reset":
        given = services.reset_password(pk, by=request.actor)
        return render(request, "org/new_password.html", {"person": queries.user(pk), "given": given})
    if act == "unlock":
        services.unlock(pk, by=request.actor)
    elif act in ("disable", "enable"):
        services.set_active(pk, act == "enable", by=request.actor)
    else:
        raise Missing
    messages.success(request, "已办理")
    return redirect(request.POST.get("back") or "org:people")


@admin_only
def export_people(request: PageRequest) -> HttpResponse:
    """Without mobile numbers: a table that leaves the house holds no more than the directory shows."""
    found = list(queries.people(request.GET.get("text", ""), request.GET.get("state", "")))
    seats = queries.posts_of_people([person.pk for person in found])
    rows = (
        (person.username, person.name, held.post.unit.code, held.post.unit.name, held.post.title, person.telephone)
        for person in found
        for held in seats.get(person.pk, [])
    )
    heads = ("登录名", "姓名", "单位代码", "单位名称", "职务", "办公电话")
    services.note_export(len(found), by=request.actor)
    return workbook("人员", excel.write("人员", heads, rows))


@admin_only
def groups(request: PageRequest, pk: int | None = None) -> HttpResponse:
    group = group_queries.group(pk) if pk else None
    initial = {"name": group.name, "usernames": "\n".join(group_queries.member_names(group.pk))} if group else {}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told(form):
            members = _members(form.cleaned_data["usernames"].split())
            services.save_group(form.cleaned_data["name"], members, group_id=pk, by=request.actor)
            messages.success(request, "已保存")
            return redirect("org:groups")
    context = {"form": form, "group": group, "rows": group_queries.every()}
    return render(request, "org/groups.html", context, status=422 if form.errors else 200)


def _members(usernames: list[str]) -> list[int]:
    known = queries.user_ids(usernames)
    if absent := [name for name in usernames if name not in known]:
        raise Refusal(f"没有这些登录名：{'、'.join(absent)}", way_out="请改正后再保存", field="usernames")
    return list(known.values())


@admin_only
@require_POST
def delete_group(request: PageRequest, pk: int) -> HttpResponse:
    services.delete_group(pk, by=request.actor)
    messages.success(request, "群组已删除")
    return redirect("org:groups")
