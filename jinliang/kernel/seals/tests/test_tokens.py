"""Keys in a device behind PKCS#11: what is lacking, anywhere; with SoftHSM and the binding, by ``pytest -m device``."""

import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

from jinliang.kernel.seals import providers, tokens

DRIVER = Path("/usr/lib/softhsm/libsofthsm2.so")
with_device = pytest.mark.device


def where(label="seal"):
    return {"provider": "pkcs11", "label": label}


def test_a_machine_without_a_driver_says_what_it_lacks(monkeypatch):
    monkeypatch.delenv(tokens.MODULE, raising=False)
    with pytest.raises(providers.Away, match=tokens.MODULE):
        providers.key(where()).sign(b"x")


def test_a_machine_without_the_binding_says_so(monkeypatch):
    monkeypatch.setenv(tokens.MODULE, "/nowhere.so")
    monkeypatch.setattr(tokens, "pkcs11", None)
    with pytest.raises(providers.Away, match="没有安装"):
        providers.key(where()).sign(b"x")


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    """A soft device with an ECDSA and an RSA key, and its environment."""
    folder = tmp_path_factory.mktemp("hsm")
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        order = ["softhsm2-util", "--init-token", "--free", "--label", "seals", "--pin", "1234", "--so-pin", "12345678"]
        subprocess.run(order, check=True, capture_output=True)
        patch.setenv(tokens.MODULE, str(DRIVER))
        patch.setenv(tokens.PIN, "1234")
        patch.setenv(tokens.TOKEN, "seals")
        yield _made()


def _made():
    made = {}
    token = tokens.pkcs11.lib(str(DRIVER)).get_token(token_label="seals")
    kinds = tokens.pkcs11.KeyType
    with token.open(user_pin="1234", rw=True) as session:
        curve = tokens.pkcs11.util.ec.encode_named_curve_parameters("secp256r1")
        parameters = session.create_domain_parameters(kinds.EC, {tokens.pkcs11.Attribute.EC_PARAMS: curve}, local=True)
        public, _ = parameters.generate_keypair(store=True, label="seal")
        made["seal"] = load_der_public_key(tokens.pkcs11.util.ec.encode_ec_public_key(public))
        public, _ = session.generate_keypair(kinds.RSA, 2048, store=True, label="rsa")
        made["rsa"] = load_der_public_key(_rsa_info(public))
    return made


def _rsa_info(public):
    return tokens.pkcs11.util.rsa.encode_rsa_public_key(public)


@with_device
def test_the_device_signs_as_its_certificate_will_be_read(device):
    signature = providers.key(where()).sign(b"x")
    device["seal"].verify(signature, b"x", ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        device["seal"].verify(signature, b"y", ec.ECDSA(hashes.SHA256()))
    device["rsa"].verify(providers.key(where("rsa")).sign(b"x"), b"x", padding.PKCS1v15(), hashes.SHA256())


@with_device
def test_a_key_that_is_not_there_and_a_wrong_pin_are_told(device, monkeypatch):
    with pytest.raises(providers.Away, match="没有唯一的密钥"):
        providers.key(where("other")).sign(b"x")
    monkeypatch.setenv(tokens.PIN, "4321")
    with pytest.raises(providers.Away, match="PIN"):
        providers.key(where()).sign(b"x")
    monkeypatch.setenv(tokens.TOKEN, "none")
    with pytest.raises(providers.Away, match="没有找到"):
        providers.key(where()).sign(b"x")
