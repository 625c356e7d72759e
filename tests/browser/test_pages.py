"""Every page in a real browser: readable for everybody, on every screen, from our host alone.

One test walks many pages and tells all that it found at once. Pictures lie in var/screenshots.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Affiliation, User
from mentoring_platform.access import Who, walk
from programmes.models import Programme, Role
from tests import factories
from tests import world as worlds
from tests.browser.checks import barriers, inline, sideways
from tests.browser.conftest import BACKEND, session_of
from tests.browser.watch import Watch
from tests.walk import pages

PICTURES = settings.VAR_DIR / "screenshots"
WIDTHS = (1280, 360)
# A page that shows other things to others is walked with each of them.
FOR_EACH = {"home", "programmes:programmes", "group", "meetings:meeting"}
SIGNED_OUT = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_request_login_code",
    "account_reset_password_done",
)
OF_ACCOUNT = (
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
)


@dataclass(frozen=True)
class Sight:
    """A page as one person sees it; ``name`` names its pictures."""

    name: str
    url: str
    person: User | None


@pytest.fixture
def look(open_context, live_server):
    """Open the pages, and say everything that is wrong with any of them."""

    def look_at(sights):
        PICTURES.mkdir(parents=True, exist_ok=True)
        faults = []
        for person in dict.fromkeys(sight.person for sight in sights):
            page = open_context(person).new_page()
            watch = Watch(page, live_server.url)
            for sight in sights:
                if sight.person == person:
                    found = [*look_once(page, sight), *watch.take()]
                    faults += [f"{sight.name} {sight.url}: {fault}" for fault in found]
        assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)

    return look_at


def look_once(page, sight):
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.emulate_media(color_scheme="light")
    answer = page.goto(sight.url)
    faults = inline(answer.text())
    if urlsplit(page.url).path != sight.url:
        faults.append(f"led away to {page.url}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = sideways(page) if scheme == "light" else []
            if (width, scheme) != (1280, "dark"):
                found += barriers(page)
            faults += [f"{width} {scheme}: {fault}" for fault in found]
            dark = "-dark" if scheme == "dark" else ""
            path = PICTURES / f"{sight.name.replace(':', '-')}-{width}{dark}.png"
            page.screenshot(path=path, full_page=True)
    return faults


def is_page(client, url):
    """Whether a whole page is shown: no file, no probe, no part of a page, no mail in its frame."""
    answer = client.get(url)
    if "sandbox" in answer.get("Content-Security-Policy", ""):
        return False
    return answer.status_code == 200 and answer.content.lstrip()[:15].lower() == b"<!doctype html>"


def client_of(person):
    client = Client()
    if person:
        client.force_login(person, backend=BACKEND)
    return client


def sights_of(world):
    """Each page of our own with the first person who may read it, some with everybody."""
    clients = {who: client_of(person) for who, person in world.people.items()}
    for page in pages(world):
        if "GET" not in page.policy.methods:
            continue
        readers = [who for who, client in clients.items() if is_page(client, page.url)]
        for who in readers if page.name in FOR_EACH else readers[:1]:
            name = f"{page.name}-{who}" if page.name in FOR_EACH else page.name
            yield Sight(name, page.url, world.people[who])


def test_every_page(look):
    sights = list(sights_of(worlds.build(6)))

    assert len(sights) > 35
    look(sights)


def test_account_pages(look):
    person = factories.UserFactory(name="Noora Al-Hamdani")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    elsewhere = session_of(person, "http://localhost/")["value"]
    UserSession.objects.create(
        user=person, ip="192.0.2.7", session_key=elsewhere, user_agent="Firefox on Linux"
    )

    look([Sight(name, reverse(name), person) for name in OF_ACCOUNT])


def test_pages_of_the_signed_out(look):
    world = worlds.build(2)
    own = [
        Sight(f"{page.name}-signed-out", page.url, None)
        for page in pages(world)
        if "<str:token>" in page.route and Who.EVERYONE in page.policy.who
    ]
    missing = Sight("404", "/nowhere/", None)

    look([*own, missing, *(Sight(name, reverse(name), None) for name in SIGNED_OUT)])


def test_pages_with_nothing_on_them(look):
    """A coordinator in a fresh programme, and somebody who is in nothing yet."""
    coordinator = factories.UserFactory(name="Hannele Ranta")
    at = factories.AffiliationFactory(user=coordinator, role=Affiliation.Role.ORGANISER)
    programme = factories.ProgrammeFactory(state=Programme.State.OPEN)
    programme.partners.create(organisation=at.organisation, is_lead=True)
    factories.ParticipantFactory(programme=programme, user=coordinator, role=Role.COORDINATOR)
    client = client_of(coordinator)
    urls = {
        pattern.name: "/" + route.replace("<int:pk>", str(programme.pk))
        for route, pattern in walk()
        if route.startswith("programmes/<int:pk>/") and "GET" in pattern.callback.policy.methods
    }
    of_programme = [
        Sight(f"empty-{name}", url, coordinator)
        for name, url in urls.items()
        if is_page(client, url)
    ]
    homes = [
        Sight("empty-home", "/", coordinator),
        Sight("empty-home-outsider", "/", factories.UserFactory(name="Olli Outsider")),
    ]

    assert len(of_programme) > 10
    look([*homes, *of_programme])


def test_the_checks_speak(open_context):
    """The control: a page with one fault of each kind."""
    page = open_context(viewport={"width": 360, "height": 600}).new_page()
    page.set_content("<html lang=en><title>T</title><p style='width:900px'>wide</p><img src=''>")

    assert inline("<style></style><p onclick='x()' style=''><script>1</script>") == [
        "inline <style>",
        "onclick= on <p>",
        "style= on <p>",
        "inline <script>",
    ]
    assert sideways(page)
    assert any("image-alt" in barrier for barrier in barriers(page))
