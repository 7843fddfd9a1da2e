"""Papers of the cases a list shows: whole files, a bar, one passphrase, and a stop that leaves nothing half."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from tests.ui.cases.conftest import Bench
from ui.cases.batch import BatchForm
from ui.forms.made import MadeDialog


def open_form(bench: Bench, folder: Path, count: int = 3) -> BatchForm:
    for _n in range(count):
        bench.new_case()
    bench.page.choose_folder = lambda _window: folder
    bench.page.show_list()
    bench.quiet()
    bench.page.list.papers.click()
    bench.quiet()
    form = bench.page.batch
    assert form is not None
    return form


def begin(form: BatchForm) -> str:
    """Submit, and say that the passphrase is noted; it."""
    form.submit()
    assert form.noting is not None
    shown = form.noting.fields[0].text()
    form.noting.buttons["noted"].click()
    return shown


def test_nothing_is_written_before_the_passphrase_was_seen(bench: Bench, tmp_path: Path) -> None:
    """A lock while papers are made leaves no file that nobody opens: whoever made them has its passphrase already."""
    form = open_form(bench, tmp_path, count=3)
    form.recipient.setText("사례회의")
    form.submit()
    bench.quiet()
    assert form.noting is not None
    assert not list(tmp_path.glob("*.p*"))
    form.noting.buttons["leave"].click()
    bench.quiet()
    assert not list(tmp_path.glob("*.p*"))
    assert form.buttons["save"].isEnabled()
    shown = begin(form)
    bench.qtbot.waitUntil(lambda: bool(list(tmp_path.glob("*.pdf"))), timeout=15_000)
    made = sorted(tmp_path.glob("*.pdf"))  # whatever comes now, these can be opened
    assert made
    assert all(PdfReader(path).decrypt(shown) for path in made)


def test_each_case_of_the_list_gets_its_paper_under_one_passphrase(bench: Bench, tmp_path: Path) -> None:
    form = open_form(bench, tmp_path)
    form.submit()
    assert form.error("recipient")
    form.recipient.setText("사례회의")
    begin(form)
    bench.qtbot.waitUntil(lambda: isinstance(bench.page.made, MadeDialog), timeout=15_000)
    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) == 3
    made = bench.page.made
    assert made is not None
    assert all(PdfReader(path).decrypt(made.shown.text()) for path in files)
    assert bench.told[-1].startswith("3건 가운데 3건")
    copies = bench.ask(lambda desk: desk.documents.copies())
    assert {(one.profile, one.recipient, one.encrypted) for one in copies} == {("anonymised", "사례회의", True)}


def test_stopping_leaves_whole_papers_and_says_how_many(bench: Bench, tmp_path: Path) -> None:
    form = open_form(bench, tmp_path, count=4)
    form.recipient.setText("사례회의")
    begin(form)
    bench.qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) >= 1, timeout=15_000)
    form.leave()
    bench.qtbot.waitUntil(lambda: isinstance(bench.page.made, MadeDialog), timeout=15_000)
    made = len(list(tmp_path.glob("*.pdf")))
    assert 1 <= made < 4
    assert list(tmp_path.glob("*.partial")) == []
    assert len(bench.ask(lambda desk: desk.documents.copies())) == made
    assert bench.told[-1].startswith(f"4건 가운데 {made}건")


def test_a_folder_that_is_gone_is_said_and_nothing_is_lost(bench: Bench, tmp_path: Path) -> None:
    form = open_form(bench, tmp_path / "none", count=1)
    form.recipient.setText("사례회의")
    begin(form)
    bench.qtbot.waitUntil(lambda: bool(form.error("profile")), timeout=15_000)
    assert form.recipient.text() == "사례회의"
    assert form.buttons["save"].isEnabled()
