"""Case conferences in the window: planned, prepared, copies made and accounted for, decisions in their cases."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.clock import today
from app.conferences import Conference
from app.flows import conference_pack
from tests.ui.cases.conftest import Bench
from ui.cases.conference import ConferenceView
from ui.cases.conference_pack import PackForm, PapersForm
from ui.cases.forms.conference import AgreeForm, CopyForm, DecisionForm, InConferenceForm, InsidersForm, OutsiderForm
from ui.cases.in_conference import InConference
from ui.forms import FormDialog

PLACE = "가나 여성 사무소"


class Meeting:
    """A conference of two cases with a colleague and somebody from outside, in front of the bench."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.cases = [bench.new_case(alias) for alias in ("단풍", "새싹")]
        made: list[Conference] = []
        bench.shell.tasks.write(bench.window, lambda desk: desk.conferences.plan(today().isoformat(), "안전을 함께 보기", "회의실"), made.append)  # fmt: skip
        bench.quiet()
        self.id = made[0].id
        for case in self.cases:
            bench.write(lambda desk, case=case: desk.conferences.put_case(self.id, case.id, "무엇부터 할지"))  # type: ignore[misc]  # called at once
        bench.page.arrive(f"conference:{self.id}")
        bench.quiet()

    @property
    def view(self) -> ConferenceView:
        return self.bench.page.conferences.view

    def form(self) -> FormDialog:
        self.bench.quiet()
        assert isinstance(self.view.form, FormDialog)
        return self.view.form

    def save(self) -> None:
        self.form().submit()
        self.bench.quiet()

    def kept(self) -> Conference:
        return self.bench.ask(lambda desk: desk.conferences.get(self.id))

    def put_people(self) -> None:
        self.view.put_insiders()
        inside = self.form()
        assert isinstance(inside, InsidersForm)
        inside.users.set_values((self.bench.shell.who.user,))
        self.save()
        self.view.put_outsider()
        outside = self.form()
        assert isinstance(outside, OutsiderForm)
        outside.name.setText("김하나")
        outside.where.setText(PLACE)
        outside.cases.set_values(tuple(one.id for one in self.cases))
        self.save()

    def outsider(self) -> str:
        return next(one.id for one in self.kept().attendees if not one.is_inside)

    def agree(self, at: int) -> None:
        self.view.person(self.outsider())
        assert self.view.form is not None
        self.view.form.buttons["agree"].click()
        form = self.form()
        assert isinstance(form, AgreeForm)
        form.case.set_value(self.cases[at].id)
        form.answer.set_value("given")
        self.save()


@pytest.fixture
def meeting(bench: Bench) -> Meeting:
    return Meeting(bench)


