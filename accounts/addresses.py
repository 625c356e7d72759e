"""Whose address this is, asked so that the work tells nobody whether it is anybody's.

Known and unknown take the same number of questions to the database and the same hashing. What
remains of it, such as the mail that differs, is owed (``notifications/account_mails.py``).
"""

from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from accounts.models import User


def owner_of(email: str) -> User | None:
    """Who has proven the address; else who was entered with it. Two questions either way."""
    proven = EmailAddress.objects.filter(email=email.lower(), verified=True)
    proven_by = proven.select_related("user").first()
    entered = User.objects.filter(email=email.lower()).first()
    person = proven_by.user if proven_by else entered
    return person if person and person.is_active else None


def expect_proof(person: User) -> None:
    """Who came by a list has no address to verify yet; the code or link sent there proves it."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"primary": True})


def ask_in_vain(email: str) -> None:
    """After a wrong password: the library asks once for a proven address, twice for others."""
    if EmailAddress.objects.filter(email=email.lower(), verified=True).exists():
        list(User.objects.filter(email=email.lower()).iterator(2000))


def look_up_nobody() -> None:
    """A session that waits for somebody's code looks the person up; the other does this."""
    User.objects.filter(pk=0).first()


def greet_in_vain(ghost: User) -> None:
    """What follows the making of an account, for one that will not stay."""
    EmailAddress.objects.filter(user=ghost, email=ghost.email, verified=True).exists()
    EmailAddress.objects.filter(user=ghost, email=ghost.email).first()
    User.objects.get(pk=ghost.pk)


class ResetTokens(PasswordResetTokenGenerator):
    """Void once the password or a proven address changes. Writes nothing, unlike the library's."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:  # type: ignore[override]
        proven = EmailAddress.objects.filter(user_id=user.pk, verified=True)
        addresses = proven.order_by("email").values_list("email", flat=True)
        return super()._make_hash_value(user, timestamp) + "|".join(addresses)  # type: ignore[arg-type]
