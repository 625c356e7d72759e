"""One process of several that guess: ``python -m tests.accounts.guessing ADDRESS COUNT [bare]``.

Prints how many guesses were let through. ``bare`` takes our counting off.
"""

import importlib.util
import os
import sys


def library_counting():
    """The functions of the library as they were before ours took their place."""
    origin = importlib.util.find_spec("allauth.core.internal.ratelimit").origin
    spec = importlib.util.spec_from_file_location("bare_ratelimit", origin)
    module = sys.modules["bare_ratelimit"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def guess(address, count):
    from django.test import Client  # noqa: PLC0415  Django must be set up first

    browser = Client()
    answers = [
        browser.post("/accounts/login/", {"login": address, "password": f"guess {n}"})
        for n in range(count)
    ]
    refused = ("Too many failed", "Too many tries")
    return sum(not any(words in answer.text for words in refused) for answer in answers)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from allauth.core.internal import ratelimit
    from django.conf import settings

    from accounts import sign_in_settings

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
    settings.ALLOWED_HOSTS = ["*"]
    settings.ACCOUNT_RATE_LIMITS = sign_in_settings.ACCOUNT_RATE_LIMITS
    if "bare" in sys.argv:
        ratelimit._consume_single_rate = library_counting()._consume_single_rate
    sys.stdout.write(str(guess(sys.argv[1], int(sys.argv[2]))))
