"""What the customer brings: authorities that are believed from now on, and certificates whose keys lie in his devices.

The security administrator enters the authority, who makes the seals the certificate: never one person alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.trace.services import append
from jinliang.kernel.trust.services import SECURITY_ADMIN

from . import keeping, telling, tokens
from .certificates import electronic_seal, fingerprint
from .flow import MAKER
from .gm import certificates as gm
from .models import Algorithm, Authority, Certificate, Seal

State = Seal.State
LARGEST = 20_000
_ALGORITHMS = "支持 RSA、ECDSA 和国密 SM2"


@transaction.atomic
def trust_authority(name: str, certificate: bytes, *, by: Actor) -> Authority:
    """Believe certificates that this one signed. Refuses what is no certificate of an authority, or has run out."""
    by.require(SECURITY_ADMIN, "安全管理")
    found = _loaded(certificate)
    if not found.is_authority:
        raise Refusal(
            "这不是签发机构的证书", "没有签发证书的用途", "请向认证机构索取签发印章证书的上级证书", field="certificate"
        )
    if not found.since <= clock.now() < found.until:
        raise Refusal("这份证书不在有效期内", field="certificate")
    if Authority.objects.filter(fingerprint=fingerprint(found.body)).exists():
        raise Conflict("这个签发机构已经登记")
    made = Authority.objects.create(
        name=name.strip()[:100], algorithm=found.algorithm, fingerprint=fingerprint(found.body),
        certificate=found.body, added_at=clock.now(),
    )  # fmt: skip
    append(
        "seals.authority", "seals.authority.trust", by=by, facts={"name": made.name, "fingerprint": made.fingerprint}
    )
    telling.tell_authority(made, by=by)
    return made


@transaction.atomic
def distrust_authority(authority_id: int, reason: str, *, by: Actor) -> None:
    """Believe it no longer: documents sealed under it are told to be of an unknown authority."""
    by.require(SECURITY_ADMIN, "安全管理")
    if not reason.strip():
        raise Refusal("请填写原因", field="reason")
    found = Authority.objects.select_for_update().filter(pk=authority_id).first()
    if found is None:
        raise Missing
    if found.revoked_at:
        raise Conflict("已经停止信任")
    found.revoked_at, found.reason = clock.now(), reason.strip()[:200]
    found.save(update_fields=["revoked_at", "reason"])
    facts = {"name": found.name, "fingerprint": found.fingerprint, "reason": found.reason}
    append("seals.authority", "seals.authority.distrust", by=by, facts=facts)
    telling.tell_authority(found, by=by)


@transaction.atomic
def enter_certificate(
    seal_id: int, certificate: bytes, *, provider: str, key_label: str, address: str = "", by: Actor
) -> Certificate:
    """The customer's certificate of an approved seal, or a new one of a seal in use; the one before it is revoked. A
    seal has one for PDFs and, where it is also to be pressed on OFDs, one with an SM2 key."""
    seal = keeping.locked(seal_id)
    if not keeping.oversees(seal, by, MAKER.key):
        raise NotAllowed("登记证书由印章制作人办理")
    if seal.is_sample or seal.state not in (State.APPROVED, State.ISSUED):
        raise Refusal("这枚印章不能登记证书", "只有已批准的正式印章才登记认证机构的证书")
    found = _loaded(certificate)
    _check_device(provider, key_label, address, found.algorithm)
    authority = _authority_of(found)
    if not found.since <= clock.now() < found.until:
        raise Refusal("这份证书不在有效期内", way_out="请使用当前有效的证书", field="certificate")
    if Certificate.objects.filter(fingerprint=fingerprint(found.body)).exists():
        raise Conflict("这份证书已经登记在一枚印章上")
    replaced = seal.certificates.filter(algorithm=found.algorithm, revoked_at=None)
    replaced.update(revoked_at=clock.now(), reason="换发证书")
    is_sm2 = found.algorithm == Algorithm.SM2
    made = Certificate.objects.create(
        electronic_seal=electronic_seal(seal, found.body, (found.since, found.until)) if is_sm2 else b"",
        seal=seal, authority=authority, algorithm=found.algorithm, fingerprint=fingerprint(found.body),
        certificate=found.body, provider=provider, key_label=key_label.strip(), address=address.strip(),
        since=found.since, until=found.until,
    )  # fmt: skip
    if seal.state == State.ISSUED and made.algorithm == Algorithm.STANDARD:
        seal.valid_until = made.until
        seal.save(update_fields=["valid_until"])
    facts = {"fingerprint": made.fingerprint, "provider": provider, "until": made.until.isoformat()}
    append(f"seals.seal/{seal.pk}", "seals.certificate.enter", by=by, facts=facts)
    telling.tell_certificates(seal, by=by)
    return made


def _check_device(provider: str, key_label: str, address: str, algorithm: str) -> None:
    if provider not in (Certificate.Provider.SERVER, Certificate.Provider.PKCS11):
        raise Refusal("正式印章的密钥须在密码设备或签名服务器中", "软密钥没有法律效力", field="provider")
    if not key_label.strip():
        raise Refusal("请填写密钥编号", field="key_label")
    if provider == Certificate.Provider.PKCS11:
        _check_token(algorithm)
        return
    parts = urlsplit(address.strip())
    is_local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        raise Refusal("签名服务器地址须以 https:// 开头", "要签名的内容不能明文经过网络", field="address")


@dataclass(frozen=True, slots=True)
class _Brought:
    """A certificate as it was brought, read."""

    body: bytes
    algorithm: str
    is_authority: bool
    since: datetime
    until: datetime


def _check_token(algorithm: str) -> None:
    if why := tokens.lacking():
        raise Refusal(f"本机{why}", way_out="请通过签名服务器接入该设备，或联系系统管理员安装", field="provider")
    if algorithm == Algorithm.SM2:
        why = "国密算法在 PKCS#11 中没有统一的标识"
        raise Refusal("国密密钥不能通过 PKCS#11 使用", why, "请通过签名服务器接入该设备", field="provider")


def _loaded(certificate: bytes) -> _Brought:
    """PEM or DER."""
    try:
        if len(certificate) > LARGEST:
            raise ValueError
        is_text = certificate.lstrip().startswith(b"-----BEGIN")
        found = (x509.load_pem_x509_certificate if is_text else x509.load_der_x509_certificate)(certificate)
        body = found.public_bytes(Encoding.DER)
        algorithm = gm.algorithm_of(body)
        is_known = algorithm == Algorithm.SM2 or isinstance(
            found.public_key(), rsa.RSAPublicKey | ec.EllipticCurvePublicKey
        )
    except UnsupportedAlgorithm as fault:
        raise Refusal("证书的算法不受支持", _ALGORITHMS, field="certificate") from fault
    except (ValueError, TypeError) as fault:
        raise Refusal("不是可以识别的证书", way_out="请上传 PEM 或 DER 格式的证书文件", field="certificate") from fault
    if not is_known:
        raise Refusal("证书的算法不受支持", _ALGORITHMS, field="certificate")
    held = (found.not_valid_before_utc.astimezone(UTC), found.not_valid_after_utc.astimezone(UTC))
    return _Brought(body, algorithm, _is_authority(found), *held)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _authority_of(found: _Brought) -> Authority:
    for one in Authority.objects.filter(is_built_in=False, algorithm=found.algorithm, revoked_at=None):
        if _is_issued_by(found, bytes(one.certificate)):
            return one
    raise Refusal(
        "这份证书的签发机构没有登记",
        "只能使用已登记的认证机构签发的证书",
        "请安全管理员先登记该机构的证书",
        field="certificate",
    )


def _is_issued_by(found: _Brought, authority: bytes) -> bool:
    if found.algorithm == Algorithm.SM2:
        return gm.is_issued_by(found.body, authority)
    try:
        loaded = x509.load_der_x509_certificate(found.body)
        loaded.verify_directly_issued_by(x509.load_der_x509_certificate(authority))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
