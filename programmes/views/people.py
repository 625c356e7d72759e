from django.http import HttpRequest, HttpResponse

from mentoring_platform.access import Who, policy


@policy(Who.SIGNED_IN)
def index(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("index")
