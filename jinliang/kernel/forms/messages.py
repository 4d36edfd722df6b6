"""What a person reads when a field is refused: the rule, and the way out. One text for each keyword."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import rules

NOT_ASKED = "按您填写的情况不需要此项：请清空，或检查前面的选择"
MARKED = "含有密级标志：本系统不得处理国家秘密，请删除，并按保密规定通过机要渠道办理"
UNREADABLE = "含有无法识别的字符：请删除后重新输入"

Say = Callable[[Any, Mapping[str, Any]], str]

FORMATS = {
    "identity_number": "公民身份号码不正确：应为18位，且校验码、出生日期符合 GB 11643，请对照证件逐位核对",
    "credit_code": "统一社会信用代码不正确：应为18位，且校验码符合 GB 32100，请对照营业执照逐位核对",
    "telephone": "电话号码不正确：请填写11位手机号，或“区号-号码”形式的固定电话",
    "postcode": "邮政编码不正确：应为6位数字",
    "date": "日期不正确：请按“年-月-日”填写真实存在的日期，如 2026-03-01",
    "past_date": "日期不正确：应为真实存在且不晚于今天的日期，如 2026-03-01",
    "email": "电子邮箱不正确：应为“名称@域名”的形式",
}
_VERBS = {"files": "上传", "select": "选择", "radio": "选择", "checkboxes": "选择"}
_TYPES = {
    "integer": "应填写整数，请只用数字",
    "number": "应填写数字，可带小数点",
    "boolean": "请勾选或不勾选，不能填写其他内容",
    "string": "应填写文字",
    "array": "请从列出的各项中选择",
    "object": "内容格式不正确，请刷新页面后重新填写",
}


def _pattern(kind: Any, field: Mapping[str, Any]) -> str:
    if kind.pattern == rules.NO_UNSEEN:
        return "含有不可见的控制字符：请删除后手工输入，不要从其他软件直接粘贴"
    return f"格式不符合要求：{field.get('rule', '')}"


def _format(kind: Any, field: Mapping[str, Any]) -> str:  # noqa: ARG001
    return FORMATS[str(kind.format)]


def _min_length(kind: Any, field: Mapping[str, Any]) -> str:
    return required(field) if kind.limit == 1 else f"字数太少：至少{kind.limit}个字，请补充"


def _min_items(kind: Any, field: Mapping[str, Any]) -> str:
    if field.get("widget") == "files":
        return f"附件不足：至少{kind.limit}个，请上传"
    return f"至少{'填写' if field.get('widget') == 'table' else '选择'}{kind.limit}项"


def _max_items(kind: Any, field: Mapping[str, Any]) -> str:
    return f"最多{kind.limit}{'个附件' if field.get('widget') == 'files' else '项'}，请删去多余的"


def _type(kind: Any, field: Mapping[str, Any]) -> str:
    return _TYPES["array" if field.get("widget") in ("checkboxes", "files") else kind.types[0]]


def _required(kind: Any, field: Mapping[str, Any]) -> str:  # noqa: ARG001 - the same shape as its neighbours
    return required(field)


def _const(kind: Any, field: Mapping[str, Any]) -> str:  # noqa: ARG001
    return "须勾选此项方可提交" if field.get("widget") == "checkbox" else "内容与规定不一致，请重新填写"


# A text with places for the keyword's own values, or a function where the widget matters.
BY_KEYWORD: dict[str, str | Say] = {
    "type": _type,
    "required": _required,
    "additionalProperties": "表单中没有这一项：请刷新页面，使用最新的表单填写",
    "falseSchema": NOT_ASKED,
    "enum": "不在可选范围内：请从列出的选项中选择",
    "const": _const,
    "minLength": _min_length,
    "maxLength": "字数超出：最多{limit}个字，请精简，详细内容可作为附件提交",
    "pattern": _pattern,
    "format": _format,
    "minimum": "数值过小：不得小于{limit:g}",
    "maximum": "数值过大：不得大于{limit:g}",
    "multipleOf": "数值应为{multiple_of:g}的整数倍",
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": "有重复的内容：请删去重复项",
}


def say(kind: Any, field: Mapping[str, Any]) -> str:
    """The message for one fault of ``field`` (its layout); ``kind`` is jsonschema-rs' ValidationErrorKind."""
    text = BY_KEYWORD[kind.name]
    return text.format(**kind.as_dict()) if isinstance(text, str) else text(kind, field)


def required(field: Mapping[str, Any]) -> str:
    verb = {"files": "上传", "select": "选择", "radio": "选择", "checkboxes": "选择"}.get(
        field.get("widget", ""), "填写"
    )
    return f"请{verb}{field.get('label', '')}"
