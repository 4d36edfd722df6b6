"""Where the tests' databases are. A plugin, not part of conftest: pytest-django reads the settings before conftest.

The cluster is JINLIANG_TEST_ADMIN_URL (a superuser's address).
"""

from __future__ import annotations

import os

from psycopg.conninfo import make_conninfo

SECRET = "0f" * 32
ADMIN = os.environ["JINLIANG_TEST_ADMIN_URL"]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
LABEL = os.environ.get("JINLIANG_TEST_LABEL", "local")
NAME = f"jinliang_test_{LABEL}_{WORKER}"


def url(user: str, name: str = NAME) -> str:
    return make_conninfo(ADMIN, user=user, password="example", dbname=name)


os.environ.setdefault("JINLIANG_SECRET_KEY", SECRET)
os.environ.setdefault("JINLIANG_DATA_KEY", SECRET)
for _site in ("INNER", "OUTER"):
    os.environ[f"DATABASE_URL_{_site}"] = url("jinliang_app")
    os.environ[f"DATABASE_OWNER_URL_{_site}"] = url("jinliang_owner")
