"""Contacts: every call, visit and message; each closes without a case, or is attached to one."""

from app.contacts.model import Contact, Draft, Listed, Sessions
from app.contacts.service import Contacts

__all__ = ["Contact", "Contacts", "Draft", "Listed", "Sessions"]
