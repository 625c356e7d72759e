import uuid

from django.db import migrations

BATCH = 1000


def give_pseudonyms(apps, _schema_editor):
    people = apps.get_model("accounts", "User").objects
    while batch := list(people.filter(pseudonym=None).only("pk")[:BATCH]):
        for person in batch:
            person.pseudonym = uuid.uuid4()
        people.bulk_update(batch, ["pseudonym"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_user_pseudonym")]
    operations = [migrations.RunPython(give_pseudonyms, migrations.RunPython.noop)]
