"""Bring people in from a list: one address for the paste box, the preview and the outcome."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRedirect

from accounts.limits import limited
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
KEPT_IN_BOX = 100_000
SEPARATORS = {
    "\t": gettext_lazy("separated by tabs"),
    ";": gettext_lazy("separated by semicolons"),
    ",": gettext_lazy("separated by commas"),
    "|": gettext_lazy("separated by bars"),
}
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


def find(request: MemberRequest, pk: int) -> PeopleImport:
    imports = PeopleImport.objects.visible_to(request.user).select_related("programme", "by")
    found = get_object_or_404(imports, pk=pk)
    request.programme = found.programme
    return found


@policy(Who.COORDINATORS, methods="GET POST")
@limited("import")
def current(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    form = ListForm(request.POST or None, request.FILES or None, programme=programme)
    if form.is_valid():
        people_import = PeopleImport.take(
            programme=programme,
            text=form.cleaned_data["list"],
            by=request.user,
            default_role=form.cleaned_data["default_role"],
            file_name=form.cleaned_data["file"].name if form.cleaned_data["file"] else "",
        )
        check(people_import)
        return redirect("programmes:import", pk)
    latest = programme.people_imports.order_by("-pk").first()
    if form.errors or not latest:
        return _paste(request, programme, form, latest)
    if latest.state in {State.READING, State.INVITING}:
        return render(request, "programmes/import_busy.html", {"import": latest})
    if latest.state == State.READY:
        return render(request, "programmes/import_preview.html", preview(request, latest))
    return _paste(request, programme, form, latest)


def _paste(
    request: MemberRequest, programme: Programme, form: ListForm, latest: PeopleImport | None
) -> HttpResponse:
    """The empty box; or with what was typed, if that could not be read."""
    failed = latest if latest and latest.state == State.FAILED else None
    if failed and not form.is_bound and len(failed.source) < KEPT_IN_BOX:
        form.initial = {"text": failed.text, "default_role": failed.default_role}
    done = programme.people_imports.filter(state=State.DONE).order_by("-pk").first()
    context = {
        "programme": programme,
        "form": form,
        "failed": failed,
        "done": done if done and done.can_be_undone(now=timezone.now()) else None,
        "done_count": done.participants.count() if done else 0,
    }
    status = 422 if form.errors else 200
    return render(request, "programmes/import_paste.html", context, status=status)


def check(people_import: PeopleImport) -> None:
    """At once while it is short, by a worker when it is long."""
    if people_import.is_large:
        tasks.check_import.delay_on_commit(import_pk=people_import.pk)
    else:
        importing.check(people_import)


def preview(request: MemberRequest, people_import: PeopleImport) -> dict[str, object]:
    findings = people_import.findings
    counts = {**findings["counts"], "all": sum(findings["counts"].values())}
    show, start = _place(request, counts)
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
        "roles": people_import.programme.in_own_words(Role.choices),
        "separator": SEPARATORS.get(findings["separator"], "")
        if len(people_import.columns) > 1
        else "",
        "proposals": sum(
            1 for row in findings["faulty"] if all(f["proposal"] for f in row["faults"])
        ),
        "next": f"?show={show}&from={start + SIZE}" if more else "",
        "previous": f"?show={show}&from={max(0, start - SIZE)}" if start else "",
        "done": done if done and done.can_be_undone(now=timezone.now()) else None,
        "done_count": done.participants.count() if done else 0,
        "sample": people_import.text[:3000],
    }


def _place(request: MemberRequest, counts: dict[str, int]) -> tuple[str, int]:
    """Which rows the address asks for, and from which on; what makes no sense is the beginning."""
    show, start = request.GET.get("show", ""), request.GET.get("from", "")
    if show not in counts:
        show = "faulty" if counts["faulty"] else "new"
    asked = int(start) if start.isdecimal() and len(start) < 7 else 0
    return show, asked if asked < counts[show] else 0


@policy(Who.COORDINATORS)
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    """How far a long list is; when it is ready, the page is loaded anew."""
    people_import = find(request, pk)
    answer = render(request, "programmes/_import_progress.html", {"import": people_import})
    if people_import.state not in {State.READING, State.INVITING}:
        answer["HX-Refresh"] = "true"
    return answer


@policy(Who.COORDINATORS, methods="POST")
@limited("import")
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the list again with other columns."""
    people_import = find(request, pk)
    chosen = request.POST.getlist("column")
    if people_import.state == State.READY and set(chosen) <= set(Column.values):
        used = [column for column in chosen if column != Column.IGNORED]
        if len(used) != len(set(used)):
            messages.error(request, _("Two columns cannot be the same. Leave one of them out."))
        else:
            people_import.read_anew(columns=chosen)
            check(people_import)
    return redirect("programmes:import", people_import.programme_id)


def to_page(request: MemberRequest, people_import: PeopleImport) -> HttpResponse:
    page = reverse("programmes:import", args=[people_import.programme_id])
    return HttpResponseClientRedirect(page) if request.htmx else redirect(page)


@policy(Who.COORDINATORS, methods="POST")
@limited("invite")
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring all good rows in. Mails leave after ten minutes."""
    people_import = find(request, pk)
    try:
        if people_import.is_large:
            move(people_import, State.INVITING, when=[State.READY])
            tasks.bring_in.delay_on_commit(import_pk=people_import.pk)
            return redirect("programmes:import", people_import.programme_id)
        count = importing.bring_in(people_import, now=timezone.now())
    except TransitionError:  # pressed twice: what the first press did stands on the page
        return redirect("programmes:import", people_import.programme_id)
    if not count:
        messages.success(request, _("Everybody on this list is in the programme already."))
    return redirect("programmes:import", people_import.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    people_import = find(request, pk)
    try:
        count = importing.take_back(people_import, now=timezone.now())
    except TransitionError:
        messages.error(
            request, _("Ten minutes are over. Take people out one by one in the list of people.")
        )
    else:
        check(people_import.programme.people_imports.filter(state=State.READING).latest("pk"))
        text = ngettext("Taken back: %(n)d person.", "Taken back: %(n)d people.", count)
        messages.success(request, text % {"n": count})
    return redirect("programmes:import", people_import.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin again with an empty box."""
    people_import = find(request, pk)
    unfinished = PeopleImport.objects.visible_to(request.user).filter(state__in=PeopleImport.OPEN)
    unfinished.filter(pk=people_import.pk).delete()
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
                "product": settings.PRODUCT_NAME,
            }
            text = render_to_string("emails/invitation.txt", context).strip()
        subject, _line, body = text.partition("\n")
        letters.append((language, subject, body.strip()))
    context = {"programme": programme, "letters": letters}
    return render(request, "programmes/import_mail.html", context)
