"""One thing of a coordinator's Monday: look at it, do it, or say why it is not needed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import limited
from mentoring_platform.access import Who, policy
from mentoring_platform.asking import all_ready, ask, ready, set_aside
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of
from mentoring_platform.monday import KINDS, Thing, monday, row_of
from mentoring_platform.monday_forms import AskForm, NotNeededForm
from programmes.forms.group import SeatsForm, waiting
from programmes.models import Group, GroupFull, Participant, Programme, SetAside
from programmes.next_steps import ANSWER_WITHIN

CANDIDATES = 6
AT_ONCE = 100


@policy(Who.COORDINATORS, methods="GET POST")
@limited("mail")
def monday_item(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """The thing with its ready text or its repair, on a page or in place."""
    now = timezone.now()
    row = row_of(request.user, KINDS[kind], pk, now) if kind in KINDS else None
    if row is None:
        raise Http404
    thing, request.about = Thing(KINDS[kind], row), row
    request.programme = thing.programme
    if not thing.kind.holds(row):
        messages.success(request, _("This has been seen to already."))
        return redirect("home")
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        done, wrong = _do(request, thing)
        if done:
            messages.success(request, done)
            return redirect("home")
    context = {"thing": thing, **opened(thing, request), **wrong}
    page = "home/_thing.html" if request.htmx else "home/monday_item.html"
    return render(request, page, context, status=422 if wrong else 200)


def opened(thing: Thing, request: MemberRequest) -> dict[str, Any]:
    """What a thing shows when it is open: people who are free, or else its ready text."""
    context: dict[str, Any] = {"is_open": True, "not_needed": NotNeededForm(prefix=thing.key)}
    if thing.kind.seats:
        free = waiting(thing.row).filter(role=thing.kind.seats).select_related("user")
        context["free"] = list(free.order_by("state", "user__name", "pk")[:CANDIDATES])
    if thing.kind.text and not context.get("free"):
        words = ready(thing, request.user)
        form = AskForm(
            initial={"title": words.title, "text": words.text}, auto_id=f"id_{thing.key}_%s"
        )
        for name in ("title", "text"):
            form.fields[name].widget.attrs["lang"] = words.language or None
        context |= {"words": words, "ask": form}
    return context


Answer = tuple[str, dict[str, Any]]


def _do(request: MemberRequest, thing: Thing) -> Answer:
    """What was done in a sentence, or what stands against it as context for the page."""
    wanted = request.POST.get("do", "")
    if wanted == "aside":
        return _not_needed(request, thing)
    if wanted == "ask" and thing.kind.text:
        return _ask(request, thing)
    if wanted == "remind" and thing.kind.name == "unanswered":
        return _remind(request, thing)
    if wanted == "seat" and thing.kind.seats:
        return _seat(request, thing)
    return "", {}


def _not_needed(request: MemberRequest, thing: Thing) -> Answer:
    form = NotNeededForm(request.POST, prefix=thing.key)
    if not form.is_valid():
        return "", {"not_needed": form}
    why, did = form.cleaned_data["why"], SetAside.Did.NOT_NEEDED
    is_mine = set_aside(thing, did, by=request.user, now=timezone.now(), why=why)
    return (_("Set aside for 14 days.") if is_mine else _answered()), {}


def _answered() -> str:
    return _("Somebody else has answered this meanwhile. Nothing was sent.")


def _ask(request: MemberRequest, thing: Thing) -> Answer:
    form = AskForm(request.POST, auto_id=f"id_{thing.key}_%s")
    words = ready(thing, request.user)
    if not form.is_valid() or not words.people:
        return "", {"ask": form}
    if not ask(thing, words, by=request.user, now=timezone.now(), **form.cleaned_data):
        return _answered(), {}
    return _("Sent to %(names)s. What comes of it appears here.") % {"names": words.names}, {}


def _remind(request: MemberRequest, thing: Thing) -> Answer:
    now = timezone.now()
    programme = thing.row
    late = programme.participants.filter(
        state=Participant.State.INVITED, invited_at__lte=now - ANSWER_WITHIN
    )
    did = SetAside.Did.REMINDED
    if not set_aside(thing, did, by=request.user, now=now, count=programme.unanswered):
        return _answered(), {}
    count = late.invite_again(now=now)
    text = ngettext("%(n)d mail leaves in a minute.", "%(n)d mails leave in a minute.", count)
    return text % {"n": count}, {}


def _seat(request: MemberRequest, thing: Thing) -> Answer:
    form = SeatsForm(request.POST, group=thing.row)
    if not form.is_valid():
        return "", {"seats": form}
    people = form.cleaned_data["people"]
    try:
        thing.row.seat(people, now=timezone.now())
    except GroupFull:
        form.add_error("people", _("The group has not so many seats. Choose fewer."))
        return "", {"seats": form}
    text = ngettext("%(n)d person has a seat.", "%(n)d people have a seat.", len(people))
    return text % {"n": len(people)}, {}


@policy(Who.COORDINATORS, methods="GET POST")
@limited("mail")
def monday_alike(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Alike things of one programme: one by one, or all with their ready texts at once."""
    now = timezone.now()
    found = [one for one in monday(request.user, now).things if one.kind.many]
    alike = [one for one in found if one.kind.name == kind and one.programme.pk == pk]
    if not alike:
        get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
        messages.success(request, _("This has been seen to already."))
        return redirect("home")
    request.programme = alike[0].programme
    may_ask = bool(alike[0].kind.text) and not alike[0].kind.seats
    if request.method == "POST" and may_ask:
        return _ask_all(request, alike)
    groups = Group.objects.visible_to(request.user)
    by_group = {thing.row.pk: thing for thing in alike}
    many = alike[0].kind.many
    rows = groups.filter(pk__in=by_group)
    page = page_of(rows, request.GET, order=["name", "pk"], size=25)
    context = {
        "kind": alike[0].kind,
        "title": many(len(alike)) if many else "",
        "programme": request.programme,
        "may_ask": may_ask,
        "count": min(len(alike), AT_ONCE),
        "page": page,
        "things": [by_group[group.pk] for group in page.rows],
    }
    return render(request, "home/monday_alike.html", context)


def _ask_all(request: MemberRequest, alike: list[Thing]) -> HttpResponse:
    now, sent = timezone.now(), 0
    for thing, words in all_ready(alike[:AT_ONCE], request.user):
        if words.people:
            known = {"title": words.title, "text": words.text}
            sent += ask(thing, words, by=request.user, now=now, **known)
    text = ngettext("Sent for %(n)d group.", "Sent for %(n)d groups.", sent)
    messages.success(request, text % {"n": sent})
    return redirect("home")
