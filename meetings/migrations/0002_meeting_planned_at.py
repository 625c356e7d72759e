import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of meetings that are there nobody knows when they were planned: they stay without it."""

    dependencies = [("meetings", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="meeting",
            name="planned_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="planned_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, null=True
            ),
        ),
    ]
