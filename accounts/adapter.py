from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts import addresses
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Takes name, language and zone of a new person along with the address."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        user.language = request.LANGUAGE_CODE
        user.email = form.cleaned_data["email"].lower()
        return super().save_user(request, user, form, commit)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        addresses.ask_in_vain(credentials["email"])
