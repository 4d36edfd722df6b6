"""What is typed about peers and tokens. Rules are in the services."""

from __future__ import annotations

from datetime import datetime, time

from django import forms

from jinliang.base.clock import CHINA


class PeerForm(forms.Form):
    name = forms.CharField(label="对方节点名称", max_length=100, help_text="与对方约定的名称，线路按它识别")
    public_key = forms.CharField(
        label="签名公钥", widget=forms.Textarea({"rows": 3}), help_text="对方“密钥与节点”页上的十六进制文字，整段复制"
    )
    recipient = forms.CharField(label="加密公钥", max_length=100, help_text="以 age1 开头，整段复制")
    reason = forms.CharField(label="理由", max_length=200)

    def clean_public_key(self) -> bytes:
        try:
            return bytes.fromhex(self.cleaned_data["public_key"])
        except ValueError as fault:
            raise forms.ValidationError("签名公钥不是十六进制文字，请整段重新复制") from fault


class ApprovalForm(forms.Form):
    digits = forms.CharField(
        label="对方读出的最后一组数字",
        max_length=5,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="请拨打预先知道的号码，由对方逐组读出其页面上的核对码，与上面逐组比对",
    )


class DeclineForm(forms.Form):
    opinion = forms.CharField(label="不同意的理由", max_length=200)


class RevokeForm(forms.Form):
    reason = forms.CharField(label="停用原因", max_length=200)


class TokenForm(forms.Form):
    name = forms.CharField(label="名称", max_length=100, help_text="哪个单位的哪个程序使用")
    scopes = forms.CharField(
        label="范围", widget=forms.Textarea({"rows": 3}), help_text="程序可以做什么，每行一个，形如 flow.read"
    )
    expires_on = forms.DateField(
        label="有效至（含）",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="最长一年",
    )

    def wanted(self) -> dict[str, object]:
        """As ``services.issue_token`` takes it."""
        given = self.cleaned_data
        until = datetime.combine(given["expires_on"], time(23, 59, 59), CHINA)
        return {"name": given["name"], "scopes": given["scopes"].split(), "expires_at": until}
