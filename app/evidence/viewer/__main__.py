"""`python -m app.evidence.viewer`: one job over standard input, then the end."""

from __future__ import annotations

import sys

from app.evidence.viewer.child import main

if __name__ == "__main__":
    sys.exit(main())
