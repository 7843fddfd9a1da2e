"""The audit face: filters by key and pointer, every fact of an entry, one button that checks everything, the way onto paper."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.documents.locking import pages_of
from app.kinds import Compartment
from ui.application import Shell
from ui.kit.findings import Findings
from ui.office import OfficePage
from ui.office.audit import AuditFace


def quiet(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.busy, timeout=25_000)


def work(desk: Desk) -> Done[None]:
    case = desk.cases.open_case("파란우산").value
    desk.audit.write("document_previewed", profile="full", case=case.id)
    desk.audit.write("backup_made", backup="5f" * 16)
    desk.office_audit.write("manual_installed", manual="dating-violence", version="1.0.0", hash="cd" * 32)
    return Done(None, Changes.AUDIT)


@pytest.fixture
def page(qtbot: QtBot, manager_shell: Shell) -> OfficePage:
    made = OfficePage(manager_shell)
    qtbot.addWidget(made)
    made.resize(1290, 736)
    made.show()
    manager_shell.tasks.write(made, work)
    made.arrive("audit")
    quiet(qtbot, manager_shell)
    return made


@pytest.fixture
def face(qtbot: QtBot, page: OfficePage) -> AuditFace:
    found = page.faces["audit"]
    assert isinstance(found, AuditFace)
    found.reload()
    quiet(qtbot, found.shell)
    return found


def rows(face: AuditFace) -> list[str]:
    model = face.table.lazy()
    return [model.row(at).entry.kind for at in range(model.rowCount())]


def test_the_newest_of_both_trails_stand_first_in_words(face: AuditFace) -> None:
    assert rows(face) == ["manual_installed", "backup_made", "document_previewed", "office_signed"]
    model = face.table.lazy()
    shown = [str(model.data(model.index(at, 2))) for at in range(3)]
    assert shown == ["매뉴얼을 쓰기 시작했습니다", "백업을 만들었습니다", "문서를 만들기 전에 미리 보았습니다"]
    assert "4" in face.said.text()


def test_filters_narrow_and_a_wrong_one_is_said_beside_the_list(qtbot: QtBot, face: AuditFace) -> None:
    face.what.set_value("area:papers")
    quiet(qtbot, face.shell)
    assert rows(face) == ["document_previewed"]
    face.what.set_value("")
    qtbot.keyClicks(face.since, "2026-02-30")
    qtbot.waitUntil(lambda: face.wrong.isVisible(), timeout=5_000)
    assert "2026-02-30" in face.wrong.text()
    face.since.clear()
    qtbot.keyClicks(face.since, "2999-01-01")
    qtbot.waitUntil(lambda: rows(face) == [], timeout=5_000)
    assert not face.wrong.isVisible()
    assert "없습니다" in face.said.text()


def test_an_entry_tells_all_its_facts_by_keyboard(qtbot: QtBot, face: AuditFace) -> None:
    face.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert "cdcdcdcd" in face.detail.text(), "the first entry, whose hash no narrow column shows"
    qtbot.keyClick(face.table, Qt.Key.Key_Down)
    assert "5f5f5f5f" in face.detail.text()


def test_one_button_checks_everything_and_says_what(qtbot: QtBot, face: AuditFace) -> None:
    face.check.click()
    qtbot.waitUntil(lambda: face.result is not None, timeout=25_000)
    assert face.result is not None
    (findings,) = face.result.findChildren(Findings)
    tones = {one.name: one.tone for one in findings.findings()}
    assert list(tones.values())[:2] == ["fine", "fine"]
    assert len(tones) == 6
    assert "온전합니다" in face.said.text()
    assert "알아채지 못합니다" in findings.findings()[-1].sentence, "no key store here: what that means is said"


def test_the_check_can_be_stopped(qtbot: QtBot, face: AuditFace) -> None:
    face.check.click()
    qtbot.waitUntil(lambda: face.check.word() == "멈추기", timeout=10_000)
    face.check.click()
    quiet(qtbot, face.shell)
    assert face.check.word() == "모두 확인하기"
    assert face.result is None


def test_the_face_says_by_itself_what_would_not_be_noticed(qtbot: QtBot, face: AuditFace) -> None:
    qtbot.waitUntil(lambda: face.memory.isVisible(), timeout=25_000)
    assert "폴더 전체" in face.memory.text()


def write_to(qtbot: QtBot, face: AuditFace, target: Path, form: str, reason: str = "") -> None:
    face.write.click()
    assert face.export is not None

    def choose(_window: QWidget, suggested: str) -> Path:
        assert suggested.endswith(f".{form}")
        assert "감사" not in suggested
        return target

    face.export._choose_path = choose
    face.export.form_of.set_value(form)
    face.export._fit_rows()
    face.export.reason.setText(reason)
    face.export.submit()
    quiet(qtbot, face.shell)


def test_a_paper_goes_out_locked_and_its_passphrase_is_shown_once(
    qtbot: QtBot, face: AuditFace, tmp_path: Path
) -> None:
    target = tmp_path / "x.pdf"
    write_to(qtbot, face, target, "pdf")
    qtbot.waitUntil(lambda: face.export is not None and face.export.made is not None, timeout=10_000)
    assert face.export is not None
    assert face.export._passphrase is not None
    assert pages_of(target.read_bytes()) == (None, True)
    assert pages_of(target.read_bytes(), face.export._passphrase) == (1, True)


def test_a_table_needs_a_reason_and_holds_what_the_list_shows(qtbot: QtBot, face: AuditFace, tmp_path: Path) -> None:
    face.what.set_value("area:store")
    quiet(qtbot, face.shell)
    target = tmp_path / "x.csv"
    write_to(qtbot, face, target, "csv")
    assert face.export is not None
    assert face.export.error("reason")
    assert not target.exists()
    face.export.leave()
    write_to(qtbot, face, target, "csv", "감사에 냅니다")
    found = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert [row[6] for row in found[1:]] == ["backup_made"]
    face.what.set_value("")
    face.reload()
    quiet(qtbot, face.shell)
    assert rows(face)[0] == "audit_exported"


def test_what_no_manager_signed_is_named_and_signed_by_one_button(qtbot: QtBot, face: AuditFace) -> None:
    assert not face.unsigned.isVisible()

    def past_every_refusal(desk: Desk) -> Done[None]:
        office = desk.database(Compartment.OFFICE)
        hook, office.before_commit = office.before_commit, None
        with office.atomic():
            office.insert("setting", {"id": "smuggled", "value": "1"})
        office.before_commit = hook
        return Done(None, Changes.NONE)

    face.shell.tasks.write(face, past_every_refusal)
    quiet(qtbot, face.shell)
    face.reload()
    quiet(qtbot, face.shell)
    assert face.unsigned.isVisible()
    assert "smuggled" in face.unsigned_words.text()
    face.sign.click()
    quiet(qtbot, face.shell)
    assert not face.unsigned.isVisible()
