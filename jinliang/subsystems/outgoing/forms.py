"""What is typed on the pages of outgoing documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from jinliang.base import clock
from jinliang.kernel.documents import editor
from jinliang.kernel.documents.queries import Editing
from jinliang.kernel.documents.retention import RETENTIONS
from jinliang.kernel.flow.queries import Case

from . import queries, rules
from .models import DISTRIBUTIONS, FORMS, KINDS, Basis, CopyAct, Office, Outgoing
from .services.drafting import Enclosed, Given, Rests
from .services.filing import Filed

SEPARATORS = "、，,；;\n"
BASIS_ROWS = 2


class New(forms.Form):
    """The kind and the matter; all else is written on the next page."""

    kind = forms.ChoiceField(label="文种", choices=KINDS, initial="notice")
    title = forms.CharField(
        label="标题", max_length=200, widget=forms.TextInput(attrs={"placeholder": "例如：关于开展……工作的通知"})
    )
    urgency = forms.TypedChoiceField(label="紧急程度", choices=Case.Urgency.choices, coerce=int, initial=0)


class Filing(forms.Form):
    """How it went out and for how long it is kept; proposed by what was sent and by its kind."""

    distribution = forms.ChoiceField(label="分发方式", choices=[("", "请选择"), *DISTRIBUTIONS])
    note = forms.CharField(
        label="分发说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="纸质分发的写明送了哪里；不分发的写明原因",
    )  # fmt: skip
    retention = forms.ChoiceField(label="归档标识（保管期限）", choices=[("", "请选择"), *RETENTIONS.items()])

    def __init__(self, data: QueryDict | None, *, outgoing: Outgoing, is_sent: bool) -> None:
        initial = {"retention": rules.proposed_retention(outgoing.kind)}
        super().__init__(data, initial=initial | ({"distribution": rules.EXCHANGE} if is_sent else {}))

    def filed(self) -> Filed:
        return Filed(self.cleaned_data["distribution"], self.cleaned_data["retention"], self.cleaned_data["note"])


class Written(forms.Form):
    """What stands above and below the text."""

    kind = forms.ChoiceField(label="文种", choices=KINDS)
    form = forms.ChoiceField(label="格式", choices=FORMS)
    title = forms.CharField(label="标题", max_length=200)
    main = forms.CharField(
        label="主送机关",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="用顿号或换行分开；本系统内的单位写全称或简称，其他的照写",
    )
    joints = forms.CharField(
        label="联署机关（联合行文）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="同级机关的全称，按党、政顺序用顿号分开；本机关主办，排在最前，用本机关的文号",
    )
    has_own_head = forms.BooleanField(label="红头只用本机关的标志", required=False)
    copies = forms.CharField(label="抄送机关", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note = forms.CharField(
        label="附注", max_length=100, required=False, help_text="联系人和电话等，印在成文日期下方的括号里；请示应当写"
    )
    opinion = forms.CharField(label="送核稿的话", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class Copies(forms.Form):
    """Which of the numbered copies are printed."""

    first = forms.IntegerField(label="起始份号", min_value=1, max_value=rules.MOST_COPIES)
    last = forms.IntegerField(label="终止份号", min_value=1, max_value=rules.MOST_COPIES)


class CopyEntry(forms.Form):
    """What became of numbered copies on paper."""

    act = forms.ChoiceField(label="去向", choices=CopyAct.Act.choices, widget=forms.RadioSelect, initial="return")
    numbers = forms.CharField(label="份号", max_length=600, help_text="一份或多份，例如：3、5-8")
    on = forms.DateField(
        label="日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), initial=clock.today
    )
    who = forms.CharField(
        label="领取、交回或销毁人",
        max_length=60,
        error_messages={"required": "请写明谁领取、交回或销毁"},
        help_text="发出写领取的单位和人，清退写交回人，销毁写销毁人和监销人",
    )
    remark = forms.CharField(
        label="备注", max_length=200, required=False, help_text="销毁时必填：谁批准、怎样销毁、清单在哪里"
    )


class Filter(forms.Form):
    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="标题或文号",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "标题、文号或收文单位"}),
    )
    kind = forms.ChoiceField(label="文种", choices=[("", "全部文种"), *KINDS], required=False)


class OfficeForm(forms.Form):
    mark = forms.CharField(
        label="机关代字", max_length=30, help_text="发文字号由代字、年份、序号组成，如：示办发〔2026〕1号"
    )
    letter_mark = forms.CharField(
        label="函的代字",
        max_length=30,
        required=False,
        help_text="信函格式的公文单独编号的填写，如：示办函；不填则与其他公文同用一本编号簿",
    )
    head = forms.CharField(
        label="发文机关标志",
        max_length=60,
        required=False,
        help_text="红头上的名称，不填用机关全称；“文件”二字自动加上",
    )


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment as it stands on the page."""

    uuid: UUID
    title: str = ""
    text: str = ""
    based_on: int = 0
    is_turned: bool = False
    editing: Editing | None = None

    @property
    def name(self) -> str:
        return f"text_{self.uuid}"


