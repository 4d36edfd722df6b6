"""Which version of the code a database was prepared for, kept in the database itself, so that a restored one tells it.

Asking costs one look at the files; ``migrate`` costs the whole of Django and every migration. What is compared is all
that ``migrate`` reads: code, templates, static files, requirements, the institution's own pictures.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from jinliang.base import installation

READ = "SELECT obj_description('public'::regnamespace, 'pg_namespace')"


def is_current(site: str) -> bool:
    """Whether ``migrate`` has nothing to do for this site."""
    if not (installation.var(site) / "static" / ".stamp").exists():
        return False
    with psycopg.connect(installation.database_url(site, "owner")) as connection:
        found = connection.execute(READ).fetchone()
    return found == (state(),)


def note(site: str) -> None:
    """``migrate`` has been here with this code."""
    with psycopg.connect(installation.database_url(site, "owner"), autocommit=True) as connection:
        connection.execute(sql.SQL("COMMENT ON SCHEMA public IS {}").format(sql.Literal(state())))


def state() -> str:
    digest = hashlib.sha256()
    for path in sorted(_files()):
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files() -> list[Path]:
    """Without what Python and editors leave behind."""
    tops = (installation.ROOT / "jinliang", installation.var() / "brand")
    found = [path for top in tops for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return [*found, installation.ROOT / "requirements" / "run.txt"]
