"""The face of forms: publishing a version, checking, cleaning and accepting what was filled in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Invalid
from jinliang.kernel.trace import services as trace

from . import registry, rules
from .checking import check
from .cleaning import Posted, clean
from .declare import Document
from .models import FormVersion
from .rendering import render

__all__ = ["accept", "check", "clean", "publish", "publish_declared", "render"]


def accept(form: FormVersion, posted: Posted, files: Posted | None = None) -> dict[str, Any]:
    """The clean record; raises Invalid with every fault."""
    data = clean(form, posted, files)
    if errors := check(form, data):
        raise Invalid(errors)
    return data


@transaction.atomic
def publish(key: str, document: Document, *, by: Actor) -> FormVersion:
    """A new version of form ``key``; the same content again gives the version that has it.

    Raises ValueError for a document outside the format.
    """
    if wrong := sorted(set(_outside(document["schema"]))):
        raise ValueError(f"{key}: not in the form format: {', '.join(wrong)}")
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"forms.{key}"])
    versions = FormVersion.objects.filter(key=key)
    if same := versions.filter(sha256=sha256).first():
        return same
    version = FormVersion.objects.create(
        key=key, number=versions.count() + 1, sha256=sha256, document=document, published_at=clock.now()
    )
    trace.append(f"forms.form/{key}", "forms.form.publish", by=by, facts={"number": version.number, "sha256": sha256})
    return version


def publish_declared(*, by: Actor = SYSTEM) -> list[FormVersion]:
    """Publish every form that apps declare, after the tables are migrated."""
    return [publish(form.key, form.document(), by=by) for form in registry.declared()]


def _outside(schema: Mapping[str, Any]) -> Iterator[str]:
    """Keywords, types and formats of ``schema`` that the format does not have."""
    yield from set(schema) - rules.KEYWORDS
    if schema.get("type") not in rules.TYPES:
        yield f"type {schema.get('type')}"
    if "format" in schema and schema["format"] not in rules.FORMATS:
        yield f"format {schema['format']}"
    for part in schema.get("properties", {}).values():
        yield from _outside(part)
    if "items" in schema:
        yield from _outside(schema["items"])
