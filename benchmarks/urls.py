"""All pages of the platform, and the control: a list as it is written when nobody looks."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from mentoring_platform import urls
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from programmes.models import Programme


@policy(Who.COORDINATORS)
def naive(request: MemberRequest, pk: int) -> HttpResponse:
    """Everybody of a programme: a query for each person, and no pages."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), pk=pk)
    request.programme = programme
    return render(request, "naive.html", {"people": programme.participants.order_by("pk")})


urlpatterns = [path("programmes/<int:pk>/naive/", naive, name="naive"), *urls.urlpatterns]
