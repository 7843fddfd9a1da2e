"""A pack is read whole or refused by file and line; warm starts read one cached file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BadInput, NotFound
from app.manual import Library, Pack, directory, law_cards, load, pack_hash, packs
from app.manual.outside import MAX_BYTES, read_yaml
from app.manual.parse import plain_directory, plain_law, plain_pack

Edit = Callable[[str, str, str], None]


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of its own."""
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "manuals"


def test_structure_and_words_come_together(tiny: Pack) -> None:
    assert (tiny.id, tiny.version, tiny.start, tiny.audiences) == ("tiny", "1.0.0", "A1", ("victim", "police"))
    assert [step.id for step in tiny.steps.values()] == ["A1", "A2", "A3", "A4", "EMG", "SUI", "card:garden"]
    danger = tiny.steps["A2"]
    assert danger.minutes == 3
    assert danger.next == "A3"
    assert danger.way_out("weapon") is not None
    assert danger.is_red_flag("weapon")
    assert not danger.is_red_flag("skip")
    assert danger.label("weapon", "ko") == "흉기"
    assert danger.label("default", "en") == "Go on"
    for language in ("ko", "en"):
        for audience in tiny.audiences:
            words = danger.words(language, audience)
            assert (len(words.say), len(words.avoid), len(words.do)) == (3, 3, 4)
    assert danger.words("ko", "police").now
    assert tiny.steps["EMG"].key == "F5"
    assert tiny.steps["card:garden"].words("ko", "police") == tiny.steps["card:garden"].words("ko", "victim")


def test_a_missing_language_falls_back_to_korean(tiny: Pack) -> None:
    assert tiny.steps["A1"].title("fr") == tiny.steps["A1"].title("ko")


def test_warm_is_the_same_pack_and_fast(folder: Path, cold: Path) -> None:
    first = load(folder)
    (kept,) = cold.iterdir()
    started = time.perf_counter()
    assert load(folder) == first
    assert time.perf_counter() - started < 0.2
    assert [path.name for path in cold.iterdir()] == [kept.name]


@pytest.mark.parametrize("harm", [b"", b"{", b"not a seal\n{}", None])
def test_a_damaged_cache_is_made_again(folder: Path, cold: Path, harm: bytes | None) -> None:
    first = load(folder)
    (kept,) = cold.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-40] + whole[-39:] if harm is None else harm)
    again = load(folder)
    assert again == first
    assert again.steps["A1"].texts == first.steps["A1"].texts
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_only_costs_time(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path / "blocked"))
    assert load(folder).id == "tiny"


def test_every_byte_counts_towards_the_hash(folder: Path, edit: Edit) -> None:
    before = pack_hash(folder)
    (folder / "notes.txt").write_text("not part of the pack")
    assert pack_hash(folder) == before
    edit("ko/A1.md", "첫인사", "첫 인사")
    assert pack_hash(folder) != before
    assert load(folder).steps["A1"].title("ko") == "첫 인사"


WRONG = [
    ("pack.yaml", "format: gyeot-manual/1", "format: gyeot-manual/9", 2),
    ("pack.yaml", "min_reader: 1", "min_reader: 2", 2),
    ("pack.yaml", 'version: "1.0.0"', 'version: "one"', 5),
    ("pack.yaml", "minutes: 5", "minutes: five", 13),
    ("pack.yaml", "minutes: 5", "minuets: 5", 13),
    ("pack.yaml", "start: A1", "start: A9", 9),
    ("pack.yaml", "near: EMG", "Near: EMG", 15),
    ("pack.yaml", "weapon: EMG", "skip: EMG", 23),
    ("pack.yaml", "  A3:\n", "  A2:\n", 26),
    ("pack.yaml", "  SUI:\n", "  A1:\n", 40),
    ("pack.yaml", "record: [alias]", "record: [alias, alias]", 16),
    ("pack.yaml", "record: [alias]", "record: alias", 16),
    ("pack.yaml", "record: [alias]", "record: &x [alias]", 16),
    ("pack.yaml", "record: [alias]", "record: !!python/name:os.system [alias]", 16),
    ("pack.yaml", "key: F5", "key: Ctrl+Q", 36),
    ("pack.yaml", "languages: [ko, en]", "languages: [en]", 8),
    ("pack.yaml", "  A1:\n", "  A1: {\n", 14),
    ("ko/A1.md", "---\ntitle: 첫인사", "title: 첫인사", 1),
    ("ko/A1.md", "## police", "## polite", 21),
    ("ko/A1.md", "### say", "### shout", 8),
    ("ko/A1.md", "### avoid", "### say", 12),
    ("ko/A1.md", "### say\n- ", "### say\n* ", 9),
    ("ko/A1.md", "- near: ", "- near ", 38),
    ("ko/A1.md", "- near: ", "- near: 곁\n- near: ", 39),
    ("ko/A1.md", "첫인사", "첫인사\u202e", 2),
]


