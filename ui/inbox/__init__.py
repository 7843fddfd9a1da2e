"""Reports from outside: fetched sealed, read, answered, and made into cases."""

from ui.inbox.page import InboxPage

__all__ = ["InboxPage"]
