"""Repair the rows of a list in place, and take the last repair back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.models import PeopleImport
from programmes.people_table import tidy
from programmes.views.imports import check, find, preview, to_page

State = PeopleImport.State


@policy(Who.COORDINATORS, methods="POST")
def repair(request: MemberRequest, pk: int) -> HttpResponse:
    """Take what was typed, a proposal, all proposals, or leave a row out."""
    people_import = find(request, pk)
    if people_import.state != State.READY:
        return to_page(request, people_import)
    faulty = {row["number"] for row in people_import.findings["faulty"]}
    request.session[f"import-{pk}"] = [people_import.repairs, people_import.left_out]
    repairs, out = _wanted(request, people_import)
    people_import.repair(repairs, out)
    check(people_import)
    if people_import.state != State.READY:  # a long list is read by a worker
        return to_page(request, people_import)
    mended = faulty - {row["number"] for row in people_import.findings["faulty"]}
    return _rows(request, people_import, _told(sorted(mended), out))


@policy(Who.COORDINATORS, methods="POST")
def repair_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the last repair back."""
    people_import = find(request, pk)
    before = request.session.pop(f"import-{pk}", None)
    if before and people_import.state == State.READY:
        people_import.read_anew(repairs=before[0], left_out=before[1])
        check(people_import)
    if people_import.state != State.READY:
        return to_page(request, people_import)
    return _rows(request, people_import, "")


def _rows(request: MemberRequest, people_import: PeopleImport, told: str) -> HttpResponse:
    """The table anew, or the whole page where there are no scripts."""
    if request.htmx:
        context = {**preview(request, people_import), "told": told}
        return render(request, "programmes/_import_table.html", context)
    if told:
        undo = reverse("programmes:import_repair_undo", args=[people_import.pk])
        messages.success(request, told, extra_tags=f"undo:{undo}")
    return redirect("programmes:import", people_import.programme_id)


def _told(mended: list[int], out: list[int]) -> str:
    """What a repair has done, in a sentence."""
    if len(mended) == 1:
        text = _("Row %(n)d left out") if out else _("Row %(n)d repaired and moved to New")
        return text % {"n": mended[0]}
    text = ngettext("%(n)d row repaired", "%(n)d rows repaired", len(mended))
    return text % {"n": len(mended)} if mended else ""


def _wanted(
    request: MemberRequest, people_import: PeopleImport
) -> tuple[dict[str, str], list[int]]:
    """What the press of a button changes: repairs by "row:column", and rows left out."""
    pressed = request.POST
    faulty = people_import.findings["faulty"]
    faults = {f"{row['number']}:{f['column']}": f for row in faulty for f in row["faults"]}
    typed = {
        name.removeprefix("cell:"): tidy(str(value)[:500])
        for name, value in pressed.items()
        if name.startswith("cell:") and name.removeprefix("cell:") in faults
    }
    repairs = {key: value for key, value in typed.items() if value != faults[key]["value"]}
    if "all" in pressed:
        repairs |= {key: fault["proposal"] for key, fault in faults.items() if fault["proposal"]}
    if (use := pressed.get("use", "")) in faults:
        repairs[use] = faults[use]["proposal"]
    if (keep := pressed.get("keep", "")) in faults:
        repairs[keep] = faults[keep]["value"]
    numbers = {str(row["number"]): row["number"] for row in faulty}
    return repairs, [numbers[number] for number in pressed.getlist("leave") if number in numbers]
