"""The request form, the same for the citizen outside and for the clerk who writes down a letter or a visit.

It never asks for a purpose (条例第二十九条 lists what a request contains; a purpose is not among it).
"""

from __future__ import annotations

from jinliang.kernel.forms.declare import Field, Form, Group, When

from . import rules

_ORGANISATIONS = [kind.value for kind in rules.APPLICANT_KINDS if kind is not rules.ApplicantKind.NATURAL]

APPLICATION = Form(
    "disclosure.application",
    "政府信息公开申请表",
    groups=(
        Group(
            "applicant",
            "申请人信息",
            (
                Field(
                    "applicant_kind",
                    "申请人类别",
                    "select",
                    required=True,
                    choices=tuple((kind.value, name) for kind, name in rules.APPLICANT_KINDS.items()),
                    help="单位申请的，按实际性质选择",
                ),
                Field("name", "姓名或单位名称", required=True, max_length=100, autocomplete="name"),
                Field("identity_number", "公民身份号码", "identity_number", sensitivity="sensitive"),
                Field("credit_code", "统一社会信用代码", "credit_code"),
                Field("contact_name", "联系人姓名", max_length=50),
                Field(
                    "telephone",
                    "联系电话",
                    "telephone",
                    required=True,
                    sensitivity="personal",
                    help="查询进度时需要核对",
                    autocomplete="tel",
                ),
                Field("address", "通信地址", max_length=200, sensitivity="personal", width=8),
                Field("postcode", "邮政编码", "postcode", width=4),
                Field("email", "电子邮箱", "email", max_length=100, sensitivity="personal", autocomplete="email"),
                Field("fax", "传真", "telephone"),
            ),
        ),
        Group(
            "request",
            "所需政府信息",
            (
                Field(
                    "kind",
                    "申请事项",
                    "radio",
                    required=True,
                    choices=(("information", "公开政府信息"), ("correction", "更正与自身相关的政府信息")),
                    width=12,
                ),
                Field(
                    "wanted",
                    "名称或者便于查询的特征描述",
                    "textarea",
                    required=True,
                    min_length=4,
                    max_length=2000,
                    width=12,
                    help="请写明文件名称、文号，或者时间、主题等特征；一份申请请只写一个事项",
                ),
                Field("document_number", "文号（如知道）", max_length=60),
            ),
        ),
        Group(
            "delivery",
            "获取信息的形式",
            (
                Field("medium", "载体形式", "radio", required=True, choices=tuple(rules.MEDIA.items())),
                Field("delivery", "获取方式", "select", required=True, choices=tuple(rules.DELIVERIES.items())),
            ),
        ),
    ),
    conditions=(
        When("applicant_kind", "=", "natural", show=("identity_number",), require=("identity_number",)),
        When(
            "applicant_kind",
            "in",
            _ORGANISATIONS,
            show=("credit_code", "contact_name"),
            require=("credit_code", "contact_name"),
        ),
        When("delivery", "=", "post", require=("address", "postcode")),
        When("delivery", "=", "email", require=("email",)),
        When("delivery", "=", "fax", require=("fax",)),
    ),
)
