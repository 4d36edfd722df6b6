"""What is posted becomes a record, and a record becomes a page that works without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from jinliang.base.errors import Invalid
from jinliang.kernel.forms import services

from .sample import identity

pytestmark = pytest.mark.django_db


def posted(**values):
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return query


def test_codes_typed_in_full_width_are_read(sample):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in identity())
    data = services.clean(sample, posted(kind="person", identity_number=f" {wide} ", copies="３", area="1.5"))
    assert data == {"kind": "person", "identity_number": identity(), "copies": 3, "area": 1.5}


def test_answers_that_are_not_asked_for_are_dropped(sample):
    assert "credit_code" not in services.clean(sample, posted(kind="person", credit_code="91350100M000100Y43"))


def test_an_unknown_field_is_kept_to_be_refused(sample, good):
    with pytest.raises(Invalid) as refused:
        services.accept(sample, posted(kind="person", role="admin", _add="parts"))
    assert "role" in refused.value.errors
    assert "_add" not in refused.value.errors


def test_rows_of_a_table_are_read_and_blank_rows_dropped(sample):
    rows = posted(
        parts__0__title="甲", parts__0__amount="2", parts__1__title="", parts__2__title="乙", parts__9999__title="x"
    )
    assert services.clean(sample, rows)["parts"] == [{"title": "甲", "amount": 2}, {"title": "乙"}]


def test_attachments_are_named_in_the_record(sample):
    files = MultiValueDict({"proofs": [SimpleUploadedFile("证明.pdf", b"x")]})
    assert services.clean(sample, posted(proofs_upload=["018f"]), files)["proofs"] == ["018f", "证明.pdf"]


def test_the_page_shows_each_fault_beside_its_field_and_once_on_top(sample, good):
    html = services.render(sample, good, {"name": ["请填写姓名"]})
    assert html.count("请填写姓名") == 2
    assert 'href="#f-name"' in html
    assert 'aria-describedby="f-name-error"' in html
    assert "style=" not in html
    assert "<script>" not in html


def test_values_are_escaped(sample, good):
    assert "<b>" not in services.render(sample, {**good, "subject": "<b>x</b>", "name": '"><b>'})


@pytest.mark.parametrize("mode", ["print", "readonly"])
def test_a_record_is_read_in_words_and_sensitive_numbers_are_masked(sample, good, mode):
    html = services.render(sample, good, mode=mode)
    assert "自然人" in html
    assert identity() not in html
    assert identity()[-4:] in html
    assert "<input" not in html
    assert "统一社会信用代码" not in html
