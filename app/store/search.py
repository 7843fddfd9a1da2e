"""The search index: kept by `insert`, `change` and `remove` of the database, asked by the slices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.store.latin import in_latin, spellings
from app.text import digits, folded, gram_query, grams, half_typed, initials, is_initials, jamo

_LONGEST = 200
"""Letters of a question that are looked for; a pasted page would keep the reader busy for minutes."""
FULL_TEXT = ("search_text", "search_jamo")
"""The indexes that are put together while nobody is at work (app.store.merging)."""
ANEW, ANEW_AT = "_anew", "words-anew"
"""How the indexes are called that take their place once, and up to which document they are written (app.store.wording)."""


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
    "goal": Searched(texts=("words",)),
    "follow_up": Searched(texts=("words",)),
    "flag": Searched(texts=("words",)),
    "safety_plan_item": Searched(texts=("action",)),
    "referral_step": Searched(texts=("words",)),
    "legal_event": Searched(texts=("order_no", "note")),
    "deletion_target": Searched(texts=("url_key", "account", "note")),
    "organisation": Searched(names=("name",), texts=("contact", "designation", "note")),
    "workplace_person": Searched(names=("called", "approver", "appraiser"), texts=("unit", "place", "note")),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that matches, with the case it belongs to where it knows it."""

    doc: int
    entity: str
    entity_id: str
    case_id: str | None


def list_words(connection: Any) -> None:
    """Let a connection look through the words of the index itself; before it is made read-only."""
    connection.execute("CREATE VIRTUAL TABLE temp.search_words USING fts5vocab('main', 'search_text', 'instance')")


