"""Every template loads: no unknown tag, no missing parent, no unclosed block."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")
os.environ.setdefault("MODE", "demo")


def main() -> int:
    django.setup()
    folder = ROOT / "templates"
    faults = []
    for path in sorted(folder.rglob("*.*")):
        name = str(path.relative_to(folder))
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            faults.append(f"{name}: {error}")
    print("\n".join(faults) or "templates: all load")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
