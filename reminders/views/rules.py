from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.views.managed import managed
from reminders.events import DAYS, events_of
from reminders.forms import RuleForm
from reminders.models import Rule


def find_rule(request: MemberRequest, pk: int) -> Rule:
    """The rule, if this person coordinates its programme; 404 otherwise."""
    rules = Rule.objects.visible_to(request.user).select_related("programme")
    rule = get_object_or_404(rules.prefetch_related("texts"), pk=pk)
    request.programme = rule.programme
    return rule


def find_rule_to_change(request: MemberRequest, pk: int) -> Rule:
    rule = find_rule(request, pk)
    if not rule.can_be_changed_by(request.user):
        raise PermissionDenied
    return rule


@policy(Who.COORDINATORS)
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """Every rule as a sentence, with its switch."""
    programme = managed(request, pk)
    context = {
        "programme": programme,
        "rules": Rule.of(programme, now=timezone.now()),
        "may_change": programme.can_be_changed_by(request.user),
    }
    return render(request, "reminders/rules.html", context)


@policy(Who.COORDINATORS, methods="GET POST")
def new(request: MemberRequest, pk: int) -> HttpResponse:
    """First the event, then when and whom."""
    programme = managed(request, pk)
    if not programme.can_be_changed_by(request.user):
        raise PermissionDenied
    found = {event.name: event for event in events_of(programme)}
    what = found.get(request.GET.get("event", ""))
    if what is None:
        context = {"programme": programme, "events": list(found.values())}
        return render(request, "reminders/rule_new.html", context)
    first = {"event": what.name, "audience": what.audiences[0], "offset": -1 if what.before else 1}
    rule = Rule(programme=programme, unit=DAYS, **first)
    form = RuleForm(request.POST or None, instance=rule)
    if form.is_valid():
        form.keep(now=timezone.now())
        messages.success(request, _("The reminder is on from now."))
        return redirect("reminders:rules", pk)
    return render(request, "reminders/rule_edit.html", {"rule": rule, "form": form})


@policy(Who.COORDINATORS, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    rule = find_rule_to_change(request, pk)
    is_as_preset = rule.is_as_preset()
    form = RuleForm(request.POST or None, instance=rule)
    if form.is_valid():
        form.keep(now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("reminders:rules", rule.programme_id)
    context = {"rule": rule, "form": form, "is_as_preset": is_as_preset}
    return render(request, "reminders/rule_edit.html", context)


@policy(Who.COORDINATORS, methods="POST")
def switch(request: MemberRequest, pk: int) -> HttpResponse:
    rule = find_rule_to_change(request, pk)
    rule.switch(on="on" in request.POST, now=timezone.now())
    told = _("Switched on: %(rule)s") if rule.is_on else _("Switched off: %(rule)s")
    messages.success(request, told % {"rule": rule.when})
    return redirect("reminders:rules", rule.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def reset(request: MemberRequest, pk: int) -> HttpResponse:
    rule = find_rule_to_change(request, pk)
    rule.reset(now=timezone.now())
    messages.success(request, _("As the practice proposes it again."))
    return redirect("reminders:rules", rule.programme_id)


@policy(Who.COORDINATORS, methods="POST")
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Only rules that somebody has added; those of the practice are switched off."""
    rule = find_rule_to_change(request, pk)
    if rule.preset:
        messages.warning(request, _("This one belongs to the practice: switch it off instead."))
    else:
        rule.delete()
        messages.success(request, _("Deleted."))
    return redirect("reminders:rules", rule.programme_id)
