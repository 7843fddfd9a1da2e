"""A photo goes from a report into its entry: sealed anew, looked at by few, gone with the entry, and in no letter."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from app.clock import today
from app.desk import Desk
from app.documents import Centre as House
from app.errors import Conflict, Damaged, Denied, NotFound
from app.evidence import show
from app.flows import backups, material_photo, report_files
from app.flows.material_out import save_letter
from app.flows.today import reports
from app.inbox.attached import Unfit
from app.inbox.model import State
from app.kinds import Compartment, Right, Role
from app.material.photos import ROOM
from tests.app.evidence.conftest import picture
from tests.app.inbox.test_attachments import LETTER, Sender, attachments, on_disk, sends
from tests.app.material.test_from_reports import desk, entered, material_bundle, monitors
from tests.conftest import Centre

__all__ = ["desk", "monitors"]
PHOTO = picture(size=(640, 400))


@pytest.fixture
def sender(desk: Desk) -> Sender:
    return Sender(desk.keys.centre_id[:16], material_bundle(desk), door="public")


def stated(
    desk: Desk, sender: Sender, *files: tuple[str, bytes], view_of: int | None = None, medium: str = "poster"
) -> str:
    """An attachment that an officer called a photo of the material."""
    sends(desk, sender, *(files or (("벽보.jpg", PHOTO),)), view_of=view_of, medium=(medium,))
    ident = attachments(desk, sender)[0].id
    report_files.state(desk, ident, "material")
    return ident


def taken(desk: Desk, sender: Sender) -> str:
    """The entry of a report, with its photo."""
    ident = stated(desk, sender)
    entry = entered(desk, sender.thread.mailbox)
    brought(desk, ident)
    return entry


def brought(desk: Desk, ident: str) -> str:
    taking = material_photo.prepare(desk, ident).value
    return material_photo.enter(desk, taking, taking.seal()).value


def files(home: Path) -> list[Path]:
    return [path for path in (home / ROOM).glob("**/*") if path.is_file()]


def opened(desk: Desk, entry: str) -> bytes:
    with desk.photos.look(entry).value.file() as file:
        return b"".join(file.pieces())


def test_a_stated_photo_goes_sealed_into_its_entry_and_outlives_the_thread(desk: Desk, sender: Sender) -> None:
    ident = stated(desk, sender)
    with pytest.raises(Conflict):
        material_photo.prepare(desk, ident)
    entry = entered(desk, sender.thread.mailbox)
    assert brought(desk, ident) == entry
    (file,) = files(desk.home)
    assert desk.materials.get(entry).entry.attachment == file.stem
    assert b"\xff\xd8\xff" not in file.read_bytes()[:4096]
    assert opened(desk, entry) == PHOTO
    assert attachments(desk, sender)[0].state == "register"
    assert on_disk(desk) == [], "its pieces went from the inbox"
    with pytest.raises(Conflict):
        report_files.state(desk, ident, "sexual")
    with desk.photos.look(entry).value.file() as whole:
        shown = show(whole, desk.photos.look(entry).value.item.kind)
    assert (shown.width, shown.height) == (640, 400)
    desk.inbox.move([sender.thread.mailbox], State.FLOOD)
    assert desk.inbox.empty_flood().value == 1
    assert opened(desk, entry) == PHOTO
    kinds = [one.kind for one in desk.trail()]
    assert (kinds.count("material_photo_taken_in"), kinds.count("material_photo_looked_at")) == (1, 4)


def test_the_copy_without_camera_data_is_taken_where_there_is_one(desk: Desk, sender: Sender) -> None:
    plain = picture(size=(320, 200))
    ident = stated(desk, sender, ("벽보.jpg", PHOTO), ("벽보.jpg", plain), view_of=0)
    entry = entered(desk, sender.thread.mailbox)
    brought(desk, ident)
    assert opened(desk, entry) == plain
    assert on_disk(desk) == []


def test_only_whoever_opens_reports_about_public_material_looks_at_it(
    monitors: Centre, desk: Desk, sender: Sender
) -> None:
    entry = taken(desk, sender)
    desk.close()
    with closing(monitors.open("manager")) as manager:
        assert manager.materials.get(entry).entry.attachment
        with pytest.raises(Denied):
            manager.photos.look(entry)
        with pytest.raises(Denied):
            manager.photos.let_go(entry)
    with closing(monitors.open("manager2")) as other:
        assert opened(other, entry) == PHOTO


def attempt(desk: Desk, ident: str) -> None:
    """What the window does with a refusal on the way."""
    taking = material_photo.prepare(desk, ident).value
    try:
        taking.seal()
    except (Denied, Unfit) as problem:
        material_photo.give_up(desk, taking, problem)
        raise


@pytest.mark.parametrize("why", ["kind", "images", "apart", "text", "changed", "twice"])
def test_what_may_not_come_in_is_refused_and_leaves_nothing(
    monitors: Centre, desk: Desk, sender: Sender, why: str
) -> None:
    given = (("글.txt", LETTER),) if why == "text" else (("벽보.jpg", PHOTO),)
    ident = stated(desk, sender, *given, medium="images" if why == "images" else "poster")
    entry = entered(desk, sender.thread.mailbox, medium="poster")
    if why == "kind":
        report_files.state(desk, ident, "place")
    if why == "apart":
        desk.inbox.keep_apart(sender.thread.mailbox, {monitors.users["manager2"]})
    if why == "changed":
        piece = on_disk(desk)[0]
        piece.write_bytes(piece.read_bytes()[:-1] + b"x")
    if why == "twice":
        place = desk.photos.prepare(entry).value
        desk.photos.enter(place, "image/jpeg", 1, "0" * 64)
    before = desk.materials.get(entry).entry.attachment
    with pytest.raises((Denied, Conflict, Unfit)) as refused:
        attempt(desk, ident)
    expected = {"kind": Conflict, "apart": Conflict, "twice": Conflict, "changed": Unfit}.get(why, Denied)
    assert refused.type is expected
    assert desk.materials.get(entry).entry.attachment == before
    assert files(desk.home) == []
    assert on_disk(desk), "it lies sealed in the inbox as before"
    assert attachments(desk, sender)[0].state == ("odd" if why == "changed" else "stated")


def test_what_a_kill_left_behind_goes_with_the_next_one(monitors: Centre, desk: Desk, sender: Sender) -> None:
    ident = stated(desk, sender)
    entry = entered(desk, sender.thread.mailbox)
    material_photo.prepare(desk, ident).value.seal()
    assert len(files(desk.home)) == 1
    desk.close()
    with closing(monitors.open()) as again:
        assert brought(again, ident) == entry
        (file,) = files(again.home)
        assert again.materials.get(entry).entry.attachment == file.stem


def test_erasing_the_entry_erases_the_photo(desk: Desk, sender: Sender) -> None:
    entry = taken(desk, sender)
    desk.materials.close(entry, "removed")
    database = desk.database(Compartment.CASEWORK)
    with database.atomic():
        database.change("material", entry, {"closed_on": "2016-01-02"})
    assert material_photo.erase_over(desk).value == 1
    assert files(desk.home) == []
    assert database.rows("SELECT * FROM material_photo") == []
    assert database.rows("SELECT * FROM material_photo_left") == []
    with pytest.raises(NotFound):
        desk.photos.look(entry)


def test_a_photo_taken_out_is_gone_and_the_entry_stays(desk: Desk, sender: Sender) -> None:
    entry = taken(desk, sender)
    desk.photos.let_go(entry)
    assert files(desk.home) == []
    whole = desk.materials.get(entry).entry
    assert (whole.attachment, whole.photo, whole.photo_sha256) == (None, None, None)
    with pytest.raises(NotFound):
        desk.photos.look(entry)
    assert [one.kind for one in desk.trail()].count("material_photo_let_go") == 1


def test_a_file_that_was_changed_is_told(desk: Desk, sender: Sender) -> None:
    entry = taken(desk, sender)
    (file,) = files(desk.home)
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(Damaged):
        opened(desk, entry)


def test_a_photo_opens_under_the_next_key_and_not_for_whoever_left(
    monitors: Centre, desk: Desk, sender: Sender
) -> None:
    entry = taken(desk, sender)
    desk.close()
    with closing(monitors.open("manager")) as manager:
        manager.people.change(monitors.users["manager2"], Role.MANAGER, frozenset({Right.SUPERVISOR}))
    with closing(monitors.open()) as again:
        assert Compartment.PUBLIC_MATERIAL in again.renewed.done
        assert opened(again, entry) == PHOTO
    with closing(monitors.open("manager2")) as left, pytest.raises(Denied):
        left.photos.look(entry)


def test_a_backup_carries_it_and_brings_it_back(monitors: Centre, desk: Desk, sender: Sender, tmp_path: Path) -> None:
    taken(desk, sender)
    before = {path.relative_to(desk.home).as_posix(): path.read_bytes() for path in files(desk.home)}
    desk.close()
    (tmp_path / "stick").mkdir()
    with closing(monitors.open("manager2")) as manager:
        made = backups.write(manager.home, manager.keys, tmp_path / "stick")
        assert before.keys() <= made.files.keys()
        backups.restore(made.path, tmp_path / "again", manager.keys, manager.keys)
    assert {name: (tmp_path / "again" / name).read_bytes() for name in before} == before


def test_the_letter_to_the_agency_holds_no_picture(desk: Desk, sender: Sender, tmp_path: Path) -> None:
    entry = taken(desk, sender)
    desk.materials.write(entry, agency="가나구청")
    target = tmp_path / "letter.pdf"
    save_letter(desk, entry, target, House("연습 센터"), desk.materials.answer_day(), with_place=False)
    with closing(pypdfium2.PdfDocument(target)) as paper:
        assert not any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for page in paper for one in page.get_objects())
        said = "".join(page.get_textpage().get_text_bounded() for page in paper)
    photo = desk.materials.get(entry).entry
    for word in (photo.attachment, photo.photo_sha256, "사진", "벽보.jpg"):
        assert word
        assert word not in said


def test_managers_see_how_many_answers_of_agencies_are_late(monitors: Centre, desk: Desk) -> None:
    late, waiting, done = (desk.materials.write(medium="poster", title=name).value for name in "가나다")
    for one in (late, done):
        desk.materials.step(one, "letter", day="2026-01-02", due_on="2026-01-20")
    desk.materials.step(late, "call", day="2026-01-03", due_on="2026-01-21")
    desk.materials.step(waiting, "letter", due_on=desk.materials.answer_day())
    desk.materials.step(done, "answer", words="내림")
    assert desk.materials.late() == 1
    assert reports(desk, today()) is None, "a counsellor sees it among their own tasks"
    desk.close()
    with closing(monitors.open("manager")) as manager:
        told = reports(manager, today())
        assert told is not None
        assert told.late == 1
