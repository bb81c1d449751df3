"""The house stands as it is drawn: who may call whom, what is called how, and how large a room may get."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT

CODE = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")])
LONGEST_FILE = 400

# Layers from the top; a module imports from its own layer's room and from layers below. 'actions' and the
# other entry points import nothing from one another; the commands start them all.
ENTRY_POINTS = ("actions", "bot.nlu", "bot.channels", "bot.console", "bot.serving", "bot.commands", "bot.cli")
BELOW = {
    "bot.desk": ("bot.catalogue", "bot.feedback", "bot.storage", "bot.text", "bot.settings", "bot.errors"),
    "bot.feedback": ("bot.catalogue", "bot.storage", "bot.text", "bot.settings", "bot.errors"),
    "bot.staff": ("bot.storage", "bot.text", "bot.settings", "bot.errors"),
    "bot.catalogue": ("bot.storage", "bot.text", "bot.settings", "bot.errors"),
    # It names the models that it maps.
    "bot.storage": (
        *("bot.catalogue.model", "bot.feedback.model", "bot.desk.model"),
        *("bot.text", "bot.errors"),
    ),
    "bot.text": (),
    "bot.metrics": (),
    "bot.logs": (),
    "bot.settings": ("bot.errors",),
    "bot.errors": (),
    # Starts processes; asks no question of the catalogue but whether it can be filled.
    # Which model may answer people, and what the next one learns from staff.
    "bot.gate": (
        *("bot.launch", "bot.evaluation", "bot.heldout", "bot.catalogue", "bot.storage"),
        *("bot.text", "bot.settings", "bot.errors"),
    ),
    "bot.launch": ("bot.catalogue", "bot.storage", "bot.settings", "bot.errors"),
}
# The few text libraries beside the standard library.
TEXT_LIBRARIES = {"regex"}

RASA_ROOMS = ("bot.nlu", "bot.channels", "bot.serving")
RASA_SDK_ROOMS = ("actions",)
# Commands that answer in the terminal start the assistant in their own process.
STARTS_THE_ASSISTANT = {"bot.commands.assistant"}
SETS_THE_ENVIRONMENT = {
    # Rasa and TensorFlow read at import how much they may say: it is set before, and nothing is read.
    "bot.commands.assistant": "os.environ.update(QUIET)",
}


COMMANDS_OF_CHANNELS = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "bot").glob("channels/**/command.py")
]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Full names of what a file imports, at its top or inside functions; not what only types need."""
    for node in _running(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


def within(name: str, rooms: Any) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def room_of(name: str, rooms: Any) -> str | None:
    return next((room for room in rooms if within(name, [room])), None)


def broken(allowed: Any) -> list[str]:
    """'a imports b' wherever `allowed(importer, imported)` says no."""
    return [
        f"{name_of(path)} imports {imported}"
        for path in CODE
        for imported in imports(path)
        if not allowed(name_of(path), imported)
    ]


def test_entry_points_import_nothing_from_one_another() -> None:
    def allowed(importer: str, imported: str) -> bool:
        mine, theirs = room_of(importer, ENTRY_POINTS), room_of(imported, ENTRY_POINTS)
        if mine in (None, "bot.cli") or theirs is None:
            return True
        return mine == theirs or (importer in STARTS_THE_ASSISTANT and theirs == "bot.nlu")

    assert broken(allowed) == []


@pytest.mark.parametrize("room", BELOW)
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    def allowed(importer: str, imported: str) -> bool:
        ours = within(imported, ["bot", "actions"])
        return not within(importer, [room]) or not ours or within(imported, [room, *BELOW[room]])

    assert broken(allowed) == []


@pytest.mark.parametrize("room", ["bot.text", "bot.settings", "bot.errors"])
def test_the_ground_floor_needs_little_beside_the_standard_library(room: str) -> None:
    def allowed(importer: str, imported: str) -> bool:
        package = imported.split(".")[0]
        known = package in sys.stdlib_module_names or package in {"bot", *TEXT_LIBRARIES}
        return not within(importer, [room]) or known

    assert broken(allowed) == []


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        (["rasa"], RASA_ROOMS),
        (["rasa_sdk"], (*RASA_SDK_ROOMS, *STARTS_THE_ASSISTANT)),
        (["tensorflow", "keras"], ("bot.nlu.convolution_training",)),
        (["sqlalchemy", "alembic", "psycopg2", "sqlite3"], ("bot.storage",)),
        (["sanic"], ("bot.channels",)),
        (["starlette", "starlette_admin", "uvicorn"], ("bot.console",)),
        (["argon2"], ("bot.staff",)),
        (["redis"], ("bot.channels.web.bell",)),
        (["prometheus_client"], ("bot.metrics", "bot.channels.web.metrics")),
        # A channel brings its own commands, so that deleting its folder removes them.
        (["click"], ("bot.cli", "bot.commands", *COMMANDS_OF_CHANNELS)),
        (["telegram", "httpx"], ("bot.channels.telegram",)),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_framework_stays_in_its_room(package: list[str], rooms: tuple[str, ...]) -> None:
    assert broken(lambda importer, imported: not within(imported, package) or within(importer, rooms)) == []


def test_the_environment_is_read_in_the_settings_only() -> None:
    found = {}
    for path in CODE:
        uses = [
            ast.unparse(node)
            for node in ast.walk(tree(path))
            if (isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "putenv"))
            or (
                isinstance(node, ast.ImportFrom)
                and any(alias.name in ("environ", "getenv") for alias in node.names)
            )
        ]
        if uses and name_of(path) != "bot.settings":
            found[name_of(path)] = uses
    assert set(found) <= set(SETS_THE_ENVIRONMENT)
    for name, line in SETS_THE_ENVIRONMENT.items():
        calls = [ast.unparse(node) for node in ast.walk(tree(file_of(name))) if isinstance(node, ast.Call)]
        assert found.get(name) == ["os.environ"]
        assert line in calls


