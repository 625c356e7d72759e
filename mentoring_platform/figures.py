"""Several figures of a page in one question to the database."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

Figures = Mapping[str, Any]


def column(rows: "QuerySet[Any]", figures: Figures, *, per: str) -> Subquery:
    """The figures of the rows that lead to the outer row by the path ``per``, as one column."""
    own = rows.filter(**{per: OuterRef("pk")}).order_by().values(per)
    return Subquery(own.annotate(figures=JSONObject(**figures)).values("figures"))


def read(obj: Model, **columns: Subquery) -> list[dict[str, int]]:
    """The columns of one object, in one query. A figure without any row to count is missing."""
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    return [found or {} for found in rows.values_list(*columns.values())[0]]
