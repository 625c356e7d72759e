import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """People who are there already get theirs in the next step, or when they are first told of."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            "user",
            "pseudonym",
            models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AlterField(
            "user",
            "pseudonym",
            models.UUIDField(default=uuid.uuid4, editable=False, null=True, unique=True),
        ),
    ]
