from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from mentoring_platform.http import MemberRequest
from programmes.models import Programme


def managed(request: MemberRequest, pk: int) -> Programme:
    """The programme that the person coordinates, with its frame around the page."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.can_be_managed_by(request.user):
        raise PermissionDenied
    request.programme = programme
    return programme
