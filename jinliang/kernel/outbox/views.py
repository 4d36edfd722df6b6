"""What could not be carried out, for the system administrator."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jinliang.base import clock
from jinliang.base.actor import Actor

from . import queries, registry, services

PER_PAGE = 20
# As the doctor judges it.
BACKUP_AGE = timedelta(days=2)


class ActorRequest(HttpRequest):
    """As the identity above fills it in."""

    actor: Actor


@never_cache
def status(request: ActorRequest) -> HttpResponse:
    """运行状态: workers, what waits, what failed, the backup, and what apps above add."""
    page = Paginator(queries.failed_jobs(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    waiting, oldest = queries.backlog()
    gauges = [render_to_string(gauge.template, gauge.context(), request) for gauge in registry.GAUGES.values()]
    context = {
        "page": page, "waiting": waiting, "oldest": oldest, "jobs_waiting": queries.jobs_waiting(),
        "given_up": queries.given_up(), "faults": queries.open_faults(),
        "workers": queries.workers(), "heartbeats": queries.heartbeats(),
        "backup": queries.last_backup(), "late": clock.now() - BACKUP_AGE, "gauges": gauges,
    }  # fmt: skip
    return render(request, "outbox/status.html", context)


@require_POST
def retry_job(request: ActorRequest, job_id: int) -> HttpResponse:
    services.retry_job(job_id, by=request.actor)
    messages.success(request, "已安排重试，几秒后刷新查看结果")
    return redirect("outbox:status")


def faults(request: ActorRequest) -> HttpResponse:
    """程序故障: pages that broke, found by the number that their person was shown."""
    number, state = request.GET.get("number", ""), request.GET.get("state", "")
    page = Paginator(queries.faults(request.actor, number, state), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "outbox/faults.html", {"page": page, "number": number, "state": state})


@require_POST
def settle_fault(request: ActorRequest, fault_id: int) -> HttpResponse:
    count = services.settle_fault(fault_id, by=request.actor)
    messages.success(request, f"已标为处理完毕，同一处共 {count} 次")
    return redirect("outbox:faults")


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
