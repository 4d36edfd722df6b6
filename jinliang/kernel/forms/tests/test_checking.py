"""A record is refused for every fault at once, each beside its field, in words that say the rule."""

import re
import string
from datetime import date

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.base.actor import SYSTEM
from jinliang.kernel.forms import conditions, messages, rules, services
from jinliang.kernel.forms.checking import check

from .sample import identity

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u4e00-\u9fff]")
STAR = "\u2605"

FAULTS = {
    "type": ("copies", "三"),
    "required": ("name", None),
    "additionalProperties": ("nickname", "x"),
    "falseSchema": ("credit_code", "91350100M000100Y43"),
    "enum": ("city", "1101"),
    "const": ("agreed", False),
    "minLength": ("name", "示"),
    "maxLength": ("name", "示" * 21),
    "pattern": ("number", "12"),
    "format": ("telephone", "12"),
    "minimum": ("copies", 0),
    "maximum": ("area", 1001),
    "multipleOf": ("area", 0.7),
    "minItems": ("ways", []),
    "maxItems": ("proofs", ["1", "2", "3", "4"]),
    "uniqueItems": ("ways", ["mail", "mail"]),
}


def broken(good, name, value):
    record = {**good, name: value}
    if value is None:
        del record[name]
    return record


def test_a_good_record_has_no_fault(sample, good):
    assert check(sample, good) == {}


@pytest.mark.parametrize("keyword", FAULTS)
def test_every_keyword_says_its_rule_beside_its_field(sample, good, keyword):
    name, value = FAULTS[keyword]
    errors = check(sample, broken(good, name, value))
    assert list(errors) == [name]
    assert all(CHINESE.search(message) for message in errors[name])


def test_every_keyword_of_the_subset_has_a_message():
    structural = {"properties", "items"}
    assert rules.KEYWORDS - structural <= set(messages.BY_KEYWORD)
    assert set(FAULTS) == set(messages.BY_KEYWORD)
    assert set(rules.FORMATS) == set(messages.FORMATS)


def test_all_faults_come_at_once(sample, good):
    record = broken(broken(broken(good, "name", None), "telephone", "1"), "postcode", "12")
    assert set(check(sample, record)) == {"name", "telephone", "postcode"}


def test_a_cell_of_a_table_is_named_by_its_row(sample, good):
    errors = check(sample, {**good, "parts": [{"title": "甲"}, {"amount": 0}]})
    assert set(errors) == {"parts.1.title", "parts.1.amount"}


@pytest.mark.parametrize("unseen", ["\x00", "\x1b", "\u202e", "\u200b"])
def test_unseen_characters_are_refused(sample, good, unseen):
    assert "控制字符" in check(sample, {**good, "subject": f"示例{unseen}内容"})["subject"][0]


def test_a_broken_surrogate_is_refused_and_not_an_error(sample, good):
    assert list(check(sample, {**good, "subject": "示例\ud800"})) == ["subject"]


def test_a_secrecy_mark_is_refused_but_the_bare_words_are_not(sample, good):
    mark = "秘" + "密" + STAR
    assert "密级" in check(sample, {**good, "subject": f"{mark}10年"})["subject"][0]
    assert check(sample, {**good, "subject": "属于国家秘密"}) == {}


def test_a_condition_asks_only_for_what_concerns_the_applicant(sample, good):
    company = {**good, "kind": "company"}
    errors = check(sample, company)
    assert errors["identity_number"] == [messages.NOT_ASKED]
    assert errors["credit_code"] == ["请填写统一社会信用代码"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identity_number", "990101199013010010"),
        ("telephone", "02312"),
        ("postcode", "12345"),
        ("email", "nobody"),
        ("born_on", "2026-02-30"),
        ("born_on", "2999-01-01"),
    ],
)
def test_formats_are_checked(sample, good, name, value):
    assert list(check(sample, {**good, name: value})) == [name]


def test_publishing_the_same_form_again_gives_the_same_version(sample):
    again = services.publish(sample.key, sample.document, by=SYSTEM)
    assert again == sample


def test_a_document_outside_the_format_is_not_published(sample):
    document = {**sample.document, "schema": {**sample.document["schema"], "$ref": "elsewhere"}}
    with pytest.raises(ValueError, match=r"\$ref"):
        services.publish("sample.bad", document, by=SYSTEM)


def values_of(schema):
    """Records that a schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema["type"]
    if kind == "boolean":
        return st.just(True)
    if kind == "integer":
        return st.integers(int(schema["minimum"]), int(schema.get("maximum", 99)))
    if kind == "number":
        return st.integers(1, 2000).map(lambda half: half / 2)
    if kind == "array":
        items = st.lists(values_of(schema["items"]), min_size=1, max_size=schema["maxItems"], unique_by=str)
        return items
    if kind == "object":
        return st.fixed_dictionaries({name: values_of(part) for name, part in schema["properties"].items()})
    if "format" in schema:
        return FORMATTED[schema["format"]]
    if "pattern" in schema:
        return st.from_regex(r"[0-9]{4}-[0-9]{1,5}", fullmatch=True)
    return st.text("津梁示例甲乙丙" + string.ascii_letters, min_size=schema["minLength"], max_size=schema["maxLength"])


FORMATTED = {
    "telephone": st.from_regex(r"0000-[0-9]{7}", fullmatch=True).filter(str.isascii),
    "postcode": st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii),
    "email": st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.example", fullmatch=True),
    "past_date": st.dates(date(1950, 1, 1), date(2020, 1, 1)).map(str),
    "identity_number": st.just(identity()),
    "credit_code": st.just("91350100M000100Y43"),
}


def record_of(document, draw):
    schema = document["schema"]["properties"]
    record = {name: draw(values_of(part)) for name, part in schema.items()}
    return {
        name: value for name, value in record.items() if name not in conditions.hidden(document["conditions"], record)
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_schema_allows_passes_and_a_broken_field_is_named(sample, data):
    record = record_of(sample.document, data.draw)
    assert check(sample, record) == {}
    name = data.draw(st.sampled_from(sorted(record)))
    assert name in check(sample, {**record, name: {"not": "a value"}})


@given(
    op=st.sampled_from(sorted(rules.OPERATORS)),
    value=st.sampled_from(["a", "b", 1, 2.5, True, ["a", 1], ["b"], None]),
    record=st.dictionaries(
        st.sampled_from(["x", "y"]), st.sampled_from(["a", "b", 1, 2, 2.5, True, ["a"], ["b", "a"]])
    ),
)
def test_conditions_mean_the_same_to_the_page_and_to_the_checker(op, value, record):
    wanted = {"in": value if isinstance(value, list) else [value], ">=": 2, "<=": 2}.get(op, value)
    condition = {"field": "x", "op": op, "value": wanted, "show": [], "require": []}
    by_schema = jsonschema_rs.Draft202012Validator(conditions.as_schema(condition)).is_valid(record)
    assert conditions.holds(condition, record) == by_schema
