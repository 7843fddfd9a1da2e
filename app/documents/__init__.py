"""Every paper of a centre: the only room that knows reportlab, and only when a paper is made.

A name is fetched from its file when somebody asks for it: a window that lists cases makes no paper yet.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.documents.answers import Answered, SafetyAnswers
    from app.documents.audit_paper import TrailPaper, TrailRow, make_audit_paper
    from app.documents.case_forms import CaseForm
    from app.documents.disk import suggest_name
    from app.documents.edition import (
        SIDES,
        TITLES,
        Bound,
        Edition,
        Fold,
        Form,
        Handout,
        Leaflet,
        PressedBook,
        PressedHandout,
    )
    from app.documents.handout import title_of
    from app.documents.handouts import Given, Handed, Handouts, HandoutShown, LeftOut
    from app.documents.locking import new_passphrase
    from app.documents.marking import marked_words
    from app.documents.model import (
        CaseSummary,
        Centre,
        Copy,
        Exported,
        Options,
        Recipient,
        Verified,
    )
    from app.documents.press import make_book, make_handout, shelf_of
    from app.documents.profiles import ON_A_GROUND, Field, Profile, offered
    from app.documents.service import Documents, Shown, warm_up
    from app.documents.wish import Wish

__all__ = [
    "ON_A_GROUND",
    "SIDES",
    "TITLES",
    "Answered",
    "Bound",
    "CaseForm",
    "CaseSummary",
    "Centre",
    "Copy",
    "Documents",
    "Edition",
    "Exported",
    "Field",
    "Fold",
    "Form",
    "Given",
    "Handed",
    "Handout",
    "HandoutShown",
    "Handouts",
    "Leaflet",
    "LeftOut",
    "Options",
    "PressedBook",
    "PressedHandout",
    "Profile",
    "Recipient",
    "SafetyAnswers",
    "Shown",
    "TrailPaper",
    "TrailRow",
    "Verified",
    "Wish",
    "make_audit_paper",
    "make_book",
    "make_handout",
    "marked_words",
    "new_passphrase",
    "offered",
    "shelf_of",
    "suggest_name",
    "title_of",
    "warm_up",
]

_FILES = {
    "answers": (
        "Answered",
        "SafetyAnswers",
    ),
    "audit_paper": (
        "TrailPaper",
        "TrailRow",
        "make_audit_paper",
    ),
    "case_forms": ("CaseForm",),
    "disk": ("suggest_name",),
    "edition": (
        "SIDES",
        "TITLES",
        "Bound",
        "Edition",
        "Fold",
        "Form",
        "Handout",
        "Leaflet",
        "PressedBook",
        "PressedHandout",
    ),
    "handout": ("title_of",),
    "handouts": (
        "Given",
        "Handed",
        "Handouts",
        "HandoutShown",
        "LeftOut",
    ),
    "locking": ("new_passphrase",),
    "marking": ("marked_words",),
    "model": (
        "CaseSummary",
        "Centre",
        "Copy",
        "Exported",
        "Options",
        "Recipient",
        "Verified",
    ),
    "press": (
        "make_book",
        "make_handout",
        "shelf_of",
    ),
    "profiles": (
        "ON_A_GROUND",
        "Field",
        "Profile",
        "offered",
    ),
    "service": (
        "Documents",
        "Shown",
        "warm_up",
    ),
    "wish": ("Wish",),
}
_HOME = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found
