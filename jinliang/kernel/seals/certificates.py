"""The built-in authorities, one for each algorithm, and the certificates they give."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection, transaction

from jinliang.base import clock, installation
from jinliang.base.actor import SYSTEM, Actor
from jinliang.kernel.trace.services import append
from jinliang.ui.profile import current

from . import authority, child, providers, rules, telling
from .gm import certificates as gm
from .gm import ses, sm2
from .models import Authority, Certificate, Seal

NAME = f"{rules.SAMPLE}印章签发机构"
SM2_NAME = f"{NAME}（国密）"
_LOCK = 0x5EA15


def where() -> dict[str, str]:
    """Where soft keys lie, as the signing child is told."""
    site = settings.JINLIANG_SITE
    return {"provider": "soft", "site": site, "folder": str(installation.var(site) / "secrets" / "seals")}


def key_of(certificate: Certificate) -> dict[str, str]:
    """The key behind a certificate, as the signing child is told."""
    own = {"provider": certificate.provider, "label": certificate.key_label, "address": certificate.address}
    return where() | own | {"algorithm": certificate.algorithm}


def times_of(of_time: Authority) -> dict[str, str]:
    """Who says at what time it was, as the signing child is told."""
    return where() | {
        "label": of_time.time_key_label,
        "certificate": child.encoded(of_time.time_certificate), "authority": child.encoded(of_time.certificate),
    }  # fmt: skip


def _made_key() -> tuple[str, ec.EllipticCurvePrivateKey]:
    return providers.make_soft_key(Path(where()["folder"]), settings.JINLIANG_SITE)


def _made_sm2_key() -> tuple[str, sm2.SoftSm2]:
    return providers.make_soft_sm2_key(Path(where()["folder"]), settings.JINLIANG_SITE)


def fingerprint(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()


def built_in(algorithm: str = rules.STANDARD) -> Authority:
    """This node's own authority: made, with its time stamps, when it is first asked for. Without legal effect."""
    return _there(algorithm) or _found(algorithm)


def _there(algorithm: str) -> Authority | None:
    return Authority.objects.filter(is_built_in=True, algorithm=algorithm, revoked_at=None).first()


@transaction.atomic
def _found(algorithm: str) -> Authority:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if there := _there(algorithm):
        return there
    now = clock.now()
    facts = _standard_facts(now) if algorithm == rules.STANDARD else _sm2_facts(now)
    made = Authority.objects.create(
        algorithm=algorithm, fingerprint=fingerprint(facts["certificate"]), is_built_in=True, added_at=now, **facts
    )
    append("seals.authority", "seals.authority.found", by=SYSTEM, facts={"fingerprint": made.fingerprint})
    telling.tell_authority(made, by=SYSTEM)
    return made


_TIME = f"{rules.SAMPLE}时间戳"


def _standard_facts(now: datetime) -> dict[str, Any]:
    (label, key), (time_label, time_key) = _made_key(), _made_key()
    since, until = now - timedelta(days=1500), now + timedelta(days=365 * 10)
    root = authority.root(NAME, current().platform, key, since)
    of_time = authority.issue(
        _TIME, current().platform, time_key.public_key(), since, until, authority=root, key=key, for_time=True
    )
    return {
        "name": NAME, "certificate": root, "key_label": label, "time_certificate": of_time,
        "time_key_label": time_label,
    }  # fmt: skip


def _sm2_facts(now: datetime) -> dict[str, Any]:
    (label, key), (time_label, time_key) = _made_sm2_key(), _made_sm2_key()
    since, until = now - timedelta(days=1500), now + timedelta(days=365 * 10)
    root = gm.root(SM2_NAME, current().platform, key, since)
    of_time = gm.issue(_TIME, current().platform, time_key.public, since, until, authority=root, key=key, for_time=True)
    return {
        "name": SM2_NAME, "certificate": root, "key_label": label, "time_certificate": of_time,
        "time_key_label": time_label,
    }  # fmt: skip


def certify(seal: Seal, until: datetime, *, by: Actor) -> Certificate:
    """A new soft key and its certificate by the built-in authority. Who calls has the right and the transaction, and
    tells the outer site."""
    maker, now = built_in(), clock.now()
    signing = providers.key(where() | {"label": maker.key_label})
    assert isinstance(signing, providers.SoftKey)
    label, private = _made_key()
    body = authority.issue(
        seal.name, seal.unit.name, private.public_key(), now, until,
        authority=bytes(maker.certificate), key=signing.private,
    )  # fmt: skip
    return _kept(seal, maker, body, label, (now, until), by)


def certify_sm2(seal: Seal, until: datetime, *, by: Actor) -> Certificate:
    """The same with an SM2 key, for the seal on an OFD."""
    maker, now = built_in(rules.SM2), clock.now()
    signing = providers.key(where() | {"label": maker.key_label})
    assert isinstance(signing, sm2.SoftSm2)
    label, private = _made_sm2_key()
    body = gm.issue(
        seal.name, seal.unit.name, private.public, now, until, authority=bytes(maker.certificate), key=signing
    )
    return _kept(seal, maker, body, label, (now, until), by)


def electronic_seal(seal: Seal, certificate: bytes, held: tuple[datetime, datetime]) -> bytes:
    """电子印章数据 (GB/T 38540) for this certificate, made by the built-in authority."""
    maker = built_in(rules.SM2)
    ordered = ses.Made(
        seal.uuid.hex, seal.name, seal.kind in rules.PERSONAL, certificate, bytes(seal.picture), seal.width_mm,
        seal.height_mm, *held,
    )  # fmt: skip
    return ses.make(ordered, bytes(maker.certificate), providers.key(where() | {"label": maker.key_label}))


def _kept(
    seal: Seal, maker: Authority, body: bytes, label: str, held: tuple[datetime, datetime], by: Actor
) -> Certificate:
    made = Certificate.objects.create(
        electronic_seal=electronic_seal(seal, body, held) if maker.algorithm == rules.SM2 else b"",
        seal=seal, authority=maker, algorithm=maker.algorithm, fingerprint=fingerprint(body), certificate=body,
        provider=Certificate.Provider.SOFT, key_label=label, since=held[0], until=held[1],
    )  # fmt: skip
    facts = {"fingerprint": made.fingerprint, "provider": made.provider, "algorithm": made.algorithm}
    append(f"seals.seal/{seal.pk}", "seals.certificate.issue", by=by, facts=facts)
    return made
