"""Evidence: sealed files, things only referred to, and the chain of who had them in hand.

Names are fetched on first use: the confined child that draws previews lives below this room and needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.evidence.content import Kind
    from app.evidence.model import (
        Act,
        Brought,
        Custody,
        Intake,
        Item,
        Opened,
        Reference,
        Rule,
        Stated,
        Taken,
        checked_reason,
    )
    from app.evidence.preview import PREVIEWED, Shown, show
    from app.evidence.service import Arrival, Checked, Evidence

_PLACES = {
    "content": "Kind",
    "model": "Act Brought Custody Intake Item Opened Reference Rule Stated Taken checked_reason",
    "preview": "PREVIEWED Shown show",
    "service": "Arrival Checked Evidence",
}
_PLACE = {name: place for place, names in _PLACES.items() for name in names.split()}

__all__ = [
    "PREVIEWED",
    "Act",
    "Arrival",
    "Brought",
    "Checked",
    "Custody",
    "Evidence",
    "Intake",
    "Item",
    "Kind",
    "Opened",
    "Reference",
    "Rule",
    "Shown",
    "Stated",
    "Taken",
    "checked_reason",
    "show",
]


def __getattr__(name: str) -> object:
    if name in _PLACE:
        return getattr(import_module(f"app.evidence.{_PLACE[name]}"), name)
    raise AttributeError(name)
