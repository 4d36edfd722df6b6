"""The database roles and what each may do; prepared once by an administrator, outside the migrations.

owner    migrates; owns all tables but the trace
app      what the sites run as; reads and writes rows, changes no table, cannot touch the trace
trace    owns the trace; nobody signs in as it
reader   reads, for reports on a replica
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection, sql

EXTENSIONS = ("ltree", "pg_trgm", "btree_gist")


@dataclass(frozen=True)
class Roles:
    """Names and passwords of one site's roles; an empty password leaves the role's own untouched."""

    prefix: str = "jinliang"
    owner_password: str = ""
    app_password: str = ""
    reader_password: str = ""

    @property
    def owner(self) -> str:
        return f"{self.prefix}_owner"

    @property
    def app(self) -> str:
        return f"{self.prefix}_app"

    @property
    def trace(self) -> str:
        return f"{self.prefix}_trace"

    @property
    def reader(self) -> str:
        return f"{self.prefix}_reader"


def prepare_cluster(admin: Connection[tuple[object, ...]], roles: Roles) -> None:
    """Make the roles if they are absent; ``admin`` is an autocommit connection of a superuser."""
    logins = (
        (roles.owner, roles.owner_password),
        (roles.app, roles.app_password),
        (roles.reader, roles.reader_password),
    )
    for name, password in logins:
        _create_role(admin, name, "LOGIN")
        if password:
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))
    _create_role(admin, roles.trace, "NOLOGIN")
    # The migrator hands the trace tables over; from 16 on that takes the SET option.
    option = "WITH SET TRUE" if admin.info.server_version >= 160000 else ""
    admin.execute(sql.SQL("GRANT {} TO {} " + option).format(sql.Identifier(roles.trace), sql.Identifier(roles.owner)))


def create_database(admin: Connection[tuple[object, ...]], name: str, roles: Roles) -> None:
    """An empty database of the owner's; sorted by code point, so that an upgrade of the system changes no index."""
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(
            sql.Identifier(name), sql.Identifier(roles.owner)
        )
    )
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    admin.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            sql.Identifier(name), sql.Identifier(roles.app), sql.Identifier(roles.reader)
        )
    )


def prepare_database(inside: Connection[tuple[object, ...]], roles: Roles) -> None:
    """Extensions, schema rights and defaults; ``inside`` is a superuser's connection to the database itself."""
    for extension in EXTENSIONS:
        inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    names = {
        "owner": sql.Identifier(roles.owner),
        "app": sql.Identifier(roles.app),
        "trace": sql.Identifier(roles.trace),
        "reader": sql.Identifier(roles.reader),
    }
    for statement in (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "ALTER SCHEMA public OWNER TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}, {reader}, {trace}",
        # An owner of tables must be allowed to create in their schema.
        "GRANT CREATE ON SCHEMA public TO {trace}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT EXECUTE ON FUNCTIONS TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT ON TABLES TO {reader}",
    ):
        inside.execute(sql.SQL(statement).format(**names))


def _create_role(admin: Connection[tuple[object, ...]], name: str, login: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    if not known:
        admin.execute(sql.SQL("CREATE ROLE {} " + login).format(sql.Identifier(name)))
