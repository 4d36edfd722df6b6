"""The OFD of a sealed original: the same sheets, sealed with SM2 by the same press, kept beside the PDF."""

from __future__ import annotations

from dataclasses import dataclass

from jinliang.kernel.files import queries as stored
from jinliang.kernel.files.queries import File
from jinliang.kernel.seals import queries as pressed
from jinliang.kernel.seals.services import Ofd

from .models import Outgoing


@dataclass(frozen=True, slots=True)
class Shown:
    """The file to be taken, or why there is none."""

    file: File | None
    failure: str


def asked(outgoing: Outgoing) -> Ofd:
    """For the next press: on the OFD that bears those before it."""
    found = file_of(outgoing)
    return Ofd(outgoing.unit.name, stored.content(found) if found else b"")


def shown(outgoing: Outgoing) -> Shown | None:
    """None for what was sealed before there were OFDs."""
    form = pressed.second_form(outgoing.subject)
    return Shown(file_of(outgoing), form.failure) if form else None


def file_of(outgoing: Outgoing) -> File | None:
    """By its digest in the ledger: the one that bears the last seal."""
    form = pressed.second_form(outgoing.subject)
    if form is None or not form.sha256:
        return None
    return next((one for one in stored.of(outgoing.subject) if one.blob_id == form.sha256), None)


def name_of(original: File) -> str:
    return original.name.removesuffix(".pdf") + ".ofd"
