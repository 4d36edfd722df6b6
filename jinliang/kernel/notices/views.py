from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jinliang.base.errors import Missing
from jinliang.kernel.org.access import PageRequest, public
from jinliang.kernel.org.registry import SYSTEM_ADMIN

from . import queries, services
from .forms import Filter
from .models import Preference

PER_PAGE = 20


def listing(request: PageRequest) -> HttpResponse:
    form, found = Filter(request.GET), queries.visible_to(request.actor)
    if form.is_valid():
        only, kind = form.cleaned_data["only"], form.cleaned_data["kind"]
        found = found.filter(read_at=None) if only == "unread" else found
        found = found.filter(is_urgent=True) if only == "urgent" else found
        found = found.filter(kind=kind) if kind else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "form": form, "unread": queries.unread(request.actor)})


def follow(request: PageRequest, notice_id: int) -> HttpResponse:
    """Opening a notice is reading it."""
    notice = services.mark_read(notice_id, by=request.actor)
    is_own = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, request.is_secure())
    return redirect(notice.url if notice.url and is_own else "notices:list")


@require_POST
def read_all(request: PageRequest) -> HttpResponse:
    number = services.mark_all_read(by=request.actor)
    messages.success(request, f"已把 {number} 条消息标为已读")
    return redirect("notices:list")


def preferences(request: PageRequest) -> HttpResponse:
    rows = queries.channels_of(request.actor.user_id or 0)
    if request.method == "POST":
        for kind, channels in rows:
            for channel, is_on in channels.items():
                wanted = f"{kind.key}:{channel}" in request.POST.getlist("on")
                if wanted != is_on:
                    services.set_preference(kind.key, channel, wanted, by=request.actor)
        messages.success(request, "消息设置已保存")
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"rows": rows, "channels": Preference.Channel.choices})


@public
def local_outbox(request: HttpRequest) -> HttpResponse:
    """The trial's mail and SMS lie open; elsewhere only the system administrator sees what found no gateway."""
    if not settings.JINLIANG_IS_TRIAL:
        actor = vars(request).get("actor")
        if actor is None or not actor.has(SYSTEM_ADMIN.key):
            raise Missing("没有找到您要的页面")
    page = Paginator(queries.local_messages(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/local_outbox.html", {"page": page})
