"""The widget's one file: small, whole, and its words in both languages."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.widget import lean, widget

PAGE = files("bot.channels.web").joinpath("page")
LARGEST = 15_000
MODULES = [one for one in PAGE.iterdir() if one.name.endswith(".js")]


def words(language: str) -> dict[str, str]:
    return dict(json.loads(PAGE.joinpath(f"{language}.json").read_text("utf-8")))


def test_it_is_at_most_15_kilobytes_on_the_way_styles_included() -> None:
    assert b"--motcua-action" in widget()
    assert len(gzip.compress(widget(), 9)) <= LARGEST


def test_it_holds_every_module_once() -> None:
    script = widget().decode()
    for module in MODULES:
        for name in re.findall(
            r"^(?:export )?(?:async )?(?:function|class) (\w+)", module.read_text("utf-8"), re.M
        ):
            assert len(re.findall(rf"\b(?:function|class) {name}\b", script)) == 1, name
    assert not re.search(r"\bimport\b|\bexport\b", script)


def test_a_browser_can_read_it(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine: the browser's tests read it")
    path = tmp_path / "widget.js"
    path.write_bytes(widget())
    assert subprocess.run([node, "--check", path], capture_output=True, check=False).stderr == b""


def test_texts_are_never_set_as_html_nor_run_as_code() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|cookie\b"
    )
    for module in MODULES:
        code = re.sub(r"^\s*//.*$", "", module.read_text("utf-8"), flags=re.M)
        assert not re.search(forbidden, code), module.name


def test_both_languages_say_the_same_things_with_the_same_holes() -> None:
    vi, en = words("vi"), words("en")
    assert list(vi) == list(en)
    holes = {name: [sorted(re.findall(r"\{(\w+)\}", said[name])) for said in (vi, en)] for name in vi}
    assert {name: both for name, both in holes.items() if both[0] != both[1]} == {}


def test_every_word_is_said_and_every_word_that_is_said_is_there() -> None:
    script = "\n".join(module.read_text("utf-8") for module in MODULES)
    asked = set(re.findall(r'\bsay\("(\w+)"', script))
    assert asked - set(words("vi")) == set()
    assert [name for name in words("vi") if not re.search(rf'"{name}"|\b{name}: \[', script)] == []


def test_only_what_means_nothing_is_left_out() -> None:
    script = """const a = "x // y";  // note
        /** note */
        let b = a.replace(/\\/\\* (z)/g, `${a} "c"`) / 2;

        if (b) {
          return b + +a;
        }"""
    assert lean(script) == 'const a="x // y";let b=a.replace(/\\/\\* (z)/g,`${a} "c"`)/2;if(b){return b+ +a}'


@given(st.text())
def test_strings_stay_as_they_are(text: str) -> None:
    said = json.dumps(text)
    assert lean(f"call( {said} ) ; // end") == f"call({said});"
