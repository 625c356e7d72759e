import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of
from programmes.forms.people import JoinLinkForm
from programmes.models import JoinLink, JoinRefused, Programme
from programmes.views.managed import managed

SHOWN = 12


@policy(Who.COORDINATORS, methods="GET POST")
def index(request: MemberRequest, pk: int) -> HttpResponse:
    """The join links of a programme, and a new one."""
    programme = managed(request, pk)
    form = JoinLinkForm(request.POST or None, instance=JoinLink(programme=programme))
    if form.is_valid():
        form.save()
        messages.success(request, _("The link is ready."))
        return redirect("programmes:join_links", pk)
    now = timezone.now()
    links = programme.join_links.open_first().select_related("programme")
    page = page_of(links, request.GET, order=["is_closed", "-pk"], size=SHOWN)
    context = {
        "programme": programme,
        "form": form,
        "page": page,
        "links": [
            (link, request.build_absolute_uri(link.get_absolute_url()), link.refusal(now))
            for link in page.rows
        ],
    }
    return render(request, "programmes/join_links.html", context)


def _find(request: MemberRequest, pk: int) -> JoinLink:
    links = JoinLink.objects.visible_to(request.user).select_related("programme")
    link = get_object_or_404(links, pk=pk)
    request.programme = link.programme
    return link


@policy(Who.COORDINATORS, methods="POST")
def close(request: MemberRequest, pk: int) -> HttpResponse:
    link = _find(request, pk)
    link.close(now=timezone.now())
    messages.success(request, _("The link is closed. Those who joined stay."))
    return redirect("programmes:join_links", link.programme_id)


@policy(Who.COORDINATORS)
def qr(request: MemberRequest, pk: int) -> HttpResponse:
    """The link as a picture for phones."""
    link = _find(request, pk)
    code = segno.make(request.build_absolute_uri(link.get_absolute_url()), error="m")
    answer = HttpResponse(content_type="image/svg+xml")
    looks = {"xmldecl": False, "svgclass": None, "lineclass": None}
    code.save(answer, kind="svg", scale=6, border=2, **looks)  # type: ignore[arg-type]
    return answer


@policy(Who.COORDINATORS)
def poster(request: MemberRequest, pk: int) -> HttpResponse:
    """One page to print and hang up."""
    link = _find(request, pk)
    address = request.build_absolute_uri(link.get_absolute_url())
    context = {"link": link, "programme": link.programme, "address": address}
    return render(request, "programmes/join_poster.html", context)


@policy(Who.EVERYONE, methods="GET POST")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What the programme is, and one button. Who has no account makes one first."""
    links = JoinLink.objects.with_token(token).select_related("programme")
    link = get_object_or_404(links)
    now = timezone.now()
    person = request.user if request.user.is_authenticated else None
    refusal = link.refusal_for(person, now) if person else link.refusal(now)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            link.admit(request.user, now=now)
        except JoinRefused as refused:
            refusal = refused.reason
        else:
            messages.success(request, _("Welcome! You are in."))
            return redirect(link.programme)
    context = {
        "link": link,
        "programme": link.programme,
        "refusal": refusal,
        "is_draft": link.programme.state == Programme.State.DRAFT,
        "left": link.places - link.taken if link.places is not None else None,
    }
    return render(
        request,
        "programmes/join.html",
        context,
        status=409 if refusal and request.method == "POST" else 200,
    )
