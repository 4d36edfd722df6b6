"""Scanning by a ClamAV daemon (INSTREAM), over TCP or a local socket."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

log = logging.getLogger(__name__)

TIMEOUT = 30.0
_BLOCK = 1 << 17


class ClamAV:
    """A scanner for ``registry.scanner``; ``address`` is "host:port" or "unix:/path"."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __call__(self, path: Path) -> str | None:
        """What was found, "" for clean, None when the daemon could not be asked."""
        try:
            with self._connect() as daemon:
                daemon.sendall(b"zINSTREAM\0")
                with path.open("rb") as file:
                    while block := file.read(_BLOCK):
                        daemon.sendall(len(block).to_bytes(4, "big") + block)
                daemon.sendall(bytes(4))
                answer = daemon.recv(4096).decode(errors="replace").strip("\0\n ")
        except OSError:
            log.exception("the virus scanner at %s does not answer", self._address)
            return None
        if answer.endswith("FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        return "" if answer.endswith("OK") else None

    def _connect(self) -> socket.socket:
        if self._address.startswith("unix:"):
            local = socket.socket(socket.AF_UNIX)
            local.settimeout(TIMEOUT)
            try:
                local.connect(self._address.removeprefix("unix:"))
            except OSError:
                local.close()
                raise
            return local
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host, int(port)), TIMEOUT)
