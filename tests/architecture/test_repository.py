"""What may stand in the repository."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pytest

from . import tree

VENDOR = tree.PRODUCT / "ui" / "static" / "vendor"
# Assembled here, so that this file does not hold what it forbids.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org")
PATHS = re.compile(r"(?<![\w.}])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+)/")
MARKS = re.compile(r"(?:绝密|机密|秘密)\s*" + "★|^(?:绝密|机密|秘密)$", re.M)


def packages() -> list[dict[str, object]]:
    listed: list[dict[str, object]] = tomllib.loads((VENDOR / "SOURCES.toml").read_text())["package"]
    return listed


@pytest.mark.parametrize("package", packages(), ids=lambda package: package["name"])
def test_vendored_files_are_what_was_vendored(package: dict[str, object]) -> None:
    assert package["licence"]
    hashes = package["sha256"]
    assert isinstance(hashes, dict)
    assert hashes
    for name, digest in hashes.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_has_its_source() -> None:
    listed = {name for package in packages() for name in package["sha256"]}  # type: ignore[attr-defined]
    assert {path.name for path in VENDOR.iterdir() if path.is_file()} - {"SOURCES.toml"} == listed


def test_no_address_of_a_package_registry_is_written_down() -> None:
    found = [f"{tree.name(path)}: {host}" for path, text in tree.text_files() for host in HOSTS if host in text]
    assert found == []


def test_no_path_of_a_machine_is_written_down() -> None:
    found = [f"{tree.name(path)}: {hit.group()}" for path, text in tree.text_files() if (hit := PATHS.search(text))]
    assert found == []


def test_no_secrecy_mark_stands_where_a_mark_stands() -> None:
    assert [tree.name(path) for path, text in tree.text_files() if MARKS.search(text)] == []


def test_requirements_are_hashed() -> None:
    for path in (tree.ROOT / "requirements").glob("*.txt"):
        lines = [line for line in path.read_text().splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert lines
        assert all(line.endswith("\\") for line in lines), path.name
