"""The database itself refuses to change the trail: no update ever, no removal but by retention.

Triggers hold for every client of the database, not only for this code. Removing what has grown
too old is a door of its own, ``maintenance``, that nothing but retention opens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

TABLES = ("audit_event", "audit_link")
_is_open: ContextVar[bool] = ContextVar("audit_maintenance", default=False)

POSTGRESQL = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' AND current_setting('raanu.audit_maintenance', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
"""
POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER {table}_stays_whole BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
SQLITE_TABLE = (
    "CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_stays_whole BEFORE DELETE ON {table} WHEN audit_maintenance() = 0"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)


def guard(_apps: Any, schema_editor: Any) -> None:
    """Put the triggers up; for a migration."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL_TABLE.format(table=table), params=None)
    else:
        for table in TABLES:
            for trigger in SQLITE_TABLE:
                schema_editor.execute(trigger.format(table=table))


def unguard(_apps: Any, schema_editor: Any) -> None:
    on = " ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        for name in ("stays", "stays_whole"):
            schema_editor.execute(f"DROP TRIGGER {table}_{name}" + on.format(table=table))


@contextmanager
def maintenance() -> Iterator[None]:
    """Rows may be removed inside, on this connection only."""
    token = _is_open.set(True)
    _tell_postgresql("on")
    try:
        yield
    finally:
        _is_open.reset(token)
        _tell_postgresql("off")


def _tell_postgresql(word: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('raanu.audit_maintenance', %s, false)", [word])


def prepare(*, connection: Any, **_kwargs: Any) -> None:
    """SQLite has no settings of a session; its triggers ask a function instead."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("audit_maintenance", 0, lambda: int(_is_open.get()))
