"""Filters of the list."""

from __future__ import annotations

from django import forms

from . import registry


class Filter(forms.Form):
    only = forms.ChoiceField(
        label="范围", required=False, choices=[("", "全部"), ("unread", "未读"), ("urgent", "紧急")]
    )
    kind = forms.ChoiceField(label="种类", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kinds = sorted((kind.key, kind.name) for kind in registry.KINDS.values())
        self.fields["kind"].choices = [("", "全部种类"), *kinds]  # type: ignore[attr-defined]
