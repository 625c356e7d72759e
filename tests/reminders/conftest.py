"""A programme whose reminders have been on for a while."""

import pytest

from reminders.models import Rule
from tests import factories


@pytest.fixture(autouse=True)
def _reminders(request):
    if "programme" in request.fixturenames:
        factories.with_reminders(request.getfixturevalue("programme"))


@pytest.fixture
def rule_of(programme):
    """The programme's rule with this preset."""
    return lambda preset: Rule.objects.get(programme=programme, preset=preset)
