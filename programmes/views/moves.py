from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes import effects
from programmes.models import Programme
from programmes.states import Blocked, Move, bring, moves_from
from programmes.views.managed import managed


@policy(Who.COORDINATORS, methods="GET POST")
def state(request: MemberRequest, pk: int) -> HttpResponse:
    """Where the programme can go from here, what that means, and what stands in the way."""
    programme = managed(request, pk)
    refused: Blocked | None = None
    if request.method == "POST":
        try:
            bring(programme, to=request.POST.get("to", ""))
        except Blocked as blocked:
            refused = blocked
        else:
            said = _("The programme is now: %(state)s.")
            messages.success(request, said % {"state": programme.get_state_display()})
            return redirect(programme)
    context = {
        "programme": programme,
        "moves": [_explained(move, programme) for move in moves_from(programme)],
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "programmes/programme_state.html", context, status=status)


def _explained(move: Move, programme: Programme) -> dict[str, object]:
    after = copy(programme)
    after.state = move.to
    return {
        "move": move,
        "blockers": move.blockers(programme),
        "told": effects.told(programme, after),
    }
