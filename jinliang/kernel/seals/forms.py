"""What is typed about seals. Rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from . import queries, rules


class Application(forms.Form):
    kind = forms.ChoiceField(label="印章种类", choices=[(kind.key, kind.name) for kind in rules.KINDS.values()])
    holder = forms.CharField(
        label="印文", max_length=26, help_text="环行或横排的文字：单位法定名称，名章为姓名；专用章下方的名称自动加上"
    )
    keeper = forms.ChoiceField(label="保管岗位", help_text="由该岗位的任职人员用印；不能与批准岗位相同")
    is_sample = forms.BooleanField(
        label="示例印章：印模带“示例”字样，使用内置证书，没有法律效力", required=False, initial=True
    )
    scan = forms.FileField(
        label="印模扫描件", required=False,
        help_text="不上传则按种类绘制。县级以上人民政府的正式印章刊国徽，本系统不绘制，须上传依法制发的印模",
    )  # fmt: skip

    def __init__(self, *args: Any, unit_path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = queries.keeping_posts(unit_path)
        self.fields["keeper"].choices = [(post.pk, f"{post.unit.name} {post.title}") for post in posts]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """As ``services.apply`` takes it."""
        given = self.cleaned_data
        scan: UploadedFile[bytes] | None = given["scan"]
        return {
            "kind": given["kind"], "holder": given["holder"], "keeper_post": int(given["keeper"]),
            "is_sample": given["is_sample"], "scan": scan.read(rules.PICTURE_BYTES + 1) if scan else b"",
        }  # fmt: skip


class Reason(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class Keeper(forms.Form):
    keeper = forms.ChoiceField(label="新的保管岗位")

    def __init__(self, *args: Any, unit_path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = queries.keeping_posts(unit_path)
        self.fields["keeper"].choices = [(post.pk, f"{post.unit.name} {post.title}") for post in posts]  # type: ignore[attr-defined]


class NewCertificate(forms.Form):
    certificate = forms.FileField(
        label="证书文件",
        help_text="PEM 或 DER 格式。RSA 或 ECDSA 的用于 PDF，国密 SM2 的用于 OFD，可各登记一份",
    )
    provider = forms.ChoiceField(
        label="密钥设备", choices=[("server", "签名服务器"), ("pkcs11", "密码设备（PKCS#11）")]
    )
    address = forms.CharField(
        label="签名服务器地址", max_length=200, required=False, help_text="用签名服务器时填写，以 https:// 开头"
    )
    key_label = forms.CharField(
        label="密钥编号", max_length=100, help_text="这枚印章的密钥在签名服务器或密码设备中的名称"
    )

    def asked(self) -> dict[str, Any]:
        """As ``services.enter_certificate`` takes it."""
        given = self.cleaned_data
        body = given["certificate"].read(rules.PICTURE_BYTES)
        return {"certificate": body, **{name: given[name] for name in ("provider", "key_label", "address")}}


class NewAuthority(forms.Form):
    name = forms.CharField(label="机构名称", max_length=100)
    certificate = forms.FileField(label="机构证书", help_text="直接签发印章证书的那一级证书，PEM 或 DER 格式")


class Code(forms.Form):
    code = forms.CharField(
        label="查验码", max_length=20, help_text="印在盖章的文件上，共10位，不分大小写；也可以扫描文件上的二维码",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class Document(forms.Form):
    file = forms.FileField(
        label="要查验的 PDF 或 OFD 文件", widget=forms.ClearableFileInput({"accept": ".pdf,.ofd,application/pdf"})
    )
