"""The types a question may have here, and those that cannot be asked on a centre's tablet."""

from __future__ import annotations

ASKED = {
    "integer": "integer", "int": "integer", "decimal": "decimal", "text": "text", "string": "text", "date": "date",
    "time": "time", "datetime": "dateTime", "select_one": "select_one", "select_multiple": "select_multiple", "rank": "rank",
    "note": "note", "range": "range", "acknowledge": "acknowledge", "calculate": "calculate", "hidden": "hidden", "today": "today",
}  # fmt: skip
"""What is asked, by how it may be written; the value is what the validator knows."""

LEFT_OUT = ("start", "end")
"""They would note the second at which somebody began and ended, which can tell who it was."""

REFUSED = frozenset((
    "image", "photo", "audio", "video", "file", "barcode", "geopoint", "geotrace", "geoshape", "start-geopoint",
    "background-audio", "background-geopoint", "audit", "deviceid", "phonenumber", "phone_number", "simserial", "subscriberid",
    "username", "email", "osm", "csv-external", "xml-external", "select_one_external", "select_one_from_file", "trigger",
    "select_multiple_from_file", "select_multiple_external", "note_image",
))  # fmt: skip
"""Pictures, places and devices: what would name somebody, or needs what a kiosk does not have."""

SELECTS = ("select_one", "select_multiple", "rank")


def split(written: str) -> tuple[str, str]:
    """A type and what follows it (“select_one yesno”), as they are known here."""
    words = written.split()
    first = words[0].lower() if words else ""
    if first in ("begin", "end") and len(words) > 1 and words[1].lower() in ("group", "repeat"):
        return f"{first}_{words[1].lower()}", " ".join(words[2:])
    if first == "select" and len(words) > 1 and words[1].lower() in ("one", "multiple"):
        return f"select_{words[1].lower()}", " ".join(words[2:])
    return ("rank" if first == "odk:rank" else first), " ".join(words[1:])