def test_it_is_planned_from_the_list_of_cases_by_keys_alone(bench: Bench) -> None:
    bench.page.show_list()
    bench.quiet()
    bench.page.list.conferences.click()
    bench.quiet()
    part = bench.page.conferences
    assert part.currentWidget() is part.list
    QTest.keyClick(bench.window, Qt.Key.Key_N)
    form = part.list.form
    assert form is not None
    form.submit()
    bench.quiet()
    assert form.error("aim")
    form.aim.setPlainText("안전을 함께 보기")
    QTest.keyClick(form.aim, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.quiet()
    assert part.currentWidget() is part.view
    assert [one.aim for one in bench.ask(lambda desk: desk.conferences.listed())] == ["안전을 함께 보기"]
    assert bench.page.here().startswith("conference:")
    QTest.keyClick(bench.page, Qt.Key.Key_Escape)
    bench.quiet()
    assert part.currentWidget() is part.list
    QTest.keyClick(bench.page, Qt.Key.Key_Escape)
    assert bench.page.stack.currentWidget() is bench.page.list


def test_the_screen_says_before_printing_who_does_not_get_what(meeting: Meeting, bench: Bench, tmp_path: Path) -> None:
    meeting.put_people()
    meeting.agree(1)
    meeting.view.pack()
    form = meeting.form()
    assert isinstance(form, PackForm)
    said = [one for one in _labels(form) if "김하나" in one]
    assert said == [f"김하나 ({PLACE})의 사본에서 빠지는 사례: 사례 1 (동의를 아직 묻지 않음)."]
    assert len(form.people.values()) == 2
    made = _save(form, bench, tmp_path)
    texts = ["".join(page.extract_text() for page in made[one].pages) for one in sorted(made)]
    assert ["사례 1" in text for text in texts] == [True, False]
    assert all("사례 2" in text for text in texts)
    assert not [text for text in texts for alias in ("단풍", "새싹") if alias in text]
    assert [(one.number, one.total, one.is_out) for one in meeting.kept().copies] == [(1, 2, True), (2, 2, True)]
    assert bench.told[-1].startswith("2부를 만들었고")


def test_no_file_is_there_before_the_passphrases_were_seen(meeting: Meeting, bench: Bench, tmp_path: Path) -> None:
    meeting.put_people()
    meeting.view.pack()
    form = cast(PapersForm, meeting.form())
    form.choose_folder = lambda _window: tmp_path
    form.lock.set_value("locked")
    form.submit()
    bench.quiet()
    assert form.noting is not None
    assert not list(tmp_path.glob("*.p*"))
    form.noting.buttons["leave"].click()
    bench.quiet()
    assert not list(tmp_path.glob("*.p*"))
    assert not meeting.kept().copies


def test_a_copy_is_ticked_and_taken_back(meeting: Meeting, bench: Bench, tmp_path: Path) -> None:
    meeting.put_people()
    meeting.view.pack()
    _save(cast(PapersForm, meeting.form()), bench, tmp_path)
    copy = meeting.kept().copies[0].id
    meeting.view.copy(copy)
    form = meeting.form()
    assert isinstance(form, CopyForm)
    form.state.set_value("not_returned")
    meeting.save()
    assert form.error("words")
    form.state.set_value("returned")
    meeting.save()
    assert [(one.state, one.ended_by) for one in meeting.kept().copies] == [("returned", "가온")]
    assert not bench.ask(lambda desk: [one for one in desk.documents.copies() if one.gone_at is None])


def test_a_decision_stands_in_its_case_and_links_back(meeting: Meeting, bench: Bench) -> None:
    meeting.view.decide()
    form = meeting.form()
    assert isinstance(form, DecisionForm)
    form.case.set_value(meeting.cases[0].id)
    form.words.setPlainText("쉼터 알아보기")
    meeting.save()
    bench.show(meeting.cases[0])
    assert [one.title for one in bench.page.view.file.tasks] == ["쉼터 알아보기"]  # type: ignore[union-attr]  # a case is shown
    bench.page.view.sections.choose("conferences")
    bench.quiet()
    section = bench.page.view.column("conferences")
    assert isinstance(section, InConference)
    assert section.mentions.rows.item_model().rowCount() == 2
    section.mentions.opened.emit(meeting.id)
    assert bench.went[-1] == ("cases", f"conference:{meeting.id}")


def test_a_case_is_put_in_from_its_own_page(meeting: Meeting, bench: Bench) -> None:
    case = bench.new_case("은하")
    bench.show(case)
    section = bench.page.view.column("conferences")
    assert isinstance(section, InConference)
    section.show_case(bench.page.view.file)  # type: ignore[arg-type]  # a case is shown
    section.put_in()
    bench.quiet()
    form = bench.page.view.acts.form
    assert isinstance(form, InConferenceForm)
    form.submit()
    bench.quiet()
    assert [one.code for one in meeting.kept().lines] == [1, 2, 3]


def test_consent_noted_here_stands_in_the_case_and_can_be_taken_back_there(meeting: Meeting, bench: Bench) -> None:
    meeting.put_people()
    meeting.agree(0)
    case = meeting.cases[0]
    bench.show(case)
    bench.page.view.sections.choose("consents")
    bench.quiet()
    bench.page.view.acts.consent("conference", PLACE)
    form = bench.form()
    assert form.control_of("recipient").value() == PLACE
    form.control_of("answer").set_value("withdrawn")
    bench.save()
    share = next(one for one in bench.ask(lambda desk: conference_pack.opened(desk, meeting.id)).shares if one.place)
    assert {one.line.code: one.why for one in share.left} == {1: "withdrawn", 2: "missing"}


def _save(form: PapersForm, bench: Bench, folder: Path) -> dict[str, PdfReader]:
    """Every copy as a file, opened with the passphrase that was shown for it; by number."""
    form.choose_folder = lambda _window: folder
    form.lock.set_value("locked")
    form.submit()
    noting = form.noting
    assert noting is not None
    shown = {field.accessibleName().split("/")[0]: field.text() for field in noting.fields}
    noting.buttons["noted"].click()
    bench.qtbot.waitUntil(lambda: len(form.made) == len(shown), timeout=20_000)
    bench.quiet()
    found = {}
    for one in form.made:
        reader = PdfReader(folder / one.file)
        assert reader.decrypt(shown[str(one.number)])
        found[str(one.number)] = reader
    return found


def _labels(form: FormDialog) -> list[str]:
    from ui.kit.label import Label

    return [one.text() for one in form.findChildren(Label)]
