from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.candidates import Preview, preview
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.group_names import free_names
from programmes.models import Group, Programme
from programmes.modules import Module


@policy(Who.COORDINATORS, methods="GET POST")
def even(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at even groups, then form them all at once."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    if not programme.uses(Module.GROUPS):
        raise Http404
    request.programme = programme
    also_invited = request.GET.get("invited") == "yes"
    if request.method == "POST":
        formed = _form(request, programme, also_invited)
        if formed is not None:
            text = ngettext("%(n)d group formed.", "%(n)d groups formed.", formed) % {"n": formed}
            messages.success(request, text)
            return redirect("programmes:groups", pk)
        messages.error(request, _("Somebody came or left meanwhile. Look at the new groups."))
    found = preview(programme, also_invited=also_invited)
    names = free_names(programme, len(found.groups))
    context = {
        "programme": programme,
        "preview": found,
        "groups": list(zip(names, found.groups, strict=True)),
        "also_invited": also_invited,
        "invited": programme.participants.filter(state="invited").without_group().count(),
    }
    return render(request, "matching/even.html", context)


@transaction.atomic
def _form(request: MemberRequest, programme: Programme, also_invited: bool) -> int | None:
    """Form what was shown; None if the people are others by now."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    found: Preview = preview(programme, also_invited=also_invited)
    if request.POST.get("fingerprint") != found.fingerprint:
        return None
    now = timezone.now()
    names = free_names(programme, len(found.groups))
    for name, (mentors, mentees) in zip(names, found.groups, strict=True):
        Group.form(programme=programme, name=name, mentors=mentors, mentees=mentees, now=now)
    return len(found.groups)
