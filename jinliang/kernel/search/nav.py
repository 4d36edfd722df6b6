"""The indexes on the page 运行状态."""

from jinliang.kernel.outbox.registry import Gauge

from . import queries

Gauge("search", "search/_indexes.html", lambda: {"standings": queries.standings()})
