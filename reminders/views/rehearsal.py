from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin

from accounts.limits import limited, searches
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import chips
from notifications.views.operators import FRAMED
from programmes.models import Programme, Role
from programmes.views.managed import managed
from reminders import rehearsal
from reminders.events import Occasion
from reminders.forms import NAMES
from reminders.models import Rule, Trial
from reminders.models.trial import TooMany
from reminders.months import Month
from reminders.views.rules import find_rule


@policy(Who.COORDINATORS)
@limited("search", when=searches)
def calendar(request: MemberRequest, pk: int) -> HttpResponse:
    """The mails of a month as they would come, to everybody or to one person."""
    programme = managed(request, pk)
    seen = rehearsal.Seen(programme, request.GET)
    month = Month.of(request.GET.get("month", ""), timezone.localdate())
    found = _of_month(programme, month, seen)
    roles = [("", _("Everybody")), *programme.in_own_words(Role.choices)]
    context = {
        "programme": programme,
        "seen": seen,
        "month": month,
        "days": month.days(list(rehearsal.entries(found))),
        "mails": len(found),
        "people": len({one.person_id for one in found}),
        "languages": _spoken(programme),
        "roles": chips(request.GET, "role", roles, {}),
        "keep": [("month", str(month)), ("role", seen.role)],
        "as_asked": urlencode({"role": seen.role, "q": " ".join(seen.words)}),
    }
    return render(request, "reminders/rehearsal.html", context)


def _of_month(programme: Programme, month: Month, seen: rehearsal.Seen) -> list[Occasion]:
    """What still lies ahead in this month."""
    since, person = max(month.begins, timezone.now()), seen.person
    if since > month.ends or not (person or seen.is_everybody):
        return []
    return rehearsal.planned(
        programme, since=since, until=month.ends, person=person.pk if person else None
    )


def _spoken(programme: Programme) -> list[tuple[str, str]]:
    return [(language, NAMES[language]) for language in programme.languages]


@policy(Who.COORDINATORS, methods="POST")
@limited("mail")
def send_all(request: MemberRequest, pk: int) -> HttpResponse:
    """The mails of the month to oneself, one for each line of the calendar."""
    programme = managed(request, pk)
    month = Month.of(request.POST.get("month", ""), timezone.localdate())
    seen = rehearsal.Seen(programme, request.POST)
    entries = rehearsal.entries(_of_month(programme, month, seen))
    _try(request, [entry.first for entry in entries])
    back = {"month": str(month), "role": seen.role, "q": " ".join(seen.words)}
    return redirect(f"{request.path.removesuffix('mails/')}?{urlencode(back)}")


def _language(request: MemberRequest, programme: Programme) -> str:
    """The language that is asked for, or the programme's first."""
    asked = request.GET.get("language", "")
    return asked if asked in programme.languages else (programme.languages or ["en"])[0]


def _try(request: MemberRequest, occasions: list[Occasion]) -> None:
    language = request.POST.get("language", "")
    language = language if language in NAMES else request.user.language
    try:
        count = Trial.ask(occasions, by=request.user, language=language, now=timezone.now())
    except TooMany as refused:
        text = _("You have sent yourself many today. %(n)d more are possible.")
        messages.warning(request, text % {"n": refused.left})
        return
    text = ngettext(
        "%(n)d mail is on its way to you.", "%(n)d mails are on their way to you.", count
    )
    messages.success(request, text % {"n": count})


def _occasion(request: MemberRequest, rule: Rule) -> Occasion | None:
    """What is asked for by the address: a rule, perhaps a person and a thing."""
    asked = request.POST or request.GET
    person, about = (_key(asked.get(name, "")) for name in ("person", "about"))
    return rehearsal.example(rule, timezone.now(), person=person, about=about)


def _key(text: str) -> int | None:
    """A key as it stands in an address, if it can be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


@policy(Who.COORDINATORS)
def mail(request: MemberRequest, pk: int) -> HttpResponse:
    """One mail as somebody would get it, in each language of the programme."""
    rule = find_rule(request, pk)
    occasion = _occasion(request, rule)
    spoken = _spoken(rule.programme)
    language = _language(request, rule.programme)
    context: dict[str, Any] = {
        "rule": rule,
        "occasion": occasion,
        "languages": spoken,
        "language": language,
    }
    if occasion:
        person, shown = rehearsal.rendered(occasion, language)
        context |= {"person": person, "mail": shown, "asked": _asked(occasion)}
        context["others"] = rehearsal.others(rule, timezone.now())
    return render(request, "reminders/mail.html", context)


def _asked(occasion: Occasion) -> str:
    return urlencode({"person": occasion.person_id, "about": occasion.about})


@policy(Who.COORDINATORS)
@xframe_options_sameorigin
@csp(FRAMED)  # type: ignore[arg-type]
def mail_html(request: MemberRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame."""
    rule = find_rule(request, pk)
    occasion = _occasion(request, rule)
    shown = None
    if occasion:
        _person, shown = rehearsal.rendered(occasion, _language(request, rule.programme))
    html = str(shown.alternatives[0][0]) if shown else str(_("Nothing to show it with yet"))
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


@policy(Who.COORDINATORS, methods="POST")
@limited("mail")
def send_one(request: MemberRequest, pk: int) -> HttpResponse:
    """This mail to oneself."""
    rule = find_rule(request, pk)
    occasion = _occasion(request, rule)
    if occasion:
        _try(request, [occasion])
    asked = {k: request.POST.get(k, "") for k in ("person", "about", "language")}
    return redirect(f"{request.path.removesuffix('test/')}?{urlencode(asked)}")
