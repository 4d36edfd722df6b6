"""What is typed at the ferry. Rules are in services and changes."""

from __future__ import annotations

from typing import Any

from django import forms

from jinliang.kernel.trust import queries as trusted

from . import registry
from .models import Route

_SEPARATOR = ":"


class Note(forms.Form):
    note = forms.CharField(label="处理说明", max_length=200)


class Reason(forms.Form):
    reason = forms.CharField(label="拒收理由", max_length=200, help_text="随回执告知发送方")


class Code(forms.Form):
    code = forms.CharField(label="回执码", max_length=20, help_text="对端打印的回执上的 12 位码")


class Change(forms.Form):
    """A proposal for a route."""

    route = forms.CharField(label="线路名称", max_length=60, help_text="两端一致，如 outer-inner")
    direction = forms.ChoiceField(label="方向", choices=Route.Direction.choices)
    peer = forms.ChoiceField(label="对端节点")
    transport = forms.ChoiceField(label="方式", choices=Route.Transport.choices)
    address = forms.CharField(
        label="地址", max_length=200, required=False, help_text="网络直传时填写，以 https:// 开头"
    )
    is_enabled = forms.BooleanField(label="启用", required=False, initial=True)
    is_one_way = forms.BooleanField(label="单向（无回程，凭打印的回执码确认）", required=False)
    receipt_hours = forms.IntegerField(label="回执时限（小时）", min_value=1, max_value=720, initial=48)
    allowed = forms.MultipleChoiceField(
        label="白名单：允许通过的消息项", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label="变更理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peer"].choices = [(peer.name, peer.name) for peer in trusted.peers()]  # type: ignore[attr-defined]
        self.fields["allowed"].choices = list(_items())  # type: ignore[attr-defined]

    def proposal(self) -> dict[str, Any]:
        """What is proposed, as ``changes.propose_route_change`` takes it."""
        names = ("peer", "transport", "address", "is_enabled", "is_one_way", "receipt_hours")
        allowed: dict[str, list[str]] = {}
        for item in self.cleaned_data["allowed"]:
            key, _, name = item.partition(_SEPARATOR)
            allowed.setdefault(key, []).append(name)
        return {name: self.cleaned_data[name] for name in names} | {"allowed": allowed}


class Join(forms.Form):
    """Both routes to another node at once."""

    peer = forms.ChoiceField(label="对方节点", help_text="先由安全管理员在“密钥与节点”登记，并经另一位管理员核对")
    own_code = forms.CharField(label="本节点代号", max_length=24, help_text="小写字母，如 jiashi；与对方约定，不再更改")
    peer_code = forms.CharField(label="对方节点代号", max_length=24)
    transport = forms.ChoiceField(
        label="方式", choices=[one for one in Route.Transport.choices if one[0] != Route.Transport.LOOPBACK]
    )
    address = forms.CharField(
        label="对方地址", max_length=200, required=False,
        help_text="网络直传时填写：https://对方地址/exchange/receive/",
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=200, initial="与对方节点交换公文")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peer"].choices = [(peer.name, peer.name) for peer in trusted.peers()]  # type: ignore[attr-defined]


def _items() -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields of every type, under the type's name."""
    found = []
    for key in registry.type_keys():
        kind = registry.newest(key)
        if kind is not None and not key.startswith("exchange."):
            found.append((registry.label_of(key), [(f"{key}{_SEPARATOR}{name}", name) for name in kind.fields]))
    return found
