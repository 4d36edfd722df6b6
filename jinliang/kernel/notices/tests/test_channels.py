"""The real senders against small servers on this machine."""

import socket
import struct
from threading import Thread

import pytest
from django.core import mail

from jinliang.base.errors import Refusal
from jinliang.kernel.notices import channels

BIND_TRANSMITTER, SUBMIT_SM, UNBIND, RESPONSE = 0x2, 0x4, 0x6, 0x80000000
REFUSES_THROTTLED = 0x58


class Gateway(Thread):
    """The part of an SMPP 3.4 server that a sender meets: bind, submit, unbind."""

    def __init__(self, status=0):
        super().__init__(daemon=True)
        self.status, self.taken, self.bound_as = status, [], b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]

    def run(self):
        connection, _ = self.server.accept()
        with connection, self.server:
            while head := self._exactly(connection, 16):
                length, command, _, sequence = struct.unpack(">LLLL", head)
                body = self._exactly(connection, length - 16)
                answer, status = self._act(command, body)
                size = 16 + len(answer)
                connection.sendall(struct.pack(">LLLL", size, command | RESPONSE, status, sequence) + answer)
                if command == UNBIND:
                    return

    def _act(self, command, body):
        if command == BIND_TRANSMITTER:
            self.bound_as = body.split(b"\0")[0]
            return b"gateway\0", 0
        if command == SUBMIT_SM:
            self.taken.append(body)
            return b"1\0", self.status
        return b"", 0

    @staticmethod
    def _exactly(connection, size):
        data = b""
        while len(data) < size:
            if not (chunk := connection.recv(size - len(data))):
                return b""
            data += chunk
        return data


@pytest.fixture
def gateway(socket_enabled):
    made = Gateway()
    made.start()
    yield made
    made.join(5)


def texter(gateway):
    return channels.SmppTexter("127.0.0.1", gateway.port, "jinliang", "word", "0000")


def test_a_chinese_text_goes_out_by_smpp(gateway):
    texter(gateway).send("0000-1234567", "您的申请已受理")
    assert gateway.bound_as == b"jinliang"
    assert "您的申请已受理".encode("utf-16-be") in gateway.taken[0]


def test_a_long_text_goes_out_in_parts(gateway):
    texter(gateway).send("0000-1234567", "办" * 150)
    assert len(gateway.taken) == 3


def test_what_the_gateway_refuses_is_not_taken_for_sent(socket_enabled):
    gateway = Gateway(status=REFUSES_THROTTLED)
    gateway.start()
    with pytest.raises(Refusal, match="0x00000058"):
        texter(gateway).send("0000-1234567", "您好")


def test_the_gateway_is_read_from_the_environment(monkeypatch):
    assert channels.texter().is_local
    monkeypatch.setenv("JINLIANG_SMPP_URL", "smpp://us%40er:pass@gateway.invalid:2776?source=0000")
    assert channels.texter() == channels.SmppTexter("gateway.invalid", 2776, "us@er", "pass", "0000")


def test_the_mail_server_is_read_from_the_environment(monkeypatch):
    assert channels.mailer().is_local
    monkeypatch.setenv("JINLIANG_SMTP_URL", "smtp://u:p@mail.invalid:587?from=a@example.invalid&tls=starttls")
    expected = channels.SmtpMailer("mail.invalid", 587, "u", "p", "a@example.invalid", "starttls")
    assert channels.mailer() == expected


def test_a_letter_goes_out_by_the_smtp_backend(monkeypatch):
    used = {}

    def connect(backend, **options):
        used.update(options, backend=backend)
        return mail.get_connection("django.core.mail.backends.locmem.EmailBackend")

    monkeypatch.setattr(channels, "get_connection", connect)
    channels.SmtpMailer("mail.invalid", 25, "u", "p", "a@example.invalid").send("b@example.invalid", "题", "文")
    assert (used["host"], used["use_tls"]) == ("mail.invalid", False)
    assert used["backend"].endswith("smtp.EmailBackend")
    assert mail.outbox[0].to == ["b@example.invalid"]
