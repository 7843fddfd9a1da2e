from __future__ import annotations
from tests.ui.cases.conftest import Bench


def test_smoke(bench: Bench) -> None:
    case = bench.new_case()
    bench.page.arrive(None); bench.quiet()
    bench.show(case)
    acts = bench.page.view.acts
    for name in ("person","summary","safe_card","incident","other_party","record","signs","raise_level","consent","service","task","referral","export","close"):
        getattr(acts, name)()
        assert acts.form.isVisible()
        acts.form.leave()
        bench.quiet()
    for s in ("glance","people","consents","support","tasks","papers","changes"):
        bench.page.view.sections.choose(s); bench.quiet()
