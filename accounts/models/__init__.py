from accounts.models.attempt import Attempt
from accounts.models.organisation import Affiliation, LastAdminError, Organisation, Unit
from accounts.models.user import User

__all__ = ["Affiliation", "Attempt", "LastAdminError", "Organisation", "Unit", "User"]
