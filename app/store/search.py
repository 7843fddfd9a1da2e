"""The search index: kept by `insert`, `change` and `remove` of the database, asked by the slices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.text import digits, folded, gram_query, grams, half_typed, initials, is_initials, jamo

_LONGEST = 200
"""Letters of a question that are looked for; a pasted page would keep the reader busy for minutes."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Which columns of a table are names, telephone numbers and running text."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    case: str | None = "case_id"

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.names + self.phones + self.texts + ((self.case,) if self.case else ()))


SEARCHED: dict[str, Searched] = {
    "person": Searched(names=("alias", "name"), phones=("phone",), case=None),
    "casefile": Searched(names=("number",), texts=("summary",), case="id"),
    "contact": Searched(names=("alias",), phones=("phone",), texts=("note",)),
    "other_party": Searched(names=("name",), phones=("phone",), texts=("note",)),
    "note": Searched(texts=("title", "body")),
    "incident": Searched(texts=("narrative", "place")),
    "service_given": Searched(texts=("note",)),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that matches, with the case it belongs to where it knows it."""

    doc: int
    entity: str
    entity_id: str
    case_id: str | None


class Index:
    """The index over one connection; writing happens inside the database's own statements."""

    def __init__(self, connection: Any) -> None:
        self._db = connection

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        spec = SEARCHED.get(table)
        if spec is None:
            return
        case_id = row.get(spec.case) if spec.case else None
        cursor = self._db.execute(
            "INSERT INTO search_doc (entity, entity_id, case_id) VALUES (?, ?, ?)",
            (table, row["id"], case_id),
        )
        self._fill(cursor.lastrowid, spec, row)

    def refresh(self, table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        spec = SEARCHED.get(table)
        if spec is None or not any(before.get(c) != after.get(c) for c in spec.columns):
            return
        doc = self._doc(table, before["id"])
        self._empty(doc, spec, before)
        if spec.case:
            self._db.execute("UPDATE search_doc SET case_id = ? WHERE id = ?", (after.get(spec.case), doc))
        self._fill(doc, spec, after)

    def drop(self, table: str, row: Mapping[str, Any]) -> None:
        spec = SEARCHED.get(table)
        if spec is None:
            return
        doc = self._doc(table, row["id"])
        self._empty(doc, spec, row)
        self._db.execute("DELETE FROM search_doc WHERE id = ?", (doc,))

    def _doc(self, table: str, entity_id: str) -> int:
        row = self._db.execute(
            "SELECT id FROM search_doc WHERE entity = ? AND entity_id = ?", (table, entity_id)
        ).fetchone()
        return int(row[0])

    def _fill(self, doc: int, spec: Searched, row: Mapping[str, Any]) -> None:
        names, phones, text = _parts(spec, row)
        for name in names:
            self._db.execute("INSERT INTO search_name VALUES (?, ?, ?)", (doc, jamo(name), initials(name)))
        for phone in phones:
            self._db.execute("INSERT INTO search_phone VALUES (?, ?)", (doc, phone[::-1]))
        if names:
            self._db.execute("INSERT INTO search_jamo (rowid, jamo) VALUES (?, ?)", (doc, _joined(names)))
        if text:
            self._db.execute("INSERT INTO search_text (rowid, grams) VALUES (?, ?)", (doc, text))

    def _empty(self, doc: int, spec: Searched, row: Mapping[str, Any]) -> None:
        # The index keeps no copy of the text: fts5 wants the old words back to take them out (and overwrite them).
        names, _phones, text = _parts(spec, row)
        self._db.execute("DELETE FROM search_name WHERE doc = ?", (doc,))
        self._db.execute("DELETE FROM search_phone WHERE doc = ?", (doc,))
        if names:
            self._db.execute(
                "INSERT INTO search_jamo (search_jamo, rowid, jamo) VALUES ('delete', ?, ?)",
                (doc, _joined(names)),
            )
        if text:
            self._db.execute("INSERT INTO search_text (search_text, rowid, grams) VALUES ('delete', ?, ?)", (doc, text))

    def find(self, query: str, *, limit: int = 200, entities: tuple[str, ...] = ()) -> list[Hit]:
        """Records that match, names and numbers before running text, the newest first; at most `limit`."""
        hits: dict[int, Hit] = {}
        for question, values in _questions(query):
            if question.only_if_nothing and hits:
                continue
            sql = _SELECT.format(sql=question.sql, entities=_among(entities), order=question.order)
            for row in self._db.execute(sql, (*values, limit)):
                hits.setdefault(row[0], Hit(*row))
            if len(hits) >= limit:
                break
        return list(hits.values())[:limit]

    def owners(self, query: str, owner: str, *, limit: int = 200) -> list[str]:
        """What the matching records belong to, each once; `owner` is a slice's SQL over the document `d`.

        SQLite stops at the limit, so that fifty thousand matching notes cost no more than the first two hundred cases.
        """
        found: dict[str, None] = {}
        for question, values in _questions(query):
            if question.only_if_nothing and found:
                continue
            sql = _OWNERS.format(sql=question.sql, owner=owner, order=question.order)
            for (one,) in self._db.execute(sql, (*values, limit)):
                found.setdefault(one)
            if len(found) >= limit:
                break
        words = query[:_LONGEST].split()
        if not found and 1 < len(words) <= _MOST_WORDS:
            found = self._owners_of_every(words, owner)
        return list(found)[:limit]

    def _owners_of_every(self, words: list[str], owner: str) -> dict[str, None]:
        """What every word leads to, each by its own way: a name here, the end of a number there."""
        first, *rest = (dict.fromkeys(self.owners(word, owner, limit=_PER_WORD)) for word in words)
        return {one: None for one in first if all(one in other for other in rest)}


_MOST_WORDS, _PER_WORD = 4, 1000

_SELECT = """
    SELECT d.id, d.entity, d.entity_id, d.case_id
    FROM {sql} {entities} ORDER BY {order} LIMIT ?
"""
_OWNERS = "SELECT DISTINCT {owner} AS owner FROM {sql} AND owner IS NOT NULL ORDER BY {order} LIMIT ?"


def _among(entities: tuple[str, ...]) -> str:
    known = [name for name in entities if name in SEARCHED]
    return "AND d.entity IN ({})".format(", ".join(f"'{name}'" for name in known)) if known else ""


def _questions(query: str) -> Iterator[tuple[_Question, tuple[Any, ...]]]:
    wanted = folded(query[:_LONGEST])
    if not wanted:
        return
    number = digits(wanted)
    if len(number) >= 3 and not any(c.isalpha() for c in wanted):
        tail = number[::-1]
        yield _PHONE, (tail, tail + "￿")
    letters = wanted.replace(" ", "")
    if is_initials(letters):
        yield _INITIALS, (letters, letters + "￿")
        return
    taken_apart = jamo(wanted)
    if len(taken_apart) < 3:
        yield _PREFIX, (taken_apart, taken_apart + "￿")
    else:
        yield _JAMO, ('"' + taken_apart.replace('"', '""') + '"',)
    if expression := gram_query(wanted):
        yield _TEXT, (expression,)
    if looser := gram_query(half_typed(wanted)):
        yield _HALF_TYPED, (looser,)


@dataclass(frozen=True, slots=True)
class _Question:
    """One way to find, the index first (CROSS JOIN keeps SQLite from turning the loops round).

    Words come newest first; prefixes come in the order of their index, because sorting every name under ㅎ would cost
    more than the whole search.
    """

    sql: str
    order: str
    only_if_nothing: bool = False


_DOC = "CROSS JOIN search_doc AS d ON d.id ="
_PHONE = _Question(f"search_phone AS f {_DOC} f.doc WHERE f.reversed >= ? AND f.reversed < ?", "f.reversed, f.doc")
_INITIALS = _Question(f"search_name AS f {_DOC} f.doc WHERE f.initials >= ? AND f.initials < ?", "f.initials, f.doc")
_PREFIX = _Question(f"search_name AS f {_DOC} f.doc WHERE f.jamo >= ? AND f.jamo < ?", "f.jamo, f.doc")
_JAMO = _Question(f"search_jamo AS f {_DOC} f.rowid WHERE search_jamo MATCH ?", "f.rowid DESC")
_TEXT = _Question(f"search_text AS f {_DOC} f.rowid WHERE search_text MATCH ?", "f.rowid DESC")
_HALF_TYPED = replace(_TEXT, only_if_nothing=True)


def _parts(spec: Searched, row: Mapping[str, Any]) -> tuple[list[str], list[str], str]:
    names = [str(row[c]) for c in spec.names if row.get(c)]
    phones = [found for c in spec.phones if row.get(c) and len(found := digits(str(row[c]))) >= 3]
    text = " ".join(filter(None, (grams(str(row[c])) for c in spec.texts if row.get(c))))
    return names, phones, text


def _joined(names: list[str]) -> str:
    return "\n".join(jamo(name) for name in names)
