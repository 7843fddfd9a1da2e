"""What people type on a day: sentences, dialects of typing, and slips; days that are and days that are not."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from random import Random

from app.clock import today
from app.codelists import codes

_WORDS = (
    "퇴근길에 따라왔어요", "어제 밤 11시쯤", "언니네에 머무는 중", "회사에는 알리지 말아 달라고 하심", "메신저로 계속 연락이 옴",
    "함께 경찰서에 다녀옴", "다음 주에 다시 이야기하기로", "아이는 할머니 댁에 있음", "문을 두드림", "Called from work",
    "느티나무", "달맞이", "파란우산", "은하수", "서울시 마포구", "ㅎㅎ", "'; DROP TABLE note; --", "100%", "\"인용\"",
)  # fmt: skip
_NUMBER = "900101-1234567"
"""What may never be kept: a made-up resident registration number."""


def sentence(r: Random) -> str:
    """A few words as they come out of a keyboard."""
    text = " ".join(r.choices(_WORDS, k=r.randint(1, 6)))
    return r.choices((lambda one: one, *_SLIPS), (30, *(1 for _slip in _SLIPS)))[0](text)


_SLIPS = (
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"  {text}\n\n둘째 줄\t끝 \n",
    lambda text: f"{text}\x00\x07\x1b[31m\r\n\x85끝",
    lambda text: f"{text} \u202e뒤집힘\u202c \u200b",
    lambda text: f"{text} \ud800 \udfff",
    lambda text: f"{text} 🙂👩‍👧 ‏",
    lambda text: f"{text} {_NUMBER}",
    lambda text: f"{_NUMBER.replace('-', ' - ')} {text}",
    lambda text: text * 300,
    lambda text: text * 30_000,
    lambda _text: "",
    lambda _text: " \n\t ",
    lambda _text: "\x00\x01",
)


def kept(text: str | None) -> str | None:
    """How a text reads afterwards: composed, without what no keyboard writes, without the space around it."""
    composed = unicodedata.normalize("NFC", text or "")
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip() or None


def name(r: Random) -> str:
    return r.choice(("느티나무", "달맞이", "파란우산", "은하수", "김하늘", "이도윤", "Mina", "버들")) + r.choice(
        ("", "", str(r.randint(1, 99)))
    )


def phone(r: Random) -> str:
    return r.choice(
        (
            "",
            f"010-{r.randint(0, 9999):04}-{r.randint(0, 9999):04}",
            "+82 10 1234 5678",
            "12",
            "abc",
            "０１０-1234-5678",
        )
    )


def day(r: Random) -> str:
    """A day that is over, mostly."""
    past = (today() - timedelta(days=r.randint(0, 400))).isoformat()
    return r.choices((past, today().isoformat(), *_ODD_DAYS), (20, 5, *(1 for _day in _ODD_DAYS)))[0]


def coming(r: Random) -> str:
    """A day that is to come, mostly."""
    ahead = (today() + timedelta(days=r.randint(1, 60))).isoformat()
    return r.choices((ahead, "", *_ODD_DAYS), (20, 5, *(1 for _day in _ODD_DAYS)))[0]


_ODD_DAYS = (
    "2026-02-30", "2025-02-29", "0001-01-01", "9999-12-31", "내일", "2026-13-01", "26.11.23", "2026-11-23T10:00", "1900-01-01",
    "-1", "20261131", "٢٠٢٦-٠١-٠١", "2026-1-5",
)  # fmt: skip


def pick(r: Random, listed: str) -> str:
    """A code of a list; now and then one it does not have."""
    return r.choice([one.id for one in codes(listed)]) if r.random() > 0.02 else "없는 값"


def some(r: Random, listed: str, most: int = 4) -> list[str]:
    there = [one.id for one in codes(listed)]
    return r.sample(there, r.randint(1, min(most, len(there))))
