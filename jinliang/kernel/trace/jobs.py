"""What the trace needs from time to time."""

from __future__ import annotations

from django.db import connection

from jinliang.base import clock
from jinliang.kernel.outbox.jobs import periodic


@periodic("23 2 * * *")
def prepare_years() -> None:
    """Partitions for this year and the two to come."""
    with connection.cursor() as cursor:
        for year in range(clock.today().year, clock.today().year + 3):
            cursor.execute("SELECT trace_prepare_year_1(%s::smallint)", [year])
