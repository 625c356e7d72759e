from django.http import HttpRequest, HttpResponse

from mentoring_platform.access import Who, policy


@policy(Who.SIGNED_IN)
def kept_mails(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("kept_mails")


@policy(Who.SIGNED_IN)
def kept_mail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("kept_mail")


@policy(Who.SIGNED_IN)
def kept_mail_html(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("kept_mail_html")
