"""The first page of what one unit issued among a million documents, beside the lookup of one document by its key:
processor time of the database backend, all asked through Django by the same client. Beside it the same with the cases
of the twenty, and the first page of what it received, which takes its cases by a join."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.db import connection

from bench import ground
from bench.measure import ROUNDS, backend, cpu_of, interleaved, median, ratio, timed
from jinliang.kernel.flow import versions
from jinliang.kernel.flow.models import FlowVersion
from jinliang.subsystems.incoming import lists as incoming
from jinliang.subsystems.outgoing import lists as outgoing
from jinliang.subsystems.outgoing.models import Outgoing
from tests.cast import Cast, make_cast

CALLS = 300
# Every fiftieth is not finished; one unit of twenty has the list that is asked for.
CASES = """
    INSERT INTO flow_case (id, flow_version_id, flow_key, unit_id, title, subject, number, urgency, status, result,
        version, marks, data, received_on, opened_at)
    SELECT %(first)s + n, %(version)s, %(flow)s, %(section)s, '关于第' || n || '号事项的通知', '', '', 0,
        CASE WHEN n %% 50 = 0 THEN 'running' ELSE 'done' END, '', 1, '{}', '{}',
        date '2020-01-01' + (n / 500)::int, now()
    FROM generate_series(1, %(documents)s) AS n
"""
ISSUED = """
    INSERT INTO outgoing_outgoing (uuid, case_id, unit_id, kind, form, title, note, signers, number, print_run,
        has_copy_numbers, seal_places, created_at, dated_on, printed_at, issued_at, pages,
        has_own_head, file_id, distribution, distribution_note, retention)
    SELECT gen_random_uuid(), %(first)s + n, CASE WHEN n %% 20 = 0 THEN %(unit)s ELSE 1000000 + n %% 20 END, 'notice',
        'document', '关于第' || n || '号事项的通知', '', '["示例人"]', '示政发〔2026〕' || n || '号', 0, false, '[]',
        timestamptz '2020-01-01' + n * interval '3 minutes', date '2020-01-01' + (n / 500)::int,
        CASE WHEN n %% 50 <> 0 THEN timestamptz '2020-01-01' + n * interval '3 minutes' END,
        CASE WHEN n %% 50 <> 0 THEN timestamptz '2020-01-01' + n * interval '3 minutes' END, 2,
        false, gen_random_uuid(), CASE WHEN n %% 50 <> 0 THEN 'exchange' ELSE '' END, '',
        CASE WHEN n %% 50 <> 0 THEN '10' ELSE '' END
    FROM generate_series(1, %(documents)s) AS n
"""
RECEIVED = """
    INSERT INTO incoming_incoming (uuid, case_id, unit_id, number, kind, title, sender, sender_number, number_key,
        title_key, received_on, classification, copies, note, is_repeat, may_print, source, retention, outcome,
        registered_at, closed_on)
    SELECT gen_random_uuid(), %(first)s + n, CASE WHEN n %% 20 = 0 THEN %(unit)s ELSE 1000000 + n %% 20 END,
        '示政收〔2026〕' || n || '号', 'notice', '关于第' || n || '号事项的通知', '示例局', '', '', n::text,
        date '2020-01-01' + (n / 500)::int, '', 1, '', false, true, '', '', '',
        timestamptz '2020-01-01' + n * interval '3 minutes', CASE WHEN n %% 50 <> 0 THEN date '2026-01-01' END
    FROM generate_series(1, %(documents)s) AS n
"""


def measure(quick: bool) -> dict[str, float]:
    versions.publish_all()
    cast = make_cast()
    fill(cast, 100_000 if quick else 1_000_000)
    issued = outgoing.issued([cast.unit.pk])
    received = incoming.register_of(cast.clerk, [cast.unit.pk])
    pid, numbers = backend(connection), count(1)

    def server(work: Callable[[], object]) -> float:
        return timed(lambda: [work() for _ in range(CALLS)], lambda: cpu_of(pid)) / CALLS

    def by_key() -> object:
        return Outgoing.objects.filter(pk=next(numbers) * 7919 % 90_000 + 1).values_list("pk", "case", "title").get()

    printed = outgoing.in_order(outgoing.by_tab(issued, "printed"), "printed")[: outgoing.PER_PAGE]
    entered = incoming.by_tab(received, "all")[: incoming.PER_PAGE]
    works = {
        "key": lambda: server(by_key),
        "issued": lambda: server(lambda: list(printed.prefetch_related(None))),
        "with cases": lambda: server(lambda: list(printed.all())),
        "received": lambda: server(lambda: list(entered.all())),
    }
    assert len(printed) == len(entered) == outgoing.PER_PAGE
    interleaved(works, 1)
    found = interleaved(works, ROUNDS * 2)
    return {
        "doc.list_1m.vs_pk_lookup": ratio(found["issued"], found["key"]),
        "doc.list_1m.with_cases_us": median(found["with cases"]) * 1e6,
        "doc.list_1m.issued_us": median(found["issued"]) * 1e6,
        "doc.list_1m.received_us": median(found["received"]) * 1e6,
        "doc.pk_lookup_us": median(found["key"]) * 1e6,
    }


def fill(cast: Cast, documents: int) -> None:
    """Straight into the tables: foreign keys are not checked, indexes are built as rows come."""
    version = FlowVersion.objects.get(flow_key="outgoing.document").pk
    given = {"version": version, "flow": "outgoing.document", "section": cast.unit.pk, "documents": documents}
    with ground.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        for first, statement in ((0, ISSUED), (documents, RECEIVED)):
            for one in (CASES, statement):
                admin.execute(one, given | {"first": first, "unit": cast.unit.pk})
        admin.execute("VACUUM (ANALYZE) flow_case, outgoing_outgoing, incoming_incoming")
