"""A line over TLS between two nodes: an authority made for the test, and the door of the other node."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.test import Client

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
