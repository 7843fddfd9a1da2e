"""Code lists as data: `resources/codelists/*.yaml`, each an ordered list of codes with Korean and English labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.i18n import pick
from app.paths import resource


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list; `extra` holds what only some lists carry (GBVIMS type, level …)."""

    id: str
    ko: str
    en: str
    extra: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str:
        return pick({"ko": self.ko, "en": self.en})


@cache
def codes(name: str) -> tuple[Code, ...]:
    """The codes of the list `name`, in their order. A list that is not shipped raises KeyError."""
    path = resource("codelists", f"{name}.yaml")
    if not path.exists():
        raise KeyError(name)
    items = read_yaml(path.read_text("utf-8"))["items"]
    return tuple(_code(item) for item in items)


def read_all() -> None:
    """Read every list now, on whatever thread this is: the windows ask for labels where no file may be opened."""
    for path in resource("codelists").glob("*.yaml"):
        _index(path.stem)


def code(name: str, code_id: str) -> Code:
    """One code; raises KeyError where the list has no such id."""
    return _index(name)[code_id]


def known(name: str, code_id: str) -> bool:
    return code_id in _index(name)


@cache
def usual(name: str) -> tuple[str, ...]:
    """The codes that are asked of everybody; the others come up only where they are needed."""
    return tuple(one.id for one in codes(name) if not one.extra.get("only_when_needed"))


def label(name: str, code_id: str | None) -> str:
    """The label of a code in the current language; an empty text for none."""
    return _index(name)[code_id].label if code_id else ""


@cache
def _index(name: str) -> dict[str, Code]:
    return {item.id: item for item in codes(name)}


def _code(item: dict[str, Any]) -> Code:
    extra = {key: value for key, value in item.items() if key not in ("id", "ko", "en")}
    return Code(str(item["id"]), item["ko"], item["en"], extra)


def read_yaml(text: str) -> Any:
    """YAML as plain data; libyaml's safe loader is some ten times faster, and wheels carry it."""
    import yaml  # the first window is painted before any list is read

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both loaders are safe