def names(typed: str) -> list[str]:
    """The units that were typed one after the other."""
    for mark in SEPARATORS:
        typed = typed.replace(mark, "\n")
    return [name.strip(" 　。：:") for name in typed.split("\n") if name.strip(" 　。：:")]


def attachments(posted: QueryDict) -> list[AttachmentRow]:
    """In the order of the page, without those that were taken away; a new empty one where it was asked for."""
    rows = [row for row in _rows(posted) if str(row.uuid) != posted.get("drop")]
    return [*rows, AttachmentRow(uuid4())] if "add" in posted else rows


def _rows(posted: QueryDict) -> Iterator[AttachmentRow]:
    for key in posted.getlist("attachment"):
        try:
            uuid = UUID(key)
        except ValueError:
            continue
        based_on = posted.get(f"based_on_{key}", "")
        yield AttachmentRow(
            uuid,
            posted.get(f"title_{key}", ""),
            editor.posted(posted, f"text_{key}"),
            int(based_on) if based_on.isdecimal() and len(based_on) < 8 else 0,
            f"is_turned_{key}" in posted,
        )


def bases(posted: QueryDict) -> list[Rests]:
    """In the order of the page, without the one that was taken away; last the one that was just chosen."""
    relations = set(Basis.Relation)
    rows = zip(posted.getlist("relation"), posted.getlist("basis"), posted.getlist("target"), strict=False)
    kept = [row for at, row in enumerate(rows) if str(at) != posted.get("unrest")]
    chosen = posted.get("rest", "")
    found = [Rests(*row) for row in kept if row[0] in relations and (row[1].strip() or row[2])]
    return [*found, Rests(Basis.Relation.ANSWERS, "", chosen)] if chosen else found


def given(posted: QueryDict) -> Given:
    """The page as the service takes it."""
    based_on = posted.get("based_on", "")
    return Given(
        kind=posted.get("kind", ""),
        form=posted.get("form", ""),
        title=posted.get("title", ""),
        text=editor.posted(posted),
        based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 8 else 0,
        main=names(posted.get("main", "")),
        copies=names(posted.get("copies", "")),
        note=posted.get("note", ""),
        attachments=[
            Enclosed(one.uuid, one.title, one.text, one.based_on, one.is_turned) for one in attachments(posted)
        ],
        bases=bases(posted),
        joints=names(posted.get("joints", "")),
        has_own_head="has_own_head" in posted,
    )


def initial(outgoing: Outgoing) -> dict[str, Any]:
    rows = list(outgoing.recipients.all())
    return {
        "kind": outgoing.kind,
        "form": outgoing.form,
        "title": outgoing.title,
        "note": outgoing.note,
        "joints": "、".join(one.name for one in queries.joints(outgoing)),
        "has_own_head": outgoing.has_own_head,
        "main": "、".join(row.name for row in rows if row.role == "main"),
        "copies": "、".join(row.name for row in rows if row.role == "copy"),
    }


def office_initial(office: Office | None, mark: str) -> dict[str, str]:
    return {"head": office.head, "mark": mark, "letter_mark": office.letter_mark} if office else {"mark": mark}


def kind_words() -> list[tuple[str, str]]:
    """文种 and what it is for, as the regulation says."""
    return [(kind.name, rules.USES[kind.key]) for kind in rules.KINDS.values()]
