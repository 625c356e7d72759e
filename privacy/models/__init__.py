from privacy.models.consent import Acknowledgement, Consent
from privacy.models.data_copy import DataCopy
from privacy.models.tombstone import Tombstone

__all__ = ["Acknowledgement", "Consent", "DataCopy", "Tombstone"]
