"""Own keys, peers and tokens for the security administrator; a second person confirms a peer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jinliang.kernel.org.access import PageRequest, needs
from jinliang.kernel.org.forms import told
from jinliang.kernel.org.registry import SYSTEM_ADMIN

from .. import forms, proposals, queries, services

PER_PAGE = 20
security_only = needs(services.SECURITY_ADMIN)
either = needs(services.SECURITY_ADMIN, SYSTEM_ADMIN.key)


@security_only
def keys(request: PageRequest) -> HttpResponse:
    context = {
        "fingerprint": queries.own_fingerprint(), "recipient": services.recipient(),
        "public_key": services.node_key().public_bytes.hex(), "peers": queries.all_peers(),
        "waiting": queries.proposals().filter(state="proposed").count(),
        "page": Paginator(queries.tokens(), PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "trust/keys.html", context)


@security_only
def propose(request: PageRequest) -> HttpResponse:
    form = forms.PeerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            proposals.propose(**form.cleaned_data, by=request.actor)
            messages.success(request, "已提出，请另一位管理员与对方电话核对后确认")
            return redirect("trust:proposals")
    return render(request, "trust/propose.html", {"form": form}, status=422 if form.errors else 200)


@either
def listing(request: PageRequest) -> HttpResponse:
    page = Paginator(queries.proposals(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "trust/proposals.html", {"page": page})


@either
def decide(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Two forms on one page: the digits that were heard, or a reason against it."""
    proposal = queries.proposal(proposal_id)
    is_refusal = request.POST.get("decision") == "decline"
    approval = forms.ApprovalForm(request.POST if request.POST and not is_refusal else None)
    refusal = forms.DeclineForm(request.POST if is_refusal else None)
    form = refusal if is_refusal else approval
    if request.method == "POST" and form.is_valid():
        with told(form):
            words = _decided(proposal_id, form, request)
            messages.success(request, words)
            return redirect("trust:proposals")
    context = {"proposal": proposal, "approval": approval, "refusal": refusal}
    return render(request, "trust/decide.html", context, status=422 if form.errors else 200)


def _decided(proposal_id: int, form: forms.ApprovalForm | forms.DeclineForm, request: PageRequest) -> str:
    if isinstance(form, forms.DeclineForm):
        proposals.decline(proposal_id, form.cleaned_data["opinion"], by=request.actor)
        return "已退回这份申请"
    peer = proposals.approve(proposal_id, form.cleaned_data["digits"], by=request.actor)
    return f"已登记“{peer}”，可以为它开通线路"


@security_only
def revoke_peer(request: PageRequest, peer_id: int) -> HttpResponse:
    peer, form = queries.known_peer(peer_id), forms.RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            services.revoke_peer(peer_id, form.cleaned_data["reason"], by=request.actor)
            messages.success(request, f"已停用“{peer}”，它的签名不再有效")
            return redirect("trust:keys")
    return render(request, "trust/revoke_peer.html", {"form": form, "peer": peer}, status=422 if form.errors else 200)


@security_only
@never_cache
def issue_token(request: PageRequest) -> HttpResponse:
    """The token is in this one answer and nowhere else."""
    form = forms.TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            given = services.issue_token(**form.wanted(), by=request.actor)  # type: ignore[arg-type]
            return render(request, "trust/new_token.html", {"name": form.cleaned_data["name"], "given": given})
    return render(request, "trust/issue_token.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@security_only
def revoke_token(request: PageRequest, token_id: int) -> HttpResponse:
    services.revoke_token(token_id, by=request.actor)
    messages.success(request, "令牌已停用，立即生效")
    return redirect("trust:keys")
