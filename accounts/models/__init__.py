from accounts.models.organisation import Affiliation, Organisation, Unit
from accounts.models.user import User

__all__ = ["Affiliation", "Organisation", "Unit", "User"]
