"""What is typed on the pages of incoming documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from jinliang.base import clock, ids
from jinliang.kernel.documents.retention import RETENTIONS
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.org import queries as org

from . import orders, queries, rules
from .models import CLASSIFICATIONS, KINDS, Call, Incoming, InstructionOrder, Office, Task
from .services.charging import Wanted
from .services.registering import Given


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Registered(forms.Form):
    """What stands on the paper, in the order in which the clerk reads it."""

    sender = forms.CharField(label="来文单位", max_length=120, help_text="全称或简称")
    sender_number = forms.CharField(
        label="来文字号",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "例如：示政发〔2026〕3号"}),
    )
    title = forms.CharField(label="标题", max_length=200)
    kind = forms.ChoiceField(label="文种", choices=[("", "按标题判断"), *KINDS], required=False)
    dated_on = forms.DateField(label="成文日期", required=False, widget=Day())
    received_on = forms.DateField(label="收文日期", widget=Day(), initial=clock.today)
    urgency = forms.TypedChoiceField(label="紧急程度", choices=Case.Urgency.choices, coerce=int, initial=0)
    classification = forms.ChoiceField(
        label="保密管理", choices=CLASSIFICATIONS, required=False, help_text="涉密文件不得在本系统登记，请走机要渠道"
    )
    copies = forms.IntegerField(label="份数", min_value=1, max_value=9999, initial=1)
    due_on = forms.DateField(
        label="办理期限", required=False, widget=Day(), help_text="不填时：特急1个、加急3个工作日，平件不设期限"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)
    is_repeat = forms.BooleanField(label="重收（同一来文以前登记过，如退文后重报）", required=False)


class Filter(forms.Form):
    """What narrows the register; its inputs are drawn by the page, which is asked for often."""

    tab = forms.CharField(required=False)
    text = forms.CharField(max_length=60, required=False)
    kind = forms.ChoiceField(choices=KINDS, required=False)
    urgency = forms.ChoiceField(choices=[("2", "特急"), ("1", "加急")], required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)


class OfficeForm(forms.Form):
    mark = forms.CharField(
        label="收文编号的代字", max_length=30, help_text="收文编号由代字、年份、序号组成，如：示政收〔2026〕1号"
    )


class OrderForm(forms.Form):
    """One order of leaders; they stand beside it, ``add`` is who comes last."""

    name = forms.CharField(label="名称", max_length=40, required=False, help_text="例如：农林水事项、请示件")
    add = forms.TypedChoiceField(label="加入领导", coerce=int, empty_value=None, required=False)
    kinds = forms.MultipleChoiceField(
        label="优先用于", choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="拟办这些文种时排在最前；不选则一律按次序排列",
    )  # fmt: skip
    is_default = forms.BooleanField(label="默认顺序（没有对应文种的，排在最前）", required=False)
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None, office: Office, standing: Sequence[int], **options: Any) -> None:
        super().__init__(data, **options)
        groups = [
            (unit, [seat for seat in seats if seat[0] not in standing])
            for unit, seats in orders.candidates(office).items()
        ]
        self.fields["add"].choices = [("", "请选择"), *groups]  # type: ignore[attr-defined]


def order_sheet(
    posted: QueryDict | None, office: Office, order: InstructionOrder | None
) -> tuple[OrderForm, list[int]]:
    """The form and the posts that stand in the order; bound when it is to be saved."""
    if posted is None:
        kept = {"name": order.name, "kinds": order.kinds, "is_default": order.is_default} if order else {}
        start = {"uuid": order.uuid if order else uuid4(), "based_on": order.version if order else 0}
        standing = orders.posts_of(order) if order else []
        return OrderForm(None, office, standing, initial=start | kept), standing
    act, _, post = posted.get("do", "save").partition(":")
    adding = ids.number_in(posted.get("add", "")) if act in ("add", "save") else None
    standing = posts(posted)
    if adding is not None:
        standing = rules.rearranged(standing, "add", adding)
    if act == "save":
        return OrderForm(posted, office, ()), standing
    moved = ids.number_in(post)
    standing = standing if moved is None else rules.rearranged(standing, act, moved)
    typed = {name: posted.get(name, "") for name in ("name", "uuid", "based_on", "is_default")}
    return OrderForm(None, office, standing, initial=typed | {"kinds": posted.getlist("kinds")}), standing


class Charge(forms.Form):
    """Who is charged; people are chosen beside it."""

    lead = forms.ChoiceField(label="主办单位", required=False)
    assist = forms.MultipleChoiceField(label="协办单位", required=False, widget=forms.CheckboxSelectMultiple)
    people_role = forms.ChoiceField(
        label="所选人员作为", choices=Task.Role.choices, initial=Task.Role.ASSIST, required=False
    )
    content = forms.CharField(label="承办要求", max_length=300, required=False, widget=_area(3))
    due_on = forms.DateField(label="主办期限", required=False, widget=Day())
    assist_due_on = forms.DateField(label="协办期限", required=False, widget=Day(), help_text="不填时与主办期限相同")

    def __init__(self, data: QueryDict | None, incoming: Incoming, **options: Any) -> None:
        super().__init__(data, **options)
        units = [(str(unit.pk), unit.name) for unit in queries.handling_units(incoming)]
        self.fields["lead"].choices = [("", "请选择"), *units]  # type: ignore[attr-defined]
        self.fields["assist"].choices = units  # type: ignore[attr-defined]

    def wanted(self, posts: list[int]) -> list[Wanted]:
        """In order: the lead unit, the assisting ones, the people."""
        said = self.cleaned_data
        late = said["assist_due_on"] or said["due_on"]
        found = [Wanted("lead", int(said["lead"]), None, said["content"], said["due_on"])] if said["lead"] else []
        found += [Wanted("assist", int(unit), None, said["content"], late) for unit in said["assist"]]
        units, role = org.units_of_posts(posts), said["people_role"] or Task.Role.ASSIST
        due_on = said["due_on"] if role == Task.Role.LEAD else late
        return found + [Wanted(role, units[post], post, said["content"], due_on) for post in posts if post in units]


class Feedback(forms.Form):
    text = forms.CharField(label="办理情况", widget=_area(5), max_length=2000)


class Closing(forms.Form):
    outcome = forms.CharField(label="办理结果", max_length=500, widget=_area(3), help_text="例如：已函复、已印发通知")
    retention = forms.ChoiceField(label="归档标识（保管期限）", choices=[("", "请选择"), *RETENTIONS.items()])


class Calling(forms.Form):
    kind = forms.ChoiceField(label="事由", choices=Call.Kind.choices)
    task = forms.ChoiceField(label="涉及", required=False)
    party = forms.CharField(label="对方单位和姓名", max_length=80)
    telephone = forms.CharField(label="电话", max_length=40, required=False)
    called_at = forms.DateTimeField(
        label="通话时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    words = forms.CharField(label="通话内容", max_length=300, widget=_area(2))
    answer = forms.CharField(label="对方答复", max_length=300, required=False, widget=_area(2))

    def __init__(self, data: QueryDict | None, incoming: Incoming, **options: Any) -> None:
        super().__init__(data, **options)
        tasks = [(str(task.pk), str(task)) for task in incoming.tasks.select_related("unit")]
        self.fields["task"].choices = [("", "本件"), *tasks]  # type: ignore[attr-defined]


class Entering(forms.Form):
    item = forms.TypedChoiceField(label="批示领导", coerce=int)
    written_on = forms.DateField(label="批示日期", widget=Day(), initial=clock.today, help_text="手写件上的日期")
    text = forms.CharField(
        label="批示内容", required=False, max_length=2000, widget=_area(3), help_text="照原文录入；只有圈阅的不填"
    )

    def __init__(self, data: QueryDict | None, incoming: Incoming, **options: Any) -> None:
        super().__init__(data, **options)
        items = queries.instructing_items(incoming.case)
        seated = org.holders_of_posts([item.post_id for item in items if item.post_id])
        names = {post: "、".join(one.name for one in held if not one.for_name) for post, held in seated.items()}
        labels = [(item.pk, f"{names.get(item.post_id or 0, '')}　{item.post}") for item in items]
        self.fields["item"].choices = labels  # type: ignore[attr-defined]


def given(form: Registered) -> Given:
    return Given(**form.cleaned_data)


def initial(incoming: Incoming) -> dict[str, Any]:
    names = [name for name in Registered.base_fields if name != "urgency"]
    return {name: getattr(incoming, name) for name in names} | {"urgency": incoming.case.urgency}


def posts(posted: QueryDict) -> list[int]:
    return ids.numbers_in(posted.getlist("to"))
