"""Six steps by viewflow: each is run as its own request would, one transaction with the process locked."""

from __future__ import annotations

import os
from importlib import import_module

import django
from answering import answer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

PARTS = conninfo_to_dict(os.environ["BENCH_URL"])
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": PARTS["dbname"],
            "USER": PARTS["user"],
            "HOST": PARTS["host"],
            "PORT": PARTS["port"],
            "CONN_MAX_AGE": 600,
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow", "sixflow"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SECRET_KEY="bench",
    USE_TZ=True,
)
django.setup()
SixFlow = import_module("sixflow.flows").SixFlow

TASKS = ("draft", "sign1", "sign2", "sign3", "issue", "send")


def one_case() -> None:
    process = SixFlow.start.run()
    for name in TASKS:
        node = getattr(SixFlow, name)
        task = SixFlow.task_class.objects.get(process_id=process.pk, flow_task=node, finished__isnull=True)
        node.run(task)


def main() -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    answer(one_case, backend)


if __name__ == "__main__":
    main()
