"""What the pages ask for. Fields only: whether something may be done, the services say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from jinliang.base.errors import Refusal


@contextmanager
def told(form: forms.Form) -> Iterator[None]:
    """A refusal of the service stands at the form's field that it names, else above the form."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class SignInForm(forms.Form):
    username = forms.CharField(
        label="登录名", max_length=40, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码", max_length=128, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    totp_code = forms.CharField(
        label="动态口令",
        max_length=12,
        help_text="请输入手机令牌上的六位数字；手机不在身边时，可输入一个未用过的恢复码",
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )


class PasswordForm(forms.Form):
    old_password = forms.CharField(
        label="原密码", max_length=128, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new_password = forms.CharField(
        label="新密码", max_length=128, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    repeated_password = forms.CharField(
        label="再输一次新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_repeated_password(self) -> str:
        repeated = str(self.cleaned_data["repeated_password"])
        if repeated != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("两次输入的新密码不一致")
        return repeated


class DelegationForm(forms.Form):
    post = forms.TypedChoiceField(label="交出的岗位", coerce=int)
    deputy = forms.CharField(label="受托人登录名", max_length=40, help_text="可在通讯录人员卡片上看到登录名")
    from_on = forms.DateField(label="开始日期", widget=forms.DateInput({"type": "date"}))
    to_on = forms.DateField(label="结束日期（含）", widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label="事由", max_length=100)