class Index:
    """The index over one connection; writing happens inside the database's own statements."""

    def __init__(self, connection: Any) -> None:
        self._db = connection
        self._pending_out = False
        self.look_again()

    def look_again(self) -> None:
        """Whether words stand in two places just now, and whether their beginnings stand beside them."""
        asked = "SELECT name, sql FROM sqlite_master WHERE name IN (?, ?)"
        found = dict(self._db.execute(asked, (FULL_TEXT[0], FULL_TEXT[0] + ANEW)).fetchall())
        self.has_anew = FULL_TEXT[0] + ANEW in found
        self.has_beginnings = "prefix" in found.get(FULL_TEXT[0], "")

    def _places(self, doc: int) -> tuple[str, ...]:
        """Where the words of a document stand."""
        if not self.has_anew:
            return ("",)
        at = self._db.execute("SELECT value FROM meta WHERE id = ?", (ANEW_AT,)).fetchone()
        return ("", ANEW) if at is not None and doc <= at[0] else ("",)

    def write_anew(self, doc: int, table: str, row: Mapping[str, Any], where: str) -> None:
        """Put the words of a record, and nothing else, into one place."""
        names, _phones, text = _parts(SEARCHED[table], row)
        self._put(doc, names, text, where)

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

    def catch_up(self) -> None:
        """Take in the records of tables that came into the search after they were written (a migration names them)."""
        named = self._db.execute("SELECT value FROM meta WHERE id = 'to-index'").fetchone()
        if named is None:
            return
        self._db.execute("BEGIN IMMEDIATE")
        for table in json.loads(named[0]):
            cursor = self._db.execute(
                f"SELECT * FROM {table} WHERE id NOT IN (SELECT entity_id FROM search_doc WHERE entity = ?)", (table,)
            )
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                self.add(table, dict(zip(columns, row, strict=True)))
        self._db.execute("DELETE FROM meta WHERE id = 'to-index'")
        self._db.execute("COMMIT")

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
        self._words_in(doc, names, text)

    def _words_in(self, doc: int, names: list[str], text: str) -> None:
        if self._pending_out:
            # What goes and what comes of one record in one transaction is mixed up by fts5 (3.53, secure-delete): words
            # that went stay findable. A savepoint makes it write what goes first.
            self._db.execute("SAVEPOINT went")
            self._db.execute("RELEASE went")
            self._pending_out = False
        for place in self._places(doc):
            self._put(doc, names, text, place)

    def _put(self, doc: int, names: list[str], text: str, place: str) -> None:
        if names:
            self._db.execute(f"INSERT INTO search_jamo{place} (rowid, jamo) VALUES (?, ?)", (doc, _joined(names)))
        if text:
            self._db.execute(f"INSERT INTO search_text{place} (rowid, grams) VALUES (?, ?)", (doc, text))

    def _empty(self, doc: int, spec: Searched, row: Mapping[str, Any]) -> None:
        names, _phones, text = _parts(spec, row)
        self._db.execute("DELETE FROM search_name WHERE doc = ?", (doc,))
        self._db.execute("DELETE FROM search_phone WHERE doc = ?", (doc,))
        self._words_out(doc, names, text)

    def _words_out(self, doc: int, names: list[str], text: str) -> None:
        self._pending_out = True
        # The index keeps no copy of the text: fts5 wants the old words back to take them out (and overwrite them).
        for place in self._places(doc):
            for table, column, old in (("search_jamo", "jamo", _joined(names)), ("search_text", "grams", text)):
                if old:
                    sql = f"INSERT INTO {table}{place} ({table}{place}, rowid, {column}) VALUES ('delete', ?, ?)"
                    self._db.execute(sql, (doc, old))

    def words(self, table: str, row: Mapping[str, Any], *, come: bool) -> None:
        """Let only the words of a record come or go: the rows beside them are copied (app.store.following)."""
        spec = SEARCHED.get(table)
        if spec is None:
            return
        names, _phones, text = _parts(spec, row)
        (self._words_in if come else self._words_out)(self._doc(table, row["id"]), names, text)

    def find(self, query: str, *, limit: int = 200, entities: tuple[str, ...] = ()) -> list[Hit]:
        """Records that match, names and numbers before running text, the newest first; at most `limit`."""
        hits: dict[int, Hit] = {}
        for question, values in _questions(query, texts=_with_texts(entities)):
            if question.only_if_nothing and hits:
                continue
            for row in self._rows(question, values, _HIT, _among(entities), limit):
                hits.setdefault(row[0], Hit(*row))
                if len(hits) >= limit:
                    return list(hits.values())
        return list(hits.values())

    def owners(self, query: str, owner: str, *, limit: int = 200) -> list[str]:
        """What the matching records belong to, each once; `owner` is a slice's SQL over the document `d`.

        SQLite stops at the limit, so that fifty thousand matching notes cost no more than the first two hundred cases.
        """
        found: dict[str, None] = {}
        for question, values in _questions(query):
            if question.only_if_nothing and found:
                continue
            for (one,) in self._rows(question, values, f"DISTINCT {owner} AS owner", "AND owner IS NOT NULL", limit):
                found.setdefault(one)
                if len(found) >= limit:
                    return list(found)
        words = query[:_LONGEST].split()
        if not found and 1 < len(words) <= _MOST_WORDS:
            found = self._owners_of_every(words, owner)
        return list(found)[:limit]

    def _rows(
        self, question: _Question, values: tuple[Any, ...], wanted: str, which: str, limit: int
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of one question in its order, where a row holds what is `wanted`; the caller stops when it has enough."""
        if question.by_beginning and (words := self._spelled_out(values[0])) is not None:
            if not words:
                return
            question, values = _TEXT, (words,)
        if not question.by_beginning:
            sql = f"SELECT {wanted} FROM {question.sql} {which} ORDER BY {question.order} LIMIT ?"
            yield from self._db.execute(sql, (*values, limit)).fetchall()
            return
        sql = f"SELECT {wanted} FROM json_each(?) AS f {_DOC} f.value WHERE 1 {which} ORDER BY f.key"
        for some in self._newest(question.sql, values, limit):
            yield from self._db.execute(sql, (json.dumps(some),)).fetchall()

    def _spelled_out(self, expression: str) -> str | None:
        """An expression with every beginning in it replaced by the words that begin so; empty where none does.

        fts5 stops at the first page of answers to whole words, and reads every place of all of them for a beginning;
        that of one letter it has as a word of its own.
        None where there are too many words, or where fts5 would read the letters in another way.
        """
        phrases = expression.split(" AND ")
        for at, phrase in enumerate(phrases):
            if phrase.endswith(" *"):
                letters = phrase.removesuffix(" *").strip('"')
                if len(letters) == 1 and self.has_beginnings:
                    continue
                words = self._beginning_with(letters)
                if not words:
                    return None if words is None else ""
                phrases[at] = "(" + " OR ".join(f'"{word}"' for word in words) + ")"
        return " AND ".join(phrases)

    def _beginning_with(self, letters: str) -> list[str] | None:
        if not _PLAIN.fullmatch(letters):
            return None
        found, begin = list[str](), letters
        while len(found) <= _MOST_BEGINNINGS:
            asked = "SELECT term FROM temp.search_words WHERE term >= ? AND term < ? LIMIT 1"
            row = self._db.execute(asked, (begin, letters + "\U0010ffff")).fetchone()
            if row is None:
                return found
            found.append(str(row[0]))
            begin = found[-1] + "\x01"  # the very next one: no word holds such a letter
        return None

    def _newest(self, sql: str, values: tuple[Any, ...], limit: int) -> Iterator[list[int]]:
        """The documents a question finds, the newest first, some at a time.

        Asked backwards for the beginning of a word, fts5 grows a list of all its places by eight at a time; while freed
        memory is overwritten (app.vault), each step overwrites the whole hole that it grows into, which an emptied page
        cache leaves. So it is asked forwards, for the newest documents alone as long as those are enough.
        """
        last = self._db.execute("SELECT max(id) FROM search_doc").fetchone()[0] or 0
        span = _SPAN
        while last > 0:
            asked = self._db.execute(f"{sql} AND rowid > ? AND rowid <= ? ORDER BY rowid", (*values, last - span, last))
            docs = [doc for (doc,) in asked.fetchall()][::-1]
            at, some = 0, max(1, limit)
            while at < len(docs):
                yield docs[at : at + some]
                at, some = at + some, some * 2
            last, span = last - span, span * 32

    def _owners_of_every(self, words: list[str], owner: str) -> dict[str, None]:
        """What every word leads to, each by its own way: a name here, the end of a number there."""
        first, *rest = (dict.fromkeys(self.owners(word, owner, limit=_PER_WORD)) for word in words)
        return {one: None for one in first if all(one in other for other in rest)}


_SCHEME = re.compile(r"\bhttps?://(?:www\.)?")
"""How a pasted address begins; addresses stand in the index without it."""

_MOST_WORDS, _PER_WORD = 4, 1000
_MOST_BEGINNINGS = 200
_PLAIN = re.compile(r"[0-9a-z가-힣ㄱ-ㅣ]+")
"""Letters that stand in the index as they were typed."""

_SPAN = 8192
"""Documents that are looked through first for a beginning; a common one has enough among them."""

_HIT = "d.id, d.entity, d.entity_id, d.case_id"


def _among(entities: tuple[str, ...]) -> str:
    known = [name for name in entities if name in SEARCHED]
    return "AND d.entity IN ({})".format(", ".join(f"'{name}'" for name in known)) if known else ""


def _with_texts(entities: tuple[str, ...]) -> bool:
    """Whether any of them has running text; people have none, and every note would be looked through for them."""
    known = [SEARCHED[name] for name in entities if name in SEARCHED]
    return not known or any(one.texts for one in known)


def _questions(query: str, *, texts: bool = True) -> Iterator[tuple[_Question, tuple[Any, ...]]]:
    wanted = _SCHEME.sub("", folded(query[:_LONGEST]))
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
    if in_latin(wanted) and (spelled := [jamo(one) for one in spellings(wanted)]):
        long = [one for one in spelled if len(one) >= 3]
        if len(spelled[0]) < 3:  # a family name of one syllable: too short for the grams
            yield _PREFIX, (spelled[0], spelled[0] + "￿")
        if long:
            yield _JAMO, (" OR ".join(f'"{one}"' for one in long),)
    if not texts:
        return
    if expression := gram_query(wanted):
        yield _words(expression), (expression,)
    if looser := gram_query(half_typed(wanted)):
        yield replace(_words(looser), only_if_nothing=True), (looser,)


def _words(expression: str) -> _Question:
    return _BEGINNINGS if expression.endswith(" *") or " * AND " in expression else _TEXT


@dataclass(frozen=True, slots=True)
class _Question:
    """One way to find, the index first (CROSS JOIN keeps SQLite from turning the loops round).

    Words come newest first; prefixes come in the order of their index, because sorting every name under ㅎ would cost
    more than the whole search.
    """

    sql: str
    order: str
    only_if_nothing: bool = False
    by_beginning: bool = False
    """The SQL gives documents alone, and they are asked for in the order of their coming."""


_DOC = "CROSS JOIN search_doc AS d ON d.id ="
_PHONE = _Question(f"search_phone AS f {_DOC} f.doc WHERE f.reversed >= ? AND f.reversed < ?", "f.reversed, f.doc")
_INITIALS = _Question(f"search_name AS f {_DOC} f.doc WHERE f.initials >= ? AND f.initials < ?", "f.initials, f.doc")
_PREFIX = _Question(f"search_name AS f {_DOC} f.doc WHERE f.jamo >= ? AND f.jamo < ?", "f.jamo, f.doc")
_JAMO = _Question(f"search_jamo AS f {_DOC} f.rowid WHERE search_jamo MATCH ?", "f.rowid DESC")
_TEXT = _Question(f"search_text AS f {_DOC} f.rowid WHERE search_text MATCH ?", "f.rowid DESC")
_BEGINNINGS = _Question("SELECT rowid FROM search_text WHERE search_text MATCH ?", "", by_beginning=True)


def _parts(spec: Searched, row: Mapping[str, Any]) -> tuple[list[str], list[str], str]:
    names = [str(row[c]) for c in spec.names if row.get(c)]
    phones = [found for c in spec.phones if row.get(c) and len(found := digits(str(row[c]))) >= 3]
    text = " ".join(filter(None, (grams(str(row[c])) for c in spec.texts if row.get(c))))
    return names, phones, text


def _joined(names: list[str]) -> str:
    return "\n".join(jamo(name) for name in names)
