"""Two nodes over a live TLS line, with a certificate authority made for the test."""

import datetime
import ipaddress
import ssl
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.test import Client

from jinliang.kernel.exchange import rules, transports
from jinliang.kernel.exchange.models import Alarm, IncomingBundle, OutgoingBundle, Route

from .conftest import Ferry, meet

pytestmark = pytest.mark.enable_socket

DAY = datetime.timedelta(days=1)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """Issues certificates, as the authority of a government's network does."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign("Test CA", self.key.public_key(), x509.BasicConstraints(ca=True, path_length=0))

    def _sign(self, name, public_key, *extensions):
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(
            issuer_name=named("Test CA"), subject_name=named(name), public_key=public_key,
            serial_number=x509.random_serial_number(), not_valid_before=now - DAY, not_valid_after=now + DAY,
        )  # fmt: skip
        mine = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        for extension in (*extensions, x509.SubjectKeyIdentifier.from_public_key(public_key), mine):
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self.key, hashes.SHA256())

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, host, folder):
        """A file with the key and the certificate of ``host``."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        certificate = self._sign(host, key.public_key(), x509.SubjectAlternativeName([name]))
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path = folder / f"{host}.pem"
        path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, *form) + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path


class Node(ThreadingHTTPServer):
    """The other node: its door behind TLS. ``breaks`` holds (number of the request, "before" or "after" it was done)
    at which the line breaks once."""

    daemon_threads = True

    def __init__(self, certificate):
        super().__init__(("127.0.0.1", 0), Door)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.asked, self.breaks = [], set()

    def handle_error(self, request, client_address):
        """A refused handshake is what some tests want."""


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        number = len(self.server.asked)
        try:
            if (number, "before") in self.server.breaks:
                return self.cut()
            answer = Client().post(self.path, body, content_type=self.headers["Content-Type"])
        finally:
            connection.close()
        if (number, "after") in self.server.breaks:
            return self.cut()
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)
        return None

    def cut(self):
        self.close_connection = True

    def log_message(self, *args):
        pass


@contextmanager
def listening(certificate):
    node = Node(certificate)
    thread = Thread(target=node.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        Route.objects.update(transport="https", address=f"https://127.0.0.1:{node.server_port}/exchange/receive/")
        yield node
    finally:
        node.shutdown()
        node.server_close()
        thread.join()


@pytest.fixture
def authority(tmp_path, monkeypatch):
    made = Authority()
    (tmp_path / "ca.pem").write_bytes(made.pem())
    # As an administrator lets this machine trust the authority of the government's network.
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


@pytest.fixture
def line(committed_db, tmp_path, applied, monkeypatch):
    monkeypatch.setattr(rules, "PART_SIZE", 1000)
    meet()
    return Ferry(tmp_path / "disk")


def send_large(ferry):
    """A bundle of several parts."""
    ferry.send(1, files=[ferry.file(b"text " * 1000)])


def test_a_bundle_is_delivered_over_tls_and_acknowledged(line, authority, applied, tmp_path):
    with listening(authority.issue("127.0.0.1", tmp_path)) as node:
        send_large(line)
        for _ in range(3):
            transports.run()
        assert len(node.asked) > 4
    assert applied.contents == [b"text " * 1000]
    assert OutgoingBundle.objects.get(seq=1).state == "acknowledged"
    assert line.alarms() == []


@pytest.mark.parametrize("case", ["another authority", "another host"])
def test_a_wrong_certificate_is_refused_and_nothing_is_sent(line, authority, tmp_path, case):
    certificate = (
        Authority().issue("127.0.0.1", tmp_path)
        if case == "another authority"
        else authority.issue("peer.test", tmp_path)
    )
    with listening(certificate) as node:
        send_large(line)
        transports.run()
        assert node.asked == []
    assert "证书" in Alarm.objects.get(kind="transport").text
    assert not IncomingBundle.objects.exists()
    assert OutgoingBundle.objects.get().delivered_at is None


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_broken_line_is_taken_up_where_it_broke_and_nothing_is_doubled(line, authority, applied, tmp_path, moment):
    with listening(authority.issue("127.0.0.1", tmp_path)) as node:
        node.breaks = {(3, moment)}
        send_large(line)
        transports.run()
        assert "中断" in Alarm.objects.get(kind="transport").text
        assert applied.contents == []
        first = list(node.asked)
        transports.run()
        again = node.asked[len(first) :]
    # The second try opens the bundle anew and sends what the other side says it lacks: the lost part, or the next.
    assert first[1] not in again
    assert (first[2] in again) == (moment == "before")
    transports.run()
    assert applied.contents == [b"text " * 1000]
    assert IncomingBundle.objects.filter(seq=1).count() == 1
    assert IncomingBundle.objects.get(seq=1).repeats == 0
