from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import library_data  # noqa: F401, PLC0415  apps must be loaded first
        from accounts.guesses import count_in_the_database  # noqa: PLC0415

        count_in_the_database()
