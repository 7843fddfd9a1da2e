"""A report becomes an entry, an agency gets a letter that does not tell who reported, and the reporter is answered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from app import workbooks
from app.clock import today
from app.desk import Desk
from app.documents import Centre as House
from app.errors import BadInput, Conflict, Denied, NotFound
from app.flows import report_to_material
from app.flows.material_out import ready, save_letter, save_list
from app.inbox.model import State
from app.kinds import Compartment, Right, Role
from app.material import Asked
from app.wire import answer, content, page_keys
from tests.app.inbox.test_inbox import Reporter, opened
from tests.conftest import Centre

WORDS = "제가 일하는 복지관 3층 직원 휴게실 옆입니다"
SEEN = (today() - timedelta(days=3)).isoformat()


@pytest.fixture
def monitors(centre: Centre) -> Centre:
    """The centre with two monitors, who open what is reported about public material."""
    with closing(centre.open("manager")) as desk:
        rights = frozenset({Right.MONITOR})
        desk.people.change(centre.users["counsellor"], Role.COUNSELLOR, rights)
        desk.people.change(centre.users["manager2"], Role.MANAGER, rights | {Right.SUPERVISOR})
    return centre


@pytest.fixture
def desk(monitors: Centre) -> Iterator[Desk]:
    with closing(monitors.open()) as desk:
        yield desk


@pytest.fixture
def reporter(desk: Desk) -> Reporter:
    return Reporter(desk.keys.centre_id[:16], material_bundle(desk), door="public")


def material_bundle(desk: Desk) -> page_keys.Bundle:
    desk.intake_keys.make_ahead(Compartment.PUBLIC_MATERIAL, 2, date(2026, 11, 23))
    keys = [page_keys.Key(one.role, one.public) for one in desk.intake_keys.listed() if one.begins == "2026-11-01"]
    return page_keys.Bundle(desk.keys.centre_id[:16], 1, "2026-11-01", "2026-12-15", tuple(keys))


def arrived(desk: Desk, reporter: Reporter, text: str = WORDS, **answers: object) -> str:
    told = {
        "medium": ("poster",), "place": "나라역 2번 출구", "agency": "가나구청", "seen_on": SEEN.replace("-", ". "),
        "urls": "https://example.kr/post/7?id=3&igsh=abc123&utm_source=me#x\nhttps://example.kr/b", **answers,
    }  # fmt: skip
    desk.arrivals.carry_in([reporter.says(text, answers=told)])
    opened(desk)
    return reporter.thread.mailbox


def entered(desk: Desk, thread: str, **more: object) -> str:
    fields = report_to_material.offered(desk.inbox.whole(thread)).fields
    given = {**fields, "title": "여자라서 더 꼼꼼하게", "kinds": ("stereotype", "mockery"), "words": "성별로 일을 나눔"}
    return report_to_material.enter(desk, thread, **{**given, **more}).value


def text_of(path: Path) -> str:
    with closing(pypdfium2.PdfDocument(path)) as paper:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


def test_an_entry_begins_with_what_the_report_chose_and_without_its_words(desk: Desk, reporter: Reporter) -> None:
    thread = arrived(desk, reporter)
    ident = entered(desk, thread)
    entry = desk.materials.get(ident).entry
    assert (entry.medium, entry.place, entry.agency, entry.seen_on) == ("poster", "나라역 2번 출구", "가나구청", SEEN)
    assert entry.url == "https://example.kr/post/7?id=3", "what says who passed it on is left out"
    assert entry.thread_id == thread
    assert [one.entry.id for one in desk.materials.of_thread(thread)] == [ident]
    rows = str(desk.database(Compartment.CASEWORK).rows("SELECT * FROM material"))
    assert WORDS not in rows
    assert any(one.kind == "report_registered" for one in desk.trail())


def test_what_is_not_a_day_stays_in_the_thread_and_bodies_of_people_are_told_of(desk: Desk, reporter: Reporter) -> None:
    thread = arrived(desk, reporter, medium=("images",), seen_on="지난주쯤", urls="", place="")
    found = report_to_material.offered(desk.inbox.whole(thread))
    assert found.intimate
    assert dict(found.fields) == {"agency": "가나구청"}


def test_other_reports_and_reports_kept_from_somebody_make_no_entry(
    monitors: Centre, desk: Desk, reporter: Reporter
) -> None:
    thread = arrived(desk, reporter)
    desk.inbox.keep_apart(thread, {monitors.users["manager2"]})
    with pytest.raises(Conflict):
        entered(desk, thread)
    other = replace(reporter, code="3" * 26, sent=[])
    desk.arrivals.carry_in([replace(other.says("옆집", door="third"), number=2)])
    opened(desk)
    with pytest.raises(BadInput):
        report_to_material.enter(desk, other.thread.mailbox, medium="poster", title="x")
    assert desk.materials.number(Asked()) == 0


def test_without_the_key_of_public_material_a_report_makes_no_entry_and_the_register_is_read(
    monitors: Centre, desk: Desk, reporter: Reporter
) -> None:
    thread = arrived(desk, reporter)
    ident = entered(desk, thread)
    desk.close()
    with closing(monitors.open("manager")) as manager:
        with pytest.raises(Denied):
            manager.inbox.look(thread)
        with pytest.raises(Denied):
            report_to_material.enter(manager, thread, medium="poster", title="x")
        with pytest.raises(Denied):
            report_to_material.tell(manager, ident, "고맙습니다")
        assert manager.materials.get(ident).entry.title == "여자라서 더 꼼꼼하게"
        kinds = [step.kind for step in manager.materials.get(ident).steps]
        assert kinds == []


def test_the_letter_says_what_demeans_and_nothing_of_who_saw_it(desk: Desk, reporter: Reporter, tmp_path: Path) -> None:
    thread = arrived(desk, reporter)
    ident, target = entered(desk, thread), tmp_path / "letter.pdf"
    due, house = desk.materials.answer_day(), House("연습 센터")
    with pytest.raises(BadInput) as refused:
        save_letter(desk, ident, target, house, due)
    assert refused.value.field == "with_place"
    save_letter(desk, ident, target, house, due, with_place=False)
    said = text_of(target)
    for word in (
        "가나구청",
        "여자라서 더 꼼꼼하게",
        "성별 고정관념",
        "성별로 일을 나눔",
        desk.materials.get(ident).entry.number,
    ):
        assert word in said
    for word in ("나라역", SEEN, thread[:8], "신고", "제보", "제가", "휴게실", "igsh"):
        assert word not in said, word
    (step,) = desk.materials.get(ident).steps
    assert (step.kind, step.due_on) == ("letter", due)
    assert desk.materials.get(ident).entry.state == "written"
    own = desk.materials.write(
        medium="poster",
        title="여자라서 더 꼼꼼하게",
        agency="가나구청",
        kinds=("stereotype", "mockery"),
        words="성별로 일을 나눔",
    ).value
    again = tmp_path / "own.pdf"
    save_letter(desk, own, again, house, due)
    plain = [text_of(one).replace(desk.materials.get(ident).entry.number, "N") for one in (target, again)]
    address = "https://example.kr/post/7?id=3"
    without = [line for line in plain[0].splitlines() if address not in line and "누리집 주소" not in line]
    assert {line.strip() for line in without} - {
        line.strip().replace(desk.materials.get(own).entry.number, "N") for line in plain[1].splitlines()
    } == set(), "it reads the same for what the centre found itself"


def test_a_letter_that_cannot_be_placed_leaves_no_line(desk: Desk, tmp_path: Path) -> None:
    ident = desk.materials.write(medium="poster", title="여", agency="가나구청", kinds=("other",)).value
    taken = tmp_path / "there.pdf"
    taken.write_bytes(b"mine")
    with pytest.raises(Conflict):
        save_letter(desk, ident, taken, House("연습 센터"), desk.materials.answer_day())
    assert desk.materials.get(ident).steps == ()
    assert taken.read_bytes() == b"mine"
    for missing in ({"agency": ""}, {"agency": "가나구청", "kinds": ()}):
        desk.materials.write(ident, **missing)
        with pytest.raises(BadInput):
            save_letter(desk, ident, tmp_path / "new.pdf", House("연습 센터"), desk.materials.answer_day())
    assert not (tmp_path / "new.pdf").exists()


def test_the_reporter_is_answered_in_the_thread_and_the_register_keeps_only_that_it_was_done(
    desk: Desk, reporter: Reporter
) -> None:
    thread = arrived(desk, reporter)
    ident = entered(desk, thread)
    report_to_material.tell(desk, ident, "구청이 포스터를 내렸습니다.", last=True)
    (waiting,) = [answer.parse(item.body) for item in desk.answers.due()]
    assert content.read_reply(waiting.open(reporter.thread.reply_key)).text == "구청이 포스터를 내렸습니다."
    assert desk.inbox.threads((State.CLOSED,))[0].id == thread
    (step,) = desk.materials.get(ident).steps
    assert (step.kind, step.words) == ("told", None)
    own = desk.materials.write(medium="poster", title="우리가 본 것").value
    with pytest.raises(Conflict):
        report_to_material.tell(desk, own, "고맙습니다")


def test_an_entry_outlives_its_report(desk: Desk, reporter: Reporter) -> None:
    thread = arrived(desk, reporter)
    ident = entered(desk, thread)
    desk.inbox.move([thread], State.FLOOD)
    assert desk.inbox.empty_flood().value == 1
    entry = desk.materials.get(ident).entry
    assert entry.thread_id == thread, "that it was reported stays true"
    with pytest.raises(NotFound):
        report_to_material.tell(desk, ident, "고맙습니다")
    with pytest.raises(BadInput) as asked:
        ready(entry, "2027-01-04", None)
    assert asked.value.field == "with_place", "the letter still asks whether the place may be named"


def test_the_list_leaves_as_csv_and_workbook_and_no_cell_begins_a_formula(
    desk: Desk, reporter: Reporter, tmp_path: Path
) -> None:
    reported = entered(desk, arrived(desk, reporter))
    desk.materials.close(reported, "removed")
    desk.materials.write(medium="broadcast", title='=HYPERLINK("http://x")', seen_on=SEEN, agency="+82", words="@모두")
    plain, book = tmp_path / "list.csv", tmp_path / "list.xlsx"
    assert save_list(desk, plain, Asked(), "csv").value.lines == 2
    rows = list(csv.reader(io.StringIO(plain.read_bytes().decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ['\'=HYPERLINK("http://x")', "여자라서 더 꼼꼼하게"]
    assert "나라역 2번 출구" not in plain.read_text("utf-8-sig"), "where it was reported stays here"
    assert SEEN not in plain.read_text("utf-8-sig"), "an empty day beside others would tell which were reported"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    save_list(desk, book, Asked(states=("closed",)), "xlsx")
    data = book.read_bytes()
    assert len(list(workbooks.rows(data))) == 2
    counted = list(workbooks.rows(data, workbooks.names(data)[1]))
    assert counted[1][:4] == (f"{today().year}-Q{(today().month + 2) // 3}", "포스터·현수막", 1, 0)
    assert not workbooks.has_formulas(data)
    with pytest.raises(Conflict):
        save_list(desk, book, Asked(), "xlsx")