def file_of(name: str) -> Path:
    return ROOT.joinpath(*name.split(".")).with_suffix(".py")


@pytest.mark.parametrize(
    "module",
    [
        *("actions", "actions.answer", "bot.cli", "bot.commands.catalogue", "bot.commands.staff"),
        *("bot.commands.up", "bot.console", "bot.console.app"),
    ],
)
def test_importing_it_loads_neither_rasa_nor_tensorflow(module: str) -> None:
    script = f"import sys, {module}; print([name for name in ('rasa', 'tensorflow', 'keras') if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


# --- Names -----------------------------------------------------------------------------------------------


@cache
def domain() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "domain.yml").read_text("utf-8")))


def action_classes() -> dict[str, str]:
    """Class name → what its `name` returns, for every action that rasa-sdk would register."""
    found = {}
    for path in sorted((ROOT / "actions").rglob("*.py")):
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and node.name.startswith(("Action", "Validate")):
                names = [
                    ast.literal_eval(step.value)
                    for method in node.body
                    if isinstance(method, ast.FunctionDef) and method.name == "name"
                    for step in method.body
                    if isinstance(step, ast.Return) and step.value is not None
                ]
                found[node.name] = names[0] if names else ""
    return found


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_action_is_called_as_its_class() -> None:
    assert action_classes()
    assert {name: snake(name) for name in action_classes()} == action_classes()


def test_the_domain_has_every_action_and_no_other() -> None:
    assert set(action_classes().values()) == set(domain()["actions"])


def said() -> set[str]:
    """Every utter_… that Python, rules or stories name."""
    places = [*CODE, *(ROOT / "data").glob("rules/**/*.yml"), *(ROOT / "data").glob("stories/**/*.yml")]
    return {name for path in places for name in re.findall(r"(?<![.\w])utter_\w+", path.read_text("utf-8"))}


def test_every_response_that_is_said_exists() -> None:
    assert said() - set(domain()["responses"]) == set()


def test_every_response_is_said() -> None:
    assert set(domain()["responses"]) - said() == set()


def test_every_value_that_a_response_shows_is_one_that_python_gives() -> None:
    """A {hole} that nobody fills would be shown as such."""
    python = "\n".join(path.read_text("utf-8") for path in CODE)
    holes = {
        hole
        for variants in domain()["responses"].values()
        for variant in variants
        for hole in re.findall(r"\{(\w+)\}", variant["text"])
    }
    assert [hole for hole in sorted(holes) if not re.search(rf"\b{hole}\s*=|[\"']{hole}[\"']", python)] == []


# --- Size and tidiness -----------------------------------------------------------------------------------


@cache
def repository() -> list[Path]:
    """Files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no git repository: an unpacked archive is checked where it was made")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_of_code_is_too_long_to_read() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in repository()
        if path.suffix in (".py", ".js", ".css", ".html")
        and (count := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in CODE if path.stat().st_size and not ast.get_docstring(tree(path))]
    assert silent == []


# Joined here so that this file does not name them itself.
_ELSEWHERE = [
    "".join(parts)
    for parts in (
        ("pypi", ".org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"), ("/sim", "ple/"),
        ("/wor", "k/"), ("/roo", "t/"), ("/tm", "p/w/"), ("/hom", "e/"),
    )
]  # fmt: skip


def test_the_repository_names_no_registry_and_no_place_on_our_machines() -> None:
    elsewhere = re.compile("|".join(rf"(?<![\w.]){re.escape(name)}" for name in _ELSEWHERE))
    found = []
    for path in repository():
        content = path.read_bytes()
        if b"\0" not in content:
            for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
                found += [f"{path.relative_to(ROOT)}:{number}"] if elsewhere.search(line) else []
    assert found == []
