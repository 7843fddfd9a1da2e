"""Cases in the open: readable by others, described in both languages, whole or refused, and taken in again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest

from app.desk import Desk
from app.errors import BadInput, CannotUnlock, Conflict, Damaged, NoRoom
from app.flows import arriving, export_words, gbvims, leaving, open_file, travelling
from app.flows.arriving import Taken
from app.flows.leaving import Wish
from app.paths import resource
from app.store import Database
from tests.app.flows.leaving_centres import FILE_PASSPHRASE, Opener, Two, content, in_every_table, keep

REASON = "센터를 닫고 다른 곳으로 옮기게 되어"


def wish(**more: Any) -> Wish:
    return Wish(
        **{"in_the_open": True, "recipient": "맞는 상담소", "reason": REASON, "passphrase": FILE_PASSPHRASE, **more}
    )


def filled(desk: Desk, folder: Path) -> str:
    case = desk.cases.open_case("=파란우산").value.id
    desk.cases.set_incident(case, ["stalking"], narrative="집 앞에서 기다렸다고 합니다.", place="=집 앞")
    desk.cases.consent(case, "reporting", "given")
    keep(desk, case, folder / "../녹음:1.m4a", b"\x00" * 70_000)
    return case


def unpacked(path: Path) -> zipfile.ZipFile:
    """As another program opens it."""
    return zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(path.read_bytes(), FILE_PASSPHRASE)))


@pytest.fixture
def lead(two: Two, opened: Opener) -> Desk:
    return opened(two[0], "lead")


@pytest.fixture
def elsewhere(two: Two, opened: Opener) -> Desk:
    return opened(two[1], "lead")


def test_another_age_program_opens_it_and_finds_everything_by_its_manifest(lead: Desk, tmp_path: Path) -> None:
    case = filled(lead, tmp_path)
    leaving.leave(lead, wish(), tmp_path / "all.age")
    archive = unpacked(tmp_path / "all.age")
    manifest = json.loads(archive.read("manifest.json"))
    assert set(archive.namelist()) == {*manifest["members"], "manifest.json"}
    assert "not anonymous" in manifest["note"]
    assert manifest["staff"][lead.keys.user] == "가온"
    number = lead.cases.get(case).number
    told = json.loads(archive.read(f"cases/{number}/case.json"))
    assert told["tables"]["incident"][0]["narrative"] == "집 앞에서 기다렸다고 합니다."
    (file,) = told["files"]
    assert archive.read(file["path"]) == b"\x00" * 70_000
    assert ".." not in file["path"].split("/")
    assert all(name in archive.namelist() for name in ("SCHEMA.md", "schema.json", "codes.json"))


def test_gbvims_ids_stand_beside_our_fields_and_say_that_they_are_not_anonymous(lead: Desk, tmp_path: Path) -> None:
    case = filled(lead, tmp_path)
    leaving.leave(lead, wish(), tmp_path / "all.age")
    archive = unpacked(tmp_path / "all.age")
    block = json.loads(archive.read(f"cases/{lead.cases.get(case).number}/case.json"))["gbvims"]
    assert block["anonymous"] is False
    (incident,) = block["incident"]
    assert incident["gbv_sexual_violence_type"] == "psychological_emotional_abuse"
    assert (incident["consent_reporting"], incident["status"]) == ("true", "open")
    lines = list(csv.reader(io.StringIO(archive.read("gbvims/incident-recorder.csv").decode("utf-8-sig"))))
    assert len(lines) == 2
    assert len(lines[0]) == len(lines[1]) == 42
    row = dict(zip(lines[0], lines[1], strict=True))
    assert row["GBV TYPE"] == "psychological_emotional_abuse"
    assert row["INCIDENT LOCATION"] == "'=집 앞"


def test_every_mapping_has_its_mark_and_names_a_column_that_there_is(casework: Database) -> None:
    known = travelling.shape(casework)
    for name, group in gbvims.mapping()["groups"].items():
        columns = known.tables[group["rows"]]
        specs = group.get("fields", {}) or {name: group["named"]}
        for spec in specs.values():
            assert spec["mark"] in ("FOUND", "INFER"), name
            assert {
                spec[key] for key in ("from", "by", "value", "explain") if key in spec and "last" not in spec
            } <= set(columns)
    assert len(gbvims.headers()) == 42
    assert all("mark" in one for one in gbvims.mapping()["recorder"] if len(one) > 1)


def test_a_case_with_strange_values_has_a_block_all_the_same(lead: Desk, tmp_path: Path) -> None:
    in_every_table(lead)
    assert leaving.leave(lead, wish(), tmp_path / "all.age").value.cases == 1


# -- the description -----------------------------------------------------------------------------------


def test_every_table_and_column_is_described_in_both_languages(casework: Database) -> None:
    """A new column needs its words in resources/export/meanings.yaml."""
    known = travelling.shape(casework)
    pairs = [(table, column) for table, columns in known.tables.items() for column in ("", *columns)]
    bare = [pair for pair in pairs if not all(export_words.meaning(*pair).values())]
    assert bare == []


def test_the_shipped_description_is_that_of_these_tables(casework: Database) -> None:
    """`python -m app.flows.export_words` writes both anew."""
    known = travelling.shape(casework)
    assert resource("export", "SCHEMA.md").read_text("utf-8") == export_words.schema_md(known)
    assert json.loads(resource("export", "schema.json").read_text("utf-8")) == export_words.schema_json(known)


def test_nothing_is_described_that_is_not_there(casework: Database) -> None:
    known, told = travelling.shape(casework), export_words.meanings()
    for table, words in told["tables"].items():
        assert set(words.get("columns", {})) <= set(known.tables[table])
    used = {column for columns in known.tables.values() for column in columns}
    assert set(told["columns"]) <= used
    assert all(one.split(".")[1] in known.tables[one.split(".")[0]] for one in told["lists"])


# -- in again ------------------------------------------------------------------------------------------


def test_it_is_taken_in_by_another_centre_once(lead: Desk, elsewhere: Desk, tmp_path: Path) -> None:
    case = filled(lead, tmp_path)
    leaving.leave(lead, wish(), tmp_path / "all.age")
    assert arriving.take_in(elsewhere, tmp_path / "all.age", FILE_PASSPHRASE).value == Taken(1, 0, 1)
    assert arriving.take_in(elsewhere, tmp_path / "all.age", FILE_PASSPHRASE).value == Taken(0, 1)
    (item,) = elsewhere.evidence.items(case)
    assert content(elsewhere, item.id) == b"\x00" * 70_000


def test_without_a_lock_it_is_a_managers_decision_with_a_reason(two: Two, opened: Opener, tmp_path: Path) -> None:
    manager, target = opened(two[0], "manager"), opened(two[1], "manager")
    manager.cases.open_case("파란우산")
    with pytest.raises(BadInput):
        leaving.leave(manager, wish(passphrase=None), tmp_path / "all.zip")
    with pytest.raises(BadInput):
        leaving.leave(manager, wish(passphrase=None, plain_reason="그냥"), tmp_path / "all.zip")
    leaving.leave(manager, wish(passphrase=None, plain_reason="받는 곳이 잠긴 파일을 열지 못함"), tmp_path / "all.zip")
    (copy,) = leaving.left(manager)
    assert (copy.encrypted, copy.profile, copy.recipient) == (False, leaving.OPEN, "맞는 상담소")
    assert manager.audit.entries(kind="open_exported")[0].facts["encrypted"] is False
    assert zipfile.ZipFile(tmp_path / "all.zip").testzip() is None
    assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0
    assert arriving.take_in(target, tmp_path / "all.zip", None).value.imported == 1


@pytest.mark.parametrize("missing", [{"recipient": " "}, {"reason": "짧음"}, {"passphrase": "짧다"}])
def test_recipient_reason_and_a_long_passphrase_are_asked_for(
    missing: dict[str, str], lead: Desk, tmp_path: Path
) -> None:
    lead.cases.open_case("파란우산")
    with pytest.raises(BadInput):
        leaving.leave(lead, wish(**missing), tmp_path / "all.age")
    assert not list(tmp_path.glob("*all*")) + list(tmp_path.glob(".all*"))


def test_nothing_readable_stands_in_the_file_or_beside_it(lead: Desk, tmp_path: Path) -> None:
    filled(lead, tmp_path)
    ready = leaving.prepare(lead, wish(), tmp_path / "all.age")
    packed = leaving.write(ready, lead)
    for path in (p for p in tmp_path.rglob("*") if p.is_file() and "centre" not in str(p)):
        data = path.read_bytes()
        assert "파란우산".encode() not in data
        assert b"manifest.json" not in data
    leaving.finish(lead, ready, packed)


def test_places_that_do_not_fit_are_refused(lead: Desk, tmp_path: Path) -> None:
    filled(lead, tmp_path)
    (tmp_path / "there").write_text("x")
    with pytest.raises(Conflict):
        leaving.leave(lead, wish(), tmp_path / "there")
    with pytest.raises(NoRoom):
        leaving.leave(lead, wish(), tmp_path / "nowhere" / "all.age")
    assert (tmp_path / "there").read_text() == "x"


# -- hostile bytes -------------------------------------------------------------------------------------


def test_an_age_file_cut_or_changed_anywhere_is_refused(lead: Desk, elsewhere: Desk, tmp_path: Path) -> None:
    filled(lead, tmp_path)
    leaving.leave(lead, wish(), tmp_path / "all.age")
    whole, bad = (tmp_path / "all.age").read_bytes(), tmp_path / "bad.age"
    with pytest.raises(CannotUnlock):
        arriving.take_in(elsewhere, tmp_path / "all.age", FILE_PASSPHRASE + "x")
    with pytest.raises(BadInput):
        arriving.take_in(elsewhere, tmp_path / "all.age", None)
    for at in (*range(0, 200, 9), *range(200, len(whole), len(whole) // 12)):
        for spoiled in (whole[:at], whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]):
            bad.write_bytes(spoiled)
            with pytest.raises((Damaged, CannotUnlock, BadInput)):
                arriving.take_in(elsewhere, bad, FILE_PASSPHRASE)
    assert elsewhere.cases.page() == ()


def remade(source: Path, target: Path, change: Any) -> None:
    """The same zip with members changed, and its manifest as `change` leaves it."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
        out.writestr("manifest.json", json.dumps(manifest))


