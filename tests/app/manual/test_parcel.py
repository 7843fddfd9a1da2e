"""A manual travels as one signed file; whatever was altered on the way is refused whole, before it is looked at."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import BadInput, Conflict, Damaged, Refusal
from app.manual import load, parcel, signing, stored_zip
from app.manual.outside import MAX_BYTES
from app.manual.packs import hash_of
from app.manual.signing import TrustedKey

Edit = Callable[[str, str, str], None]
ON = date(2026, 11, 23)


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return tmp_path / "sign.pem"


@pytest.fixture
def key(private: Path) -> TrustedKey:
    return TrustedKey(signing.read_public(signing.new_key(private)), "서울시", "city")


@pytest.fixture
def packed(folder: Path, private: Path, key: TrustedKey, tmp_path: Path) -> Path:
    """The tiny manual, packed and signed."""
    out = tmp_path / "tiny.gyeot"
    parcel.export(folder, out)
    return parcel.sign(out, private)


def refused(path: Path, key: TrustedKey, kind: type[Refusal] = Damaged, on: date = ON) -> str:
    with pytest.raises(kind) as problem:
        parcel.open_parcel(path, (key,), on)
    return str(problem.value)


def test_the_same_pack_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    parcel.export(folder, tmp_path / "a.zip")
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))
    parcel.export(folder, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_any_program_that_opens_zips_finds_the_manifest_first(folder: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed) as whole:
        assert whole.testzip() is None
        names = whole.namelist()
        manifest = json.loads(whole.read("manifest.json"))
    assert names[:2] == ["manifest.json", "manifest.sig"]
    assert names[2:] == sorted(manifest["files"])
    assert manifest["files"]["ko/A1.md"] == sha256((folder / "ko/A1.md").read_bytes()).hexdigest()
    assert (manifest["format"], manifest["min_reader"]) == (parcel.FORMAT, 1)
    assert manifest["pack_hash"] == load(folder).hash


def test_a_signed_manual_opens_with_its_key(folder: Path, packed: Path, key: TrustedKey) -> None:
    found = parcel.open_parcel(packed, (TrustedKey(bytes(32), "somebody"), key), ON)
    assert found.pack == load(folder)
    assert found.key is key
    assert found.files["ko/A1.md"] == (folder / "ko/A1.md").read_bytes()


def test_signing_again_replaces_the_signature(packed: Path, key: TrustedKey, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    public = signing.read_public(signing.new_key(other))
    before = packed.read_bytes()
    parcel.sign(packed, other)
    assert "not pinned" in refused(packed, key)
    assert parcel.open_parcel(packed, (TrustedKey(public, "x"),), ON).pack.id == "tiny"
    assert len(packed.read_bytes()) == len(before)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_without_a_signature_and_one_of_an_unknown_key(
    folder: Path, packed: Path, key: TrustedKey, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.zip"
    parcel.export(folder, bare)
    assert "no signature" in refused(bare, key)
    stranger = TrustedKey(bytes(32), "nobody")
    assert key.fingerprint in refused(packed, stranger), "it says which key would have to be pinned"


def test_a_key_counts_from_its_first_day_to_its_last(packed: Path, key: TrustedKey) -> None:
    limited = TrustedKey(key.public, "서울시", "city", date(2027, 1, 1), date(2027, 12, 31))
    assert "2027" in refused(packed, limited, on=date(2026, 12, 31))
    assert "2027" in refused(packed, limited, on=date(2028, 1, 1))
    for day in (date(2027, 1, 1), date(2027, 12, 31)):
        assert parcel.open_parcel(packed, (limited,), day).key is limited


def test_the_private_key_is_nobody_elses(private: Path, key: TrustedKey, packed: Path) -> None:
    if sys.platform != "win32":
        assert private.stat().st_mode & 0o077 == 0
    public = private.with_suffix(".pub")
    assert b"PRIVATE" not in public.read_bytes()
    with pytest.raises(Conflict):
        signing.new_key(private)
    with pytest.raises(BadInput):
        parcel.sign(packed, public)


def test_public_keys_are_read_as_pem_and_as_digits(private: Path, key: TrustedKey) -> None:
    assert signing.public_of(key.public.hex().upper().encode() + b"\n") == key.public
    assert len(key.fingerprint.split()) == 16
    assert signing.is_fingerprint(key.fingerprint.upper().replace(" ", "-"), key.public)
    assert not signing.is_fingerprint(key.fingerprint[:-5], key.public)
    for wrong in (b"", b"zz", private.read_bytes(), b"0" * 63):
        with pytest.raises(BadInput):
            signing.public_of(wrong)


def test_the_release_keys_ship_empty_and_are_read_strictly(tmp_path: Path, key: TrustedKey) -> None:
    assert signing.release_keys() == ()
    held = tmp_path / "release_keys.yaml"
    one = f'- {{id: city-2027, public: "{key.public.hex()}", holder: 서울시, from: 2027-01-01, to: null}}\n'
    held.write_text(f"items:\n{one}", "utf-8")
    (found,) = signing.release_keys(held)
    assert (found.public, found.holder, found.id) == (key.public, "서울시", "city-2027")
    assert (found.since, found.until) == (date(2027, 1, 1), None)
    for wrong in (
        one.replace("2027-01-01", "soon"),
        one.replace("holder", "owner"),
        one.replace(key.public.hex(), "00"),
    ):
        held.write_text(f"items:\n{wrong}", "utf-8")
        with pytest.raises(BadInput):
            signing.release_keys(held)


# -- what somebody with a key could try ------------------------------------------------------------


def whole(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def manifest_of(files: dict[str, bytes], /, **other: object) -> bytes:
    listed = {name: sha256(data).hexdigest() for name, data in sorted(files.items())}
    facts = {"format": parcel.FORMAT, "min_reader": 1, "id": "tiny", "version": "1.0.0", "pack_hash": hash_of(files)}
    return json.dumps({**facts, "files": listed, **other}).encode()


def hostile(files: dict[str, bytes], private: Path, /, **other: object) -> bytes:
    """Signed bytes of the right form, whatever they hold."""
    manifest = manifest_of(files, **other)
    return stored_zip.write(
        {"manifest.json": manifest, "manifest.sig": signing.signature(manifest, private), **dict(sorted(files.items()))}
    )


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "/etc/evil.md",
        "ko/../../evil.md",
        "ko\\evil.md",
        "ko/evil.py",
        "C:/evil.md",
        "ko/A1.md/x",
        "ko/A1.md\n",
        "",
    ],
)
def test_names_outside_the_format_are_refused(
    folder: Path, private: Path, key: TrustedKey, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "evil.zip"
    out.write_bytes(hostile({**whole(folder), name: b"x"}, private))
    refused(out, key)


def test_a_newer_form_is_refused_with_its_own_sentence(
    folder: Path, private: Path, key: TrustedKey, tmp_path: Path
) -> None:
    out, files = tmp_path / "new.zip", whole(folder)
    for newer in ({"format": "gyeot-manual-parcel/2"}, {"min_reader": 2}):
        out.write_bytes(hostile(files, private, **newer))
        assert "newer Gyeot" in refused(out, key, BadInput)
    files["pack.yaml"] = files["pack.yaml"].replace(b"gyeot-manual/1", b"gyeot-manual/2")
    out.write_bytes(hostile(files, private))
    assert "newer Gyeot" in refused(out, key, BadInput)


def test_what_the_manifest_says_has_to_be_so(folder: Path, private: Path, key: TrustedKey, tmp_path: Path) -> None:
    out, files = tmp_path / "lie.zip", whole(folder)
    lies: list[dict[str, object]] = [
        {"format": "something/1"},
        {"format": 1},
        {"min_reader": "one"},
        {"id": "other"},
        {"version": "9.9.9"},
        {"pack_hash": "0" * 64},
        {"files": []},
        {"files": {"pack.yaml": 7}},
        {"files": {**dict.fromkeys(files, "0" * 64)}},
    ]
    for lie in lies:
        out.write_bytes(hostile(files, private, **lie))
        refused(out, key)
    manifest = b"[" * 100_000
    out.write_bytes(stored_zip.write({"manifest.json": manifest, "manifest.sig": signing.signature(manifest, private)}))
    refused(out, key)


def zipped(entries: list[tuple[zipfile.ZipInfo, bytes]], method: int) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as out:
        for entry, data in entries:
            entry.compress_type = method
            out.writestr(entry, data)
    return held.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_bombs_links_doubles_and_strays_are_refused(
    folder: Path, private: Path, key: TrustedKey, tmp_path: Path
) -> None:
    files = whole(folder)
    manifest = manifest_of(files)
    head = [("manifest.json", manifest), ("manifest.sig", signing.signature(manifest, private))]
    entries = [(zipfile.ZipInfo(name), data) for name, data in (*head, *sorted(files.items()))]
    link = zipfile.ZipInfo("ko/A1.md")
    link.external_attr = 0o120777 << 16
    linked = [(link if entry.filename == link.filename else entry, data) for entry, data in entries]
    bomb = dict(files, **{"ko/Z9.md": bytes(64 * 1024 * 1024)})
    attempts = [
        zipped(entries, zipfile.ZIP_DEFLATED),
        zipped(linked, zipfile.ZIP_STORED),
        zipped([*entries, (zipfile.ZipInfo("ko/A1.md"), b"again")], zipfile.ZIP_STORED),
        zipped([*entries, (zipfile.ZipInfo("../evil.md"), b"x")], zipfile.ZIP_STORED),
        zipped([*entries, (zipfile.ZipInfo("ko/Z9.md"), bytes(64 * 1024 * 1024))], zipfile.ZIP_DEFLATED),
        hostile({**files, **{f"ko/Z{number}.md": b"x" for number in range(500)}}, private),
        hostile({name: data for name, data in files.items() if name != "pack.yaml"}, private),
        hostile({**files, "ko/A1.md": b"x" * (MAX_BYTES + 1)}, private),
        hostile(files, private)[:-30],
        hostile(files, private) + b"\0",
        b"not a zip at all",
        b"",
    ]
    out = tmp_path / "bomb.zip"
    for data in attempts:
        out.write_bytes(data)
        refused(out, key)
    out.write_bytes(hostile(bomb, private))
    assert "too large" in refused(out, key, BadInput)
    out.write_bytes(bytes(parcel.MAX_PARCEL + 1))
    assert "too large" in refused(out, key, BadInput)
    assert "cannot be read" in refused(tmp_path / "none.zip", key, BadInput)


def test_the_signature_is_looked_at_before_anything_behind_it(
    folder: Path, private: Path, key: TrustedKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    take = stored_zip.StoredZip.take

    def watched(self: stored_zip.StoredZip, name: str, most: int) -> bytes:
        taken.append(name)
        return take(self, name, most)

    monkeypatch.setattr(stored_zip.StoredZip, "take", watched)
    out = tmp_path / "other.zip"
    out.write_bytes(hostile(whole(folder), private).replace(b"gyeot-manual-parcel/1", b"gyeot-manual-parcel/7", 1))
    assert "signature" in refused(out, key)
    assert taken == ["manifest.json", "manifest.sig"]


Mutation = Callable[[bytes], bytes]


@st.composite
def mutations(draw: st.DrawFn) -> Mutation:
    """Flip, cut, put in, take out, double or swap bytes somewhere."""
    kind = draw(st.sampled_from(("flip", "cut", "insert", "drop", "double", "swap", "behind")))
    at, length = draw(st.floats(0, 1, exclude_max=True)), draw(st.integers(1, 64))
    extra, bit = draw(st.binary(min_size=1, max_size=40)), draw(st.integers(0, 7))

    def mutate(data: bytes) -> bytes:
        here = int(at * len(data))
        part = data[here : here + length]
        return {
            "flip": data[:here] + bytes([data[here] ^ (1 << bit)]) + data[here + 1 :],
            "cut": data[:here],
            "insert": data[:here] + extra + data[here:],
            "drop": data[:here] + data[here + length :],
            "double": data[:here] + part + data[here:],
            "swap": data[:here] + part[::-1] + data[here + len(part) :],
            "behind": data + extra,
        }[kind]

    return mutate


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutate=mutations())
def test_every_mutation_of_a_signed_file_is_refused(packed: Path, key: TrustedKey, mutate: Mutation) -> None:
    data = packed.read_bytes()
    altered = mutate(data)
    if altered == data:
        return
    out = packed.with_name("altered.zip")
    out.write_bytes(altered)
    before = sorted(path.name for path in packed.parent.iterdir())
    with pytest.raises((Damaged, BadInput)):
        parcel.open_parcel(out, (key,), ON)
    assert sorted(path.name for path in packed.parent.iterdir()) == before
