"""What the pages ask for. Fields only: whether something may be done, the services say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from jinliang.base.errors import Refusal

from .models import AdminRole, Import, Policy, Post, Unit


@contextmanager
def told(form: forms.BaseForm) -> Iterator[None]:
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
    from_on = forms.DateField(label="开始日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    to_on = forms.DateField(label="结束日期（含）", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="事由", max_length=100)


class UnitForm(forms.Form):
    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    code = forms.CharField(label="单位代码", max_length=18)
    kind = forms.ChoiceField(label="类别", choices=Unit.Kind)
    level = forms.TypedChoiceField(label="级别", choices=Unit.Level, coerce=int)
    division = forms.CharField(label="区划代码", max_length=12)
    order = forms.IntegerField(label="次序", min_value=0, max_value=99999, initial=0)
    telephone = forms.CharField(label="电话", max_length=30, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)
    postcode = forms.CharField(label="邮编", max_length=6, required=False)


class MoveForm(forms.Form):
    parent = forms.CharField(label="新的上级单位代码", max_length=18)


class PostForm(forms.Form):
    title = forms.CharField(label="职务", max_length=40)
    is_head = forms.BooleanField(label="负责人", required=False)
    order = forms.IntegerField(label="次序", min_value=0, max_value=99999, initial=10)


class ContactForm(forms.Form):
    telephone = forms.CharField(label="办公电话", max_length=30, required=False)
    mobile = forms.RegexField(
        r"^\d{5,20}$",
        label="手机号",
        required=False,
        help_text="加密保存；留空表示不改",
        error_messages={"invalid": "手机号只能是数字"},
    )
    email = forms.EmailField(label="电子邮箱", required=False)


class UserForm(ContactForm):
    field_order = ("username", "name", "telephone", "mobile", "email")
    username = forms.RegexField(
        r"^[a-z0-9_.-]{2,40}$", label="登录名", error_messages={"invalid": "用小写字母、数字和 . _ -，2 至 40 位"}
    )
    name = forms.CharField(label="姓名", max_length=50)


class AppointmentForm(forms.Form):
    post = forms.ModelChoiceField(Post.objects.none(), label="岗位")
    from_on = forms.DateField(label="任职日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    is_primary = forms.BooleanField(label="作为主要岗位", required=False)


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    usernames = forms.CharField(
        label="成员登录名", widget=forms.Textarea({"rows": 6}), required=False, help_text="每行一个，或用空格分开"
    )


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label="内容", choices=Import.Kind, widget=forms.RadioSelect)
    file = forms.FileField(label="Excel 文件（.xlsx）", widget=forms.FileInput({"accept": ".xlsx"}))


class AdminForm(forms.Form):
    username = forms.CharField(label="登录名", max_length=40)
    role = forms.ChoiceField(label="角色", choices=AdminRole.Role)


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Policy
        fields = (
            "min_length",
            "min_classes",
            "password_days",
            "first_change",
            "max_failures",
            "lock_minutes",
            "idle_minutes",
            "totp",
            "surplus_days",
        )
        help_texts = {"password_days": "等级保护三级建议不超过 90 天", "totp": "等级保护三级要求管理员使用两种鉴别技术"}
