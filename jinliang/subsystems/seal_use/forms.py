"""What is typed about the use of a seal. Rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from jinliang.kernel.seals.queries import Seal

from . import rules


class New(forms.Form):
    seal = forms.ChoiceField(label="印章")
    kind = forms.ChoiceField(label="文件种类", choices=list(rules.KINDS.items()))
    title = forms.CharField(label="文件名称", max_length=120)
    purpose = forms.CharField(label="用途", max_length=300, help_text="向谁出具、办什么事、一式几份")
    file = forms.FileField(
        label="待用印的 PDF 文件", widget=forms.ClearableFileInput({"accept": ".pdf,application/pdf"})
    )

    def __init__(self, *args: Any, seals: list[Seal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seal"].choices = [(one.pk, one.name) for one in seals]  # type: ignore[attr-defined]


class Where(forms.Form):
    words = forms.CharField(
        label="盖在这些文字上", max_length=40, required=False,
        help_text="如“（盖章）”；取文件中最后一处。填写后不用再填页码和位置",
    )  # fmt: skip
    page = forms.IntegerField(label="页码", min_value=1, required=False)
    x_mm = forms.FloatField(label="印章左边距纸左（毫米）", min_value=0, required=False)
    y_mm = forms.FloatField(label="印章上边距纸上（毫米）", min_value=0, required=False)
    is_perforated = forms.BooleanField(label="加盖骑缝章", required=False)

    def asked(self) -> dict[str, Any]:
        """As ``services.set_place`` takes it."""
        given = self.cleaned_data
        return {
            "words": given["words"], "page": given["page"] or 1, "x_mm": given["x_mm"] or 0.0,
            "y_mm": given["y_mm"] or 0.0, "is_perforated": given["is_perforated"],
        }  # fmt: skip