def _outside(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """A case that names a file outside its folder."""
    name = next(one for one in members if one.endswith("case.json"))
    told = json.loads(members[name])
    told["files"] = [{"item": told["tables"]["casefile"][0]["id"], "path": "../../etc/passwd", "size": 1, "sha256": ""}]
    _renewed(members, manifest, name, json.dumps(told).encode())


def _renewed(members: dict[str, bytes], manifest: dict[str, Any], name: str, data: bytes) -> None:
    import hashlib

    members[name] = data
    manifest["members"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _bomb(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """A case that unpacks to far more than it announces."""
    name = next(one for one in members if one.endswith("case.json"))
    members[name] = b" " * (64 << 20)


def _announced_bomb(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    name = next(one for one in members if one.endswith("case.json"))
    manifest["members"][name]["size"] = 1 << 40


def _slip(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """A member whose name leads out, announced or not: nothing is ever unpacked to a path."""
    members["../../slipped.txt"] = b"x"


def _gone(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del members[next(one for one in members if one.endswith("case.json"))]


def _newer(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["min_reader"] = open_file.FORMAT + 1


@pytest.mark.parametrize("change", [_outside, _bomb, _announced_bomb, _slip, _gone, _newer])
def test_what_others_packed_is_refused_as_a_whole(change: Any, two: Two, opened: Opener, tmp_path: Path) -> None:
    manager, target = opened(two[0], "manager"), opened(two[1], "manager")
    manager.cases.open_case("파란우산")
    leaving.leave(manager, wish(passphrase=None, plain_reason="받는 곳이 잠긴 파일을 열지 못함"), tmp_path / "all.zip")
    remade(tmp_path / "all.zip", tmp_path / "bad.zip", change)
    with pytest.raises((Damaged, BadInput)):
        arriving.take_in(target, tmp_path / "bad.zip", None)
    assert target.cases.page() == ()
    assert not (tmp_path.parent / "slipped.txt").exists()


def test_an_unchanged_remade_zip_is_taken_in(two: Two, opened: Opener, tmp_path: Path) -> None:
    """So that the refusals above are for what was changed."""
    manager, target = opened(two[0], "manager"), opened(two[1], "manager")
    manager.cases.open_case("파란우산")
    leaving.leave(manager, wish(passphrase=None, plain_reason="받는 곳이 잠긴 파일을 열지 못함"), tmp_path / "all.zip")
    remade(tmp_path / "all.zip", tmp_path / "same.zip", lambda members, manifest: None)
    assert arriving.take_in(target, tmp_path / "same.zip", None).value.imported == 1
