"""Tables and static files of the site as this version of the code wants them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

from jinliang.base.errors import Refusal
from jinliang.kernel.flow import versions as flows
from jinliang.kernel.forms import services as forms


class State(ProjectState):
    """The models between two steps. With each new one Django makes everything anew that it is tied to, which was four
    fifths of what a first start spent on its tables; here the new one alone. Before a step changes a model, or runs
    Python on the models, all of them are made anew (``is_delayed``)."""

    def add_model(self, model_state: ModelState) -> None:
        apps = self.__dict__.pop("apps", None)
        super().add_model(model_state)
        if apps is not None:
            self.apps = apps
            apps.render_multiple([model_state])
            self.is_delayed = True

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if self.is_delayed:
            self.clear_delayed_apps_cache()
            self.is_delayed = False
        super().reload_model(app_label, model_name, delay)

    def clone(self) -> State:
        found = State({key: model.clone() for key, model in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            found.apps = self.apps.clone()
        found.is_delayed = self.is_delayed
        return found


def pending() -> list[str]:
    """Migrations that the database lacks, as "app.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def lacking() -> list[str]:
    """Columns that the models have and the database has not, as "table.column", though all steps are done. Before the
    first release a step may still be rewritten: then a database that was made by the earlier one does not fit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        there = set(cursor.fetchall())
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    wanted = {(model._meta.db_table, field.column) for model in models for field in model._meta.local_concrete_fields}
    return sorted(f"{table}.{column}" for table, column in wanted - there)


def migrate() -> list[str]:
    """Apply what is pending and publish the flows and forms that the code declares. Returns what was applied.

    This process must be the owner's (JINLIANG_ROLE=owner).
    """
    plan = bring_up()
    if lost := lacking():
        raise Refusal(
            f"数据库由较早的开发版建立，缺少 {'、'.join(lost[:3])} 等 {len(lost)} 处",
            "首次发布前，各步的建表内容还会改写，不作升级",
            "请改用建库时的代码；只有示例数据的，运行 make reset 重新建立",
        )
    flows.publish_all()
    forms.publish_declared()
    return plan


def bring_up() -> list[str]:
    """The tables alone, without what the code declares."""
    plan = pending()
    executor = MigrationExecutor(connection)
    if plan and executor.loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)
    elif plan:
        _make_all(executor)
    return plan


def _make_all(executor: MigrationExecutor) -> None:
    """An empty database: what ``migrate`` does, with a state that is cheaper to keep."""
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    state = State(real_apps=executor.loader.unmigrated_apps)
    emit_pre_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)
    final = executor.migrate(targets, plan, state)
    emit_post_migrate_signal(0, False, connection.alias, apps=final.apps, plan=plan)


def collect_static() -> bool:
    """Gather, fingerprint and compress the static files; False when nothing changed since the last time."""
    stamp = Path(str(settings.STATIC_ROOT)) / ".stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    return True


def _static_state() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
