"""The page: who is signed in, ten simple queries, a template of fifty lines."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.yardstick.models import Note

QUERIES = 10


@login_required
def page(request: HttpRequest) -> HttpResponse:
    notes = [Note.objects.get(pk=pk) for pk in range(1, QUERIES + 1)]
    return render(request, "yardstick.html", {"notes": notes})


urlpatterns = [path("", page)]
