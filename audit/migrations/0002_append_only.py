from django.db import migrations

from audit.append_only import guard, unguard


class Migration(migrations.Migration):
    """The database refuses to change the trail."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