@pytest.mark.parametrize(("name", "before", "after", "line"), WRONG)
def test_a_wrong_file_is_named_with_its_line(
    folder: Path, edit: Edit, name: str, before: str, after: str, line: int
) -> None:
    edit(name, before, after)
    with pytest.raises(BadInput) as refused:
        load(folder)
    assert refused.value.field == f"{name}:{line}"
    assert f"{name}, line {line}:" in str(refused.value)


def test_bytes_that_are_no_text_and_files_without_end(folder: Path) -> None:
    (folder / "ko/A1.md").write_bytes("---\ntitle: 첫".encode("euc-kr"))
    with pytest.raises(BadInput, match=r"ko/A1\.md, line 2"):
        load(folder)
    (folder / "ko/A1.md").write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(BadInput, match="too large"):
        load(folder)
    (folder / "pack.yaml").unlink()
    with pytest.raises(NotFound):
        load(folder)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000 + "]" * 5000,
        "[" * 5000,
        "a: &a [x]\nb: *a",
        "a: 1\n---\nb: 2",
        "- " * 30000,
        "a: 2026-13-01",
        "? [a]\n: b",
        "{a: b",
    ],
)
def test_hostile_yaml_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_yaml(text.encode(), "x.yaml")


def test_plain_words_stay_words() -> None:
    found = read_yaml(b"{a: no, b: 012, c: 112, d: 1.0.0, e: null, f: true, on: yes}", "x.yaml")
    assert found == {"a": "no", "b": "012", "c": 112, "d": "1.0.0", "e": None, "f": True, "on": "yes"}


def test_ids_in_lists_are_unique() -> None:
    entry = "- {id: one, name: {ko: 하나}, kind: phone}\n"
    assert plain_directory(entry.encode(), "d.yaml")[0]["number"] is None
    with pytest.raises(BadInput, match="line 2"):
        plain_directory((entry * 2).encode(), "d.yaml")
    with pytest.raises(BadInput):
        plain_directory(b"- {id: one, name: {en: One}, kind: phone}", "d.yaml")
    with pytest.raises(BadInput):
        plain_law(b"- just a line", "l.yaml")


def test_lists_are_read_from_the_cache_too(cold: Path) -> None:
    here = Path(__file__).parent / "packs"
    assert law_cards(here / "law.yaml") == law_cards(here / "law.yaml")
    assert directory(here / "directory.yaml")["police"].number == "112"
    assert len(list(cold.iterdir())) == 2


def test_the_library_takes_the_highest_version_and_passes_over_broken_packs(folder: Path, edit: Edit) -> None:
    import shutil

    shutil.copytree(folder, folder.parent / "older")
    shutil.copytree(folder, folder.parent / "broken")
    (folder.parent / "broken" / "ko" / "A1.md").write_text("no head")
    edit("pack.yaml", 'version: "1.0.0"', 'version: "1.10.0"')
    (folder.parent / "older" / "pack.yaml").write_text(
        (folder.parent / "older" / "pack.yaml").read_text("utf-8").replace("1.0.0", "1.9.0"), "utf-8"
    )
    library = Library((folder.parent,))
    assert [pack.version for pack in library.packs()] == ["1.10.0"]
    (problem,) = library.problems()
    assert "ko/A1.md" in problem
    with pytest.raises(NotFound):
        library.pack("other")


def test_a_stray_file_is_noticed_not_read(folder: Path) -> None:
    (folder / "ko" / "Z9.md").write_text("whatever")
    assert load(folder).strays == ("ko/Z9.md",)


def test_all_wrong_words_files_can_be_gathered(folder: Path) -> None:
    for name in ("ko/A1.md", "en/A2.md"):
        (folder / name).write_text("no head")
    faults: list[BadInput] = []
    plain_pack(packs.sources(folder), faults)
    assert {fault.field.split(":")[0] for fault in faults} == {"ko/A1.md", "en/A2.md"}
