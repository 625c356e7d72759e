from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from conversations import announcing, posting  # noqa: PLC0415  apps must be loaded first
        from notifications import kinds  # noqa: PLC0415

        for kind in (announcing.KIND, posting.MENTIONS, posting.NEW_POSTS):
            kinds.register(kind)
