"""A time-stamped PAdES signature with its impression on a document of two pages, and checking it, as the signing child
does both: the keys are held, the file is read, nothing is asked of the database. Processor time of this process."""

from __future__ import annotations

import time
from datetime import timedelta

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bench.measure import ROUNDS, median, timed
from jinliang.base import clock
from jinliang.kernel.seals import authority, checking, drawing, rules, signing, timestamps
from jinliang.kernel.typesetting.typeset import LETTER, typeset

BOX = signing.Box(1, 120, 180, 42, 42)
WORDS = "各单位要切实加强组织领导，明确任务的责任单位和办结时限，确保各项工作落到实处。"


class Key:
    """A key that is held, as the child holds it."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


class Bench:
    def __init__(self) -> None:
        self.now = clock.now().replace(microsecond=0)
        self.key, self.of_time, maker = Key(), Key(), Key()
        until = self.now + timedelta(days=365)
        self.root = authority.root("测速机构", "测速", maker.private, self.now)
        given = {"authority": self.root, "key": maker.private}
        public, of_time = self.key.private.public_key(), self.of_time.private.public_key()
        self.certificate = authority.issue("测速单位", "测速", public, self.now, until, **given)  # type: ignore[arg-type]
        stamped = authority.issue("时间戳", "测速", of_time, self.now, until, for_time=True, **given)  # type: ignore[arg-type]
        self.stamped = x509.Certificate.load(stamped)
        self.picture = drawing.draw(rules.KINDS["unit"], "示例县林业局", 42, 42, is_sample=True)

    def seal(self, document: bytes) -> bytes:
        root = x509.Certificate.load(self.root)
        times = timestamps.NodeTimeStamper(self.stamped, root, self.of_time, self.now)
        stamp = signing.Stamp("Seal", self.certificate, (self.root,), self.picture, "示例县林业局", "测速", self.now)
        return signing.seal(document, stamp, [BOX], self.key, times, perforated=False)

    def check(self, document: bytes) -> None:
        (found,) = checking.check(document, [self.root], self.now)
        assert found["is_intact"]
        assert found["is_trusted"]


def measure(quick: bool) -> dict[str, float]:
    calls, bench = 5 if quick else 25, Bench()
    document = typeset(LETTER, letter(), at=bench.now)
    sealed = bench.seal(document)
    bench.check(sealed)
    rounds = range(3 if quick else ROUNDS)
    made = [calls / timed(lambda: [bench.seal(document) for _ in range(calls)], time.process_time) for _ in rounds]
    seen = [calls / timed(lambda: [bench.check(sealed) for _ in range(calls)], time.process_time) for _ in rounds]
    return {"seal.pades_per_cpu_s": median(made), "seal.verify_per_cpu_s": median(seen)}


def letter() -> dict[str, object]:
    block = {"kind": "paragraph", "runs": [{"text": WORDS * 12}]}
    return {
        "title": "关于做好某项工作的通知", "number": "示林发〔2026〕18号", "addressee": "局属各单位",
        "blocks": [block] * 3,
        "signer": "示例县林业局", "date": "2026年11月22日",
    }  # fmt: skip
