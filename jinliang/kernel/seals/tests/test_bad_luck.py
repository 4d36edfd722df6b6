import base64
import json
import subprocess
import sys
import threading

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction

from jinliang.base.errors import Conflict
from jinliang.kernel.seals import certificates, child, providers, services
from jinliang.kernel.seals.models import Certificate, Use
from jinliang.kernel.trace import queries as trace

SERVER = """
import base64, http.server, json, sys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
key = load_pem_private_key(sys.stdin.readline().encode().decode("unicode_escape").encode(), None)
class Door(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        signature = key.sign(base64.b64decode(asked["data"]), ec.ECDSA(hashes.SHA256()))
        body = json.dumps({"signature": base64.b64encode(signature).decode()}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Door)
print(server.server_port, flush=True)
server.serve_forever()
"""


def _to_server(seal, address):
    Certificate.objects.filter(seal=seal, algorithm="standard").update(provider="server", address=address)


@pytest.fixture
def server(committed_office):
    """A signing server that holds the key of an issued seal: (seal, its address)."""
    seal = committed_office.issued()
    label = seal.certificates.get(algorithm="standard").key_label
    private = providers.key(certificates.where() | {"label": label}).private
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(pem.replace("\n", "\\n") + "\n")
    process.stdin.flush()
    address = f"http://127.0.0.1:{process.stdout.readline().strip()}/"
    yield seal, address
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_the_key_may_live_behind_a_signing_server(server, committed_office, paper):
    seal, address = server
    _to_server(seal, address)
    assert services.verify(committed_office.affix(paper, seal).content)[0].is_valid


def test_a_signing_server_that_is_away_leaves_nothing_sealed_but_a_row_and_may_be_asked_again(
    server, committed_office, paper
):
    seal, address = server
    _to_server(seal, "http://127.0.0.1:9/")
    with pytest.raises(child.Away, match="签名服务器没有应答"), transaction.atomic():
        committed_office.affix(paper, seal)
    failed = Use.objects.get()
    assert (failed.after, failed.failure != "") == ("", True)
    assert trace.entries(f"seals.attempt/{failed.uuid}")[-1].act == "seals.use.fail"
    _to_server(seal, address)
    assert committed_office.affix(paper, seal).use.after
    assert Use.objects.count() == 2


def test_two_at_once_seal_a_document_once(committed_office, paper):
    seal, results = committed_office.issued(), []
    ready = threading.Barrier(2)

    def press():
        ready.wait()
        try:
            results.append(committed_office.affix(paper, seal).use.after)
        except Conflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(result) for result in results) == [8, 64]
    assert Use.objects.count() == 1


def test_a_transaction_that_is_lost_takes_its_ledger_row_with_it_and_may_be_repeated(committed_office, paper):
    seal = committed_office.issued()
    with transaction.atomic():
        committed_office.affix(paper, seal)
        transaction.set_rollback(True)
    assert not Use.objects.exists()
    assert committed_office.affix(paper, seal).use.after


def test_the_key_on_disk_is_encrypted_and_for_the_service_only(committed_office, tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "where", lambda: {"provider": "soft", "site": "inner", "folder": str(tmp_path)})
    committed_office.issued()
    files = list(tmp_path.glob("*.key"))
    assert len(files) == 6  # the authority, its time stamps, the seal; all three for SM2 too
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert b"PRIVATE" not in file.read_bytes()
        assert base64.b64encode(b"PRIVATE") not in file.read_bytes()
    assert json.dumps([file.name for file in files])
