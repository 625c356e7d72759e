from django.db import models


class Note(models.Model):
    title = models.CharField(max_length=100)
    text = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
