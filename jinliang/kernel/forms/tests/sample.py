"""A form that uses every widget and keyword."""

from stdnum.cn import ric

from jinliang.kernel.forms.declare import Field, Form, Group, When

KINDS = (("person", "自然人"), ("company", "企业"), ("other", "其他"))
WAYS = (("post", "邮寄"), ("mail", "电子邮件"), ("self", "自取"))

SAMPLE = Form(
    "sample.application",
    "示例申请表",
    groups=(
        Group(
            "applicant",
            "申请人",
            (
                Field("kind", "申请人类别", "radio", required=True, choices=KINDS),
                Field("name", "姓名", required=True, max_length=20, min_length=2),
                Field("identity_number", "公民身份号码", "identity_number", required=True, sensitivity="sensitive"),
                Field("credit_code", "统一社会信用代码", "credit_code", required=True),
                Field("telephone", "联系电话", "telephone", required=True),
                Field("postcode", "邮政编码", "postcode"),
                Field("email", "电子邮箱", "email"),
                Field("born_on", "出生日期", "date", format="past_date"),
            ),
        ),
        Group(
            "wanted",
            "所需内容",
            (
                Field("subject", "内容描述", "textarea", required=True, width=12, max_length=500),
                Field("number", "文号", pattern="^[0-9]{4}-[0-9]+$", rule="应为“年份-序号”，如 2026-12"),
                Field("copies", "份数", "integer", minimum=1, maximum=5),
                Field("area", "面积", "number", minimum=0.5, maximum=1000, step=0.5),
                Field(
                    "ways", "取得方式", "checkboxes", choices=(("post", "邮寄"), ("mail", "电子邮件"), ("self", "自取"))
                ),
                Field("address", "邮寄地址", required=True, max_length=60),
                Field("city", "所在地", "select", choices=(("9901", "示例市"), ("9902", "样例市"))),
                Field("proofs", "证明材料", "files", max_items=3),
                Field("agreed", "我承诺填写的内容真实", "checkbox", required=True),
                Field(
                    "parts",
                    "分项",
                    "table",
                    max_items=3,
                    columns=(
                        Field("title", "名称", required=True, max_length=10),
                        Field("amount", "数量", "integer", minimum=1),
                    ),
                ),
            ),
        ),
    ),
    conditions=(
        When("kind", "=", "person", show=("identity_number", "born_on")),
        When("kind", "=", "company", show=("credit_code",)),
        When("ways", "contains", "post", show=("address",)),
        When("copies", ">=", 3, require=("email",)),
    ),
)


def identity() -> str:
    """A number of a made-up division with the right check digit."""
    stem = "99010119900101001"
    return stem + ric.calc_check_digit(stem + "0")


GOOD = {
    "kind": "person",
    "name": "示例人",
    "identity_number": identity(),
    "telephone": "0000-1234567",
    "subject": "示例内容",
    "copies": 1,
    "area": 1.5,
    "ways": ["mail"],
    "agreed": True,
    "parts": [{"title": "甲", "amount": 2}],
}
