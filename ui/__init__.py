"""The windows of Gyeot: what people see and press, without SQL and without rules."""

import builtins
import linecache
from importlib import import_module


def load_qt() -> None:
    """Load Qt for Python and keep Python's own import.

    Its wrapper around `import` reads the source of every module that comes after it, looking for a switch (`__feature__`)
    that nothing here uses: a fifth of the start, and five megabytes of source lines that stay in memory.
    """
    own = builtins.__import__
    import_module("PySide6.QtCore")
    builtins.__import__ = own
    linecache.clearcache()  # the lines it looked through at its own start
