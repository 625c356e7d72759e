from meetings.models.attendance import Attendance
from meetings.models.log import Log, LogChanged
from meetings.models.meeting import Meeting
from meetings.models.opening import Opening

__all__ = ["Attendance", "Log", "LogChanged", "Meeting", "Opening"]
