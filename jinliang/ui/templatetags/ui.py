"""Small marks that templates need everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jinliang.base import clock

from .. import registry
from ..registry import NavEntry

register = template.Library()

WEEKDAYS = "一二三四五六日"
CARD_CLASSES = {"red": "d", "yellow": "y", "": "", None: ""}


@register.simple_tag(name="static")
@cache
def _static(path: str) -> str:
    """Django's tag of that name, looked up once: the files do not change while a process lives."""
    return static(path)


@cache
def _drawing(name: str, size: str = "") -> SafeString:
    extra = f" jl-i-{size}" if size else ""
    sprite = _static("vendor/icons.svg")
    return format_html('<svg class="jl-i{}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, sprite, name)


class _Icon(template.Node):
    def __init__(self, words: list[FilterExpression]) -> None:
        self.words = words

    def render(self, context: Context) -> SafeString:
        return _drawing(*(word.resolve(context) for word in self.words))


@register.tag
def icon(parser: Parser, token: Token) -> _Icon:
    """``{% icon name size %}``: a drawing of the sprite; ``size`` is "", "sm" or "lg". A page has scores of them, so
    each is put together once."""
    return _Icon([parser.compile_filter(word) for word in token.split_contents()[1:]])


@register.simple_tag
def navigation(groups: list[tuple[str, list[NavEntry]]], path: str) -> SafeString:
    """The entries under their headings. It stands on every page: an entry is put together once."""
    return SafeString(
        "".join(
            _heading(group) + "".join(_entry(entry, is_here=entry.url == path) for entry in entries)
            for group, entries in groups
        )
    )


@cache
def _heading(group: str) -> SafeString:
    return format_html("<h2>{}</h2>", group) if group else SafeString("")


@cache
def _entry(entry: NavEntry, *, is_here: bool) -> SafeString:
    here = SafeString(' aria-current="page"' if is_here else "")
    number = format_html('<b id="jl-count-{}"></b>', entry.key) if entry.has_count else ""
    return format_html('<a href="{}"{}>{}{}{}</a>', entry.url, here, _drawing(entry.icon), entry.label, number)


@register.simple_tag
def page(name: str) -> str:
    """The address of a page that needs no arguments; "" where this site has no such page."""
    return registry.address(name)


@register.simple_tag
def due(day: date | datetime | None, left: int | None = None, card: str | None = "") -> SafeString:
    """The time limit in words and colour. ``left``: working days that are left, negative when overdue, None unknown."""
    if day is None:
        return format_html('<span class="jl-due">{}</span>', "—")
    css = CARD_CLASSES.get(card, "") or ("d" if left is not None and left < 0 else "")
    mark = format_html('<i class="jl-pc {}"></i>', css) if css else ""
    title = day_long(day)
    return format_html('<span class="jl-due {}" title="{}前">{}{}</span>', css, title, mark, due_words(day, left))


def due_words(day: date | datetime, left: int | None = None) -> str:
    """剩 5 个工作日, 今日到期, 剩 5 小时, 逾期 1 个工作日; the day itself when the days left are not known."""
    if isinstance(day, datetime) and 0 < (seconds := (day - clock.now()).total_seconds()) < 24 * 3600:
        return f"剩 {max(int(seconds // 3600), 1)} 小时"
    if left is None:
        return f"{day_short(day)}前"
    if left < 0:
        return f"逾期 {-left} 个工作日"
    return f"剩 {left} 个工作日" if left else "今日到期"


@register.filter
def day_long(value: date | datetime | None) -> str:
    """2026年11月23日"""
    return f"{value.year}年{value.month}月{value.day}日" if (value := _local(value)) else ""


@register.filter
def day_short(value: date | datetime | None) -> str:
    """今天, 昨天, 11-23, or 2025-11-23 in another year."""
    if (value := _local(value)) is None:
        return ""
    today = clock.today()
    day = value.date() if isinstance(value, datetime) else value
    near = {0: "今天", 1: "昨天", -1: "明天"}.get((today - day).days)
    return near or (f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}")


@register.filter
def moment(value: datetime | None) -> str:
    """2026-11-23 09:30"""
    return f"{value:%Y-%m-%d %H:%M}" if (value := _local(value)) else ""


@register.filter
def weekday(value: date) -> str:
    """星期一"""
    return f"星期{WEEKDAYS[value.weekday()]}"


def _local(value: Any) -> Any:
    return value.astimezone(clock.CHINA) if isinstance(value, datetime) and value.tzinfo else value


class _Again(template.Node):
    """Draws a block a second time. Not itself a BlockNode: the base template may name a block only once."""

    def __init__(self, name: str) -> None:
        self.block = BlockNode(name, template.NodeList())

    def render(self, context: Context) -> SafeString:
        return self.block.render(context)


@register.tag
def again(parser: Parser, token: Token) -> _Again:  # noqa: ARG001
    """``{% again title %}``: the block of that name once more, e.g. the page's title as its heading."""
    return _Again(token.split_contents()[1])


@register.simple_tag
def described(field: BoundField, hint: str = "") -> SafeString:
    """The field's control, tied to its help and its faults for those who hear the page."""
    said = [f"{field.auto_id}_help"] if hint else []
    said += [f"{field.auto_id}_fault{at}" for at, _ in enumerate(field.errors, 1)]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(said)} if said else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    if field.use_fieldset:
        group = format_html('role="group" aria-labelledby="{}_label"', field.auto_id)
        return format_html('<div class="choices" {}>{}</div>', group, field.as_widget(attrs=attrs))
    return field.as_widget(attrs=attrs)


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """1 … 4 5 6 … 20"""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_url(context: Context, param: str, number: int) -> str:
    """This address with another page; filters stay."""
    query = context["request"].GET.copy()
    query[param] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """``table[key]``, or nothing."""
    return table.get(key)
