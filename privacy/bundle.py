"""The copy that a person takes away: a page to read and the same as JSON, in one file."""

import io
import json
import zipfile
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from privacy.extract import Chapter, chapters


def bundle(person: User, *, now: datetime) -> bytes:
    """A zip with ``my-data.html`` and ``my-data.json``, in the person's language and zone."""
    with translation.override(person.language), timezone.override(person.zone):
        found = chapters(person)
        page = render_to_string(
            "privacy/copy_page.html",
            {
                "person": person,
                "chapters": found,
                "now": now,
                "site_url": settings.SITE_URL,
                "product": settings.PRODUCT_NAME,
            },
        )
        told = json.dumps(
            as_json(person, found, now),
            ensure_ascii=False,
            indent=1,
            default=lambda v: v.isoformat(),
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", page)
        archive.writestr("my-data.json", told)
    return out.getvalue()


def as_json(person: User, found: list[Chapter], now: datetime) -> dict[str, object]:
    return {
        "of": person.email,
        "made_at": now.isoformat(),
        "from": settings.SITE_URL,
        "chapters": [
            {
                "what": str(chapter.privacy.what),
                "purpose": str(chapter.privacy.purpose),
                "basis": str(chapter.privacy.basis.label),
                "kept": str(chapter.privacy.retention.sentence),
                "tables": [
                    {"name": table.name, "rows": [dict(row) for row in table.rows]}
                    for table in chapter.tables
                ],
            }
            for chapter in found
        ],
    }
