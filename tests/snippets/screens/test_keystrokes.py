"""Five common tasks take no more keys than in the tools agents come from; `benchmarks/keystrokes.py` counts them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from builders import Home

from snippets.config import load

_spec = spec_from_file_location("keystrokes", Path(__file__).parents[3] / "benchmarks/keystrokes.py")
assert _spec is not None
assert _spec.loader is not None
keystrokes = module_from_spec(_spec)
_spec.loader.exec_module(keystrokes)


@pytest.mark.parametrize("task", keystrokes.TASKS, ids=["known", "half remembered", "a date", "again", "from a ticket"])
async def test_the_reply_is_copied_with_no_more_keys_than_elsewhere(task: object, seeded: Home, tmp_path: Path) -> None:
    config = keystrokes.on_fresh_desk(load(seeded.environment), tmp_path / "fresh")
    ours = await keystrokes.pressed(task, config)
    textexpander, espanso = keystrokes.of_peers(task)
    assert ours.total <= min(textexpander.total, espanso.total)
