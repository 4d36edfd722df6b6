import socket
from threading import Thread

import pytest

from jinliang.kernel.files.clamav import ClamAV


@pytest.fixture
def daemon(tmp_path):
    """A daemon that reads one stream as clamd does and finds what ``found`` says."""
    address = str(tmp_path / "clamd.sock")
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen()
    seen = {"found": "OK"}

    def serve():
        caller, _ = server.accept()
        with caller, caller.makefile("rb") as stream:
            seen["command"] = stream.read(10)
            seen["content"] = b""
            while length := int.from_bytes(stream.read(4), "big"):
                seen["content"] += stream.read(length)
            caller.sendall(f"stream: {seen['found']}\0".encode())

    thread = Thread(target=serve, daemon=True)
    thread.start()
    seen["address"] = f"unix:{address}"
    yield seen
    server.close()


def test_a_clean_content_is_told_so(daemon, tmp_path):
    path = tmp_path / "content"
    path.write_bytes(b"x" * 300_000)
    assert ClamAV(daemon["address"])(path) == ""
    assert daemon["command"] == b"zINSTREAM\0"
    assert daemon["content"] == b"x" * 300_000


def test_a_find_is_named(daemon, tmp_path):
    daemon["found"] = "Eicar-Test-Signature FOUND"
    path = tmp_path / "content"
    path.write_bytes(b"x")
    assert ClamAV(daemon["address"])(path) == "Eicar-Test-Signature"


def test_a_scanner_that_does_not_answer_leaves_the_content_unscanned(tmp_path):
    path = tmp_path / "content"
    path.write_bytes(b"x")
    assert ClamAV(f"unix:{tmp_path}/nobody")(path) is None
