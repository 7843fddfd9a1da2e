"""The trail in words: every kind that is written has some, filters narrow it, and a table of it starts no formula."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import i18n
from app.audit import all_kinds, areas, told
from app.audit.table import harmless
from app.clock import today
from app.desk import Desk
from app.documents import Centre as Issuer
from app.documents import make_audit_paper
from app.documents.locking import pages_of
from app.errors import BadInput, Conflict
from app.flows.trails import PAPER_MOST, Leaving, leave, locked
from tests.conftest import Centre

ROOT = Path(__file__).resolve().parents[3]
PASSED_ON = {
    "app/counts/service.py": {"_record", "_decide"},
    "app/documents/handouts.py": {"_note", "enter"},
    "app/documents/service.py": {"_note"},
    "app/flows/conference_pack.py": {"enter"},
    "app/flows/people.py": {"_told"},
    "app/manual/trust.py": {"_keep"},
}
"""Methods that hand a kind on to the trail."""
PUT_TOGETHER = {
    "case_offer_declined", "case_offer_withdrawn", "review_approved", "review_returned", "review_withdrawn",
}  # fmt: skip
"""Kinds that no file writes as one word."""
FORMER = {"exchange_export_failed"}
"""Kinds that earlier versions wrote: they stand in trails, and keep their words."""


def written_kinds() -> Iterator[tuple[str, str]]:
    """Every kind that some file writes into a trail, with the file: in the call, in a table of kinds, or in a name."""
    for path in sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield from ((file, kind) for kind in kinds_at(node, file))


def kinds_at(node: ast.AST, file: str) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        where = ast.unparse(node.func).lower()
        if node.func.attr == "write" and ("audit" in where or "trail" in where):
            yield from (one for argument in node.args[:1] for one in literals(argument))
        elif node.func.attr in PASSED_ON.get(file, ()):
            yield from (one for argument in node.args for one in literals(argument))
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        if node.targets[0].id == "_KINDS" and isinstance(node.value, ast.Dict):
            yield from (one for value in node.value.values for one in literals(value))
        elif node.targets[0].id == "kind" and file.startswith(("app/walls/", "app/flows/leaving.py")):
            yield from literals(node.value)


def literals(argument: ast.expr) -> Iterator[str]:
    """The texts an argument may be: one, or one of two."""
    if isinstance(argument, ast.IfExp):
        yield from (*literals(argument.body), *literals(argument.orelse))
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value


def test_every_kind_that_is_written_has_words_in_both_languages() -> None:
    i18n.set_language("en")
    english = all_kinds()
    i18n.set_language("ko")
    korean = all_kinds()
    found = {kind for _file, kind in written_kinds()} | PUT_TOGETHER | FORMER
    known = {"document_exported", "counts.closed", "manual_key_pinned", "backup_made", "sealed_opened", "staff_removed"}
    assert known <= found, "the search finds none"
    assert sorted((kind, file) for file, kind in written_kinds() if kind not in english) == []
    assert sorted(set(english) - found) == [], "a kind that nobody writes needs no words"
    assert [kind for kind in english if english[kind][1] == korean[kind][1]] == []
    assert {area for area, _words in english.values()} <= set(areas())


def test_a_kind_of_a_later_version_says_so() -> None:
    assert "from_the_future" in told("from_the_future")


@pytest.fixture
def manager(centre: Centre) -> Iterator[Desk]:
    """A trail with two people, two cases and two record files."""
    counsellor = centre.open("counsellor")
    first, second = (counsellor.cases.open_case(alias).value for alias in ("파란우산", "느티나무"))
    counsellor.audit.write("document_previewed", profile="full", case=first.id)
    counsellor.audit.write("document_exported", profile="full", case=second.id, encrypted=True, sha256="ab" * 32)
    counsellor.close()
    desk = centre.open("manager")
    desk.audit.write("backup_made", backup="5f" * 16)
    desk.office_audit.write("manual_installed", manual="dating-violence", version="1.0.0")
    yield desk
    desk.close()


def kinds(desk: Desk, **wanted: str) -> list[str]:
    return [line.entry.kind for line in desk.trails.look(desk.trails.asked(**wanted)).lines]


def test_filters_narrow_the_list(manager: Desk, centre: Centre) -> None:
    said = ["manual_installed", "backup_made", "document_exported", "document_previewed", "office_signed"]
    assert kinds(manager) == said
    assert kinds(manager, who=centre.users["counsellor"]) == ["document_exported", "document_previewed"]
    assert kinds(manager, what="area:papers") == ["document_exported", "document_previewed"]
    assert kinds(manager, what="kind:backup_made") == ["backup_made"]
    number = manager.cases.page()[-1].number
    assert kinds(manager, case=number) == ["document_previewed"]
    day = str(today())
    assert len(kinds(manager, since=day, until=day)) == 5
    assert kinds(manager, since="2027-12-31") == []
    assert kinds(manager, until="2020-01-01") == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"since": "2026-02-30"}, "since"),
        ({"until": "x"}, "until"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until"),
        ({"case": "99-Z-9999"}, "case"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_at_its_field(manager: Desk, wanted: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as told_:
        manager.trails.asked(**wanted)
    assert told_.value.field == field


def test_a_line_names_people_and_cases_and_never_what_stands_in_them(manager: Desk) -> None:
    line = next(one for one in manager.trails.look().lines if one.entry.kind == "document_exported")
    assert line.who == "가온"
    assert line.what == "문서가 밖으로 나갔습니다"
    assert manager.cases.page()[0].number in line.in_short
    assert "전체 요약" in line.in_short
    text = manager.trails.table().decode("utf-8-sig")
    assert "느티나무" not in text
    assert "파란우산" not in text


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_no_cell_acts_in_a_spreadsheet(begin: str) -> None:
    assert harmless(f"{begin}HYPERLINK(1)").startswith("'")


def test_the_table_holds_every_entry_oldest_first_and_starts_no_formula(manager: Desk) -> None:
    manager.audit.write("counts.refused", round="r", problem='=HYPERLINK("http://example.kr","x")')
    rows = list(csv.reader(io.StringIO(manager.trails.table().decode("utf-8-sig"))))
    assert [row[6] for row in rows[1:]] == [
        "office_signed", "document_previewed", "document_exported", "backup_made", "manual_installed",
        "counts.refused",
    ]  # fmt: skip
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert all(len(row) == len(rows[0]) for row in rows)


def test_the_paper_says_what_was_asked_and_is_locked(manager: Desk, tmp_path: Path) -> None:
    asked = manager.trails.asked(what="area:papers")
    paper = manager.trails.paper(asked, Issuer("연습 상담소"), "이음", manager.trail_problems())
    assert (paper.asked, len(paper.rows)) == ("사례와 문서", 2)
    assert "이어져" in paper.checked
    data, pages = make_audit_paper(paper)
    assert pages == 1
    made = locked(Leaving(data, "pdf", 2), "bada-2345-sanu-6789", None)
    assert pages_of(made.data) == (None, True)
    assert pages_of(made.data, "bada-2345-sanu-6789") == (1, True)
    leave(manager.audit, tmp_path / "trail.pdf", made)
    entry = manager.audit.entries(limit=1)[0]
    assert entry.kind == "audit_exported"
    assert entry.facts["encrypted"] is True


def test_what_leaves_plain_needs_a_reason_and_replaces_nothing(manager: Desk, tmp_path: Path) -> None:
    table = Leaving(manager.trails.table(), "csv", 4)
    with pytest.raises(BadInput):
        locked(table, "bada-2345-sanu-6789", "")
    target = tmp_path / "trail.csv"
    target.write_text("mine")
    with pytest.raises(Conflict):
        leave(manager.audit, target, locked(table, None, "감사에 냅니다"))
    assert target.read_text() == "mine"
    assert manager.audit.entries(limit=1)[0].kind != "audit_exported"


def test_more_than_a_paper_takes_is_refused(manager: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.flows.trails.PAPER_MOST", 3)
    assert PAPER_MOST == 5000
    with pytest.raises(BadInput):
        manager.trails.lines()
