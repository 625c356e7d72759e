from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.limits import always, limited
from accounts.views.organisations import managed
from audit import trail
from mentoring_platform.access import Who, policy
from mentoring_platform.export import table_file
from mentoring_platform.http import MemberRequest
from privacy.forgetting import ahead
from privacy.register import HEADS, entries

MONTH = timedelta(days=30)


@policy(Who.OPERATORS)
def show(request: MemberRequest) -> HttpResponse:
    """The register of processing: every sort of personal data, and why it is kept."""
    return render(request, "privacy/register.html", {"entries": entries()})


@policy(Who.OPERATORS)
@limited("export", when=always)
@trail.told(trail.Manner.EXPORTED)
def table(request: MemberRequest) -> HttpResponse:
    """The same as a table to keep."""
    return _table(request)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
def of_organisation(request: MemberRequest, pk: int) -> HttpResponse:
    """The register for those who answer for the data of an organisation."""
    context = {"entries": entries(), "organisation": managed(request, pk)}
    return render(request, "privacy/register.html", context)


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
@limited("export", when=always)
@trail.told(trail.Manner.EXPORTED)
def table_of_organisation(request: MemberRequest, pk: int) -> HttpResponse:
    managed(request, pk)
    return _table(request)


def _table(request: MemberRequest) -> HttpResponse:
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    heads = [str(head) for head in HEADS]
    return table_file("register", kind, heads, (entry.cells() for entry in entries()))


@policy(Who.OPERATORS)
def retention(request: MemberRequest) -> HttpResponse:
    """What goes tonight and within a month, before it goes."""
    now = timezone.now()
    rows = ahead({"tonight": now + timedelta(days=1), "month": now + MONTH})
    context = {"rows": rows, "total": sum(counts["tonight"] for _table, _kept, counts in rows)}
    return render(request, "privacy/retention.html", context)
