"""A bundle arrives whole, in order, once, from whom it says; else it is held or refused, and somebody is told."""

import errno
import importlib
import json
import shutil
import warnings
from datetime import timedelta

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import bagging, bundles, quarantine, receipts, receiving, rules, sealing, services
from jinliang.kernel.exchange.models import IncomingBundle, IncomingMessage, OutgoingBundle, OutgoingMessage, Route
from jinliang.kernel.files import disk
from jinliang.kernel.trust import keys
from jinliang.kernel.trust import services as trust

pytestmark = pytest.mark.django_db

STAR = "\N{BLACK STAR}"


def test_a_message_and_its_file_arrive_and_are_acknowledged(ferry, applied):
    ferry.export(1, text="示例", files=[ferry.file("正文内容".encode())])
    ferry.round_trip()
    assert applied.numbers == [1]
    assert applied.contents == ["正文内容".encode()]
    first, answer = OutgoingBundle.objects.order_by("seq")
    assert first.state == "acknowledged"
    assert answer.state == "unanswered"
    assert ferry.alarms() == []


def test_the_content_is_a_valid_bag_and_cannot_be_read_on_the_way(ferry, tmp_path):
    folder = ferry.export(1, text="不可外泄", files=[ferry.file(b"plain text")])
    outside = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"plain text" not in outside
    assert "不可外泄".encode() not in outside
    header = sealing.read_header((folder / "header.json").read_bytes())
    sealing.unseal(folder, header, tmp_path / "bag", trust.decrypt)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bagit = importlib.import_module("bagit")
    assert bagit.Bag(str(tmp_path / "bag")).validate()


def test_a_message_of_a_rolled_back_act_never_leaves(ferry):
    with pytest.raises(Refusal):
        ferry.send(1, extra="x" * 200, text="x" * 101)
    assert OutgoingMessage.objects.count() == 0
    assert bundles.export("there", ferry.disk, by=SYSTEM) == []


def test_a_repeated_bundle_is_ignored_recorded_and_answered_again(ferry, applied):
    folder = ferry.export(1)
    ferry.take(folder)
    ferry.take(folder)
    assert applied.numbers == [1]
    assert IncomingBundle.objects.get().repeats == 1
    assert ferry.alarms() == ["replay"]
    assert OutgoingMessage.objects.filter(type=rules.RECEIPT).count() == 2


def test_reordered_bundles_wait_and_are_applied_in_order(ferry, applied):
    folders = [ferry.export(number) for number in (1, 2, 3)]
    ferry.take(folders[2])
    ferry.take(folders[1])
    assert applied.numbers == []
    assert ferry.alarms() == ["gap"]
    ferry.take(folders[0])
    assert applied.numbers == [1, 2, 3]
    assert Route.objects.get(direction="in").last_seq == 3


