"""Tables and static files of the site as this version of the code wants them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jinliang.kernel.flow import versions as flows
from jinliang.kernel.forms import services as forms


def pending() -> list[str]:
    """Migrations that the database lacks, as "app.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> list[str]:
    """Apply what is pending and publish the flows and forms that the code declares. Returns what was applied.

    This process must be the owner's (JINLIANG_ROLE=owner).
    """
    plan = pending()
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    flows.publish_all()
    forms.publish_declared()
    return plan


def collect_static() -> bool:
    """Gather, fingerprint and compress the static files; False when nothing changed since the last time."""
    stamp = Path(str(settings.STATIC_ROOT)) / ".stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    return True


def _static_state() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
