"""Pages ask for rows through the person: the code of views, forms and feeds is read for it.

A query that starts at ``Model.objects`` must go through a door at once: a method of the model's
QuerySet that takes the person (``visible_to(user)``, ``coordinated_by(user)``) or the secret that
stands for one (``with_token(token)``). What hangs on a row that came through a door
(``programme.participants``) may be followed freely.
"""

import ast
import inspect
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
OURS = [config.label for config in apps.get_app_configs() if (ROOT / config.label).is_dir()]
PLACES = (
    "*/views.py", "*/views/**/*.py", "*/forms.py", "*/forms/**/*.py", "*_forms.py", "*/*_forms.py",
    "*/api.py", "*/api/**/*.py", "*/feeds.py", "*/calendar.py", "*/next_steps.py", "*/export.py",
    "*/exports.py", "mentoring_platform/context.py",
)  # fmt: skip
KEYS = {"user", "person", "token"}
NOBODY = {"none", "model"}
PUBLIC = {("Organisation", "could_share")}  # the names of organisations are read by everybody
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def files():
    found = {path for pattern in PLACES for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.relative_to(ROOT).parts[0] in OURS)


def models_by_name():
    return {
        model.__name__: model for label in OURS for model in apps.get_app_config(label).get_models()
    }


def is_door(model, method):
    """Whether the method of the model's manager asks who is looking."""
    if method in NOBODY or (model.__name__, method) in PUBLIC:
        return True
    asked = getattr(model._default_manager, method, None)
    return callable(asked) and bool(KEYS & set(inspect.signature(asked).parameters))


def queries(tree):
    """Line, model name and first method of every query that starts at a model."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            name = getattr(node.value, "id", getattr(node.value, "attr", ""))
            onward = parents.get(node)
            yield node.lineno, name, onward.attr if isinstance(onward, ast.Attribute) else ""
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in SHORTCUTS:
            yield node.lineno, getattr(node.args[0], "id", ""), "all"


def side_entrances(source, where=""):
    known = models_by_name()
    return [
        f"{where}:{line} {name}.objects.{method}"
        for line, name, method in queries(ast.parse(source))
        if name in known and not is_door(known[name], method)
    ]


def test_pages_ask_for_rows_through_the_person(promise):
    read = files()

    found = [
        entrance
        for path in read
        for entrance in side_entrances(path.read_text(), str(path.relative_to(ROOT)))
    ]

    assert found == []
    assert len(read) > 30
    control = side_entrances("rows = Log.objects.filter(meeting=1)")
    promise("Queries of pages that go round the person", 0, "queries", goal=0, control=len(control))


@pytest.mark.parametrize(
    ("source", "entrances"),
    [
        ("Log.objects.all()", 1),
        ("models.Log._default_manager.first()", 1),
        ("manager = Log.objects", 1),
        ("get_object_or_404(Log, pk=1)", 1),
        ("get_object_or_404(Log.objects.select_related('meeting'), pk=1)", 1),
        ("Log.objects.visible_to(request.user).filter(meeting=1)", 0),
        ("Log.objects.none()", 0),
        ("meeting.attendances.all()", 0),
    ],
)
def test_a_side_entrance_is_found(source, entrances):
    """The control: what the test above would say of such code."""
    assert len(side_entrances(source)) == entrances
