"""Published flows. What is published is never changed, so each process keeps it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, transaction
from django.db.models import Max
from psycopg import Connection

from jinliang.base import clock, direct

from . import definition, registry
from .checking import Map, check
from .declare import Flow
from .models import FlowVersion, Variant
from .variation import faults

_digests: WeakKeyDictionary[Connection[Any], dict[int, str]] = WeakKeyDictionary()

# The unit's own variant, else that of the nearest unit above which holds for those below it, else what is declared.
NEWEST = b"""SELECT (
    SELECT json_build_array(v.id, v.number, v.sha256) FROM flow_flowversion v WHERE v.id = coalesce((
        SELECT f.version_id FROM flow_variant f
        JOIN org_unit o ON o.id = f.unit_id JOIN org_unit h ON h.id = $2::bigint AND h.path <@ o.path
        WHERE f.flow_key = $1::text AND f.version_id IS NOT NULL AND f.is_fit AND (f.unit_id = h.id OR f.holds_below)
        ORDER BY nlevel(o.path) DESC LIMIT 1
    ), (
        SELECT id FROM flow_flowversion WHERE flow_key = $1::text AND unit_id IS NULL ORDER BY number DESC LIMIT 1
    ))
)"""


@transaction.atomic
def publish_all() -> list[FlowVersion]:
    """Publish every registered flow that differs from its newest version; answers what is new. After each migration."""
    rows = FlowVersion.objects.select_for_update().filter(unit=None).order_by("flow_key", "number")
    newest = {row.flow_key: row for row in rows}
    added = []
    for flow in registry.FLOWS.values():
        last = newest.get(flow.key)
        if last is None or last.sha256 != definition.digest(flow):
            added.append(_add(flow))
    _measure_variants()
    return added


def publish(flow: Flow, unit_id: int, *, holds_below: bool) -> FlowVersion:
    """A variant of ``unit_id``, in force from now on for what is opened there. In the caller's transaction, who has
    checked it; a version that the unit has published before is put in force again."""
    list(FlowVersion.objects.select_for_update().filter(flow_key=flow.key, unit=None).order_by("number"))
    known = FlowVersion.objects.filter(flow_key=flow.key, unit=unit_id, sha256=definition.digest(flow)).first()
    version = known or _add(flow, unit_id)
    given = {"version": version, "holds_below": holds_below, "is_fit": True}
    Variant.objects.update_or_create(flow_key=flow.key, unit_id=unit_id, defaults=given)
    return version


def withdraw(flow_key: str, unit_id: int) -> None:
    """What is opened from now on goes by the variant of a unit above, or by what is declared."""
    Variant.objects.filter(flow_key=flow_key, unit=unit_id).update(version=None)


def _add(flow: Flow, unit_id: int | None = None) -> FlowVersion:
    """Declared versions and variants of a flow are numbered in one row."""
    last = FlowVersion.objects.filter(flow_key=flow.key).aggregate(last=Max("number"))["last"] or 0
    row = FlowVersion(
        flow_key=flow.key,
        unit_id=unit_id,
        number=last + 1,
        definition=definition.to_json(flow),
        sha256=definition.digest(flow),
        published_at=clock.now(),
    )
    row.save()
    return row


def _measure_variants() -> None:
    """A variant that no longer keeps to its declared flow is out of force until its unit has mended it."""
    for row in Variant.objects.filter(version__isnull=False).select_related("version"):
        declared, latitude = registry.FLOWS.get(row.flow_key), registry.LATITUDES.get(row.flow_key)
        assert row.version
        is_fit = bool(
            declared and latitude and not faults(declared, latitude, definition.from_json(row.version.definition))
        )
        if is_fit != row.is_fit:
            Variant.objects.filter(pk=row.pk).update(is_fit=is_fit)


def current(flow_key: str) -> FlowVersion:
    """The newest declared version; raises KeyError for a flow that was never published."""
    found = FlowVersion.objects.filter(flow_key=flow_key, unit=None).defer("definition").order_by("-number").first()
    if found is None:
        raise KeyError(f"flow {flow_key} is not published: run migrate")
    return found


def newest(flow_key: str, unit_id: int) -> tuple[int, int, str]:
    """Row, number and digest of what a case opened in ``unit_id`` goes by; for the hot path."""
    found = direct.ask(NEWEST, flow_key, str(unit_id))
    if found is None:
        raise KeyError(f"flow {flow_key} is not published: run migrate")
    row, number, sha256 = json.loads(found)
    return row, number, sha256


def variants() -> dict[str, list[tuple[Variant, Flow]]]:
    """The variants in force, with their unit, by flow."""
    rows = Variant.objects.filter(is_fit=True, version__isnull=False).select_related("unit", "version").order_by("pk")
    found: dict[str, list[tuple[Variant, Flow]]] = {}
    for row in rows:
        assert row.version
        found.setdefault(row.flow_key, []).append((row, load(row.version.sha256)[0]))
    return found


def in_force(flow_key: str) -> list[str]:
    """The digests of the variants that cases are opened by."""
    rows = Variant.objects.filter(flow_key=flow_key, is_fit=True, version__isnull=False).order_by("pk")
    return [digest for digest in rows.values_list("version__sha256", flat=True) if digest]


def of_row(row: int) -> Flow:
    """The flow of one version. What a session has read of these rows it keeps."""
    known = _digests.setdefault(connection.connection, {})
    if row not in known:
        known[row] = FlowVersion.objects.values_list("sha256", flat=True).get(pk=row)
    return load(known[row])[0]


@cache
def load(sha256: str) -> tuple[Flow, Map]:
    """The flow with this digest and its map."""
    raw = FlowVersion.objects.filter(sha256=sha256).values_list("definition", flat=True)[:1].get()
    flow = definition.from_json(raw)
    return flow, check(flow)
