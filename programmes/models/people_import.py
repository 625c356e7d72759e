from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes import readers
from programmes.models.programme import Programme

GRACE_MINUTES = 10


class PeopleImportQuerySet(models.QuerySet["PeopleImport"]):
    def visible_to(self, user: User) -> "PeopleImportQuerySet":
        return self.filter(readers.coordinating(user, "programme__"))


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

    objects = PeopleImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")

    def __str__(self) -> str:
        return f"Import {self.pk} into {self.programme}"
