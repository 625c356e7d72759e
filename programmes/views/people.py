from collections.abc import Mapping

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.limits import always, limited, searches
from accounts.models import User
from audit import trail
from mentoring_platform.access import Who, policy
from mentoring_platform.export import table_file
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import Chip, address, chips, headings, is_long, order_of, page_of
from notifications.models import Message
from programmes.forms.people import PersonForm
from programmes.models import GroupMembership, Participant, Programme, Role
from programmes.models.participant import ParticipantQuerySet
from programmes.views.managed import managed

State = Participant.State
ORDERS = {
    "name": ["user__name", "pk"],
    "role": ["role", "user__name", "pk"],
    "state": ["state", "user__name", "pk"],
}
HEADS = [
    ("name", gettext_lazy("Name")),
    ("role", gettext_lazy("Role")),
    ("home", gettext_lazy("Comes from")),
    ("group", gettext_lazy("Group")),
    ("state", gettext_lazy("State")),
]


def _shown(programme: Programme, asked: Mapping[str, str]) -> ParticipantQuerySet:
    """The people that an address asks for."""
    people: ParticipantQuerySet = programme.participants.listed()
    if asked.get("role") in Role.values:
        people = people.filter(role=asked["role"])
    if asked.get("state") in State.values:
        people = people.filter(state=asked["state"])
    if asked.get("group") == "none":
        people = people.present().filter(role__in=[Role.MENTOR, Role.MENTEE]).without_group()
    for word in asked.get("q", "").replace("\x00", "").split()[:5]:
        people = people.named(word)
    return people


def _chips(request: MemberRequest, programme: Programme, name: str, *, few: bool) -> list[Chip]:
    """A chip for each role or state that somebody has, with the number of rows that it opens."""
    choices, every = {
        "role": (programme.in_own_words(Role.choices), _("All roles")),
        "state": (State.choices, _("All states")),
    }[name]
    if not few:
        return chips(request.GET, name, [("", every), *choices], {})
    people = _shown(programme, request.GET.dict() | {name: ""})
    counts = dict(people.order_by().values_list(name).annotate(Count("pk")))
    chosen = request.GET.get(name, "")
    some = [(value, label) for value, label in choices if value in counts or value == chosen]
    return chips(request.GET, name, [("", every), *some], {"": sum(counts.values()), **counts})


def _without_group(request: MemberRequest, programme: Programme, *, few: bool) -> Chip:
    """A chip that goes away again when it is pressed once more."""
    is_on = request.GET.get("group") == "none"
    url = address(request.GET, group=None if is_on else "none")
    if is_on or not few:
        return Chip(_("Without a group"), url, None, is_on)
    count = _shown(programme, request.GET.dict() | {"group": "none"}).count()
    return Chip(_("Without a group"), url, count)


@policy(Who.COORDINATORS)
@limited("search", when=searches)
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Who is in, who is missing."""
    programme = managed(request, pk)
    params = request.GET
    people = _shown(programme, params.dict()).select_related("user", "organisation", "programme")
    people = people.with_last_mail()
    page = page_of(people, params, order=order_of(params, ORDERS))
    _add_groups(page.rows, programme, request.user)
    few = not is_long(programme.participants.all())
    context = {
        "programme": programme,
        "page": page,
        "heads": headings(params, HEADS, ORDERS),
        "role_chips": _chips(request, programme, "role", few=few),
        "state_chips": [
            *_chips(request, programme, "state", few=few),
            _without_group(request, programme, few=few),
        ],
        "keep": [(name, params.get(name, "")) for name in ("role", "state", "group", "sort")],
        "is_filtered": any(params.get(name) for name in ("role", "state", "group", "q")),
        "query": params.urlencode(),
        "unreached": programme.participants.unreached().count(),
    }
    return render(request, "programmes/people_index.html", context)


def _add_groups(people: list[Participant], programme: Programme, user: User) -> None:
    """Hang the names of their groups on the rows of a page; one query."""
    seats = GroupMembership.objects.of_programme(programme, user=user).current()
    seats = seats.filter(participant__in=people)
    names: dict[int, list[tuple[int, str]]] = {}
    for participant, group, name in seats.values_list("participant", "group", "group__name"):
        names.setdefault(participant, []).append((group, name))
    labels = dict(Message.State.choices)
    del labels[Message.State.SENT]  # what is as it should be needs no line in each row
    for who in people:
        who.groups_now = names.get(who.pk, [])[:5]  # type: ignore[attr-defined]
        who.last_mail = labels.get(who.last_mail, "")  # type: ignore[attr-defined]


@policy(Who.COORDINATORS, methods="POST")
@limited("invite")
def act(request: MemberRequest, pk: int) -> HttpResponse:
    """Invite the chosen people again, or take them out of the programme."""
    programme = managed(request, pk)
    keys = [key for key in request.POST.getlist("chosen") if key.isdecimal() and len(key) < 19]
    chosen = programme.participants.filter(pk__in=keys)
    now = timezone.now()
    if request.POST.get("do") == "invite":
        count = chosen.invite_again(now=now)
        text = ngettext("%(n)d mail leaves in a minute.", "%(n)d mails leave in a minute.", count)
        if programme.state == Programme.State.DRAFT:
            text = _("The mails leave when the programme opens.")
    elif request.POST.get("do") == "remove":
        count = chosen.take_out(now=now)
        text = ngettext("%(n)d person taken out.", "%(n)d people taken out.", count)
    else:
        return redirect("programmes:people", pk)
    if count:
        messages.success(request, text % {"n": count})
    else:
        messages.error(request, _("Choose people for whom this can be done."))
    return redirect("programmes:people", pk)


@policy(Who.COORDINATORS, methods="GET POST")
@limited("invite")
def add(request: MemberRequest, pk: int) -> HttpResponse:
    """One person by hand."""
    programme = managed(request, pk)
    form = PersonForm(
        request.POST or None,
        programme=programme,
        initial={"role": request.GET.get("role", Role.MENTEE)},
    )
    if form.is_valid():
        participant, is_new = Participant.invite(
            programme=programme, now=timezone.now(), **form.cleaned_data
        )
        if is_new:
            text = _("Added. The invitation leaves in a minute.")
            if programme.state == Programme.State.DRAFT:
                text = _("Added. The invitation leaves when the programme opens.")
            messages.success(request, text)
            return redirect("programmes:people", pk)
        form.add_error(
            "email",
            _("This person is in the programme in this role already (%(state)s).")
            % {"state": participant.get_state_display()},
        )
    context = {"programme": programme, "form": form}
    status = 422 if form.errors else 200
    return render(request, "programmes/people_add.html", context, status=status)


@policy(Who.COORDINATORS)
@limited("export", when=always)
@trail.told(trail.Manner.EXPORTED)
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """The people of the list as it is filtered, as CSV or XLSX."""
    programme = managed(request, pk)
    people = _shown(programme, request.GET.dict()).select_related("user", "organisation")
    heads = [_("Name"), _("Mail address"), _("Role"), _("Home organisation"), _("Unit"), _("State")]
    rows = (
        [
            who.name,
            who.user.email,
            who.get_role_display(),
            who.organisation.name if who.organisation else "",
            who.unit,
            who.get_state_display(),
        ]
        for who in people.order_by(Lower("user__name"), "pk").iterator(chunk_size=1000)
    )
    kind = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    return table_file(f"people-{programme.pk}", kind, heads, rows)
