from django.http import HttpRequest, HttpResponse

from mentoring_platform.access import Who, policy


@policy(Who.SIGNED_IN)
def of_programme(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("of_programme")


@policy(Who.SIGNED_IN)
def of_group(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("of_group")


@policy(Who.SIGNED_IN)
def show(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("show")
