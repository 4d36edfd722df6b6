"""A program that dies by SIGKILL in the act that it is told on its input, when all is written and nothing committed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from uuid import UUID

import django
from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

if not apps.ready:
    django.setup()

from jinliang.base.actor import Actor
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.kernel.seals import certificates
from jinliang.subsystems.document_exchange.services import sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import finishing, sealing


def number(outgoing: Outgoing, by: Actor, item: str) -> None:
    finishing.number(outgoing, int(item), by=by, key="number")


def seal(outgoing: Outgoing, by: Actor, item: str, seal_id: str) -> None:
    sealing.affix(outgoing, int(item), int(seal_id), by=by, key="seal")


def send(outgoing: Outgoing, by: Actor, uuid: str, unit: str) -> None:
    sending.send(parcel_of(outgoing, int(unit)), uuid=UUID(uuid), by=by)


def parcel_of(outgoing: Outgoing, unit: int) -> Parcel:
    to, source = [Addressed(unit)], outgoing.subject
    return Parcel(
        outgoing.unit_id, outgoing.title, "通知", outgoing.file, outgoing.number, source=source, recipients=to
    )


ACTS: dict[str, Callable[..., None]] = {"number": number, "seal": seal, "send": send}


def die(_database: BaseDatabaseWrapper) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    user, keys = int(sys.argv[1]), sys.argv[2]
    certificates.where = lambda: {"provider": "soft", "site": "inner", "folder": keys}
    for line in sys.stdin:
        act, uuid, *given = line.split()
        if (child := os.fork()) == 0:
            by, outgoing = identity.actor_for(org.user(user)), Outgoing.objects.get(uuid=uuid)
            BaseDatabaseWrapper._commit = die
            ACTS[act](outgoing, by, *given)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.WTERMSIG(status)}\n")
        sys.stdout.flush()
