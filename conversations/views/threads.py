"""The thread of a group, for its members only."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits import limited
from conversations.forms import PostEditForm, PostForm
from conversations.models import Post, PostChanged, Visit
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.listing import page_of
from programmes.models import Group

SIZE = 30


def _group(request: MemberRequest, pk: int) -> Group:
    """The group, for its members; 403 for coordinators, who see that there is a thread."""
    groups = Group.objects.visible_to(request.user).select_related("programme")
    group = get_object_or_404(groups, pk=pk)
    request.group = group
    if not group.has(request.user):
        raise PermissionDenied
    return group


@policy(Who.GROUP, methods="GET POST")
@limited("post")
def thread(request: MemberRequest, pk: int) -> HttpResponse:
    """What members wrote, the latest first; and what I want to say."""
    group = _group(request, pk)
    seats = group.memberships.of_present().with_people().exclude(participant__user=request.user)
    names = {seat.participant.user_id: seat.participant.user.get_full_name() for seat in seats}
    form = PostForm(request.POST or None, names=names)
    may_write = Post.can_be_written_by(request.user, group=group)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        if form.is_valid():
            written = {"text": form.cleaned_data["text"], "mentioned": form.mentioned}
            Post.write(group=group, by=request.user, now=timezone.now(), **written)
            if not request.htmx:
                return redirect("conversations:thread", pk)
            form = PostForm(names=names)
    context = {"group": group, "form": form, "may_write": may_write, **_posts(request, group)}
    if request.htmx:
        said = request.method == "POST" and not form.errors
        return render(request, "conversations/_thread.html", context | {"said": said})
    status = 422 if form.errors else 200
    return render(request, "conversations/thread.html", context, status=status)


def _posts(request: MemberRequest, group: Group) -> dict[str, Any]:
    """A page of the thread, with what is new to the person marked."""
    posts = Post.objects.visible_to(request.user).filter(group=group)
    page = page_of(posts.select_related("author"), request.GET, order=["-pk"], size=SIZE)
    new = set(posts.new_to(request.user).values_list("pk", flat=True)[:200])
    for post in page.rows:
        post.is_new = post.pk in new
    newest = max((post.pk for post in page.rows), default=0)
    return {"page": page, "new_count": len(new), "newest": newest}


@policy(Who.GROUP, methods="POST")
def read(request: MemberRequest, pk: int) -> HttpResponse:
    """All of it has been seen, as far as the page showed."""
    group = _group(request, pk)
    newest = Post.objects.visible_to(request.user).filter(group=group).order_by("-pk").first()
    asked = request.POST.get("upto", "")
    if newest and asked.isdecimal() and len(asked) < 19:
        Visit.see(group=group, user=request.user, upto=min(int(asked), newest.pk))
    return HttpResponse(status=204) if request.htmx else redirect("conversations:thread", pk)


def _own(request: MemberRequest, pk: int) -> Post:
    posts = Post.objects.own(request.user).select_related("group__programme")
    post = get_object_or_404(posts, pk=pk)
    request.group = post.group
    return post


@policy(Who.OWN, methods="GET POST")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Other words. If another window was quicker, both texts are shown and none is lost."""
    post = _own(request, pk)
    form = PostEditForm(request.POST or None, instance=post, initial={"version": post.version})
    theirs = ""
    if form.is_valid():
        try:
            post.edit(now=timezone.now(), **form.cleaned_data)
        except PostChanged as changed:
            theirs = changed.post.text
            form.data = request.POST.copy()
            form.data["version"] = str(changed.post.version)
        else:
            return redirect("conversations:thread", post.group_id)
    context = {"post": post, "group": post.group, "form": form, "theirs": theirs}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "conversations/post_edit.html", context, status=status)


@policy(Who.OWN, methods="GET POST")
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Asks once; then the words are gone for everybody."""
    post = _own(request, pk)
    if request.method == "POST":
        post.remove(now=timezone.now())
        messages.success(request, _("Removed."))
        return redirect("conversations:thread", post.group_id)
    context = {"post": post, "group": post.group}
    return render(request, "conversations/post_remove.html", context)
