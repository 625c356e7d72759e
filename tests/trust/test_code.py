"""What no code of ours may do, read from the code, so that next year's is held to it too."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
OURS = [config.label for config in apps.get_app_configs() if (ROOT / config.label).is_dir()]

# What it must not do, how it is recognised in imports and calls, and where it has its one place.
RULES = {
    "writes a table other than by mentoring_platform/export.py": (
        {"xlsxwriter", "openpyxl", "csv.writer", "csv.DictWriter"},
        {
            "mentoring_platform/export.py": "the one writer",
            "programmes/people_sheet.py": "hands a sheet that was read on to its parent process",
        },
    ),
    "fetches something from a server": (
        {
            "urllib.request", "urllib3", "http.client", "requests", "httpx", "aiohttp", "ftplib",
            "xmlrpc", "socket",
        },
        {"mentoring_platform/management/commands/demo.py": "looks whether a port is free"},
    ),
    "unpacks an archive without measuring it": (
        {"zipfile", "tarfile", "gzip", "bz2", "lzma", "shutil.unpack_archive"},
        {
            "programmes/people_source.py": "measures by counting the bytes as they come out",
            "privacy/bundle.py": "only packs",
        },
    ),
    "calls text harmless that is not": (
        {"mark_safe()", "SafeString()", "SafeText()", "html_safe()"},
        {
            "mentoring_platform/templatetags/ui.py": "drawings made of a hash",
            "accounts/zones.py": "options of a list that were escaped one by one",
            "mentoring_platform/drawn.py": "parts of form fields, each of which was escaped",
            "conversations/links.py": "web addresses as links, each piece of the text escaped",
        },
    ),
    "runs what it has read": (
        {"pickle", "marshal", "shelve", "eval()", "exec()", "yaml.load", "dill"},
        {},
    ),
}  # fmt: skip
LOOSE_TEMPLATE = re.compile(
    r"\|\s*(?:safe|safeseq)\b|autoescape\s+off|\bhx-on|\bhx-vals=.js:|javascript:"
)
OUR_OWN_WORDS = {"django/forms/hint.html": "hints of fields are written by us and by Django"}


def files():
    for label in OURS:
        for path in sorted((ROOT / label).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


def used(source):
    """Dotted names that are imported, and those that are used, as far as they can be read."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            for name in node.names:
                yield f"{node.module}.{name.name}"
                yield name.name
        elif isinstance(node, ast.Call):
            yield f"{getattr(node.func, 'attr', getattr(node.func, 'id', ''))}()"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Name):
            yield node.id


def breaks(source, forbidden):
    names = set(used(source))
    return sorted(name for name in forbidden if name in names)


@pytest.mark.parametrize("rule", RULES)
def test_nothing(rule):
    forbidden, places = RULES[rule]

    found = {
        path: broken
        for path, source in files()
        if path not in places and (broken := breaks(source, forbidden))
    }

    assert found == {}, f"This code {rule}"


@pytest.mark.parametrize("rule", RULES)
def test_the_places_that_are_allowed_are_still_there(rule):
    forbidden, places = RULES[rule]

    idle = [path for path in places if not breaks((ROOT / path).read_text(), forbidden)]

    assert idle == []


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (
            "import csv\ncsv.writer(file)",
            "writes a table other than by mentoring_platform/export.py",
        ),
        ("from urllib.request import urlopen", "fetches something from a server"),
        ("import requests", "fetches something from a server"),
        ("from django.utils import safestring\nsafestring.mark_safe(x)", "calls text harmless"),
        ("from zipfile import ZipFile", "unpacks an archive without measuring it"),
        ("eval(text)", "runs what it has read"),
    ],
)
def test_each_rule_can_be_broken(source, rule):
    """The control."""
    forbidden = next(names for told, (names, _places) in RULES.items() if told.startswith(rule))

    assert breaks(source, forbidden)


def test_templates_escape_everything():
    """There is no rich text, so nothing needs to be let through."""
    found = {
        name: match[0]
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (name := str(path.relative_to(ROOT / "templates"))) not in OUR_OWN_WORDS
        if (match := LOOSE_TEMPLATE.search(path.read_text()))
    }

    assert found == {}


@pytest.mark.parametrize(
    "template",
    ["{{ text|safe }}", "{% autoescape off %}", '<p hx-on:click="x">', "{{ a | safeseq }}"],
)
def test_a_loose_template_is_found(template):
    """The control."""
    assert LOOSE_TEMPLATE.search(template)
