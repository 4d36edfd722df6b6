"""What this app asks of the kernels: sight of what was sent, and a word before a unit is dissolved."""

from __future__ import annotations

from jinliang.kernel.files import registry as files
from jinliang.kernel.org.registry import hinders_dissolution

from . import queries

files.sight(queries.SUBJECT, queries.sees_files, is_marked=True, takes=queries.takes_files)
hinders_dissolution(queries.hindrance)
