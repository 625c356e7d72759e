import json
import re
import zlib
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import AUTHORSHIP
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import move
from programmes import readers
from programmes.models.programme import Programme
from programmes.personal_data import ABOUT_PROGRAMME, LISTED

GRACE_MINUTES = 10
LARGE = 2000


class PeopleImportQuerySet(models.QuerySet["PeopleImport"]):
    def visible_to(self, user: User) -> "PeopleImportQuerySet":
        return self.filter(readers.coordinating(user, "programme__"))


@personal(
    LISTED,
    clock="made_at",
    by=AUTHORSHIP,
    programme=ABOUT_PROGRAMME,
    default_role=ABOUT_PROGRAMME,
    columns=ABOUT_PROGRAMME,
    left_out=ABOUT_PROGRAMME,
)
class PeopleImport(models.Model):
    """A list of people that was pasted or dropped, with what was repaired in it.

    ``source`` is the whole list as compressed text; ``repairs`` and ``left_out`` are laid over
    it, so nothing that was typed is ever lost. ``findings`` holds counts and rows to repair.
    """

    class State(models.TextChoices):
        READING = "reading", _("Reading")
        READY = "ready", _("Ready to check")
        INVITING = "inviting", _("Bringing people in")
        DONE = "done", _("Done")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Could not be read")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="people_imports")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    file_name = models.CharField(max_length=200, blank=True)
    source = models.BinaryField()
    default_role = models.CharField(max_length=12, default="mentee")
    columns = models.JSONField(default=list)
    repairs = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    findings = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    OPEN = (State.READING, State.READY, State.FAILED)

    objects = PeopleImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")

    def __str__(self) -> str:
        return f"Import {self.pk} into {self.programme}"

    @classmethod
    def take(
        cls, *, programme: Programme, text: str, by: User, default_role: str, file_name: str = ""
    ) -> "PeopleImport":
        """Keep a list as it came; an unfinished earlier one gives way."""
        cls.objects.filter(programme=programme, state__in=cls.OPEN).delete()
        return cls.objects.create(
            programme=programme,
            by=by,
            source=zlib.compress(text.encode()),
            default_role=default_role,
            file_name=file_name[:200],
            rows_total=text.count("\n") + 1,
        )

    @property
    def text(self) -> str:
        return zlib.decompress(bytes(self.source)).decode()

    @property
    def is_large(self) -> bool:
        """Too long to be read while somebody waits for the page."""
        return self.rows_total > LARGE

    @property
    def percent_done(self) -> int:
        return min(100, round(100 * self.rows_done / max(1, self.rows_total)))

    @property
    def undo_until(self) -> datetime | None:
        return self.applied_at and self.applied_at + timedelta(minutes=GRACE_MINUTES)

    def can_be_undone(self, *, now: datetime) -> bool:
        until = self.undo_until
        return self.state == self.State.DONE and until is not None and now < until

    def keep(self, **found: Any) -> None:
        """Store what a check found, unless the list was changed or closed while it was read."""
        with transaction.atomic():
            rows = PeopleImport.objects.filter(pk=self.pk, state__in=self.OPEN)
            now = rows.select_for_update().only("repairs", "left_out", "columns").first()
            read = (self.repairs, self.left_out)
            if now and read == (now.repairs, now.left_out) and now.columns in ([], self.columns):
                rows.update(columns=self.columns, rows_total=self.rows_total, **found)
        if now:
            self.refresh_from_db()

    @transaction.atomic
    def repair(self, repairs: dict[str, str], left_out: list[int]) -> None:
        """Lay corrections over the list, which then has to be read anew. Keys: "row:column"."""
        now = PeopleImport.objects.select_for_update().get(pk=self.pk)
        self.read_anew(
            repairs={**now.repairs, **repairs}, left_out=sorted({*now.left_out, *left_out})
        )

    def read_anew(self, **changes: Any) -> None:
        """Wait to be checked; nobody is brought in before that."""
        move(self, self.State.READING, when=self.OPEN, rows_done=0, **changes)

    def follow_up(self) -> "PeopleImport":
        """The same list once more, for the rows that still wait; those brought in are known."""
        counts = self.findings["counts"]
        known = {
            "counts": counts | {"new": 0, "known": counts["known"] + counts["new"]},
            "statuses": self.findings["statuses"].replace("n", "k"),
        }
        return PeopleImport.objects.create(
            programme=self.programme,
            by=self.by,
            state=self.State.READY,
            source=self.source,
            default_role=self.default_role,
            file_name=self.file_name,
            columns=self.columns,
            repairs=self.repairs,
            left_out=self.left_out,
            findings=self.findings | known,
            rows_done=self.rows_total,
            rows_total=self.rows_total,
        )

    def forget(self, person: User) -> None:
        """Take a person's address and name out of the list, wherever they stand in it."""
        traces = [trace for trace in (person.email, person.name) if trace]
        quoted = [json.dumps(trace, ensure_ascii=False)[1:-1] for trace in traces]
        kept: dict[str, Any] = {
            name: json.loads(_without(json.dumps(getattr(self, name), ensure_ascii=False), quoted))
            for name in ("repairs", "findings")
        }
        for name in ("file_name", "failure"):
            kept[name] = _without(getattr(self, name), traces)
        if self.source:
            kept["source"] = zlib.compress(_without(self.text, traces).encode())
        PeopleImport.objects.filter(pk=self.pk).update(**kept)


def _without(text: str, traces: list[str]) -> str:
    """The text without each trace, in whatever case, where it stands as words of its own."""
    for trace in traces:
        text = re.sub(rf"(?<!\w){re.escape(trace)}(?!\w)", "", text, flags=re.IGNORECASE)
    return text
