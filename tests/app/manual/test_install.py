"""A signed manual is installed beside the old version or not at all; a refusal leaves nothing behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import BadInput, Conflict, Damaged, NoRoom
from app.manual import Known, Library, load, parcel, reports, signing
from app.manual.install import Ground, ground_of, install
from app.manual.library import Arrangement, Installed
from app.manual.signing import TrustedKey

Edit = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def tiny_world(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny manual's ids point at the tests' own law cards and directory."""
    monkeypatch.setattr(reports, "known_on", lambda on=None: known)


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return tmp_path / "sign.pem"


@pytest.fixture
def key(private: Path) -> TrustedKey:
    return TrustedKey(signing.read_public(signing.new_key(private)), "서울시")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    target = tmp_path / "installed"
    target.mkdir()
    return target


@pytest.fixture
def ground(here: Path, key: TrustedKey) -> Callable[[], Ground]:
    """What an installation meets now."""
    return lambda: ground_of(here, (key,), Library((here,)))


def signed(folder: Path, private: Path, name: str = "tiny.zip") -> Path:
    out = folder.parent.parent / name
    parcel.export(folder, out)
    return parcel.sign(out, private)


def left(here: Path) -> list[str]:
    return sorted(path.name for path in here.iterdir())


def test_installed_is_what_was_signed(folder: Path, private: Path, here: Path, ground: Callable[[], Ground]) -> None:
    out = signed(folder, private)
    assert install(out, ground()).pack == load(folder)
    assert install(out, ground()).pack.version == "1.0.0", "a second time changes nothing"
    assert left(here) == ["tiny-1.0.0"]
    assert Library((here,)).pack("tiny").hash == load(folder).hash


def test_a_newer_version_stands_beside_and_an_older_is_refused(
    folder: Path, edit: Edit, private: Path, here: Path, ground: Callable[[], Ground]
) -> None:
    old = signed(folder, private, "old.zip")
    edit("pack.yaml", 'version: "1.0.0"', 'version: "1.10.0"')
    new = signed(folder, private, "new.zip")
    install(old, ground())
    install(new, ground())
    assert left(here) == ["tiny-1.0.0", "tiny-1.10.0"]
    with pytest.raises(Conflict, match=r"older than version 1\.10\.0"):
        install(old, ground())
    edit("ko/A1.md", "첫인사", "첫 인사")
    with pytest.raises(Conflict, match="other words"):
        install(signed(folder, private), ground())
    assert left(here) == ["tiny-1.0.0", "tiny-1.10.0"]


def test_a_manual_with_errors_is_named_by_file_and_line(
    folder: Path, edit: Edit, private: Path, here: Path, ground: Callable[[], Ground]
) -> None:
    edit("pack.yaml", "near: EMG", "near: EMX")
    with pytest.raises(BadInput, match=r"1 errors.*pack\.yaml:15: "):
        install(signed(folder, private), ground())
    edit("pack.yaml", "near: EMX", "near: EMG")
    (folder / "en" / "A2.md").unlink()
    with pytest.raises(BadInput, match=r"en/A2\.md:1: The words of this step are missing in this language"):
        install(signed(folder, private), ground())
    assert left(here) == []


def test_no_room_leaves_nothing(folder: Path, private: Path, here: Path, ground: Callable[[], Ground]) -> None:
    out, met = signed(folder, private), ground()
    here.rmdir()
    here.write_text("a file where the folder should be")
    with pytest.raises(NoRoom):
        install(out, met)
    assert here.read_text() == "a file where the folder should be"


def test_what_lies_there_damaged_is_put_right(
    folder: Path, private: Path, here: Path, key: TrustedKey, ground: Callable[[], Ground]
) -> None:
    out = signed(folder, private)
    pack = install(out, ground()).pack
    sheet = here / "tiny-1.0.0" / "ko" / "A1.md"
    sheet.write_text(sheet.read_text("utf-8").replace("첫인사", "다른 말"), "utf-8")
    one = Installed("tiny", "1.0.0", pack.hash)
    library = Library((), Arrangement(here, (one,)))
    assert library.held() == {}, "what was altered on the disk is not used"
    assert "not as it was installed" in library.problems()[0]
    install(out, Ground(here, (key,), {}))
    library.refresh()
    assert library.held()["tiny"] == pack


