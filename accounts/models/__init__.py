from accounts.models.organisation import Affiliation, LastAdminError, Organisation, Unit
from accounts.models.user import User

__all__ = ["Affiliation", "LastAdminError", "Organisation", "Unit", "User"]
