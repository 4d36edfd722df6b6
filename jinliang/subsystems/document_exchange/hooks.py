"""What this app asks of the kernels: sight of what was sent, and a word before a unit is dissolved."""

from __future__ import annotations

from jinliang.kernel.figures.registry import Figure
from jinliang.kernel.files import registry as files
from jinliang.kernel.org.registry import hinders_dissolution

from . import queries

files.sight(queries.SUBJECT, queries.sees_files, is_marked=True, takes=queries.takes_files)
hinders_dissolution(queries.hindrance)
Figure("document_exchange.sent", "分发公文", "份")
Figure("document_exchange.signed", "签收公文", "份")
# What would have been printed: every page for every recipient.
Figure("document_exchange.paper", "节约用纸", "页")