def test_the_version_a_centre_chose_counts_and_a_missing_one_does_not(folder: Path, edit: Edit, here: Path) -> None:
    versions = []
    for number in ("1.0.0", "1.2.0", "1.10.0"):
        edit("pack.yaml", load(folder).version, number)
        shutil.copytree(folder, here / f"tiny-{number}")
        versions.append(Installed("tiny", number, load(folder).hash))

    def used(chosen: str) -> str:
        arranged = Arrangement(here, tuple(versions), {"tiny": chosen} if chosen else {})
        return Library((), arranged).held()["tiny"].version

    assert [used(chosen) for chosen in ("", "1.0.0", "1.2.0", "9.9.9")] == ["1.10.0", "1.0.0", "1.2.0", "1.10.0"]
    shutil.rmtree(here / "tiny-1.10.0")
    assert used("") == "1.2.0"
    shutil.copytree(folder.parent, here.parent / "shipped")
    both = Library((here.parent / "shipped",), Arrangement(here, tuple(versions), {"tiny": "1.0.0"}))
    assert both.held()["tiny"].version == "1.0.0", "an older one is used although a newer one is shipped"
    assert {pack.version for pack in both.volumes()} == {"1.0.0", "1.2.0", "1.10.0"}
    both.arrange(Arrangement(here, tuple(versions)))
    assert both.held()["tiny"].version == "1.10.0"


TREE = """\
format: gyeot-manual/1
id: {name}
version: "{version}"
title: {{ko: 나무}}
uses: shared
audiences: [victim]
languages: [ko]
start: {step}
places: {{risk: {step}, plan: {step}, evidence: {step}, rights: {step}, referral: {step}, follow-up: {step}, closure: {step}}}
steps: {{{step}: {{next: end, red_flags: {{danger: {target}}}}}}}
"""
SHARED = """\
format: gyeot-manual/1
id: shared
version: "{version}"
title: {{ko: 함께}}
audiences: [victim]
languages: [ko]
jumps: {{{jump}: {{key: F5, next: return}}}}
"""
WORDS = """\
---
title: 제목
short: 제목
---
## victim
### ask
{0}의 첫째 질문입니다.
### say
- {0} 가나다라 마바사
- {0} 하나 둘 셋 넷
- {0} 봄 여름 가을 겨울
### avoid
- {0} 동해 물과 백두산
- {0} 달과 별과 해
- {0} 강과 산과 들
### do
- {0} 빨강 노랑 파랑
- {0} 책상 의자 연필
- {0} 사과 배 감
- {0} 아침 점심 저녁
"""


def make(folder: Path, text: str, node: str, labels: str = "", **values: str) -> Path:
    (folder / "ko").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(text.format(**values), "utf-8")
    (folder / "ko" / f"{node}.md").write_text(WORDS.format(node * 3) + labels, "utf-8")
    return folder


def test_what_others_lean_on_may_not_go(
    tmp_path: Path, private: Path, here: Path, ground: Callable[[], Ground]
) -> None:
    flag = "## red flags\n- danger: 위험\n"
    home = tmp_path / "made" / "x"
    install(signed(make(home / "s", SHARED, "EMG", jump="EMG", version="1.0.0"), private, "s.zip"), ground())
    tree = {"name": "tree", "step": "T1", "target": "EMG"}
    install(signed(make(home / "t", TREE, "T1", flag, version="1.0.0", **tree), private, "t.zip"), ground())
    renamed = signed(make(home / "s2", SHARED, "SOS", jump="SOS", version="2.0.0"), private, "s2.zip")
    with pytest.raises(Conflict, match="T1 of “나무” would lead to “EMG”"):
        install(renamed, ground())
    assert left(here) == ["shared-1.0.0", "tree-1.0.0"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_altered_file_writes_anything(
    folder: Path, private: Path, here: Path, ground: Callable[[], Ground], at: float, bit: int
) -> None:
    out = folder.parent.parent / "tiny.zip"
    if not out.exists():
        signed(folder, private)
    data = bytearray(out.read_bytes())
    data[int(at * len(data))] ^= 1 << bit
    altered = out.with_name("altered.zip")
    altered.write_bytes(data)
    with pytest.raises((Damaged, BadInput)):
        install(altered, ground())
    assert left(here) == []
