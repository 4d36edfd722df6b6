"""What this app asks of the kernels: who may see the files of an application, a letter, an invitation."""

from __future__ import annotations

from jinliang.base.actor import Actor
from jinliang.kernel.files import registry as files

from . import queries


def _opened(prefix: str) -> None:
    def sees(actor: Actor, key: str) -> bool:
        return f"{prefix}/{key}" in actor.keys

    files.sight(prefix, sees, is_sensitive=True)


_opened(queries.APPLICATION)
_opened(queries.INVITATION)
files.sight(queries.LETTER, queries.sees_letter)
files.sight("disclosure_outer.report", lambda actor, key: True)  # noqa: ARG005 - published for everyone
