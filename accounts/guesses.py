"""Limits on guessing passwords, codes and second steps, counted in the database.

The library counts in the cache: for each process by itself where there is none, and from zero
when the cache is lost. It offers no other store, so its two functions that touch the cache are
replaced at start-up; its table of rates (``ACCOUNT_RATE_LIMITS``) and the places where it
counts stay. If the database does not answer, nobody may guess.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.totp.internal.auth import TOTP
from django.db import DatabaseError
from django.http import HttpRequest

from accounts.limits import UNSURE_SECONDS, too_many
from accounts.models import Attempt

QUIET = {"confirm_email"}  # nothing is guessed; one mail less, and the answer is the same
CODE_SECONDS = 90  # longer than a code of an authenticator app is good for


@dataclass
class Taken:
    """A try that was let through and may turn out to be none."""

    what: str

    def rollback(self) -> None:
        Attempt.give_back(self.what)


def count(
    request: HttpRequest,
    *,
    action: str,
    rate: ratelimit.Rate,
    dry_run: bool = False,
    raise_exception: bool = False,
    **source: Any,
) -> Taken | None:
    """Stands in for the library's function of the same purpose."""
    what = ratelimit.get_cache_key(request, action=action, rate=rate, **source)
    if dry_run:
        return Taken(what)
    try:
        wait = Attempt.take(what, at_most=rate.amount, seconds=rate.duration)
    except DatabaseError:
        wait = UNSURE_SECONDS
    if not wait:
        return Taken(what)
    if action in QUIET:
        return None
    raise ImmediateHttpResponse(too_many(request, wait))


def clear(request: HttpRequest, *, app: str, action: str, config: Any = None, **who: Any) -> None:
    """The same for "start from zero": for the account, not for all that came from one address."""
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        if rate.per != "ip":
            what = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, **who)
            Attempt.objects.about(what).delete()


def use_once(step: TOTP, code: str) -> bool:
    """A code that was read over a shoulder opens nothing a second time."""
    what = f"totp:{step.instance.user_id}:{normalize_user_code(code)}"
    return not Attempt.take(what, at_most=1, seconds=CODE_SECONDS)


def count_in_the_database() -> None:
    ratelimit._consume_single_rate = count
    ratelimit.clear = clear
    TOTP._mark_code_used = use_once
