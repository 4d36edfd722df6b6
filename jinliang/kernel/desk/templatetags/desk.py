"""Marks of the desk's own templates."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString

from jinliang.kernel.flow.queries import Row

register = template.Library()


@register.simple_tag
def picked(row: Row, selected: set[str]) -> SafeString:
    """A row that was selected before the list came anew stays selected."""
    return SafeString(" checked" if str(row.item_id or row.case_id) in selected else "")


@register.simple_tag
def desk_filter(field: BoundField) -> SafeString:
    """A filter: choices take effect at once."""
    if field.name == "text":
        return field.as_widget(attrs={"placeholder": "按标题查找", "type": "search"})
    return field.as_widget(attrs={"data-jl-submit": ""})


@register.filter
def posted(typed: QueryDict | str, name: str) -> str:
    """What was typed into the field of that name of the case's data."""
    return typed.get(f"data.{name}", "") if isinstance(typed, QueryDict) else ""
