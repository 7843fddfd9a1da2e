"""A paper leaves the store: locked or with a reason, whole or not at all, and known to the register."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from app.changes import Changes
from app.documents import Documents, Profile, Recipient, SafetyAnswers, Wish, new_passphrase, suggest_name
from app.documents.locking import pages_of
from app.errors import BadInput, CannotUnlock, Conflict, Damaged, NoRoom, NotFound, Refusal
from app.store import Database
from tests.app.documents.conftest import CENTRE, NUMBER, Heard

TO = Recipient("센터장 (연습)")


def test_a_locked_paper_opens_only_with_its_passphrase(
    documents: Documents, heard: Heard, casework: Database, out: Path
) -> None:
    passphrase = new_passphrase()
    done = documents.export("full", out / suggest_name(), Profile.FULL, TO, passphrase=passphrase)
    path = Path(done.value.path)
    assert done.changes == Changes.CASES | Changes.AUDIT
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path, password="wrong")
    with pikepdf.open(path, password=passphrase) as pdf:
        assert pdf.encryption.R == 6
        assert pdf.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
    reader = PdfReader(path, password=passphrase)
    assert len(reader.pages) == done.value.pages == 3
    assert NUMBER not in path.read_bytes().decode("latin-1")
    row = casework.row("SELECT * FROM plain_copy")
    assert row is not None
    assert (row["sha256"], row["encrypted"], row["pages"], row["reason"]) == (done.value.sha256, 1, 3, None)
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [event for event, _ in heard.entries] == ["document_exported"]
    assert heard.entries[0][1]["sha256"] == done.value.sha256


def test_a_korean_passphrase_works_however_it_was_composed(documents: Documents, out: Path) -> None:
    from unicodedata import normalize

    typed = "비 오는 날의 하늘색 우산"
    documents.export("full", out / "a.pdf", Profile.FULL, TO, passphrase=normalize("NFD", typed))
    assert pages_of((out / "a.pdf").read_bytes(), typed) == (3, True)


def test_nothing_leaves_without_passphrase_or_reason(documents: Documents, out: Path) -> None:
    for passphrase, reason in ((None, None), (None, "  "), ("짧음", None)):
        with pytest.raises(BadInput) as refused:
            documents.export("full", out / "a.pdf", Profile.FULL, TO, passphrase=passphrase, plain_reason=reason)
        assert refused.value.field == "passphrase"
    assert list(out.iterdir()) == []


def test_answers_and_reason_stand_in_the_register(documents: Documents, casework: Database, out: Path) -> None:
    safety = SafetyAnswers("yes", "같이 사는 사람 없음")
    made = documents.export(
        "full",
        out / "m.pdf",
        Profile.SURVIVOR,
        Recipient("본인"),
        plain_reason="종이로 원함",
        safety=safety,
        card_seen=True,
    )
    row = casework.row("SELECT * FROM plain_copy")
    assert row is not None
    assert row["reason"] == "종이로 원함"
    assert "같이 사는 사람 없음" in row["safety"]
    assert row["author"] == "user-1"
    copies = documents.copies("full")
    assert [(copy.id, copy.encrypted, copy.gone_at) for copy in copies] == [(made.value.id, False, None)]
    documents.confirm_gone(made.value.id)
    assert documents.copies()[0].gone_at is not None
    with pytest.raises(NotFound):
        documents.confirm_gone("nobody")


def test_an_existing_file_is_replaced_only_when_asked(documents: Documents, out: Path) -> None:
    target = out / "a.pdf"
    target.write_text("mine")
    with pytest.raises(Conflict, match="그대로 두었습니다"):
        documents.export("full", target, Profile.FULL, TO, plain_reason="시험")
    assert target.read_text() == "mine"
    documents.export("full", target, Profile.FULL, TO, plain_reason="시험", overwrite=True)
    assert target.read_bytes().startswith(b"%PDF")
    assert [path.name for path in out.iterdir()] == ["a.pdf"]
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600


def test_a_missing_case_or_folder_is_said(documents: Documents, out: Path) -> None:
    with pytest.raises(NotFound):
        documents.export("nobody", out / "a.pdf", Profile.FULL, TO, plain_reason="시험")
    for target in (out / "none" / "a.pdf", out):
        with pytest.raises(BadInput) as refused:
            documents.export("full", target, Profile.FULL, TO, plain_reason="시험")
        assert refused.value.field == "target"
    with pytest.raises(BadInput):
        documents.export("full", out / "a.pdf", Profile.FULL, Recipient(" "), plain_reason="시험")
    assert list(out.iterdir()) == []


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A device with room for 16 kB (Linux, as root)."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted = (
        sys.platform == "linux"
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("a tiny device needs root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_device_leaves_nothing_and_is_said(
    documents: Documents, casework: Database, heard: Heard, tiny: Path
) -> None:
    with pytest.raises(NoRoom, match="자리가 모자라"):
        documents.export("full", tiny / "a.pdf", Profile.FULL, TO, plain_reason="시험")
    assert list(tiny.iterdir()) == []
    assert casework.value("SELECT count(*) FROM plain_copy") == 0
    assert heard.entries == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a place where nobody may write")
def test_an_unwritable_place_is_said(documents: Documents, casework: Database) -> None:
    with pytest.raises(NoRoom, match="쓸 수 없어"):
        documents.export("full", Path("/proc/a.pdf"), Profile.FULL, TO, plain_reason="시험")
    assert casework.value("SELECT count(*) FROM plain_copy") == 0


def test_a_failed_last_step_takes_the_entry_back(
    documents: Documents, heard: Heard, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(_self: Path, _target: Path) -> Path:
        raise OSError(errno.EIO, "stick pulled out")

    monkeypatch.setattr(Path, "replace", torn)
    with pytest.raises(NoRoom):
        documents.export("full", out / "a.pdf", Profile.FULL, TO, plain_reason="시험")
    monkeypatch.undo()
    assert list(out.iterdir()) == []
    assert [copy.gone_at is not None for copy in documents.copies()] == [True]
    assert [event for event, _ in heard.entries] == ["document_exported", "document_export_failed"]


def test_a_refused_register_leaves_no_file(
    documents: Documents, heard: Heard, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise Refusal("no")

    monkeypatch.setattr(heard, "write", refuse)
    with pytest.raises(Refusal):
        documents.export("full", out / "a.pdf", Profile.FULL, TO, plain_reason="시험")
    assert list(out.iterdir()) == []
    assert documents.copies() == []


def test_a_file_is_recognised_by_its_bytes(documents: Documents, out: Path) -> None:
    passphrase = new_passphrase()
    locked = Path(documents.export("full", out / "a.pdf", Profile.FULL, TO, passphrase=passphrase).value.path)
    plain = Path(documents.export("full", out / "b.pdf", Profile.FULL, TO, plain_reason="시험").value.path)
    first = documents.verify(locked)
    assert (first.encrypted, first.known, first.pages) == (True, True, 3)
    with pytest.raises(CannotUnlock):
        documents.verify(locked, "not this one at all")
    second = documents.verify(plain)
    assert (second.encrypted, second.known, second.pages) == (False, True, 3)
    plain.write_bytes(plain.read_bytes() + b"\n")
    assert documents.verify(plain).known is False
    plain.write_bytes(b"not a paper")
    with pytest.raises(Damaged):
        documents.verify(plain)
    with pytest.raises(NotFound):
        documents.verify(out / "none.pdf")


def test_file_names_and_passphrases_say_nothing() -> None:
    names = {suggest_name() for _ in range(50)}
    assert len(names) == 50
    assert all(re.fullmatch(r"[0-9a-f]{8}\.pdf", name) for name in names)
    assert not any(CENTRE in name or NUMBER in name for name in names)
    groups = new_passphrase().split("-")
    assert len(groups) == 6
    assert all(re.fullmatch("[a-z]{4}" if n % 2 == 0 else "[2-9]{4}", group) for n, group in enumerate(groups))
    assert len({new_passphrase() for _ in range(50)}) == 50


def test_fonts_that_were_not_made_are_said_with_the_command(tmp_path: Path) -> None:
    code = (
        "from app.documents import style; from app.errors import Refusal\n"
        "try: style.styles()\n"
        "except Refusal as said: assert 'packaging/prepare.py fonts' in str(said)\n"
        "else: raise SystemExit(1)"
    )
    environment = {**os.environ, "GYEOT_CACHE": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_reportlab_and_pikepdf_wait_until_a_paper_is_made() -> None:
    code = "import sys, app.documents; raise SystemExit('reportlab' in sys.modules or 'pikepdf' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_a_paper_is_looked_at_in_memory_and_its_print_is_registered(documents: Documents, tmp_path: Path) -> None:
    wish = Wish(Profile.FULL, TO)
    before = set(tmp_path.rglob("*"))
    shown = documents.look("full", wish).value
    assert shown.pages
    assert all(page.startswith(b"\x89PNG") for page in shown.pages)
    assert documents.copies() == []
    printed = documents.print_copy("full", wish).value
    (copy,) = documents.copies()
    assert (copy.id, copy.encrypted) == (printed.copy, False)
    assert len(printed.pages) == len(shown.pages)
    new = {path for path in set(tmp_path.rglob("*")) - before if "-wal" not in path.name and "-shm" not in path.name}
    assert not [path for path in new if path.suffix in (".pdf", ".png", ".partial")]
    with pytest.raises(BadInput):
        documents.look("full", Wish(Profile.SURVIVOR, TO))
