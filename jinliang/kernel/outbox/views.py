"""What could not be carried out, for the system administrator."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base.actor import Actor

from . import queries, services

PER_PAGE = 20


class ActorRequest(HttpRequest):
    """As the identity above fills it in."""

    actor: Actor


def failures(request: ActorRequest) -> HttpResponse:
    topic = request.GET.get("topic", "")
    page = Paginator(queries.failures(request.actor, topic), PER_PAGE).get_page(request.GET.get("page"))
    waiting, oldest = queries.backlog()
    context = {
        "page": page, "topic": topic, "topics": queries.failed_topics(),
        "waiting": waiting, "oldest": oldest, "workers": queries.workers(),
    }  # fmt: skip
    return render(request, "outbox/failures.html", context)


@require_POST
def retry(request: ActorRequest, failure_id: int) -> HttpResponse:
    services.retry(failure_id, by=request.actor)
    messages.success(request, "已安排重试，几秒后刷新查看结果")
    return redirect("outbox:failures")


@require_POST
def discard(request: ActorRequest, failure_id: int) -> HttpResponse:
    services.discard(failure_id, by=request.actor)
    messages.success(request, "已放弃，经过记入留痕")
    return redirect("outbox:failures")
