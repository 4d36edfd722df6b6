"""Pictures for tests."""

from __future__ import annotations

import struct
import zlib


def huge(width: int = 20_000, height: int = 10_001) -> bytes:
    """The head of a PNG that says how large it is: nobody who looks at that first unpacks what follows."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + head
        + struct.pack(">I", zlib.crc32(head))
        + b"\0\0\0\1IDAT0\0\0\0\0"
    )
