"""python -m tests.light MODULE …: as `python -m MODULE …`, in a process that never trains and so starts sooner."""

from __future__ import annotations

import runpy
import sys

from bot.serving import lean

if __name__ == "__main__":
    lean.install()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
