"""Contacts: the running one with its notes, and the list of all of them."""

from ui.contacts.page import ContactsPage

__all__ = ["ContactsPage"]
