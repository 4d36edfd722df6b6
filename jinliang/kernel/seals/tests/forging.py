"""Sealing without the services: what another house makes, or what ours would have refused."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from jinliang.base import clock
from jinliang.kernel.seals import authority, drawing, rules, signing, timestamps
from jinliang.kernel.seals.gm import certificates as gm
from jinliang.kernel.seals.gm import sealing, ses, sm2
from jinliang.kernel.seals.gm.timestamps import NodeSm2TimeStamper
from jinliang.kernel.typesetting.ofd import convert, package


class Held:
    """A key in memory."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())

    def sign(self, data):
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


class Mint:
    """An authority with its time stamps."""

    def __init__(self, name="别处的机构"):
        self.name, self.key, self.time = name, Held(), Held()
        began = clock.now() - timedelta(days=800)
        self.root = authority.root(name, "别处", self.key.private, began)
        self.of_time = self._issued(self.time, began, began + timedelta(days=3000), for_time=True)

    def _issued(self, held, since, until, **more):
        public = held.private.public_key()
        return authority.issue(
            "甲县政务公开科", "甲县", public, since, until, authority=self.root, key=self.key.private, **more
        )

    def sealed(self, paper, *, at=None, until=None):
        """(the document, the fingerprint of the certificate that sealed it)"""
        at = (at or clock.now()).replace(microsecond=0)
        held = Held()
        body = self._issued(held, at - timedelta(days=600), until or at + timedelta(days=600))
        times = timestamps.NodeTimeStamper(
            x509.Certificate.load(self.of_time), x509.Certificate.load(self.root), self.time, at
        )
        picture = drawing.draw(rules.KINDS["unit"], "甲县", 42, 42, is_sample=True)
        stamp = signing.Stamp("Seal-forged", body, (self.root,), picture, "甲县政务公开科", "", at)
        content = signing.seal(paper, stamp, [signing.Box(1, 20, 20, 42, 42)], held, times, perforated=False)
        return content, hashlib.sha256(body).hexdigest()


class Sm2Mint:
    """The same with SM2 keys, for OFDs."""

    def __init__(self, name="示例印章签发机构（国密）"):
        self.name, self.key, self.time = name, sm2.generate(), sm2.generate()
        self.began = clock.now() - timedelta(days=800)
        self.root = gm.root(name, "别处", self.key, self.began)
        self.of_time = self._issued(self.time, for_time=True)

    def _issued(self, held, **more):
        until = self.began + timedelta(days=3000)
        return gm.issue(
            "甲县政务公开科", "甲县", held.public, self.began, until, authority=self.root, key=self.key, **more
        )

    def sealed(self, pdf):
        """(the OFD of ``pdf``, the fingerprint of the certificate that sealed it)"""
        now, held = clock.now().replace(microsecond=0), sm2.generate()
        body = self._issued(held)
        picture = drawing.draw(rules.KINDS["unit"], "甲县", 42, 42, is_sample=True)
        until = self.began + timedelta(days=3000)
        made = ses.Made("0" * 32, "甲县政务公开科", False, body, picture, 42, 42, self.began, until)
        stamp = sealing.Stamp(ses.make(made, self.root, self.key), body, now)
        times = NodeSm2TimeStamper(
            x509.Certificate.load(self.of_time), x509.Certificate.load(self.root), self.time, now
        )
        files = convert.of_pdf(pdf, title="测试文件", author="甲县", on=now)
        sealed = sealing.seal(files, stamp, [sealing.Place(1, (20, 20, 42, 42))], held, times)
        return package.pack(sealed), hashlib.sha256(body).hexdigest()
