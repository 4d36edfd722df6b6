import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinliang.base import cipher, clock, ids
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.files import queries as files
from jinliang.kernel.files import services as uploads
from jinliang.subsystems.disclosure.outer.models import Application, Invitation, Letter

from .test_services import CITIZEN, DATA, office  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501


def send(client, office, **changes):  # noqa: F811
    return client.post(reverse("disclosure:apply", args=[office.unit_code]), DATA | {"_key": ids.new_id()} | changes)


def test_the_guide_lists_offices_and_finds_one_by_name(client, office):  # noqa: F811
    page = client.get(reverse("disclosure:guide"), {"text": "甲县"})
    assert office.name in page.content.decode()
    assert "没有找到这个机构" in client.get(reverse("disclosure:guide"), {"text": "乙"}).content.decode()


def test_an_office_that_does_not_exist_is_404(client):
    assert client.get(reverse("disclosure:apply", args=["none"])).status_code == 404


def test_a_citizen_applies_and_sees_the_code_once(client, office):  # noqa: F811
    answer = send(client, office)
    application = Application.objects.get()
    assert answer["Location"] == reverse("disclosure:application", args=[application.uuid])
    first = client.get(answer["Location"]).content.decode()
    code = re.search("查询码：([0-9A-Z]{10})", first)[1]
    assert code not in client.get(answer["Location"]).content.decode()
    assert OutgoingMessage.objects.get().payload["code"] == code


def test_a_wrong_form_keeps_what_was_typed_and_names_the_field(client, office):  # noqa: F811
    page = send(client, office, identity_number="990101199001011239")
    assert page.status_code == 422
    text = page.content.decode()
    assert DATA["wanted"] in text
    assert "GB 11643" in text or "校验" in text
    assert not Application.objects.exists()


def test_a_page_sent_twice_makes_one_request(client, office):  # noqa: F811
    key = ids.new_id()
    send(client, office, _key=key)
    assert send(client, office, _key=key).status_code == 422
    assert Application.objects.count() == 1


def test_an_attachment_crosses_with_the_request(client, office):  # noqa: F811
    send(client, office, _files=SimpleUploadedFile("身份证明.pdf", PDF))
    application = Application.objects.get()
    assert [one.name for one in files.of(application.subject)] == ["身份证明.pdf"]
    assert OutgoingMessage.objects.get().files[0]["name"] == "身份证明.pdf"


def test_a_program_renamed_pdf_is_refused_and_nothing_is_kept(client, office):  # noqa: F811
    page = send(client, office, _files=SimpleUploadedFile("材料.pdf", b"MZ\x90\x00" + b"\0" * 200))
    assert page.status_code == 422
    assert not Application.objects.exists()


def test_a_stranger_cannot_open_the_application_by_its_address(client, office):  # noqa: F811
    send(client, office)
    address = reverse("disclosure:application", args=[Application.objects.get().uuid])
    client.cookies.clear()
    assert client.get(address).status_code == 404


def test_code_and_telephone_open_it_in_another_browser(client, office):  # noqa: F811
    send(client, office)
    code = OutgoingMessage.objects.get().payload["code"]
    client.cookies.clear()
    wrong = client.post(reverse("disclosure:look_up"), {"code": code, "telephone": "0000-7654321"})
    assert wrong.status_code == 422
    answer = client.post(reverse("disclosure:look_up"), {"code": code, "telephone": DATA["telephone"]})
    assert client.get(answer["Location"]).status_code == 200


def test_a_letter_is_read_and_its_reading_told(client, office):  # noqa: F811
    send(client, office)
    letter = Letter.objects.create(
        application=Application.objects.get(), uuid=ids.new_id(), title="答复书", number="1号", issued_on=clock.today()
    )
    uploads.store(PDF, "答复书.pdf", subject=letter.subject, by=CITIZEN)
    answer = client.get(reverse("disclosure:letter", args=[letter.uuid]))
    assert client.get(answer["Location"]).status_code == 200
    assert OutgoingMessage.objects.filter(type="disclosure.fetched").count() == 1
    client.cookies.clear()
    assert client.get(reverse("disclosure:letter", args=[letter.uuid])).status_code == 404
    assert client.get(answer["Location"]).status_code == 404


def test_a_third_party_answers_by_its_link_alone(client):
    invitation = Invitation.objects.create(
        uuid=ids.new_id(), token_digest=cipher.equality("ABCDEFGHJKMNPQRSTUVW", "outer"),
        unit_name="甲县人民政府", title="第三方意见征询书", due_on=clock.today() + timedelta(days=20),
    )  # fmt: skip
    page = reverse("disclosure:opinion", args=[invitation.uuid])
    assert client.get(page).status_code == 404
    assert client.get(reverse("disclosure:open_opinion", args=["ABCDEFGHJKMNPQRSTUVX"])).status_code == 404
    client.get(reverse("disclosure:open_opinion", args=["ABCDEFGHJKMNPQRSTUVW"]))
    assert client.post(page, {"opinion": "disagree", "reason": ""}).status_code == 422
    client.post(page, {"opinion": "disagree", "reason": "涉及商业秘密"})
    assert "不同意公开" in client.get(page).content.decode()
