from conversations.models.announcement import Announcement

__all__ = ["Announcement"]
