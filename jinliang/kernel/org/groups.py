"""群组, as they are read: people named together who are chosen at once."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from jinliang.base.errors import Missing

from .models import Group, User


def every() -> QuerySet[Group]:
    """By name, each with its ``size``, the number of its active members."""
    return Group.objects.annotate(size=Count("members", filter=Q(members__is_active=True))).order_by("name")


def like(text: str) -> QuerySet[Group]:
    """Those with active members, by a part of their name, each with its ``size``."""
    found = Group.objects.filter(name__icontains=text, members__is_active=True)
    return found.annotate(size=Count("members")).order_by("name")


def group(group_id: int) -> Group:
    found = Group.objects.filter(pk=group_id).first()
    if found is None:
        raise Missing("没有这个群组")
    return found


def member_ids(group_id: int) -> list[int]:
    return list(User.objects.filter(member_of=group_id, is_active=True).values_list("pk", flat=True))


def member_names(group_id: int) -> list[str]:
    """The sign-in names of all members."""
    return list(User.objects.filter(member_of=group_id).order_by("username").values_list("username", flat=True))
