"""Reports from outside: fetched sealed, read, answered, and made into cases."""

from ui.inbox.material_page import MaterialPage
from ui.inbox.page import InboxPage
from ui.inbox.place import InboxPlace

__all__ = ["InboxPage", "InboxPlace", "MaterialPage"]
