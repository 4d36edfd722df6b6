"""Notes, contacts, and the cases that one has to do with."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import excel
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest

from .. import forms, lists, queries, services
from ..models import Contact

PER_PAGE = 20


def notes(request: PageRequest, note_id: int | None = None) -> HttpResponse:
    """The open notes with a new one above, or the one that is changed."""
    found = queries.note(request.actor, note_id) if note_id else None
    if note_id and found is None:
        raise Http404
    initial = {"text": found.text, "remind_at": found.remind_at} if found else {}
    form = forms.NoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_note(**form.cleaned_data, note_id=note_id, by=request.actor)
            messages.success(request, "便签已保存")
            return redirect("personal_office:notes")
        except Refusal as fault:
            tell(form, fault)
    done = Paginator(queries.notes(request.actor, is_done=True), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "note": found, "open": queries.notes(request.actor), "done": done}
    return render(request, "personal_office/notes.html", context, status=422 if form.errors else 200)


@require_POST
def change_note(request: PageRequest, note_id: int) -> HttpResponse:
    if "drop" in request.POST:
        services.drop_note(note_id, by=request.actor)
        messages.success(request, "便签已删除")
    else:
        services.finish_note(note_id, is_done="done" in request.POST, by=request.actor)
    return redirect("personal_office:notes")


@require_safe
def contacts(request: PageRequest) -> HttpResponse:
    text, group = _asked(request)
    found = queries.contacts(request.actor, text, group)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "text": text, "group": group, "groups": queries.groups(request.actor)}
    return render(request, "personal_office/contacts.html", context)


@require_safe
def export_contacts(request: PageRequest) -> HttpResponse:
    """Those that the page shows."""
    found = queries.contacts(request.actor, *_asked(request))
    return _excel(excel.write("联系人", lists.CONTACT_HEADS, lists.contact_rows(found)), "联系人")


def _asked(request: PageRequest) -> tuple[str, str]:
    return request.GET.get("text", "").strip()[:60], request.GET.get("group", "")[:20]


def contact(request: PageRequest, contact_id: int | None = None) -> HttpResponse:
    found = queries.contact(request.actor, contact_id) if contact_id else None
    if contact_id and found is None:
        raise Http404
    form = forms.ContactForm(request.POST or None, instance=found or Contact(user_id=request.user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_contact(form.cleaned_data, contact_id, by=request.actor)
            messages.success(request, "联系人已保存")
            return redirect("personal_office:contacts")
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "contact": found, "groups": queries.groups(request.actor)}
    return render(request, "personal_office/contact.html", context, status=422 if form.errors else 200)


@require_POST
def drop_contact(request: PageRequest, contact_id: int) -> HttpResponse:
    services.drop_contact(contact_id, by=request.actor)
    messages.success(request, "联系人已删除")
    return redirect("personal_office:contacts")


@require_safe
def cases(request: PageRequest) -> HttpResponse:
    tab, text = lists.tab_of(request.GET.get("tab", "")), request.GET.get("text", "").strip()[:60]
    page = Paginator(queries.cases(request.actor, tab, text), PER_PAGE).get_page(request.GET.get("page"))
    context = {"tabs": lists.tabs(tab, text), "tab": tab, "text": text, "page": page, "rows": lists.rows(page)}
    return render(request, "personal_office/cases.html", context)


@require_safe
def export_cases(request: PageRequest) -> HttpResponse:
    tab, text = lists.tab_of(request.GET.get("tab", "")), request.GET.get("text", "").strip()[:60]
    found = queries.cases(request.actor, tab, text)[: lists.MOST]
    return _excel(excel.write(queries.TABS[tab], lists.CASE_HEADS, lists.case_rows(found)), queries.TABS[tab])


@require_POST
def follow(request: PageRequest, case_id: int) -> HttpResponse:
    if "drop" in request.POST:
        services.unfollow(case_id, by=request.actor)
        messages.success(request, "不再关注")
    else:
        services.follow(case_id, by=request.actor)
        messages.success(request, "已关注，可在“我的办件”里找到")
    return redirect("desk:case", case_id)


def _excel(body: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)
