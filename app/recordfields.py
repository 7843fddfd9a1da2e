"""The record fields a manual step can ask for: each has a kind, labels, and sometimes choices. Read here only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.codelists import codes, read_yaml
from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _, pick
from app.paths import resource


@dataclass(frozen=True, slots=True)
class Field:
    """One record field; `choices` are (id, ko, en)."""

    id: str
    kind: str
    ko: str
    en: str
    choices: tuple[tuple[str, str, str], ...] = ()
    task: str = ""
    """The kind of task that a day in this field makes of itself; empty for none."""
    notice: int = 0
    """How many days before it that task is due."""

    @property
    def label(self) -> str:
        return pick({"ko": self.ko, "en": self.en})

    def shown(self, value: str) -> str:
        """A stored value as a person reads it."""
        names = {one: pick({"ko": ko, "en": en}) for one, ko, en in self.choices}
        if self.kind == "yesno":
            return {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}.get(value, value)
        if self.kind == "list":
            return ", ".join(names.get(one, one) for one in json.loads(value))
        return names.get(value, value)


@cache
def fields() -> dict[str, Field]:
    """Every record field by id, of all manuals."""
    paths = sorted(resource("record_fields").glob("*.yaml"))
    items: list[dict[str, Any]] = [item for path in paths for item in read_yaml(path.read_text("utf-8"))]
    return {item["id"]: _field(item) for item in items}


def _field(item: dict[str, Any]) -> Field:
    listed = codes(item["choices_of"]) if "choices_of" in item else ()
    choices = tuple((str(c["id"]), c["ko"], c["en"]) for c in item.get("choices", ()))
    choices += tuple((one.id, one.ko, one.en) for one in listed)
    return Field(item["id"], item["kind"], item["ko"], item["en"], choices, item.get("task", ""), item.get("notice", 0))


def check_record(field_id: str, value: str) -> str:
    """A value as it is stored: free text, an ISO day, a choice's id, or a JSON list; refuses what does not fit."""
    field = fields().get(field_id)
    if field is None:
        raise BadInput(_("There is no field “{field}” to record in.").format(field=field_id), field=field_id)
    text = check_text(value, field_id) or ""
    if not text:
        return ""
    if field.kind == "date":
        return check_day(text, field_id) or ""
    if field.kind == "list":
        return _list(text)
    allowed = {one for one, _ko, _en in field.choices} or {"yes", "no", "unknown"}
    if field.kind in ("choice", "yesno") and text not in allowed:
        raise BadInput(
            _("“{value}” is not in the list. Please choose one of the list.").format(value=text),
            field=field_id,
        )
    return text


def _list(text: str) -> str:
    """A list given as JSON, or as lines or commas."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        found = text.replace("\n", ",").split(",")
    items = found if isinstance(found, list) else [found]
    return json.dumps([str(one).strip() for one in items if str(one).strip()], ensure_ascii=False)
