"""Attachments from a real relay: fetched piece by piece, safe before it is told, stated before anything is done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desk import Desk
from app.errors import Conflict, NotReached
from app.flows import report_files, report_round
from app.inbox import State
from app.inbox.attached import Attachment
from app.inbox.parcels import ROOM
from app.sync import reports
from app.wire import content, receipt_code
from tests.app.inbox.test_attachments import LETTER, SMALL, on_disk, packed
from tests.relay.test_report_round import BOTH, Page, channel, desk, joined, opened, page, round_

__all__ = ["channel", "desk", "joined", "page"]


def sends(page: Page, *files: tuple[str, bytes], upto: int = 999) -> Callable[[], None]:
    """A message with attachments, its pieces as far as `upto`; what is given back sends the rest."""
    told, sealed = packed(*files)
    said = content.Content("report", "ko", "보냅니다", told, door=page.door, reply_key=page.thread.reply_key)
    drop = page.send(content.write(said), len(sealed))

    def rest(first: int = upto, last: int = 999) -> None:
        for number, body in list(enumerate(sealed))[first:last]:
            page.put(drop, number, body).raise_for_status()

    rest(0, upto)
    return rest


def at_relay(desk: Desk, number: int = 1) -> int:
    """How many pieces of a message the relay still gives."""
    plan = report_round.plan(desk)
    with reports.Channel(plan.card, desk.keys, plan.centre) as line:
        return sum(line.piece(number, place) is not None for place in range(8))


def fetched(desk: Desk) -> None:
    """As many rounds as it takes; what came is opened."""
    while round_(desk).more:
        pass
    opened(desk)
    while round_(desk).more:
        pass


def attachments(desk: Desk, page: Page) -> tuple[Attachment, ...]:
    return desk.attachments.of(page.thread.mailbox)


@BOTH
def test_a_cut_at_any_piece_loses_none_and_the_relay_is_told_only_when_all_are_here(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(page, ("편지.txt", LETTER), ("짧은 글.txt", SMALL))
    count = 4
    round_(desk)
    whole = reports.Channel.piece
    for here in range(1, count + 1):
        left = [1]

        def cut(line: reports.Channel, number: int, place: int, left: list[int] = left) -> bytes | None:
            left[0] -= 1
            if left[0] < 0:
                raise NotReached("cut")
            return whole(line, number, place)

        with monkeypatch.context() as broken:
            broken.setattr(reports.Channel, "piece", cut)
            done = report_round.carry_out(report_round.plan(desk), desk.keys)
            if here != 2:  # then the desk died before it noted anything
                assert bool(report_round.settle(desk, done).value.problem) == (here < count)
        assert len(on_disk(desk)) == here, "each round goes on where the one before was cut"
        assert desk.arrivals.safe_here() == ((1,) if here == count else ())
        assert at_relay(desk) == count, "nothing goes there before all lie here"
        if here == 1:
            opened(desk)
            assert [(one.state, one.have, one.pieces) for one in attachments(desk, page)] == [
                ("arriving", 1, 3), ("arriving", 0, 1),
            ]  # fmt: skip
    fetched(desk)
    assert at_relay(desk) == 0, "all lie here, and the relay let go of them"
    assert len(on_disk(desk)) == count
    assert [(one.name, one.state, one.size) for one in attachments(desk, page)] == [
        ("편지.txt", "here", len(LETTER)), ("짧은 글.txt", "here", len(SMALL)),
    ]  # fmt: skip
    assert not any("편지".encode() in path.read_bytes() for path in on_disk(desk)), "sealed as it came"


def test_pieces_that_have_not_arrived_are_asked_for_again_and_nothing_is_told_before(desk: Desk, page: Page) -> None:
    rest = sends(page, ("편지.txt", LETTER), upto=1)
    fetched(desk)
    (one,) = attachments(desk, page)
    assert (one.state, one.have) == ("arriving", 1)
    with pytest.raises(Conflict):
        desk.attachments.open(one.id)
    assert at_relay(desk) == 1
    rest()
    fetched(desk)
    assert attachments(desk, page)[0].state == "here"
    assert at_relay(desk) == 0


def test_a_round_stays_short_and_every_message_gets_its_turn(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_files, "MOST", 2)
    sends(page, ("편지.txt", LETTER))
    other = replace(page, thread=receipt_code.thread("9" * 26, page.centre), sent=[])
    sends(other, ("짧은 글.txt", SMALL))
    round_(desk)
    assert round_(desk).more
    assert len(on_disk(desk)) == 2
    fetched(desk)
    assert len(on_disk(desk)) == 4


def test_a_half_written_piece_is_fetched_again_and_a_full_disk_loses_nothing(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(page, ("편지.txt", LETTER))
    round_(desk)
    with monkeypatch.context() as full:
        full.setattr(report_files, "ROOM", 1 << 60)
        told = round_(desk)
    assert "자리" in told.problem
    assert on_disk(desk) == []
    assert at_relay(desk) == 3
    parcel = desk.attachments.wanted()[0]
    parcel.put(0, b"half")
    (parcel.path / ".1.abcd.partial").write_bytes(b"cut off")
    while desk.arrivals.safe_here() == ():
        round_(desk)
    (parcel.path / "2").unlink()
    report_round.plan(desk)
    assert desk.arrivals.safe_here() == (), "it went before the relay was told, and comes again"
    fetched(desk)
    assert attachments(desk, page)[0].state == "here"


@pytest.mark.parametrize("how", ["flood", "withdrawn"])
def test_pieces_go_with_their_thread(desk: Desk, page: Page, how: str) -> None:
    sends(page, ("편지.txt", LETTER), upto=2)
    round_(desk)
    round_(desk)
    assert len(on_disk(desk)) == 2
    thread = page.thread.mailbox
    if how == "withdrawn":
        page.says("", kind="withdraw")
        round_(desk)
        opened(desk)
    else:
        desk.inbox.move([thread], State.FLOOD)
        assert desk.attachments.wanted() == (), "nothing more of a flood is fetched"
        assert desk.inbox.empty_flood().value == 1
    desk.attachments.sweep()
    assert on_disk(desk) == []
    assert list((desk.home / ROOM).glob("*/*")) == []
    fetched(desk)
    assert on_disk(desk) == []
    assert at_relay(desk) == 0, "the relay let go of them too"
    assert desk.arrivals.safe_here() == ()
