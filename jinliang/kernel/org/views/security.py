"""Duties on posts, the three administrators, the policy of signing in; for the security administrator."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base.errors import Refusal

from .. import queries, services
from ..access import PageRequest, needs
from ..forms import AdminForm, PolicyForm, told
from ..registry import DUTIES, SECURITY_ADMIN
from .people import people_page

PER_PAGE = 20
security_only = needs(SECURITY_ADMIN.key)


@security_only
def grants(request: PageRequest) -> HttpResponse:
    """Find a unit, then give its posts their duties."""
    text, code = request.GET.get("text", "").strip(), request.GET.get("unit", "")
    unit = queries.unit_by_code(code) if code else None
    context: dict[str, object] = {"text": text, "unit": unit}
    if unit:
        context |= {"rows": queries.posts_with_duties(unit.pk), "duties": _grantable()}
    else:
        context["units"] = (queries.search_units(text) if text else queries.units())[:30]
    return render(request, "org/grants.html", context)


def _grantable() -> list[tuple[str, str]]:
    return sorted((duty.key, duty.name) for duty in DUTIES.values() if not duty.is_admin)


@security_only
@require_POST
def set_duties(request: PageRequest, pk: int) -> HttpResponse:
    services.set_duties(pk, request.POST.getlist("duties"), by=request.actor)
    post = queries.post(pk)
    messages.success(request, f"“{post}”的授权已保存，立即生效")
    return redirect(f"{request.path_info.rsplit('/', 3)[0]}/?unit={post.unit.code}")


@security_only
def appointments(request: PageRequest) -> HttpResponse:
    """Appointments that hand over duties: each is confirmed, or turned down with a reason."""
    page = Paginator(queries.waiting_appointments(), PER_PAGE).get_page(request.GET.get("page"))
    duties = queries.duties_of_posts([held.post_id for held in page])
    rows = [(held, duties.get(held.post_id, [])) for held in page]
    return render(request, "org/appointments.html", {"page": page, "rows": rows})


@security_only
@require_POST
def decide_appointment(request: PageRequest, pk: int) -> HttpResponse:
    if request.POST.get("decision") == "confirm":
        held = services.confirm_appointment(pk, by=request.actor)
        messages.success(request, f"{held.user}任“{held.post}”已确认，立即生效")
    else:
        services.decline_appointment(pk, request.POST.get("reason", ""), by=request.actor)
        messages.success(request, "已退回，未生效")
    return redirect("org:appointments")


@security_only
def accounts(request: PageRequest) -> HttpResponse:
    """Accounts as the security administrator sees them: the state, and the code generator to be released."""
    return people_page(request, "org/accounts.html")


@security_only
@require_POST
def reset_totp(request: PageRequest, pk: int) -> HttpResponse:
    services.reset_totp(pk, by=request.actor)
    messages.success(request, "动态口令已解除，其登录已全部退出")
    return redirect("org:accounts")


@security_only
def admins(request: PageRequest) -> HttpResponse:
    form = AdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            user = queries.user_by_username(form.cleaned_data["username"])
            if user is None:
                raise Refusal("没有这个登录名", way_out="请核对后重试", field="username")
            services.name_admin(user.pk, form.cleaned_data["role"], by=request.actor)
            messages.success(request, f"已任命{user.name}")
            return redirect("org:admins")
    context = {"form": form, "rows": queries.administrators()}
    return render(request, "org/admins.html", context, status=422 if form.errors else 200)


@security_only
@require_POST
def dismiss_admin(request: PageRequest, pk: int) -> HttpResponse:
    services.dismiss_admin(pk, by=request.actor)
    messages.success(request, "已免去管理员角色")
    return redirect("org:admins")


@security_only
def policy(request: PageRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, instance=queries.policy())
    if request.method == "POST" and form.is_valid():
        with told(form):
            services.change_policy(by=request.actor, **form.cleaned_data)
            messages.success(request, "登录策略已保存")
            return redirect("org:policy")
    return render(request, "org/policy.html", {"form": form}, status=422 if form.errors else 200)
