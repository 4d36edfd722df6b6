"""Keys of the tests alone."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jinliang.base.keys import key_id_of


class MemoryKey:
    def __init__(self):
        self._private = Ed25519PrivateKey.generate()

    @property
    def public_bytes(self):
        return self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def key_id(self):
        return key_id_of(self.public_bytes)

    def sign(self, data):
        return self._private.sign(data)
