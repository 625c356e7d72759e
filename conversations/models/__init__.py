from conversations.models.announcement import Announcement
from conversations.models.post import Post, PostChanged, Visit

__all__ = ["Announcement", "Post", "PostChanged", "Visit"]
