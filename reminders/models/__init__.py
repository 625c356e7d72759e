from reminders.models.rule import Rule, RuleText
from reminders.models.trial import Trial

__all__ = ["Rule", "RuleText", "Trial"]
