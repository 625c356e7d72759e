from django.http import HttpRequest, HttpResponse

from mentoring_platform.access import Who, policy


@policy(Who.SIGNED_IN)
def overview(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("overview")
