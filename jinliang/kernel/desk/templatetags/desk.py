"""Marks of the desk's own templates."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def desk_filter(field: BoundField) -> SafeString:
    """A filter: choices take effect at once."""
    if field.name == "text":
        return field.as_widget(attrs={"placeholder": "按标题查找"})
    return field.as_widget(attrs={"data-jl-submit": ""})


@register.filter
def posted(typed: QueryDict | str, name: str) -> str:
    """What was typed into the field of that name of the case's data."""
    return typed.get(f"data.{name}", "") if isinstance(typed, QueryDict) else ""
