from notifications.models.account_mail import AccountMail
from notifications.models.bad_address import BadAddress
from notifications.models.heartbeat import Heartbeat
from notifications.models.kept_mail import KeptMail
from notifications.models.message import Message
from notifications.models.notice import Notice
from notifications.models.preference import Mute, Preference

__all__ = [
    "AccountMail",
    "BadAddress",
    "Heartbeat",
    "KeptMail",
    "Message",
    "Mute",
    "Notice",
    "Preference",
]
