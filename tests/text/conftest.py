"""Time limits of hypothesis measure how busy the machine is; ours are in the tests that need one."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None, max_examples=80)
settings.load_profile("unhurried")
