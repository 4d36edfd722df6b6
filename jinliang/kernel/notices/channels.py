"""The ways out of the house: SMTP and SMPP, or, connected to neither, the local outbox.

JINLIANG_SMTP_URL  smtp://user:password@host:25?from=…&tls=starttls|ssl
JINLIANG_SMPP_URL  smpp://system_id:password@host:2775?source=…
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import smpplib.client
import smpplib.consts
import smpplib.gsm
from django.core.mail import EmailMessage, get_connection

from jinliang.base import clock
from jinliang.base.errors import Refusal

from .models import LocalMessage, Preference

TIMEOUT = 10


class Mailer(Protocol):
    is_local: bool

    def send(self, address: str, subject: str, text: str) -> None:
        """Hand the letter to the server; raises when it is not taken."""


class Texter(Protocol):
    is_local: bool

    def send(self, number: str, text: str) -> None:
        """Hand the short message to the gateway; raises when it is not taken."""


class LocalMailer:
    is_local = True

    def send(self, address: str, subject: str, text: str) -> None:
        LocalMessage.objects.create(
            channel=Preference.Channel.MAIL, address=address, subject=subject, text=text, created_at=clock.now()
        )


class LocalTexter:
    is_local = True

    def send(self, number: str, text: str) -> None:
        LocalMessage.objects.create(channel=Preference.Channel.SMS, address=number, text=text, created_at=clock.now())


@dataclass(frozen=True)
class SmtpMailer:
    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: str = ""
    is_local = False

    def send(self, address: str, subject: str, text: str) -> None:
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.host, port=self.port, username=self.user, password=self.password,
            use_tls=self.tls == "starttls", use_ssl=self.tls == "ssl", timeout=TIMEOUT,
        )  # fmt: skip
        EmailMessage(subject, text, self.sender, [address], connection=connection).send()


@dataclass(frozen=True)
class SmppTexter:
    """SMPP 3.4: binds, sends each part, waits for the gateway's word on it, unbinds."""

    host: str
    port: int
    system_id: str
    password: str
    source: str
    is_local = False

    def send(self, number: str, text: str) -> None:
        parts, coding, esm_class = smpplib.gsm.make_parts(text, smpplib.consts.SMPP_ENCODING_ISO10646)
        refused: list[int] = []
        client = smpplib.client.Client(self.host, self.port, timeout=TIMEOUT, allow_unknown_opt_params=True)
        client.set_error_pdu_handler(lambda pdu: refused.append(pdu.status))
        client.connect()
        try:
            client.bind_transmitter(system_id=self.system_id, password=self.password)
            for part in parts:
                client.send_message(
                    source_addr=self.source, destination_addr=number, short_message=part,
                    data_coding=coding, esm_class=esm_class, registered_delivery=False,
                )  # fmt: skip
                client.read_once()
            client.unbind()
        finally:
            client.disconnect()
        if refused:
            raise Refusal("短信网关没有接收", f"SMPP 状态 0x{refused[0]:08x}", "请联系短信网关管理员")


def mailer() -> Mailer:
    address = os.environ.get("JINLIANG_SMTP_URL", "")
    if not address:
        return LocalMailer()
    parts, options = urlsplit(address), parse_qs(urlsplit(address).query)
    user = unquote(parts.username or "")
    return SmtpMailer(
        parts.hostname or "", parts.port or 25, user, unquote(parts.password or ""),
        options.get("from", [user])[0], options.get("tls", [""])[0],
    )  # fmt: skip


def texter() -> Texter:
    address = os.environ.get("JINLIANG_SMPP_URL", "")
    if not address:
        return LocalTexter()
    parts, options = urlsplit(address), parse_qs(urlsplit(address).query)
    return SmppTexter(
        parts.hostname or "", parts.port or 2775, unquote(parts.username or ""), unquote(parts.password or ""),
        options.get("source", [""])[0],
    )  # fmt: skip
