"""Take the browser libraries out of their npm tarballs: ``python -m jinliang.ui.vendor FOLDER [LOCK]``.

``FOLDER`` holds what ``npm pack`` fetched. ``LOCK`` (SOURCES.toml beside the files) names package, version, licence,
the tarball's SHA-512 and each file taken with its SHA-256; the files are written beside it and committed, so that
neither Node nor a network is needed to run. A new version: write it into the lock without hashes and run this again.
What is bundled from several packages has a ``recipe`` in ``ui/bundles``; its built files are taken from ``FOLDER``.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tarfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

LOCK = Path(__file__).parent / "static" / "vendor" / "SOURCES.toml"
# The maps are not shipped; a line that points to one makes the storage of static files look for it.
SOURCE_MAP = re.compile(rb"^\s*(//|/\*)# sourceMappingURL=.*$", re.MULTILINE)
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@dataclass
class Package:
    """One tarball: ``files`` maps a written name to its path in the tarball, ``icons`` are gathered into ``sprite``.

    With a ``recipe``, one bundle instead, whose lock file there holds the hashes of the packages that go into it.
    """

    name: str
    version: str
    licence: str
    sha512: str = ""
    recipe: str = ""
    files: dict[str, str] = field(default_factory=dict)
    sprite: str = ""
    icons: list[str] = field(default_factory=list)
    sha256: dict[str, str] = field(default_factory=dict)

    @property
    def tarball(self) -> str:
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


def read(lock: Path = LOCK) -> list[Package]:
    return [Package(**entry) for entry in tomllib.loads(lock.read_text())["package"]]


def faults(lock: Path = LOCK) -> list[str]:
    """Which committed files are not what the lock says."""
    found = []
    for package in read(lock):
        for name, digest in package.sha256.items():
            path = lock.parent / name
            if not path.exists() or _sha256(path.read_bytes()) != digest:
                found.append(f"{name}: not the file of {package.name} {package.version}")
    return found


def unpack(folder: Path, lock: Path = LOCK) -> None:
    """Check every tarball, write its files, record the hashes in the lock."""
    packages = read(lock)
    for package in packages:
        if not package.recipe:
            _check_tarball(folder, package)
        for name, content in _contents(folder, package).items():
            (lock.parent / name).write_bytes(content)
            package.sha256[name] = _sha256(content)
    head = "".join(line for line in lock.read_text().splitlines(keepends=True) if line.startswith("#"))
    lock.write_text(head + "".join(_as_toml(package) for package in packages))


def _check_tarball(folder: Path, package: Package) -> None:
    digest = hashlib.sha512((folder / package.tarball).read_bytes()).hexdigest()
    if package.sha512 not in ("", digest):
        raise SystemExit(f"{package.tarball}: SHA-512 is not that of the lock")
    package.sha512 = digest


def _contents(folder: Path, package: Package) -> dict[str, bytes]:
    if package.recipe:
        return {name: (folder / path).read_bytes() for name, path in package.files.items()}
    with tarfile.open(folder / package.tarball) as box:
        members = {name: box.extractfile(f"package/{path}") for name, path in package.files.items()}
        taken = {name: SOURCE_MAP.sub(b"", member.read()) for name, member in members.items() if member}
        if package.sprite:
            taken[package.sprite] = _sprite(box, package.icons)
    return taken


def _sprite(box: tarfile.TarFile, icons: list[str]) -> bytes:
    """All icons in one SVG: a page asks for it once and draws each with <use>."""
    symbols = []
    for icon in icons:
        member = box.extractfile(f"package/icons/outline/{icon}.svg")
        drawing = DRAWING.search(member.read().decode()) if member else None
        if drawing is None:
            raise SystemExit(f"{icon}: no drawing in it")
        body = re.sub(r"\s+", " ", drawing[1]).strip()
        symbols.append(f'<symbol id="{icon}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'.encode()


def _as_toml(package: Package) -> str:
    lines = ["", "[[package]]"]
    for key in ("name", "version", "licence", "sha512", "recipe", "sprite"):
        if value := getattr(package, key):
            lines.append(f'{key} = "{value}"')
    if package.icons:
        rows = [package.icons[at : at + 8] for at in range(0, len(package.icons), 8)]
        lines += ["icons = [", *("    " + " ".join(f'"{icon}",' for icon in row) for row in rows), "]"]
    for key in ("files", "sha256"):
        if table := getattr(package, key):
            lines += [f"[package.{key}]", *(f'"{name}" = "{value}"' for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else LOCK)
