"""Tables lean downward, as imports do; every one has its migration and its word."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from jinliang.kernel.flow import registry
from jinliang.kernel.flow.declare import Step

from . import tree

WORD = re.compile(r"[a-z][a-z0-9_]*")


def ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("jinliang.")]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def height(label: str) -> int:
    return tree.rank(label, apps.get_app_config(label).name + ".")


def test_foreign_keys_lead_downward() -> None:
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
        and height(field.related_model._meta.app_label) > height(model._meta.app_label)
    ]  # fmt: skip
    assert upward == []


def test_migrations_depend_on_lower_apps_only() -> None:
    loader = MigrationLoader(None)
    upward = [
        f"{label}.{name} -> {other}"
        for (label, name), migration in loader.disk_migrations.items()
        for other, _ in migration.dependencies
        if other != "__setting__" and height(other) > height(label)
    ]
    assert upward == []


def test_sql_in_migrations_names_tables_of_lower_apps_only() -> None:
    tables = {model._meta.db_table: model._meta.app_label for model in ours()}
    upward = []
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        for operation in migration.operations:
            if isinstance(operation, RunSQL):
                words = set(WORD.findall(str(operation.sql)))
                upward += [
                    f"{label}.{name} names {table}"
                    for table in words & tables.keys()
                    if "_" in table and height(tables[table]) > height(label)
                ]
    assert upward == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert connection.vendor == "postgresql"


def test_every_model_is_in_the_glossary() -> None:
    words = set(WORD.findall((tree.ROOT / "docs" / "glossary.md").read_text()))
    absent = [model._meta.label for model in ours() if snake(model.__name__) not in words]
    assert absent == []


def test_every_step_of_a_flow_is_in_the_glossary() -> None:
    """Flows of the business; those that tests declare belong to no app."""
    words = set(WORD.findall((tree.ROOT / "docs" / "glossary.md").read_text()))
    business = [flow for flow in registry.FLOWS.values() if flow.key.split(".")[0] in apps.app_configs]
    absent = [
        f"{flow.key}.{node.key}"
        for flow in business
        for node in flow.nodes
        if isinstance(node, Step) and node.key not in words
    ]
    assert absent == []
