"""查验码: ten characters on a sealed document, by which anybody who holds it finds what was sealed.

A code is told to nobody but who has the paper; wrong ones are counted by address, and all are answered alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from jinliang.base import cipher, clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal

from . import telling
from .models import Certificate, CertificateCopy, Use, UseCopy, WrongCode

# A code has 31 ** 10 forms; ten wrong ones in an hour from one address are no typing errors.
WRONG_CODES, WITHIN = 10, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Found:
    """Who sealed which document, and when; ``fault`` when its certificate was revoked before."""

    title: str
    seal_name: str
    unit_name: str
    at: datetime
    sha256: str
    is_sample: bool
    fault: str
    ofd_sha256: str = ""


def grouped(code: str) -> str:
    """As it is printed and read out: ABCD-EFG-HJK."""
    return f"{code[:4]}-{code[4:7]}-{code[7:]}"


def find(code: str, *, by: Actor) -> Found:
    """What was sealed under ``code``; Missing for any other, and a pause after too many of those."""
    with transaction.atomic():
        tried = WrongCode.objects.filter(address=by.address, at__gte=clock.now() - WITHIN).count()
        if tried >= WRONG_CODES:
            why = f"同一地址一小时内最多输错{WRONG_CODES}次"
            raise Refusal("查验次数过多", why, "请一小时后再试，或上传文件查验", field="code")
        plain = "".join(code.upper().split()).replace("-", "")
        found = _own(plain) if settings.JINLIANG_SITE == "inner" else _told(plain)
        if found:
            return found
        WrongCode.objects.filter(at__lt=clock.now() - 2 * WITHIN).delete()
        WrongCode.objects.create(address=by.address, at=clock.now())
    raise Refusal(
        "没有找到这个查验码", "查验码印在盖章的文件上，共10位", "请核对后重新输入，或上传文件查验", field="code"
    )


def _own(code: str) -> Found | None:
    use = Use.objects.select_related("seal__unit", "certificate").filter(code=code, failure="").first()
    if use is None:
        return None
    fault = _fault(use.certificate, use.at)
    # Of several that lie on one document the last has its code: all are named.
    all_uses = Use.objects.select_related("seal__unit").filter(ground=use.ground, failure="", at__lte=use.at)
    named = [one.seal for one in all_uses.order_by("at", "pk")] if use.ground else [use.seal]
    names, units = "、".join(seal.name for seal in named), "、".join(seal.unit.name for seal in named)
    return Found(use.title, names, units, use.at, use.after, use.seal.is_sample, fault, use.ofd_after)


def _told(code: str) -> Found | None:
    use = UseCopy.objects.filter(code_digest=cipher.equality(code, settings.JINLIANG_SITE)).first()
    if use is None:
        return None
    copy = CertificateCopy.objects.filter(fingerprint=use.fingerprint).first()
    is_sample = bool(copy and copy.is_sample)
    return Found(use.title, use.seal_name, use.unit_name, use.at, use.sha256, is_sample, _fault(copy, use.at))


def _fault(certificate: Certificate | CertificateCopy | None, at: datetime) -> str:
    if certificate and certificate.revoked_at and at >= certificate.revoked_at:
        return f"印章证书在用印前已吊销：{certificate.reason}"
    return ""


@transaction.atomic
def release(use: Use, *, by: Actor) -> None:
    """The document goes out to the public: its code is good on the outer site too. Once."""
    locked = Use.objects.select_for_update(of=("self",)).select_related("seal__unit", "certificate").get(pk=use.pk)
    if locked.released_at or not locked.code:
        return
    locked.released_at = clock.now()
    locked.save(update_fields=["released_at"])
    telling.tell_use(locked, by=by)
