"""Packs travel whole, signed, forward only; a hostile file leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.errors import BadInput, Conflict, Damaged
from app.manual import Known, Library, load, parcel, reports
from app.manual.packs import hash_of

Edit = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def tiny_world(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny manual's ids point at the tests' own law cards and directory."""
    monkeypatch.setattr(reports, "known_on", lambda on=None: known)


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return tmp_path / "sign.pem"


@pytest.fixture
def public(private: Path) -> Path:
    return parcel.new_key(private)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    target = tmp_path / "installed"
    target.mkdir()
    return target


def signed(folder: Path, private: Path, name: str = "tiny.zip") -> Path:
    out = folder.parent.parent / name
    parcel.export(folder, out)
    parcel.sign(out, private)
    return out


def test_the_same_pack_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    parcel.export(folder, tmp_path / "a.zip")
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))
    parcel.export(folder, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as whole:
        manifest = json.loads(whole.read("manifest.json"))
        assert manifest["files"]["ko/A1.md"] == hashlib.sha256((folder / "ko/A1.md").read_bytes()).hexdigest()
    assert manifest["pack_hash"] == load(folder).hash


def test_export_sign_install(folder: Path, private: Path, public: Path, here: Path) -> None:
    out = signed(folder, private)
    assert parcel.install(out, public, here) == load(folder)
    (pack,) = Library((here,)).packs()
    assert pack.hash == load(folder).hash
    assert parcel.install(out, public, here).version == "1.0.0", "a second time changes nothing"
    assert [path.name for path in here.iterdir()] == ["tiny-1.0.0"]


def test_the_private_key_is_nobody_elses(private: Path, public: Path) -> None:
    if sys.platform != "win32":
        assert private.stat().st_mode & 0o077 == 0
    assert b"PRIVATE" not in public.read_bytes()
    with pytest.raises(Conflict):
        parcel.new_key(private)
    with pytest.raises(BadInput):
        parcel.sign(public, public)


def test_a_newer_version_installs_beside_and_an_older_is_refused(
    folder: Path, edit: Edit, private: Path, public: Path, here: Path
) -> None:
    old = signed(folder, private, "old.zip")
    edit("pack.yaml", 'version: "1.0.0"', 'version: "1.1.0"')
    new = signed(folder, private, "new.zip")
    parcel.install(old, public, here)
    parcel.install(new, public, here)
    assert sorted(path.name for path in here.iterdir()) == ["tiny-1.0.0", "tiny-1.1.0"]
    assert Library((here,)).pack("tiny").version == "1.1.0"
    with pytest.raises(Conflict, match=r"older than version 1\.1\.0"):
        parcel.install(old, public, here)
    with pytest.raises(Conflict):
        parcel.install(old, public, here.parent / "elsewhere", shipped=here)
    edit("ko/A1.md", "첫인사", "첫 인사")
    with pytest.raises(Conflict, match="other words"):
        parcel.install(signed(folder, private), public, here)


def test_a_signature_of_another_key_or_of_other_bytes(
    folder: Path, private: Path, public: Path, here: Path, tmp_path: Path
) -> None:
    out = signed(folder, private)
    with pytest.raises(Damaged):
        parcel.install(out, parcel.new_key(tmp_path / "other.pem"), here)
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 1
    out.write_bytes(data)
    with pytest.raises(Damaged):
        parcel.install(out, public, here)
    parcel.signature_of(out).write_text("zz")
    with pytest.raises(Damaged):
        parcel.install(out, public, here)
    parcel.signature_of(out).unlink()
    with pytest.raises(BadInput):
        parcel.install(out, public, here)
    assert list(here.iterdir()) == []


def hostile(files: dict[str, bytes], *, deflate: bool = False) -> bytes:
    held = BytesIO()
    manifest = {
        "format": parcel.FORMAT,
        "pack_hash": hash_of(files),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as out:
        for name, data in {**files, "manifest.json": json.dumps(manifest).encode()}.items():
            out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED)
    return held.getvalue()


def sign_blindly(out: Path, private: Path) -> None:
    """What an attacker with a key would do: `parcel.sign` looks first, they do not."""
    with pytest.raises(Damaged):
        parcel.sign(out, private)
    key = load_pem_private_key(private.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    signature = key.sign(parcel.SIGNED + hashlib.sha256(out.read_bytes()).digest())
    parcel.signature_of(out).write_bytes(signature.hex().encode() + b"\n")


def whole(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


@pytest.mark.parametrize(
    "name", ["../evil.md", "/etc/evil.md", "ko/../../evil.md", "ko\\evil.md", "ko/evil.py", "C:/evil.md", "ko/A1.md/x"]
)
def test_names_outside_the_format_are_refused(
    folder: Path, private: Path, public: Path, here: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "evil.zip"
    out.write_bytes(hostile({**whole(folder), name: b"x"}))
    sign_blindly(out, private)
    with pytest.raises(Damaged):
        parcel.install(out, public, here)
    assert list(here.iterdir()) == []
    assert not list(tmp_path.rglob("*evil.md"))


def test_bombs_strays_and_broken_zips_are_refused(
    folder: Path, private: Path, public: Path, here: Path, tmp_path: Path
) -> None:
    files = whole(folder)
    bombs = [
        hostile({**files, "ko/Z9.md": bytes(64 * 1024 * 1024)}, deflate=True),
        hostile({**files, **{f"ko/Z{number}.md": b"x" for number in range(500)}}),
        hostile({name: data for name, data in files.items() if name != "pack.yaml"}),
        hostile(files)[:-30],
        b"not a zip at all",
    ]
    for number, data in enumerate(bombs):
        out = tmp_path / f"bomb{number}.zip"
        out.write_bytes(data)
        sign_blindly(out, private)
        with pytest.raises(Damaged):
            parcel.install(out, public, here)
    vast = tmp_path / "vast.zip"
    vast.write_bytes(bytes(parcel.MAX_PARCEL + 1))
    with pytest.raises(BadInput):
        parcel.install(vast, public, here)
    assert list(here.iterdir()) == []


def test_a_manual_with_errors_is_not_installed(
    folder: Path, edit: Edit, private: Path, public: Path, here: Path
) -> None:
    edit("pack.yaml", "near: EMG", "near: EMX")
    with pytest.raises(BadInput, match="1 errors"):
        parcel.install(signed(folder, private), public, here)
    assert list(here.iterdir()) == []
