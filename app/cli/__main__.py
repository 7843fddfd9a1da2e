"""`python -m app.cli`: the commands alone, without anything of the windows."""

from __future__ import annotations

import sys

from app.cli import main
from app.cli.answers import say


def _report(kind: type[BaseException], problem: BaseException, _trace: object) -> None:
    """A mistake of ours, said without case content."""
    from app.logs import report

    say(f"Gyeot made a mistake of its own: {report(problem, problem.__traceback__)}. What was saved is intact.")


if __name__ == "__main__":
    sys.excepthook = _report
    sys.exit(main(sys.argv[1:]))
