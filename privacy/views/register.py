from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.limits import always, limited
from accounts.models import Affiliation
from audit import trail
from mentoring_platform.access import Who, policy
from mentoring_platform.export import table_file
from mentoring_platform.http import MemberRequest
from privacy.forgetting import ahead
from privacy.register import HEADS, entries

MONTH = timedelta(days=30)


def _admit(request: MemberRequest) -> None:
    """Operators and whoever is admin of an organisation; nobody else knows of the register."""
    leads = request.user.affiliations.filter(role=Affiliation.Role.ADMIN)
    if not (request.user.is_staff or leads.exists()):
        raise Http404


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
def show(request: MemberRequest) -> HttpResponse:
    """The register of processing: every sort of personal data, and why it is kept."""
    _admit(request)
    return render(request, "privacy/register.html", {"entries": entries()})


@policy(Who.ORGANISATION_ADMINS, Who.OPERATORS)
@limited("export", when=always)
@trail.told(trail.Manner.EXPORTED)
def table(request: MemberRequest) -> HttpResponse:
    """The same as a table to keep."""
    _admit(request)
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
