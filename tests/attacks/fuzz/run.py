"""One fuzzing run in a process of its own: `python -m tests.attacks.fuzz.run TARGET SECONDS FOLDER`; `all` mixes all.

It ends with 0 where nothing but declared errors came up; else the bytes and the error stand on stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped] # it ships no types

with atheris.instrument_imports(include=["app.vault", "app.manual", "app.wire", "app.flows"]):
    from tests.attacks.fuzz.targets import Target, targets

MOST = 200_000
"""Bytes of one input."""


def mixed(found: tuple[Target, ...]) -> Target:
    """All readers as one: the first byte says which of them gets the rest."""

    def read(data: bytes) -> None:
        if data:
            found[data[0] % len(found)](data[1:])

    seeds = tuple(bytes([number]) + seed for number, target in enumerate(found) for seed in target.seeds)
    return Target("all", read, seeds, ())


def main() -> None:
    name, seconds, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    found = targets(folder)
    target = mixed(found) if name == "all" else next(one for one in found if one.name == name)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds):
        (corpus / f"{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}", f"-max_len={MOST}", "-timeout=20", "-rss_limit_mb=2048", "-seed=1",
        f"-artifact_prefix={folder}/found-", "-print_final_stats=1", "-close_fd_mask=0",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
