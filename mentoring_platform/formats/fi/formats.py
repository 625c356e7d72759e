"""Finnish dates."""

DATE_FORMAT = "j.n.Y"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j.n.Y \\k\\l\\o H.i"
SHORT_DATE_FORMAT = "j.n."
