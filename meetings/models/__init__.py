from meetings.models.attendance import Attendance
from meetings.models.log import Log, LogChanged
from meetings.models.meeting import Meeting

__all__ = ["Attendance", "Log", "LogChanged", "Meeting"]
