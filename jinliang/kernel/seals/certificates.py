"""The built-in authority and the certificates it gives; the customer's authorities and certificates."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection, transaction

from jinliang.base import clock, installation
from jinliang.base.actor import SYSTEM, Actor
from jinliang.kernel.trace.services import append
from jinliang.ui.profile import current

from . import authority, providers, rules, telling
from .models import Authority, Certificate, Seal

NAME = f"{rules.SAMPLE}印章签发机构"
_LOCK = 0x5EA15


def where() -> dict[str, str]:
    """Where soft keys lie, as the signing child is told."""
    site = settings.JINLIANG_SITE
    return {"provider": "soft", "site": site, "folder": str(installation.var(site) / "secrets" / "seals")}


def _made_key() -> tuple[str, ec.EllipticCurvePrivateKey]:
    return providers.make_soft_key(Path(where()["folder"]), settings.JINLIANG_SITE)


def fingerprint(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()


def built_in() -> Authority:
    """This node's own authority: made, with its time stamps, when it is first asked for. Without legal effect."""
    found = Authority.objects.filter(is_built_in=True, revoked_at=None).first()
    return found or _found()


@transaction.atomic
def _found() -> Authority:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if there := Authority.objects.filter(is_built_in=True, revoked_at=None).first():
        return there
    now = clock.now()
    label, key = _made_key()
    root = authority.root(NAME, current().platform, key, now - timedelta(days=1500))
    time_label, time_key = _made_key()
    until = now + timedelta(days=365 * 10)
    of_time = authority.issue(
        f"{rules.SAMPLE}时间戳", current().platform, time_key.public_key(), now - timedelta(days=1500), until,
        authority=root, key=key, for_time=True,
    )  # fmt: skip
    made = Authority.objects.create(
        name=NAME, fingerprint=fingerprint(root), certificate=root, key_label=label,
        time_certificate=of_time, time_key_label=time_label, is_built_in=True, added_at=now,
    )  # fmt: skip
    append("seals.authority", "seals.authority.found", by=SYSTEM, facts={"fingerprint": made.fingerprint})
    telling.tell_authority(made, by=SYSTEM)
    return made


def certify(seal: Seal, until: datetime, *, by: Actor) -> Certificate:
    """A new soft key and its certificate by the built-in authority. Who calls has the right and the transaction."""
    maker, now = built_in(), clock.now()
    signing = providers.key(where() | {"label": maker.key_label})
    assert isinstance(signing, providers.SoftKey)
    label, private = _made_key()
    body = authority.issue(
        seal.name, seal.unit.name, private.public_key(), now, until,
        authority=bytes(maker.certificate), key=signing.private,
    )  # fmt: skip
    made = Certificate.objects.create(
        seal=seal, authority=maker, fingerprint=fingerprint(body), certificate=body,
        provider=Certificate.Provider.SOFT, key_label=label, since=now, until=until,
    )  # fmt: skip
    facts = {"fingerprint": made.fingerprint, "provider": made.provider}
    append(f"seals.seal/{seal.pk}", "seals.certificate.issue", by=by, facts=facts)
    telling.tell_certificates(seal, by=by)
    return made
