"""What goes out of the house waits for another's server: one job for each, tried again by itself."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import job

from .channels import mailer, texter


@job(retry=5)
def deliver_mail(address: str, subject: str, text: str) -> None:
    mailer().send(address, subject, text)


@job(retry=5)
def deliver_sms(number: str, text: str) -> None:
    texter().send(number, text)
