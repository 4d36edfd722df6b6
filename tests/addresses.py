"""Where the tests' databases are. A plugin, not part of conftest: pytest-django reads the settings before conftest.

The cluster is JINLIANG_TEST_ADMIN_URL (a superuser's address).
"""

from __future__ import annotations

import os

from psycopg.conninfo import make_conninfo

SECRET = "0f" * 32
ADMIN = os.environ["JINLIANG_TEST_ADMIN_URL"]
LABEL = os.environ.get("JINLIANG_TEST_LABEL", "local")
_process = "main"


def own_name() -> str:
    """The database of this process; those made beside it begin with the same."""
    return f"jinliang_test_{LABEL}_{_process}"


def url(user: str, database: str = "") -> str:
    return make_conninfo(ADMIN, user=user, password="example", dbname=database or own_name())


def become(process: str) -> None:
    """Have a database of one's own from now on; the programs that a test starts have the same."""
    global _process
    _process = process
    for site in ("INNER", "OUTER"):
        os.environ[f"DATABASE_URL_{site}"] = url("jinliang_app")
        os.environ[f"DATABASE_OWNER_URL_{site}"] = url("jinliang_owner")


os.environ.setdefault("JINLIANG_SECRET_KEY", SECRET)
os.environ.setdefault("JINLIANG_DATA_KEY", SECRET)
become(_process)
