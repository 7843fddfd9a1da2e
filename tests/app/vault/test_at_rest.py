"""What is said of disk and swap: recorded files of other computers, in a tree of their own, and this computer's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from app import i18n
from app.vault import at_rest, platform
from app.vault.at_rest import bitlocker, disk_sentence, filevault, mac_swap, protection, swap_sentence, word
from app.vault.devices import AtRest, Devices, mount_of, together

LUKS = "CRYPT-LUKS2-7d0f5c1e0b9a4c33a5d1f0a4f8a6b1c2-"
MOUNTS = """\
22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
27 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw
60 27 259:1 / /boot/efi rw,relatime shared:30 - vfat /dev/nvme0n1p1 rw,fmask=0077
61 27 8:17 / /media/our\\040stick rw,nosuid shared:31 - ext4 /dev/sdb1 rw
62 27 0:45 /@home /home rw,relatime shared:32 - btrfs /dev/mapper/pool rw,subvol=/@home
63 62 0:46 / /home/ieum/closed rw - ecryptfs /home/.ecryptfs/ieum/.Private rw
64 27 0:47 / /srv/layers rw - overlay overlay rw,lowerdir=/a
65 27 0:48 / /run/user rw - tmpfs tmpfs rw
66 27 7:0 / /srv/image rw - ext4 /dev/loop0 rw
67 27 9:1 / /srv/mirror rw - xfs /dev/md1 rw
"""
SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


class Tree:
    """A `/proc` and `/sys` with only what is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file("proc/self/mountinfo", MOUNTS)
        self.file("proc/swaps", SWAPS)

    def file(self, path: str, text: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def disk(self, name: str, number: str, *, slaves: Iterable[str] = ()) -> None:
        self.file(f"sys/block/{name}/dev", f"{number}\n")
        for below in slaves:
            (self.root / "sys/block" / name / "slaves" / below).mkdir(parents=True)

    def partition(self, disk: str, name: str, number: str) -> None:
        self.file(f"sys/block/{disk}/{name}/dev", f"{number}\n")
        self.file(f"sys/block/{disk}/{name}/partition", "1\n")

    def mapped(self, name: str, number: str, called: str, uuid: str, *slaves: str) -> None:
        self.disk(name, number, slaves=slaves)
        self.file(f"sys/block/{name}/dm/name", f"{called}\n")
        self.file(f"sys/block/{name}/dm/uuid", f"{uuid}\n")

    def swap(self, *lines: str) -> AtRest:
        self.file("proc/swaps", SWAPS + "".join(f"{line}\t8388604\t\t0\t\t-2\n" for line in lines))
        return Devices(self.root).of_swap()

    def folder(self, path: str) -> AtRest:
        return Devices(self.root).of_folder(Path(path))


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A laptop: LVM on LUKS on an NVMe drive, a bare stick, btrfs over two LUKS devices, a mirror of two disks."""
    made = Tree(tmp_path)
    made.disk("nvme0n1", "259:0")
    for number in (1, 2, 3):
        made.partition("nvme0n1", f"nvme0n1p{number}", f"259:{number}")
    made.mapped("dm-0", "253:0", "crypt", LUKS + "crypt", "nvme0n1p3")
    made.mapped("dm-1", "253:1", "vg-root", "LVM-abc", "dm-0")
    made.mapped("dm-2", "253:2", "vg-swap", "LVM-def", "dm-0")
    made.disk("sdb", "8:16")
    made.partition("sdb", "sdb1", "8:17")
    made.mapped("dm-3", "253:3", "pool", LUKS + "pool", "sdb1")
    made.disk("sdc", "8:32")
    for part in ("sda", "sdd"):
        made.disk(part, "8:0" if part == "sda" else "8:48")
        made.partition(part, f"{part}1", "8:1" if part == "sda" else "8:49")
    made.disk("md1", "9:1", slaves=("sda1", "sdd1"))
    made.disk("loop0", "7:0")
    made.file("sys/block/loop0/loop/backing_file", "/home/images/one.img\n")
    made.disk("zram0", "252:0")
    made.file("sys/block/zram0/backing_dev", "none\n")
    return made


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("/var/lib/gyeot/centre", AtRest.ENCRYPTED),
        ("/media/our stick/centre", AtRest.OPEN),
        ("/boot/efi/centre", AtRest.OPEN),
        ("/home/ieum/centre", AtRest.ENCRYPTED),
        ("/home/ieum/closed/centre", AtRest.ENCRYPTED),
        ("/srv/layers/centre", AtRest.UNKNOWN),
        ("/run/user/centre", AtRest.UNKNOWN),
        ("/srv/image/centre", AtRest.ENCRYPTED),
        ("/srv/mirror/centre", AtRest.OPEN),
    ],
)
def test_what_lies_below_a_folder(tree: Tree, folder: str, found: AtRest) -> None:
    assert tree.folder(folder) is found


def test_one_bare_device_of_a_shared_file_system_is_enough(tree: Tree) -> None:
    for name in ("dm-3", "sdc"):
        tree.file(f"sys/fs/btrfs/0b1c/devices/{name}/dev", "")
    assert tree.folder("/home/ieum/centre") is AtRest.OPEN


def test_a_mirror_is_encrypted_when_all_of_it_is(tree: Tree) -> None:
    tree.mapped("dm-4", "253:4", "left", LUKS + "left", "sda1")
    tree.mapped("dm-5", "253:5", "right", LUKS + "right", "sdd1")
    tree.disk("md1", "9:1", slaves=("dm-4", "dm-5"))
    for bare in ("sda1", "sdd1"):
        (tree.root / "sys/block/md1/slaves" / bare).rmdir()
    assert tree.folder("/srv/mirror") is AtRest.ENCRYPTED


def test_what_is_not_there_or_turns_in_a_circle_is_not_known(tree: Tree) -> None:
    tree.file("sys/block/loop0/loop/backing_file", "/srv/image/inside.img\n")
    assert tree.folder("/srv/image/centre") is AtRest.UNKNOWN
    assert Devices(tree.root / "nowhere").of_folder(Path("/")) is AtRest.UNKNOWN
    assert Devices(tree.root / "nowhere").of_swap() is AtRest.UNKNOWN
    tree.file("proc/self/mountinfo", "broken\n1 2\n\n")
    assert tree.folder("/var") is AtRest.UNKNOWN


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((), AtRest.ABSENT),
        (("/dev/zram0 partition",), AtRest.ABSENT),
        (("/dev/dm-2 partition",), AtRest.ENCRYPTED),
        (("/dev/mapper/vg-swap partition",), AtRest.ENCRYPTED),
        (("/dev/zram0 partition", "/dev/dm-2 partition"), AtRest.ENCRYPTED),
        (("/dev/nvme0n1p2 partition",), AtRest.OPEN),
        (("/dev/dm-2 partition", "/dev/sda1 partition"), AtRest.OPEN),
        (("/swapfile file",), AtRest.ENCRYPTED),
        (("/media/our\\040stick/swap\\040file file",), AtRest.OPEN),
        (("/dev/sdz9 partition",), AtRest.UNKNOWN),
    ],
)
def test_where_memory_is_moved_to(tree: Tree, lines: tuple[str, ...], found: AtRest) -> None:
    assert tree.swap(*lines) is found


def test_compressed_memory_with_a_disk_behind_it_is_a_disk(tree: Tree) -> None:
    tree.file("sys/block/zram0/backing_dev", "/dev/nvme0n1p2\n")
    assert tree.swap("/dev/zram0 partition") is AtRest.OPEN
    tree.file("sys/block/zram0/backing_dev", "/dev/dm-2\n")
    assert tree.swap("/dev/zram0 partition") is AtRest.ENCRYPTED


def test_the_deepest_and_last_mount_counts() -> None:
    again = MOUNTS + "70 61 8:18 / /media/our\\040stick rw - ext4 /dev/sdb2 rw\n"
    found = mount_of(Path("/media/our stick/centre"), again)
    assert found is not None
    assert found.source == "/dev/sdb2"
    assert mount_of(Path("/media/our"), again).source == "/dev/mapper/vg-root"  # type: ignore[union-attr]  # "/" is above


def test_the_worst_that_is_known_is_the_answer() -> None:
    assert together(()) is AtRest.ABSENT
    assert together((AtRest.ABSENT, AtRest.ENCRYPTED)) is AtRest.ENCRYPTED
    assert together((AtRest.ENCRYPTED, AtRest.UNKNOWN)) is AtRest.UNKNOWN
    assert together((AtRest.UNKNOWN, AtRest.OPEN, AtRest.ENCRYPTED)) is AtRest.OPEN


# -- other systems, by what they answer ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "found"),
    [(1, AtRest.ENCRYPTED), (6, AtRest.ENCRYPTED), (2, AtRest.OPEN), (3, AtRest.OPEN), (5, AtRest.OPEN),
     (0, AtRest.UNKNOWN), (None, AtRest.UNKNOWN), (77, AtRest.UNKNOWN)],
)  # fmt: skip
def test_what_the_shell_of_windows_says(said: int | None, found: AtRest) -> None:
    assert protection(said) is found


def test_every_drive_with_a_page_file_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "volume_protection", {"C:": 1, "D:": 2}.get)
    assert bitlocker(["C:"]) is AtRest.ENCRYPTED
    assert bitlocker(["C:", "D:"]) is AtRest.OPEN
    assert bitlocker(["C:", "E:"]) is AtRest.UNKNOWN


@pytest.mark.parametrize(
    ("folder", "said", "found"),
    [
        ("/Users/ieum/centre", "true\n", AtRest.ENCRYPTED),
        ("/Users/ieum/centre", "false\n", AtRest.OPEN),
        ("/Users/ieum/centre", "", AtRest.UNKNOWN),
        ("/Volumes/stick/centre", "true\n", AtRest.UNKNOWN),
    ],
)
def test_what_macos_says_of_its_disk(folder: str, said: str, found: AtRest) -> None:
    assert filevault(Path(folder), said) is found


def test_what_macos_says_of_its_swap() -> None:
    sizes = "total = 2048.00M  used = 1012.25M  free = 1035.75M"
    assert mac_swap(f"{sizes}  (encrypted)\n") is AtRest.ENCRYPTED
    assert mac_swap(f"{sizes}\n") is AtRest.OPEN
    assert mac_swap("") is AtRest.UNKNOWN


@pytest.mark.skipif(sys.platform != "linux", reason="starts programs of Linux")
def test_a_program_that_fails_or_is_not_there_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert platform.answer_of("/bin/echo", "true") == "true\n"
    assert platform.answer_of("/nowhere/fdesetup", "isactive") == ""
    monkeypatch.setattr(platform, "_PATIENCE", 0.05)
    assert platform.answer_of("/bin/sleep", "5") == ""


# -- in words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("sentence", [disk_sentence, swap_sentence])
def test_every_answer_is_said_with_what_to_do(sentence: Callable[[AtRest], str], language: i18n.Language) -> None:
    i18n.set_language(language)
    answers = [one for one in AtRest if not (sentence is disk_sentence and one is AtRest.ABSENT)]
    said = [sentence(one) for one in answers]
    assert len(set(said)) == len(answers)
    assert all(one.count(".") >= 2 and one.endswith(".") for one in said)
    assert len({word(one) for one in AtRest}) == len(AtRest)


def test_this_computer_answers(tmp_path: Path) -> None:
    found = at_rest.look(tmp_path / "not there yet")
    assert found.disk is not AtRest.ABSENT
    if sys.platform == "linux":
        lines = Path("/proc/swaps").read_text().splitlines()[1:]
        assert lines or found.swap is AtRest.ABSENT
