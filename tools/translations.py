"""The catalogues in Finnish and Swedish: take up new texts, compile, and check.

python tools/translations.py update    read the sources (needs gettext), compile
python tools/translations.py compile   write the .mo files
python tools/translations.py check     fail on anything missing, unsure, stale or mismatched
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fi", "sv")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
DJANGO_ADMIN = shutil.which("django-admin", path=str(Path(sys.executable).parent)) or "django-admin"


def catalogue(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(root: Path) -> None:
    """Run xgettext over the sources below ``root``."""
    command = [DJANGO_ADMIN, "makemessages", "--no-obsolete", "--no-wrap", "--add-location=file"]
    for language in LANGUAGES:
        command += ["-l", language]
    for left_out in (".venv/*", "static/*", "tests/*", "var/*", "tools/*", "benchmarks/*"):
        command += ["-i", left_out]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=root, check=True, capture_output=True, env=environment)


def update() -> int:
    for language in LANGUAGES:
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
    extract(ROOT)
    for language in LANGUAGES:
        po = polib.pofile(str(catalogue(language)), wrapwidth=0)
        po.metadata.pop("POT-Creation-Date", None)
        po.metadata_is_fuzzy = False
        for entry in po.fuzzy_entries():
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.flags.remove("fuzzy")
            entry.previous_msgid = entry.previous_msgid_plural = None
        po.save(newline="\n")
    return compile_all()


def compile_all() -> int:
    for language in LANGUAGES:
        path = catalogue(language)
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def check() -> int:
    faults: list[str] = []
    for language in LANGUAGES:
        if not catalogue(language).exists():
            faults.append(f"{language}: no catalogue yet (make messages)")
            continue
        po = polib.pofile(str(catalogue(language)))
        faults += [f"{language}: untranslated: {e.msgid!r}" for e in po.untranslated_entries()]
        faults += [f"{language}: unsure: {e.msgid!r}" for e in po.fuzzy_entries()]
        faults += [f"{language}: placeholders: {e.msgid!r}" for e in po if not fits(e)]
        if not is_compiled(po, catalogue(language).with_suffix(".mo")):
            faults.append(
                f"{language}: the .mo file is stale (python tools/translations.py compile)"
            )
    faults += missing()
    print("\n".join(faults) or "translations: complete")
    return 1 if faults else 0


def is_compiled(po: polib.POFile, compiled: Path) -> bool:
    """Whether the compiled catalogue says the same as its source."""
    if not compiled.exists():
        return False
    said, meant = (
        {(e.msgctxt, e.msgid): (e.msgstr, list(e.msgstr_plural.values())) for e in entries}
        for entries in (polib.mofile(str(compiled)), po.translated_entries())
    )
    return said == meant


def fits(entry: polib.POEntry) -> bool:
    """Whether the translation uses the placeholders of the source."""
    wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    return all(set(PLACEHOLDER.findall(text)) <= wanted for text in texts) and (
        wanted <= set(PLACEHOLDER.findall(" ".join(texts)))
    )


def missing() -> list[str]:
    """Texts of the sources that the catalogues lack."""
    if not shutil.which("xgettext"):
        print("xgettext not found, sources not compared (apt-get install gettext)")
        return []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        left_out = shutil.ignore_patterns(".venv", ".git", "var", "static", "node_modules")
        shutil.copytree(ROOT, copy, ignore=left_out)
        extract(copy)
        found = []
        for language in LANGUAGES:
            if not catalogue(language).exists():
                continue
            known = {(e.msgctxt, e.msgid) for e in polib.pofile(str(catalogue(language)))}
            fresh = polib.pofile(str(catalogue(language, copy)))
            found += [
                f"{language}: not in the catalogue: {e.msgid!r} (make messages)"
                for e in fresh
                if (e.msgctxt, e.msgid) not in known
            ]
        return found


if __name__ == "__main__":
    jobs = {"update": update, "compile": compile_all, "check": check}
    sys.exit(jobs[sys.argv[1]]())
