"""From the validator's XForm to the questionnaire that is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.i18n import _
from app.survey.expressions import Expression, Misspelt, parse
from app.survey.model import Bounds, Choice, Finding, Logic, Question, Questionnaire, Section, Text, Unaskable
from app.survey.screening import Screened

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_XFORM, _HTML, _JAVA = (
    "{http://www.w3.org/2002/xforms}",
    "{http://www.w3.org/1999/xhtml}",
    "{http://openrosa.org/javarosa}",
)
_CONTROLS = {
    "input": "", "select1": "select_one", "select": "select_multiple", "rank": "rank", "range": "range", "trigger": "acknowledge",
}  # fmt: skip
_TYPES = {"int": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime"}
_ITEMSET = re.compile(r"instance\('([^']+)'\)/root/item(?:\[(.*)\])?", re.DOTALL)
_ITEXT = re.compile(r"jr:itext\('(.*)'\)", re.DOTALL)
_NOTHING = "-"
"""What the validator writes for a translation that is missing."""


def build(xform: str, screened: Screened) -> Questionnaire:
    """The questionnaire of an XForm; what cannot be read is told by the row it came from."""
    try:
        return _Building(fromstring(xform), screened).whole()
    except (ParseError, DefusedXmlException, Misspelt, KeyError, IndexError, ValueError) as problem:
        raise Unaskable(
            Finding(_("This questionnaire cannot be read as a whole. Nothing was kept of it."))
        ) from problem


class _Building:
    """The parts of one XForm, by path."""

    def __init__(self, html: Element, screened: Screened) -> None:
        self.rows = screened.rows
        model = _one(html, f"{_HTML}head/{_XFORM}model")
        self.title = html.findtext(f"{_HTML}head/{_HTML}title") or ""
        self.binds = {one.get("nodeset", ""): one for one in model.iter(f"{_XFORM}bind")}
        self.first = {one.get("ref", ""): one.get("value", "") for one in html.iter(f"{_XFORM}setvalue")}
        instances = model.findall(f"{_XFORM}instance")
        self.root = next(iter(instances[0]))
        self.texts = _texts(model)
        self.languages = tuple(self.texts) or tuple(one or "default" for one in screened.languages[:1]) or ("default",)
        self.lists = {one.get("id", ""): self.choices(one) for one in instances[1:]}
        self.controls: dict[str, Element] = {}
        self.repeats: dict[str, Element] = {}
        for one in _one(html, f"{_HTML}body").iter():
            if _tag(one) == "repeat":
                self.repeats[one.get("nodeset", "")] = one
            elif one.get("ref") and (_tag(one) in _CONTROLS or _tag(one) == "group"):
                self.controls.setdefault(str(one.get("ref")), one)

    def whole(self) -> Questionnaire:
        path = f"/{_tag(self.root)}"
        section = Section(path, tuple(self.items(self.root, path)))
        return Questionnaire(self.title, self.root.get("id", ""), self.root.get("version", ""), self.languages, section)

    def items(self, node: Element, path: str) -> Iterator[Question | Section]:
        for child in node:
            if child.get(f"{_JAVA}template") is not None or _tag(child) == "meta":
                continue
            place = f"{path}/{_tag(child)}"
            try:
                yield self.section(child, place) if self.holds(child, place) else self.question(child, place)
            except Misspelt as problem:
                sentence = _("This cannot be read from “{what}” on.").format(what=problem.what[:40])
                raise Unaskable(Finding(sentence, "survey", self.rows.get(place, 0))) from problem

    def holds(self, node: Element, path: str) -> bool:
        control = self.controls.get(path)
        return len(node) > 0 or path in self.repeats or (control is not None and _tag(control) == "group")

    def section(self, node: Element, path: str) -> Section:
        repeat, control = self.repeats.get(path), self.controls.get(path)
        drawn = repeat if repeat is not None else control
        appearance = drawn.get("appearance", "") if drawn is not None else ""
        count = _expression(repeat.get(f"{_JAVA}count")) if repeat is not None else None
        logic = Logic(relevant=self.said(path, "relevant"), count=count)
        return Section(path, tuple(self.items(node, path)), self.words(control, "label"), logic, repeat is not None, appearance)  # fmt: skip

    def question(self, node: Element, path: str) -> Question:
        control, bind = self.controls.get(path), self.binds.get(path)
        choices, narrowed = self.offered(control)
        logic = Logic(
            self.said(path, "relevant"), self.said(path, "constraint"), self.said(path, "required"),
            self.said(path, "calculate"), narrowed, _expression(self.first.get(path)),
        )  # fmt: skip
        kind = self.kind(path)
        return Question(
            path, kind, self.words(control, "label"), self.words(control, "hint"), self.message(path, "constraintMsg"),
            self.message(path, "requiredMsg"), logic, bind is not None and bind.get("readonly") == "true()",
            control.get("appearance", "") if control is not None else "", node.text or "", choices,
            _bounds(control) if kind == "range" and control is not None else None,
        )  # fmt: skip

    def kind(self, path: str) -> str:
        control, bind = self.controls.get(path), self.binds.get(path)
        written = bind.get("type", "") if bind is not None else ""
        if control is None:
            preload = bind.get(f"{_JAVA}preload") if bind is not None else None
            return "today" if preload == "date" else "calculate" if self.said(path, "calculate") else "hidden"
        known = _CONTROLS[_tag(control)]
        if not known and bind is not None and bind.get("readonly") == "true()" and written == "string":
            return "text" if self.said(path, "calculate") else "note"
        return known or _TYPES.get(written, "text")

    def said(self, path: str, what: str) -> Expression | None:
        bind = self.binds.get(path)
        return _expression(bind.get(what)) if bind is not None else None

    def message(self, path: str, what: str) -> Text:
        bind = self.binds.get(path)
        return self.reading(bind.get(f"{_JAVA}{what}", "")) if bind is not None else Text()

    def words(self, control: Element | None, what: str) -> Text:
        found = control.find(f"{_XFORM}{what}") if control is not None else None
        if found is None:
            return Text()
        return self.reading(found.get("ref", "")) or self.same_for_all(_pieces(found))

    def reading(self, written: str) -> Text:
        """Words by their reference, or as they stand there."""
        named = _ITEXT.fullmatch(written)
        if not named:
            return self.same_for_all((written,) if written else ())
        return Text(tuple((language, found) for language, texts in self.texts.items() if (found := texts.get(named[1])) and found != (_NOTHING,)))  # fmt: skip

    def same_for_all(self, pieces: tuple[str | Expression, ...]) -> Text:
        return Text(tuple((language, pieces) for language in self.languages)) if pieces else Text()

    def choices(self, instance: Element) -> tuple[Choice, ...]:
        return tuple(
            self.choice({_tag(cell): cell.text or "" for cell in item}) for item in instance.iter(f"{_XFORM}item")
        )

    def choice(self, cells: dict[str, str]) -> Choice:
        ident, plain = cells.pop("itextId", ""), cells.pop("label", "")
        name = cells.pop("name")
        return Choice(name, self.reading(f"jr:itext('{ident}')" if ident else plain), tuple(cells.items()))

    def offered(self, control: Element | None) -> tuple[tuple[Choice, ...], Expression | None]:
        """The choices of a question, and what narrows them."""
        itemset = control.find(f"{_XFORM}itemset") if control is not None else None
        if itemset is None:
            return (), None
        found = _ITEMSET.fullmatch(itemset.get("nodeset", "").strip())
        if not found:
            raise Misspelt(itemset.get("nodeset", ""))
        return self.lists[found[1]], _expression(found[2])


def _texts(model: Element) -> dict[str, dict[str, tuple[str | Expression, ...]]]:
    """Words by language and reference; the language that is shown first comes first."""
    found = sorted(model.iter(f"{_XFORM}translation"), key=lambda one: one.get("default") is None)
    return {
        one.get("lang", ""): {
            text.get("id", ""): _pieces(value)
            for text in one
            for value in text.findall(f"{_XFORM}value")
            if not value.get("form")
        }
        for one in found
    }


def _pieces(words: Element) -> tuple[str | Expression, ...]:
    """Words with what they show of other answers."""
    found: list[str | Expression] = [words.text or ""]
    for output in words:
        found += [parse(output.get("value", "").strip()), output.tail or ""]
    if len(found) == 1:
        return (str(found[0]).strip(),) if str(found[0]).strip() else ()
    first, last = found[0], found[-1]
    found[0], found[-1] = str(first).lstrip(), str(last).rstrip()
    return tuple(one for one in found if one != "")


def _bounds(control: Element) -> Bounds:
    bounds = Bounds(*(float(control.get(one, "nan")) for one in ("start", "end", "step")))
    if not (bounds.step > 0 and bounds.start < bounds.end < float("inf")):
        raise Misspelt("range")
    return bounds


def _expression(written: str | None) -> Expression | None:
    return parse(written.strip()) if written and written.strip() else None


def _one(node: Element, path: str) -> Element:
    found = node.find(path)
    if found is None:
        raise KeyError(path)
    return found


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]
