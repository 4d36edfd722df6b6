"""The directory: the tree of units, people by name or pinyin, a card for each."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jinliang.base import cipher, ids

from .. import absences, queries, services
from ..access import PageRequest

PER_PAGE = 50


def directory(request: PageRequest) -> HttpResponse:
    """The whole page, or for htmx what was found only."""
    text = request.GET.get("text", "").strip()
    context: dict[str, object] = {"text": text}
    if text:
        page = Paginator(queries.search_people(text, request.actor), PER_PAGE).get_page(request.GET.get("page"))
        seats = queries.posts_of_people([person.pk for person in page])
        rows = [(person, seats.get(person.pk, [])) for person in page]
        context["away"] = absences.beside(person.pk for person in page)
        context |= {"page": page, "rows": rows, "units": queries.search_units(text).select_related("parent")[:10]}
    else:
        context["units"] = queries.children(None)
    name = "org/_found.html" if request.headers.get("HX-Target") == "found" else "org/directory.html"
    return render(request, name, context)


def children(request: PageRequest, pk: int) -> HttpResponse:
    """The next level of the tree."""
    return render(request, "org/_branch.html", {"units": queries.children(pk)})


def unit(request: PageRequest, pk: int) -> HttpResponse:
    found = queries.unit(pk)
    page = Paginator(queries.people_in(pk), PER_PAGE).get_page(request.GET.get("page"))
    above = queries.units_above(found.path).exclude(pk=pk)
    away = absences.beside(held.user_id for held in page)
    context = {"unit": found, "above": above, "below": queries.children(pk), "page": page, "away": away}
    return render(request, "org/unit.html", context)


@never_cache
def person(request: PageRequest, pk: int) -> HttpResponse:
    """The card. Of the mobile number only the last four digits; the rest on demand, with a trace."""
    found = queries.user(pk)
    mobile = ids.mask(cipher.unseal(bytes(found.mobile_sealed), settings.JINLIANG_SITE))
    context = {"person": found, "seats": queries.posts_of(pk), "mobile": mobile, "away": absences.coming(pk)}
    return render(request, "org/person.html", context)


@require_POST
@never_cache
def reveal(request: PageRequest, pk: int) -> HttpResponse:
    return render(request, "org/_mobile.html", {"mobile": services.reveal_mobile(pk, by=request.actor)})
