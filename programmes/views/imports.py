"""Bring people in from a list: one address for the paste box, the preview and the outcome."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import Chip
from mentoring_platform.transitions import TransitionError, move
from programmes import importing, invitations, tasks
from programmes.forms.people import ListForm
from programmes.models import Participant, PeopleImport, Programme, Role
from programmes.people_words import Column

State = PeopleImport.State
SIZE = 50
SHOWN = [
    ("faulty", gettext_lazy("To repair")),
    ("new", gettext_lazy("New")),
    ("known", gettext_lazy("Known already")),
    ("all", gettext_lazy("All")),
]


def _programme(request: MemberRequest, pk: int) -> Programme:
    programmes = Programme.objects.coordinated_by(request.user).exclude(state="archived")
    programme = get_object_or_404(programmes, pk=pk)
    request.programme = programme
    return programme


def _find(request: MemberRequest, pk: int) -> PeopleImport:
    imports = PeopleImport.objects.visible_to(request.user).select_related("programme", "by")
    found = get_object_or_404(imports, pk=pk)
    request.programme = found.programme
    return found


@policy(Who.COORDINATORS, methods="GET POST")
def current(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    form = ListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        people_import = PeopleImport.take(
            programme=programme,
            text=form.cleaned_data["list"],
            by=request.user,
            default_role=form.cleaned_data["default_role"],
            file_name=form.cleaned_data["file"].name if form.cleaned_data["file"] else "",
        )
        _check(people_import)
        return redirect("programmes:import", pk)
    latest = programme.people_imports.order_by("-pk").first()
    if latest and latest.state in {State.READING, State.INVITING}:
        return render(request, "programmes/import_busy.html", {"import": latest})
    if latest and latest.state == State.READY and not form.errors:
        return render(request, "programmes/import_preview.html", _preview(request, latest))
    now = timezone.now()
    done = programme.people_imports.filter(state=State.DONE).order_by("-pk").first()
    context = {
        "programme": programme,
        "form": form,
        "failed": latest if latest and latest.state == State.FAILED else None,
        "done": done if done and done.can_be_undone(now=now) else None,
        "done_count": done.participants.count() if done else 0,
    }
    return render(
        request, "programmes/import_paste.html", context, status=422 if form.errors else 200
    )


def _check(people_import: PeopleImport) -> None:
    """At once while it is short, by a worker when it is long."""
    if people_import.is_large:
        people_import.state, people_import.rows_done = State.READING, 0
        people_import.save(update_fields=["state", "rows_done"])
        tasks.check_import.delay_on_commit(import_pk=people_import.pk)
    else:
        importing.check(people_import)


def _preview(request: MemberRequest, people_import: PeopleImport) -> dict[str, object]:
    findings = people_import.findings
    counts = {**findings["counts"], "all": sum(findings["counts"].values())}
    show = request.GET.get("show", "") or ("faulty" if counts["faulty"] else "new")
    start = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() else 0
    if show == "faulty":
        rows = findings["faulty"][start : start + SIZE]
    else:
        rows = importing.page_of_people(people_import, show, start, SIZE)
    done = people_import.programme.people_imports.filter(state=State.DONE).order_by("-pk").first()
    more = start + SIZE < (min(counts[show], 500) if show == "faulty" else counts.get(show, 0))
    header = findings["header"] or [""] * findings["width"]
    return {
        "programme": people_import.programme,
        "import": people_import,
        "counts": counts,
        "show": show,
        "rows": rows,
        "chips": [Chip(label, f"?show={key}", counts[key], key == show) for key, label in SHOWN],
        "columns": list(zip(header, people_import.columns, strict=False)),
        "column_choices": Column.choices,
        "roles": Role.choices,
        "separator": findings["separator"],
        "proposals": sum(
            1 for row in findings["faulty"] if all(f["proposal"] for f in row["faults"])
        ),
        "next": f"?show={show}&from={start + SIZE}" if more else "",
        "previous": f"?show={show}&from={max(0, start - SIZE)}" if start else "",
        "done": done if done and done.can_be_undone(now=timezone.now()) else None,
        "sample": people_import.text[:3000],
    }


@policy(Who.COORDINATORS)
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    """How far a long list is; when it is ready, the page is loaded anew."""
    people_import = _find(request, pk)
    answer = render(request, "programmes/_import_progress.html", {"import": people_import})
    if people_import.state not in {State.READING, State.INVITING}:
        answer["HX-Refresh"] = "true"
    return answer


@policy(Who.COORDINATORS, methods="POST")
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the list again with other columns."""
    people_import = _find(request, pk)
    chosen = request.POST.getlist("column")
    if people_import.state == State.READY and set(chosen) <= set(Column.values):
        used = [column for column in chosen if column != Column.IGNORED]
        if len(used) != len(set(used)):
            messages.error(request, _("Two columns cannot be the same. Leave one of them out."))
        else:
            people_import.columns = chosen
            people_import.save(update_fields=["columns"])
            _check(people_import)
    return redirect("programmes:import", people_import.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def repair(request: MemberRequest, pk: int) -> HttpResponse:
    """Take what was typed, a proposal, all proposals, or leave a row out."""
    people_import = _find(request, pk)
    if people_import.state != State.READY:
        return redirect("programmes:import", people_import.programme_id)
    before = people_import.findings["counts"]["faulty"]
    people_import.repair(*_wanted(request, people_import))
    _check(people_import)
    if people_import.state == State.READY:
        mended = before - people_import.findings["counts"]["faulty"]
        text = ngettext("%(n)d row repaired", "%(n)d rows repaired", mended) % {"n": mended}
        if request.htmx:
            context = {**_preview(request, people_import), "told": text if mended else ""}
            return render(request, "programmes/_import_table.html", context)
        if mended:
            messages.success(request, text)
    return redirect("programmes:import", people_import.programme_id)


def _wanted(
    request: MemberRequest, people_import: PeopleImport
) -> tuple[dict[str, str], list[int]]:
    """What the press of a button changes: repairs by "row:column", and rows left out."""
    pressed = request.POST
    faulty = people_import.findings["faulty"]
    faults = {f"{row['number']}:{f['column']}": f for row in faulty for f in row["faults"]}
    typed = {
        name.removeprefix("cell:"): str(value)[:500]
        for name, value in pressed.items()
        if name.startswith("cell:") and name.removeprefix("cell:") in faults
    }
    repairs = {key: value for key, value in typed.items() if value != faults[key]["value"]}
    if "all" in pressed:
        repairs |= {key: fault["proposal"] for key, fault in faults.items() if fault["proposal"]}
    if (use := pressed.get("use", "")) in faults:
        repairs[use] = faults[use]["proposal"]
    out = [int(number) for number in pressed.getlist("leave") if number.isdecimal()]
    return repairs, out


@policy(Who.COORDINATORS, methods="POST")
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring all good rows in. Mails leave after ten minutes."""
    people_import = _find(request, pk)
    if people_import.is_large:
        move(people_import, State.INVITING, when=[State.READY])
        tasks.bring_in.delay_on_commit(import_pk=people_import.pk)
        return redirect("programmes:import", people_import.programme_id)
    count = importing.bring_in(people_import, now=timezone.now())
    text = ngettext(
        "%(n)d person is in. The mail leaves in ten minutes.",
        "%(n)d people are in. The mails leave in ten minutes.",
        count,
    )
    if people_import.programme.state == Programme.State.DRAFT:
        text = ngettext(
            "%(n)d person is in. The mail leaves when the programme opens.",
            "%(n)d people are in. The mails leave when the programme opens.",
            count,
        )
    messages.success(request, text % {"n": count})
    return redirect("programmes:import", people_import.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    people_import = _find(request, pk)
    try:
        count = importing.take_back(people_import, now=timezone.now())
    except TransitionError:
        messages.error(request, _("Ten minutes are over: the mails have left."))
    else:
        text = ngettext("Taken back: %(n)d person.", "Taken back: %(n)d people.", count)
        messages.success(request, text % {"n": count})
    return redirect("programmes:import", people_import.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin again with an empty box."""
    people_import = _find(request, pk)
    PeopleImport.objects.filter(pk=people_import.pk, state__in=PeopleImport.OPEN).delete()
    return redirect("programmes:import", people_import.programme_id)


@policy(Who.COORDINATORS)
def mail(request: MemberRequest, pk: int) -> HttpResponse:
    """The invitation as it will look, in each language of the programme."""
    programme = _programme(request, pk)
    participant = Participant(programme=programme, user=request.user, role=Role.MENTEE, pk=0)
    letters = []
    for language in programme.languages:
        with translation.override(language):
            context = invitations.letter(participant).context | {
                "person": request.user,
                "site_url": "",
                "product": "Raanu",
            }
            text = render_to_string("emails/invitation.txt", context).strip()
        subject, _line, body = text.partition("\n")
        letters.append((language, subject, body.strip()))
    context = {"programme": programme, "letters": letters}
    return render(request, "programmes/import_mail.html", context)
