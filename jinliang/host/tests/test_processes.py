"""A log that grows is kept short while its process goes on writing."""

import logging
import shutil

import pytest

from jinliang.host import processes


@pytest.fixture
def child(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LARGE", 10)
    log = tmp_path / "web.log"
    log.write_text("a line that is long\n")
    return processes.Child("网页", (), {}, log, say=lambda _: None)


def test_a_large_log_becomes_the_old_one_and_its_writer_goes_on(child):
    with child.log.open("a") as writer:
        child.shorten_log()
        writer.write("after\n")
    assert child.log.read_text() == "after\n"
    assert child.log.with_suffix(".old.log").read_text() == "a line that is long\n"


def test_a_full_disk_does_not_stop_the_site_for_its_log(child, monkeypatch):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", no_room)
    child.shorten_log()
    assert child.log.read_text() == ""


def test_warnings_reach_the_error_output_where_the_host_keeps_them():
    assert "errors" in {handler.name for handler in logging.getLogger().handlers}
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django.security").isEnabledFor(logging.WARNING)
