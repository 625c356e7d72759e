from notifications.models.bad_address import BadAddress
from notifications.models.heartbeat import Heartbeat
from notifications.models.kept_mail import KeptMail
from notifications.models.message import Message

__all__ = ["BadAddress", "Heartbeat", "KeptMail", "Message"]
