"""Korean names in Latin letters: the spellings of the Revised Romanisation and those people use, back into Hangul.

Nothing of this stands in the index: a question in Latin letters is asked again in the likeliest Hangul.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from functools import lru_cache

MOST, TRIES = 24, 800
"""Spellings that are asked for, and half-read names that are looked at to find them."""
_LATIN = re.compile(r"[a-z][a-z .,'-]*")

# Each letter with how it is written; what stands first is the rule, what follows is usage and costs more.
_INITIALS = (
    "g k", "kk gg", "n", "d t", "tt dd", "r l", "m", "b p v", "pp bb", "s sh", "ss", "", "j ch z", "jj", "ch", "k c",
    "t", "p f ph", "h",
)  # fmt: skip
_VOWELS = (
    "a ah", "ae ai", "ya", "yae", "eo u uh o", "e ei", "yeo you yu yuh", "ye", "o oh", "wa", "wae", "oe oi", "yo", "u oo woo",
    "wo weo", "we", "wi", "yu yoo you", "eu u", "ui eui ee", "i ee yi y",
)  # fmt: skip
_FINALS = {0: "", 1: "k g c", 4: "n", 7: "t", 8: "l r", 16: "m", 17: "p b", 19: "s t", 21: "ng"}
_SURNAMES = {
    "lee": "이", "rhee": "이", "yi": "이", "park": "박", "bark": "박", "choi": "최", "chung": "정", "jung": "정", "cho": "조",
    "lim": "임", "rim": "임", "roh": "노", "noh": "노", "ryu": "류", "yoo": "유", "huh": "허", "hur": "허", "paik": "백",
    "baik": "백", "chun": "전", "jun": "전", "suh": "서", "oh": "오", "woo": "우", "kwon": "권", "kim": "김", "kang": "강",
    "ko": "고", "koh": "고", "sohn": "손", "ahn": "안", "yum": "염", "um": "엄", "byun": "변", "hyun": "현", "myung": "명",
}  # fmt: skip


def in_latin(text: str) -> bool:
    """Whether a folded question is written in Latin letters alone."""
    return bool(_LATIN.fullmatch(text))


@lru_cache(maxsize=256)
def spellings(text: str) -> tuple[str, ...]:
    """What the letters may stand for, the likeliest first; empty where they cannot be Korean."""
    letters = re.sub(r"[^a-z]", "", text)
    waiting: list[tuple[int, int, str]] = [(0, 0, "")]
    for surname, hangul in _SURNAMES.items():
        if letters.startswith(surname):
            waiting.append((0, -len(surname), hangul))
    heapq.heapify(waiting)
    found: dict[str, None] = {}
    for _try in range(TRIES):
        if not waiting or len(found) >= MOST:
            break
        cost, at, read = heapq.heappop(waiting)
        if -at == len(letters):
            found.setdefault(read)
            continue
        for more, syllable, end in _syllables(letters, -at):
            heapq.heappush(waiting, (cost + more, -end, read + syllable))
    return tuple(found)


def _syllables(letters: str, at: int) -> Iterator[tuple[int, str, int]]:
    """Every syllable that may begin here: what it costs, the syllable, where it ends."""
    hiatus = 2 if at and letters[at - 1] in "aeiou" and letters[at] in "aeiou" else 0
    for first, cost, after in _read(_INITIAL_WORDS, letters, at):
        for vowel, more, then in _read(_VOWEL_WORDS, letters, after):
            for last, still, end in _read(_FINAL_WORDS, letters, then):
                # A consonant between two vowels begins the second syllable, as a rule.
                late = 1 if last and end < len(letters) and letters[end] in "aeiouwy" else 0
                yield cost + more + still + late + hiatus, chr(0xAC00 + (first * 21 + vowel) * 28 + last), end


_Words = dict[str, list[tuple[int, int]]]


def _read(words: _Words, letters: str, at: int) -> Iterator[tuple[int, int, int]]:
    for length in range(4):
        for place, cost in words.get(letters[at : at + length], ()) if at + length <= len(letters) else ():
            yield place, cost, at + length


def _words(table: dict[int, str]) -> _Words:
    found: _Words = {}
    for place, written in table.items():
        for cost, word in enumerate(written.split() or [""]):
            found.setdefault(word, []).append((place, min(cost, 1)))
    return found


_INITIAL_WORDS = _words(dict(enumerate(_INITIALS)))
_VOWEL_WORDS = _words(dict(enumerate(_VOWELS)))
_FINAL_WORDS = _words(_FINALS)
