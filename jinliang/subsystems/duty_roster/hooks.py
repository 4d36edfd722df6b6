"""What this app asks of the kernels: a word before a unit is dissolved."""

from __future__ import annotations

from jinliang.kernel.org.registry import hinders_dissolution

from . import queries

hinders_dissolution(queries.hindrance)