def test_an_altered_part_is_refused_kept_and_alarmed_and_a_true_copy_heals_it(ferry, applied, tmp_path):
    folder = ferry.export(1)
    shutil.copytree(folder, tmp_path / "true")
    part = folder / "part-0001"
    body = bytearray(part.read_bytes())
    body[len(body) // 2] ^= 1
    part.write_bytes(body)
    with pytest.raises(Refusal, match="与签名不符"):
        ferry.take(folder)
    bundle = IncomingBundle.objects.get()
    assert (bundle.state, ferry.alarms(), applied.numbers) == ("partial", ["altered"], [])
    assert (quarantine.place(bundle) / "part-0001.bad").exists()
    ferry.take(tmp_path / "true")
    assert applied.numbers == [1]


@pytest.mark.parametrize("field", ["seq", "route", "previous", "label"])
def test_an_altered_header_is_refused_and_alarmed(ferry, applied, field):
    folder = ferry.export(1)
    header = json.loads((folder / "header.json").read_text())
    header[field] = {"seq": 7, "route": "there", "previous": "0" * 64, "label": "别的"}[field]
    header["at"] += "x"
    (folder / "header.json").write_text(json.dumps(header))
    with pytest.raises(Refusal, match="签名不符"):
        ferry.take(folder)
    assert ferry.alarms() == ["altered"]
    assert not IncomingBundle.objects.exists()


def test_a_truncated_bundle_is_not_applied(ferry, applied):
    folder = ferry.export(1)
    part = folder / "part-0001"
    part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(Refusal, match="被截断"):
        ferry.take(folder)
    assert applied.numbers == []


def test_a_missing_part_is_waited_for(ferry, applied, monkeypatch):
    monkeypatch.setattr(rules, "PART_SIZE", 1000)
    folder = ferry.export(1, files=[ferry.file(b"text " * 1000)])
    late = folder / "part-0002"
    body = late.read_bytes()
    late.unlink()
    assert ferry.take(folder)[0].state == "partial"
    assert quarantine.missing_parts(IncomingBundle.objects.get()) == [2]
    late.write_bytes(body)
    assert ferry.take(folder)[0].state == "applied"
    assert applied.contents == [b"text " * 1000]


def test_a_bundle_from_an_unknown_key_is_refused_and_alarmed(ferry, applied, tmp_path):
    folder = ferry.export(1)
    stranger = keys.FileKey(tmp_path / "stranger.pem")
    header = json.loads((folder / "header.json").read_text()) | {"key": stranger.key_id}
    raw = json.dumps(header).encode()
    (folder / "header.json").write_bytes(raw)
    (folder / "header.sig").write_text(stranger.sign(raw).hex())
    with pytest.raises(Refusal, match="不是已登记的对端节点"):
        ferry.take(folder)
    assert ferry.alarms() == ["unknown_key"]
    assert not IncomingBundle.objects.exists()


def resealed(folder, **changes):
    """The header signed anew by our own, trusted key."""
    header = json.loads((folder / "header.json").read_text()) | changes
    raw = json.dumps(header).encode()
    (folder / "header.json").write_bytes(raw)
    (folder / "header.sig").write_text(trust.node_key().sign(raw).hex())


def test_another_bundle_under_a_used_number_is_refused(ferry, applied):
    folder = ferry.export(1)
    ferry.take(folder)
    resealed(folder, label="别的内容")
    assert ferry.take(folder)[0].state == "refused"
    assert ferry.alarms() == ["altered"]


def test_a_bundle_for_another_node_is_refused(ferry, applied):
    folder = ferry.export(1)
    resealed(folder, recipient=str(pyrage.x25519.Identity.generate().to_public()))
    assert ferry.take(folder)[0].state == "refused"


def test_a_bundle_that_does_not_follow_the_last_is_held(ferry, applied):
    folder = ferry.export(1)
    resealed(folder, previous="1" * 64)
    assert ferry.take(folder)[0].state == "held"
    assert "不衔接" in IncomingBundle.objects.get().report[0]


def test_a_refusal_of_one_message_holds_the_whole_bundle_until_it_is_mended(ferry, applied):
    ferry.send(1)
    folder = ferry.export(2)
    applied.fault = Refusal("单位不存在")
    bundle = ferry.take(folder)[0]
    assert bundle.state == "held"
    assert "单位不存在" in bundle.report[0]
    assert (ferry.alarms(), IncomingMessage.objects.count()) == (["held"], 0)
    applied.fault = None
    assert receiving.settle(bundle.pk, by=SYSTEM).state == "applied"
    assert applied.numbers == [1, 2]


def test_an_error_of_the_program_holds_the_bundle_too(ferry, applied):
    applied.fault = ZeroDivisionError()
    bundle = ferry.take(ferry.export(1))[0]
    assert bundle.state == "held"
    assert "ZeroDivisionError" in bundle.report[0]


def test_a_rejected_bundle_is_answered_and_the_next_comes_into_its_turn(ferry, applied):
    first = ferry.export(1)
    applied.fault = Refusal("不能入库")
    held = ferry.take(first)[0]
    applied.fault = None
    ferry.take(ferry.export(2))
    with pytest.raises(Refusal, match="理由"):
        receiving.reject(held.pk, " ", by=SYSTEM)
    receiving.reject(held.pk, "内容有误，请更正", by=SYSTEM)
    receiving.advance("there", by=SYSTEM)
    ferry.take(ferry.export())
    assert applied.numbers == [2]
    sent = OutgoingBundle.objects.get(seq=1)
    assert (sent.state, sent.reason) == ("refused", "内容有误，请更正")
    assert "refused" in ferry.alarms()
    assert receipts.send_again(sent.pk, by=SYSTEM) == 1
    ferry.take(ferry.export())
    assert applied.numbers == [2, 1]


@pytest.mark.parametrize("change", [{"type": "sample.other"}, {"version": 9}])
def test_an_unknown_type_or_version_is_held(ferry, applied, change):
    ferry.send(1)
    OutgoingMessage.objects.update(**change)
    Route.objects.update(allowed={"sample.note": ["number"], "sample.other": ["number"]})
    assert ferry.take(ferry.export())[0].state == "held"
    assert "不认识" in IncomingBundle.objects.get().report[0]


def test_a_field_outside_the_white_list_does_not_leave(ferry, applied):
    ferry.send(1, extra="多余")
    ferry.send(2)
    assert ferry.take(ferry.export())[0].state == "applied"
    assert applied.numbers == [2]
    assert ferry.alarms() == ["held"]


def test_a_field_outside_the_white_list_does_not_enter(ferry, applied):
    Route.objects.filter(direction="out").update(allowed={"sample.note": ["number", "extra"]})
    bundle = ferry.take(ferry.export(1, extra="多余"))[0]
    assert bundle.state == "held"
    assert "白名单" in bundle.report[0]
    assert "多余" not in bundle.report[0]


def test_a_payload_outside_its_schema_does_not_enter(ferry, applied):
    ferry.send(1)
    OutgoingMessage.objects.update(payload={"number": "一"})
    assert ferry.take(ferry.export())[0].state == "held"


def test_a_secrecy_mark_is_neither_sent_nor_taken(ferry, applied):
    mark = "机" + "密" + STAR
    with pytest.raises(Refusal, match="密级"):
        ferry.send(1, text=mark)
    ferry.send(1, text="无")
    OutgoingMessage.objects.update(payload={"number": 1, "text": mark})
    bundle = ferry.take(ferry.export())[0]
    assert bundle.state == "rejected"
    assert ferry.alarms() == ["secrecy"]
    assert not quarantine.place(bundle).exists()
    assert mark not in json.dumps([bundle.report, bundle.contents], ensure_ascii=False)


def test_a_file_that_is_not_what_it_says_is_held(ferry, applied):
    file = ferry.file(b"plain text")
    ferry.send(1, files=[file])
    OutgoingMessage.objects.update(
        files=[{"id": str(file.pk), "name": "a.pdf", "sha256": file.blob_id, "size": file.blob.size}]
    )
    assert ferry.take(ferry.export())[0].state == "held"


def test_a_damaged_file_is_not_packed(ferry):
    file = ferry.file(b"plain text")
    ferry.send(1, files=[file])
    path = disk.place(file.blob_id)
    path.chmod(0o600)
    path.write_bytes(b"plain tex!")
    with pytest.raises(Refusal, match="已损坏"):
        ferry.export()
    assert not OutgoingBundle.objects.exists()


def test_a_full_disk_at_export_numbers_nothing_and_leaves_nothing(ferry, monkeypatch):
    ferry.send(1)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(sealing.os, "fsync", full)
        with pytest.raises(Refusal, match="磁盘空间不足"):
            bundles.export("there", ferry.disk, by=SYSTEM)
    assert ferry.alarms() == ["disk"]
    assert not OutgoingBundle.objects.exists()
    assert list(bundles.place("there", 1).parent.iterdir()) == []
    assert len(bundles.export("there", ferry.disk, by=SYSTEM)) == 1


def test_a_full_medium_leaves_no_bundle_and_the_copy_is_resumed(ferry, applied, monkeypatch):
    monkeypatch.setattr(rules, "PART_SIZE", 1000)
    ferry.send(1, files=[ferry.file(b"text " * 1000)])
    bundles.pack("there", by=SYSTEM)
    copied = []

    def two_parts(source, path, sha256, size, copy=sealing.copy_part):
        copied.append(path.name)
        if len(copied) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(source, path, sha256, size)

    monkeypatch.setattr(sealing, "copy_part", two_parts)
    with pytest.raises(Refusal, match="磁盘空间不足"):
        bundles.export("there", ferry.disk, by=SYSTEM)
    assert not list(ferry.disk.glob("*/header.json"))
    bundles.export("there", ferry.disk, by=SYSTEM)
    assert copied.count("part-0001") == copied.count("part-0002") == 1
    ferry.take()
    assert applied.numbers == [1]


def test_a_lost_receipt_is_sent_again_with_the_bundle(ferry, applied):
    folder = ferry.export(1)
    ferry.take(folder)
    shutil.rmtree(ferry.disk)
    OutgoingMessage.objects.filter(type=rules.RECEIPT).delete()
    bundles.resend(OutgoingBundle.objects.get().pk, by=SYSTEM)
    ferry.take(ferry.export())
    shutil.rmtree(ferry.disk)
    ferry.take(ferry.export())
    assert applied.numbers == [1]
    assert OutgoingBundle.objects.get(seq=1).state == "acknowledged"


def test_an_overdue_receipt_is_alarmed(ferry):
    ferry.export(1)
    assert receipts.watch() == 0
    with clock.held_at(clock.now() + timedelta(hours=49)):
        assert receipts.watch() == 1
    assert ferry.alarms() == ["unanswered"]


def test_over_a_one_way_route_a_code_is_carried_by_a_person(ferry, applied):
    Route.objects.update(is_one_way=True)
    bundle = ferry.take(ferry.export(1))[0]
    sent = OutgoingBundle.objects.get()
    assert not OutgoingMessage.objects.filter(type=rules.RECEIPT).exists()
    with pytest.raises(Refusal, match="回执码不正确"):
        receipts.enter_code(sent.pk, "AAAA-BBBB-CCCC", by=SYSTEM)
    assert receipts.enter_code(sent.pk, bundle.receipt_code.lower(), by=SYSTEM).state == "acknowledged"


def test_a_bundle_travels_as_one_archive(ferry, applied, tmp_path):
    folder = ferry.export(1, files=[ferry.file(b"plain text")])
    whole = tmp_path / "one.tar"
    whole.write_bytes(b"".join(quarantine.archive(folder)))
    with whole.open("rb") as stream:
        receiving.arrived(quarantine.take_archive(stream), by=SYSTEM)
    assert applied.contents == [b"plain text"]
    with pytest.raises(Refusal, match="不是摆渡包"), (folder / "header.json").open("rb") as stream:
        quarantine.take_archive(stream)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_of_a_bag_goes_unseen(tmp_path_factory, data):
    body = bytearray(b"".join(bagging.pack([b'{"a":1}', b'{"a":2}'], [], {"Receipt-Secret": "00"})))
    place = data.draw(st.integers(0, len(body) - 1025))
    body[place] ^= data.draw(st.integers(1, 255))
    unpacker = bagging.Unpacker(tmp_path_factory.mktemp("bag"), 10**6)
    whole = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
    try:
        unpacker.write(bytes(body))
        unpacker.finish()
    except (Refusal, ValueError):
        return
    # What is left are bytes that mean nothing: padding, modes, times.
    found = {path.name: path.read_bytes() for path in unpacker.folder.rglob("*") if path.is_file()}
    assert whole <= set(found)
    assert found["messages.jsonl"] == b'{"a":1}\n{"a":2}\n'


def test_services_refuse_what_no_route_could_carry(ferry):
    with pytest.raises(KeyError):
        services.send("sample.unknown", {}, to="mirror", by=SYSTEM)
    with pytest.raises(Refusal, match="不符合规定"):
        services.send("sample.note", {}, to="mirror", by=SYSTEM)


def test_a_full_disk_at_import_applies_nothing_and_can_be_tried_again(ferry, applied, monkeypatch):
    folder = ferry.export(1)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(bagging.Unpacker, "_begin", full)
        with pytest.raises(Refusal, match="磁盘空间不足"):
            ferry.take(folder)
    assert (applied.numbers, ferry.alarms()) == ([], ["disk"])
    ferry.take(folder)
    assert receiving.advance("there", by=SYSTEM) == 0
    assert applied.numbers == [1]
