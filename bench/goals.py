"""What is promised, in which file it is measured, and how a figure is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """``bound`` is the least where ``is_least``, else the most. ``unit`` "" is a ratio or a count; "s", "ms", "us" are
    times, read divided by the machine's factor, and "/s" is a rate, read multiplied by it."""

    name: str
    figure: str
    bound: float
    is_least: bool = True
    unit: str = ""
    is_time: bool = False

    def read(self, value: float, factor: float) -> float:
        """The value as the reference machine would have measured it."""
        if not self.is_time:
            return value
        return value * factor if self.is_least else value / factor

    def is_met(self, value: float, factor: float) -> bool:
        read = self.read(value, factor)
        return read >= self.bound if self.is_least else read <= self.bound

    @property
    def words(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.bound:g} {self.unit}".rstrip()


def least(name: str, figure: str, bound: float, unit: str = "") -> Goal:
    return Goal(name, figure, bound, True, unit, unit.endswith("/s"))


def most(name: str, figure: str, bound: float, unit: str = "") -> Goal:
    return Goal(name, figure, bound, False, unit, unit in ("s", "ms", "us"))


GOALS = (
    least("case_action.vs_raw_psycopg.c16", "case_action", 1.0),
    least("case_action.vs_pgbench_simple_update.c16", "case_action", 0.4),
    least("case_action.vs_viewflow", "engines", 15),
    least("case_action.vs_spiffworkflow", "engines", 6),
    most("case.bytes_per_10_steps", "storage", 12_000, "bytes"),
    most("todo.first_page.vs_pk_lookup", "todo", 2),
    most("todo.counters.vs_pk_lookup", "todo", 3),
    most("doc.list_1m.vs_pk_lookup", "doc_list", 2),
    most("sweep.vs_seqscan", "sweep", 0.001),
    most("sweep.burst_50k_s", "sweep", 2, "s"),
    least("relay.vs_procrastinate", "relay", 20),
    least("trace.verify_rows_per_s", "verify", 150_000, "rows/s"),
    most("calendar.add20_us", "calendar", 3, "us"),
    most("desk.page_cpu_ms", "desk", 8, "ms"),
    most("incoming.register_page_cpu_ms", "incoming", 10, "ms"),
    most("outer.form_page_cpu_ms", "form_page", 5, "ms"),
    most("doc.typeset_1p_ms", "typeset", 50, "ms"),
    most("doc.typeset_10p_ms", "typeset", 150, "ms"),
    least("doc.typeset.vs_weasyprint", "typeset", 8),
    least("seal.pades_per_cpu_s", "seal", 25, "/s"),
    least("seal.verify_per_cpu_s", "seal", 40, "/s"),
    most("exchange.send_210_s", "exchange_send", 0.3, "s"),
    least("exchange.nodes_docs_per_s", "nodes", 20, "/s"),
    least("ferry.bundle_mb_per_s", "ferry", 100, "MB/s"),
)
FIGURES = tuple(dict.fromkeys(goal.figure for goal in GOALS))
