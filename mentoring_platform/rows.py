"""Many plain rows into one table with one statement, for lists of tens of thousands.

``bulk_create`` makes an object of every row and asks every field of it for its value. With
50,000 rows that takes longer than the database needs. Here the values are plain already.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def insert(
    model: type[Model],
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    shared: Mapping[str, Any],
    key: str = "",
) -> list[Any]:
    """Insert rows of plain values for the fields ``names``, and the ``shared`` ones in each.

    Rows that the database has already stay as they are. With ``key``, a unique field, the
    answer is a pair of it and the primary key for every row, new or not, in no order.
    """
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in (*names, *shared)]
    same = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields[len(names) :], shared.values(), strict=True)
    ]
    columns = ", ".join(quote(field.column) for field in fields)
    place = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608
    sql += ", ".join([place] * len(rows))
    if key:  # writing the key over itself makes the database tell what it has already
        sql += f" ON CONFLICT ({quote(key)}) DO UPDATE SET {quote(key)} = excluded.{quote(key)}"
        sql += f" RETURNING {quote(key)}, {quote(str(model._meta.pk.column))}"
    else:
        sql += " ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in (*row, *same)])
        return cursor.fetchall() if key else []
