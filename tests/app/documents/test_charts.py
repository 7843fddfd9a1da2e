"""Charts: what the SVG says, in which colours, and that no word is wider than its room."""

from __future__ import annotations

from xml.etree import ElementTree

from app.documents.charts import Bar, Frame, Palette, bars

PALETTE = Palette("#1D2221", "#4C5452", "#858078", "#13645E", "#C96A12", "Noto Sans KR")
FRAME = Frame(400, 41, 38)
_SVG = "{http://www.w3.org/2000/svg}"


def _drawn(lines: list[Bar], names: tuple[str, ...] = ()) -> ElementTree.Element:
    return ElementTree.fromstring(bars(lines, names, FRAME, PALETTE))


def _texts(svg: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in svg.iter(f"{_SVG}text")]


def _widths(svg: ElementTree.Element, colour: str) -> list[float]:
    return [float(one.get("width") or 0) for one in svg.iter(f"{_SVG}rect") if colour in (one.get("style") or "")]


def test_every_bar_carries_its_word_and_its_number() -> None:
    svg = _drawn([Bar("전화", 1200), Bar("방문", 0)])
    assert _texts(svg) == ["전화", "1,200", "방문", "0"]
    assert (svg.get("width"), svg.get("height")) == ("400", "120")


def test_bars_are_as_long_as_their_numbers_and_the_part_is_tinted() -> None:
    svg = _drawn([Bar("가온", 40, 10), Bar("나래", 20)], ("긴급", "나머지"))
    whole, part = _widths(svg, PALETTE.whole), _widths(svg, PALETTE.part)
    legend, bar = 10.0, 1
    assert part[0] == legend
    assert whole[0] == legend
    assert round(part[bar] * 3) == round(whole[bar])
    assert round(part[bar] + whole[bar]) == round(whole[bar + 1] * 2)
    assert _texts(svg)[:2] == ["긴급", "나머지"]


def test_a_long_word_is_cut_and_leaves_room_for_its_bar() -> None:
    svg = _drawn([Bar("아주 긴 이름을 가진 피해 유형이라서 다 들어가지 않는 것", 3)])
    word = _texts(svg)[0]
    assert word.endswith("…")
    assert len(word) < 20


def test_the_letters_are_those_of_the_window_and_nothing_is_clipped() -> None:
    told = bars([Bar("전화 & <방문>", 1)], (), FRAME, PALETTE).decode()
    assert "Noto Sans KR" in told
    assert "<clipPath" not in told
    assert "전화 & <방문>" in _texts(ElementTree.fromstring(told))
