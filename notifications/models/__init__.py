from notifications.models.kept_mail import KeptMail
from notifications.models.message import Message

__all__ = ["KeptMail", "Message"]
