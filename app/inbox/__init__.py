"""Reports from outside: sealed in a stranger's browser, opened here by the people named for it."""

from __future__ import annotations

from app.inbox.rings import Rings

__all__ = ["Rings"]
