from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.templatetags.ui import short_day
from notifications import in_words, kinds, subjects
from notifications.forms import MuteForm, PreferenceForm
from notifications.models import BadAddress, Mute, Preference


@policy(Who.OWN, methods="GET POST")
def edit(request: MemberRequest) -> HttpResponse:
    """What comes by mail, and when; which programmes are muted."""
    saved = Preference.objects.of(request.user)
    sentences = list(in_words.sentences(saved))
    form = PreferenceForm(request.POST or None, instance=saved)
    if form.is_valid():
        form.instance.change(now=timezone.now(), **form.chosen)
        messages.success(request, _("Saved."))
        return redirect("notifications:preferences")
    mine = subjects.of(request.user)
    muted = list(Mute.objects.holding(request.user).order_by("pk"))
    quiet = {mute.programme for mute in muted}
    context = {
        "form": form,
        "sentences": sentences,
        "always": [kind.label for kind in kinds.registered() if kind.is_always],
        "muted": muted,
        "is_bad": BadAddress.objects.of_person(request.user).exists(),
        "subjects": {subject.key: subject for subject in mine},
        "muting": MuteForm(subjects=[one for one in mine if one.key not in quiet]),
    }
    return render(request, "notifications/preferences.html", context)


@policy(Who.OWN, methods="POST")
def mute(request: MemberRequest) -> HttpResponse:
    form = MuteForm(request.POST, subjects=subjects.of(request.user))
    if form.is_valid():
        Preference.objects.mute(request.user, **form.mute)
        name, until = form.names[form.mute["programme"]], form.mute["until"]
        if until:
            said = _("%(name)s is muted until %(day)s.")
            messages.success(request, said % {"name": name, "day": short_day(until)})
        else:
            messages.success(request, _("%(name)s is muted.") % {"name": name})
    return _back(request)


@policy(Who.OWN, methods="POST")
def unmute(request: MemberRequest) -> HttpResponse:
    key = request.POST.get("programme", "")
    muted = Mute.objects.holding(request.user)
    for one in [mute for mute in muted if str(mute.programme) == key]:
        one.delete()
        messages.success(request, _("You hear of this programme again."))
    return _back(request)


def _back(request: MemberRequest) -> HttpResponse:
    """To the page on which the button was."""
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return redirect(to if is_ours else "notifications:preferences")
