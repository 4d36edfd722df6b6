"""The forms of a row: what may be changed of it is a field, the rest is shown as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from jinliang.base.days import Period
from jinliang.base.errors import Refusal
from jinliang.kernel.flow.declare import (
    Branch,
    Choice,
    Condition,
    Find,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Operator,
    Rule,
    Step,
    Who,
)
from jinliang.kernel.flow.soundness import MOST_DAYS, MOST_MOVES, name_of
from jinliang.kernel.flow.variation import VERBS, Latitude, is_own
from jinliang.kernel.org.registry import DUTIES

from .table import KINDS, MODES, own_key, places

FINDS = {
    "duty": "本单位承担某项职责的人", "home": "发起人所在单位承担某项职责的人", "chosen": "由送件人选定",
    "starter": "发起人", "held": "办理过某个环节的人",
}  # fmt: skip
VERB_NAMES = {"send_back": "退回", "refer": "转办", "add_countersigner": "加签"}
OPERATORS = {"is": "是", "is_not": "不是", "at_least": "至少", "less": "小于", "filled": "已填写", "empty": "没有填写"}
RULES = {"all": "各路都办完", "any": "任一路办完", "quorum": "办完若干路"}
BASIS = "本单位步骤表"
SPARE_MOVES, SPARE_BRANCHES = 2, 1
_PART = "|"


class InsertForm(forms.Form):
    place = forms.ChoiceField(label="加在哪里")
    kind = forms.ChoiceField(label="加什么", choices=list(KINDS.items()), initial="step")
    name = forms.CharField(label="环节名称", max_length=20, help_text="例如：科室负责人审核")

    def __init__(self, flow: Flow, latitude: Latitude, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(one.key, one.label) for one in places(flow, latitude)]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    reason = forms.CharField(label="发布理由", max_length=200, help_text="例如：经局办公会同意，增加科室审核")
    holds_below = forms.BooleanField(label="没有自己步骤表的下级单位也按此办理", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class SampleForm(forms.Form):
    """What the pretend case is like, in the fields that conditions can ask."""

    def __init__(self, latitude: Latitude, data: Any) -> None:
        super().__init__(data)
        self.latitude = latitude
        for one in latitude.fields:
            choices = [("", "不填"), *((str(value), name) for value, name in one.values)]
            self.fields[f"on_{one.key}"] = forms.ChoiceField(label=one.name, choices=choices, required=False)

    def data_of(self) -> dict[str, str | int]:
        self.full_clean()
        given = {one.key: self.cleaned_data.get(f"on_{one.key}", "") for one in self.latitude.fields}
        return {
            one.key: value for one in self.latitude.fields for value, _ in one.values if str(value) == given[one.key]
        }

    def query(self) -> list[tuple[str, str]]:
        return [(f"on_{key}", str(value)) for key, value in self.data_of().items()]


class FileForm(forms.Form):
    file = forms.FileField(label="BPMN 2.0 文件", help_text="由建模工具导出的 .bpmn 或 .xml，不超过 512 KB")


def targets(flow: Flow, key: str) -> list[tuple[str, str]]:
    return [(node.key, name_of(flow, node.key)) for node in flow.nodes if node.key != key or isinstance(node, Step)]


class RowForm(forms.Form):
    """One row of the table; the ``node()`` of each kind is what it comes to."""

    def __init__(self, flow: Flow, latitude: Latitude, key: str, data: Any = None) -> None:
        super().__init__(data)
        self.flow, self.latitude, self.row = flow, latitude, flow.node(key)

    def _target(self, name: str, value: str, *, is_needed: bool = True) -> None:
        choices = targets(self.flow, self.row.key)
        self.fields[name] = forms.ChoiceField(
            label="下一环节",
            choices=choices if is_needed else [("", "——"), *choices],
            required=is_needed,
            initial=value,
        )


class StepForm(RowForm):
    name = forms.CharField(label="环节", max_length=20)

    def __init__(self, flow: Flow, latitude: Latitude, key: str, data: Any = None) -> None:
        super().__init__(flow, latitude, key, data)
        assert isinstance(self.row, Step)
        self.step: Step = self.row
        self.fields["name"].initial = self.step.name
        if is_own(key):
            self._who()
        if is_own(key) or key in latitude.shared:
            self._mode()
        self.fields["days"] = forms.IntegerField(
            label="时限（工作日）", min_value=1, max_value=MOST_DAYS, required=False,
            initial=self.step.period.days if self.step.period else None, help_text="留空表示不限",
        )  # fmt: skip
        verbs = [(verb, VERB_NAMES[verb]) for verb in VERBS]
        self.fields["verbs"] = forms.MultipleChoiceField(
            label="允许的操作", choices=verbs, required=False, widget=forms.CheckboxSelectMultiple,
            initial=[verb for verb in VERBS if verb not in self.step.forbids],
        )  # fmt: skip
        self.moves = [*self.step.moves, *self._blank_moves()]
        for number, move in enumerate(self.moves):
            self._move(number, move)

    def _who(self) -> None:
        who = self.step.who
        duties = sorted(((one.key, one.name) for one in DUTIES.values() if not one.is_admin), key=lambda pair: pair[1])
        steps = [(step.key, step.name) for step in self.flow.steps if step.key != self.step.key]
        self.fields["find"] = forms.ChoiceField(label="谁办理", choices=list(FINDS.items()), initial=who.find.value)
        self.fields["duty"] = forms.ChoiceField(
            label="职责", choices=[("", "——"), *duties], required=False, initial=who.duty,
            help_text="按职责办理时必选；由送件人选定时可以限定",
        )  # fmt: skip
        self.fields["held"] = forms.ChoiceField(
            label="办理过的环节", choices=[("", "——"), *steps], required=False, initial=who.step
        )

    def _mode(self) -> None:
        modes = [(mode.value, name) for mode, name in MODES.items() if is_own(self.step.key) or mode is not Mode.ONE]
        self.fields["mode"] = forms.ChoiceField(label="办理方式", choices=modes, initial=self.step.mode.value)
        self.fields["quorum"] = forms.IntegerField(
            label="几人意见一致即通过", min_value=1, max_value=99, required=False, initial=self.step.quorum or None,
            help_text="多人办理时填写；留空表示全部办完",
        )  # fmt: skip

    def _blank_moves(self) -> list[Move]:
        can_add = is_own(self.step.key) or self.step.key in self.latitude.around
        room = min(SPARE_MOVES, MOST_MOVES - len(self.step.moves)) if can_add else 0
        return [Move("", "", "") for _ in range(room)]

    def _move(self, number: int, move: Move) -> None:
        is_free = is_own(move.key) or not move.key
        name = forms.CharField(label="动作", max_length=20, required=bool(move.key) and not is_free, initial=move.name)
        self.fields[f"move{number}_name"] = name
        if is_free or (self.step.key, move.key) in self.latitude.open:
            self._target(f"move{number}_to", move.to, is_needed=bool(move.key) and not is_free)
        if is_free:
            self.fields[f"move{number}_opinion"] = forms.BooleanField(
                label="须填意见", required=False, initial="opinion" in move.asks
            )

    def lines(self) -> list[dict[str, Any]]:
        """The moves as the page shows them; a fixed way is named."""
        return [
            {
                "name": self[f"move{number}_name"],
                "to": self[f"move{number}_to"] if f"move{number}_to" in self.fields else None,
                "goal": name_of(self.flow, move.to) if move.to else "",
                "opinion": self[f"move{number}_opinion"] if f"move{number}_opinion" in self.fields else None,
                "is_fixed": bool(move.key) and not is_own(move.key),
            }
            for number, move in enumerate(self.moves)
        ]

    def node(self) -> Step:
        given = self.cleaned_data
        step = replace(
            self.step,
            name=given["name"].strip(),
            moves=tuple(move for number, old in enumerate(self.moves) if (move := self._moved(number, old))),
            period=self._period(given["days"]),
            forbids=tuple(verb for verb in self._all_verbs() if verb not in given["verbs"]),
        )
        if "mode" in given:
            step = replace(step, mode=Mode(given["mode"]), quorum=given["quorum"] or 0)
        return replace(step, who=self._found()) if "find" in given else step

    def _all_verbs(self) -> tuple[str, ...]:
        """What an app forbids besides stays forbidden."""
        return tuple(dict.fromkeys((*self.step.forbids, *VERBS)))

    def _period(self, days: int | None) -> Period | None:
        old = self.step.period
        if old and days == old.days:
            return old
        return Period(days, BASIS) if days else None

    def _found(self) -> Who:
        given = self.cleaned_data
        find = Find(given["find"])
        duty = given["duty"] if find in (Find.DUTY, Find.HOME, Find.CHOSEN) else ""
        return Who(find, duty=duty, step=given["held"] if find is Find.HELD else "")

    def _moved(self, number: int, old: Move) -> Move | None:
        """The move as given; None for a blank line, and for one whose name was taken away."""
        given = self.cleaned_data
        name, to = given[f"move{number}_name"].strip(), given.get(f"move{number}_to", old.to)
        if not name:
            return None
        if not to:
            raise Refusal(f"“{name}”没有下一环节", way_out="请选择下一环节，或清空动作名称", field=f"move{number}_to")
        asks = old.asks
        if f"move{number}_opinion" in self.fields:
            asks = ("opinion",) if given[f"move{number}_opinion"] else ()
        return replace(old, key=old.key or own_key(), name=name, to=to, asks=asks)


class BranchForm(RowForm):
    """A choice or a fork: where each way leads, and on what condition."""

    def __init__(self, flow: Flow, latitude: Latitude, key: str, data: Any = None) -> None:
        super().__init__(flow, latitude, key, data)
        assert isinstance(self.row, Choice | Fork)
        self.branches = list(self.row.branches)
        if isinstance(self.row, Choice):
            self.branches += [Branch("") for _ in range(SPARE_BRANCHES)]
            self._target("otherwise", self.row.otherwise)
            self.fields["otherwise"].label = "否则"
        for number, branch in enumerate(self.branches):
            self._target(f"way{number}_to", branch.to, is_needed=False)
            if isinstance(self.row, Choice):
                self._condition(number, branch)

    def _condition(self, number: int, branch: Branch) -> None:
        row = branch.when[0] if branch.when else None
        fields = [(one.key, one.name) for one in self.latitude.fields]
        values = [
            (one.name, [(f"{one.key}{_PART}{value}", name) for value, name in one.values])
            for one in self.latitude.fields
        ]
        self.fields[f"way{number}_field"] = forms.ChoiceField(
            label="条件", choices=fields, required=False, initial=row.field if row else None
        )
        self.fields[f"way{number}_operator"] = forms.ChoiceField(
            label="比较", choices=list(OPERATORS.items()), required=False, initial=row.operator.value if row else None
        )
        self.fields[f"way{number}_value"] = forms.ChoiceField(
            label="内容", choices=[("", "——"), *values], required=False,
            initial=f"{row.field}{_PART}{row.value}" if row else None,
        )  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        parts = ("field", "operator", "value", "to")
        return [
            {part: self[f"way{number}_{part}"] for part in parts if f"way{number}_{part}" in self.fields}
            | {"more": len(branch.when) > 1 or any(isinstance(one.value, tuple) for one in branch.when)}
            for number, branch in enumerate(self.branches)
        ]

    def node(self) -> Choice | Fork:
        ways = [branch for number, old in enumerate(self.branches) if (branch := self._branch(number, old))]
        if isinstance(self.row, Choice):
            return replace(self.row, branches=tuple(ways), otherwise=self.cleaned_data["otherwise"])
        assert isinstance(self.row, Fork)
        return replace(self.row, branches=tuple(ways), otherwise=min(self.row.otherwise, max(len(ways) - 1, 0)))

    def _branch(self, number: int, old: Branch) -> Branch | None:
        given = self.cleaned_data
        if not given[f"way{number}_to"]:
            return None
        moved = replace(old, to=given[f"way{number}_to"])
        changed = {f"way{number}_{part}" for part in ("field", "operator", "value")} & set(self.changed_data)
        return (
            replace(moved, when=(self._row(number),)) if changed or (not old.when and "otherwise" in given) else moved
        )

    def _row(self, number: int) -> Condition:
        given = self.cleaned_data
        asked, operator = given[f"way{number}_field"], Operator(given[f"way{number}_operator"])
        if operator in (Operator.FILLED, Operator.EMPTY):
            return Condition(asked, operator)
        field, _, text = given[f"way{number}_value"].partition(_PART)
        known = next((one for one in self.latitude.fields if one.key == asked), None)
        value = next((value for value, _ in known.values if str(value) == text), None) if known else None
        if field != asked or value is None:
            what = f"请选择“{known.name if known else '条件'}”的内容"
            raise Refusal(what, "条件和内容要属于同一个项目", field=f"way{number}_value")
        return Condition(asked, operator, value)


class JoinForm(RowForm):
    rule = forms.ChoiceField(label="什么时候往下走", choices=list(RULES.items()))
    quorum = forms.IntegerField(label="几路", min_value=1, max_value=20, required=False)

    def __init__(self, flow: Flow, latitude: Latitude, key: str, data: Any = None) -> None:
        super().__init__(flow, latitude, key, data)
        assert isinstance(self.row, Join)
        self.fields["rule"].initial, self.fields["quorum"].initial = self.row.rule.value, self.row.quorum or None
        self._target("to", self.row.to)

    def node(self) -> Join:
        given = self.cleaned_data
        assert isinstance(self.row, Join)
        rule = Rule(given["rule"])
        if rule is Rule.QUORUM and not given["quorum"]:
            raise Refusal("请填写办完几路往下走", field="quorum")
        return replace(self.row, rule=rule, quorum=given["quorum"] if rule is Rule.QUORUM else 0, to=given["to"])


def form_of(flow: Flow, latitude: Latitude, key: str, data: Any = None) -> StepForm | BranchForm | JoinForm:
    node = flow.node(key)
    if isinstance(node, Step):
        return StepForm(flow, latitude, key, data)
    if isinstance(node, Join):
        return JoinForm(flow, latitude, key, data)
    if isinstance(node, Choice | Fork) and is_own(key):
        return BranchForm(flow, latitude, key, data)
    raise Refusal("这一行由基本流程固定，不能修改", latitude.basis)
