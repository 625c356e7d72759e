from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import (  # noqa: PLC0415  apps must be loaded first
            guesses,
            library_data,  # noqa: F401
            second_factor,
            sessions,
        )

        guesses.count_in_the_database()
        sessions.listen()
        second_factor.listen()
