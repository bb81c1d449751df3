"""The short words of buttons and lists, and reading them in what people type."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import regex
import yaml

from bot.catalogue.agency import Agency
from bot.text.question import Question, read
from bot.text.writing import canonical, plain

_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}


@cache
def words() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.desk").joinpath("words.yml").read_text("utf-8")))


def aspect_title(aspect: str) -> str:
    return str(words()["aspects"].get(aspect, aspect))


def button_question(aspects: Sequence[str], *codes: str) -> str:
    """What a button says when it is pressed: 'Hồ sơ, Lệ phí của 1.014199'."""
    asked = ", ".join(aspect_title(aspect) for aspect in aspects)
    return str(words()["button_question"]).format(aspect=asked, code=", ".join(codes))


def button_aspects(question: Question) -> tuple[str, ...]:
    """The aspects of a button's own words, read as written and not guessed; empty for everything else."""
    frame = str(words()["button_question"]).format(aspect="", code=", ".join(question.codes))
    title = question.text.removesuffix(frame)
    if not question.codes or title == question.text:
        return ()
    titles = {aspect_title(aspect): aspect for aspect in words()["aspects"]}
    # A title may hold a comma itself: 'Phản ánh, kiến nghị'.
    asked = regex.findall("|".join(sorted(map(regex.escape, titles), key=len, reverse=True)), title)
    return tuple(titles[one] for one in asked) if ", ".join(asked) == title else ()


def field_name(field: str) -> str:
    return str(words()["fields"][field]["name"])


def is_emergency(question: Question) -> bool:
    """Whether the words themselves call for help. Without marks only what cannot be misread counts."""
    calls = words()["emergency"]
    marked = any(plain(word) != word for word in question.words)
    write = canonical if marked else plain
    said = f" {' '.join(question.words if marked else question.plain)} "
    for harmless in calls["harmless"]:
        said = said.replace(f" {write(harmless)} ", " ")
    if any(f" {write(reason)} " in said for reason in calls["not_with"]):
        return False
    spoken = [*calls["calls"], *(calls["only_with_marks"] if marked else ())]
    return any(f" {write(call)} " in said for call in spoken)


def step_in(question: Question) -> str | None:
    """The step with a paper that the question names, without marks: 'gia han', 'cap lai'."""
    text = f" {' '.join(question.plain)} "
    steps = words()["steps"].items()
    return next((plain(step) for step, said in steps if any(f" {plain(way)} " in text for way in said)), None)


def steps_surely_in(question: Question) -> list[str]:
    """All steps named, where marks were typed by these: 'chuyên gia Hàn' extends nothing."""
    steps = words()["steps"].items()
    return [plain(step) for step, said in steps if any(_says(question, canonical(way)) for way in said)]


def _says(question: Question, phrase: str) -> bool:
    wanted = phrase.split()
    starts = range(len(question.words) - len(wanted) + 1)
    return any(all(map(_is_typed, question.words[at:], wanted)) for at in starts)


def _is_typed(word: str, wanted: str) -> bool:
    return word in (wanted, plain(wanted))


def step_words(step: str) -> set[str]:
    """Plain words by which a step (without marks) is said."""
    ways: list[str] = next((said for title, said in words()["steps"].items() if plain(title) == step), [])
    return {word for way in ways for word in plain(way).split()}


def step_order(step: str) -> int:
    """Where a step stands among the others; what is no step stands behind."""
    titles = [plain(title) for title in words()["steps"]]
    return titles.index(plain(step)) if plain(step) in titles else len(titles)


def rest(question: Question) -> tuple[str, ...]:
    """Plain words left when all that frames or asks is taken away: 'còn giấy phép xây dựng mấy ngày' → the permit."""
    marked = any(plain(word) != word for word in question.words)
    said = question.words if marked else question.plain
    left: list[str] = []
    at = 0
    while at < len(said):
        size = _framing(said[at:], marked)
        if not size:
            left.append(question.plain[at])
        at += size or 1
    return tuple(left)


def _framing(said: tuple[str, ...], marked: bool) -> int:
    """How many words of the longest framing phrase stand at the beginning."""
    known = _framings(marked)
    return next((size for size in range(min(5, len(said)), 0, -1) if said[:size] in known), 0)


@cache
def _framings(marked: bool) -> set[tuple[str, ...]]:
    write = canonical if marked else plain
    lists = [*words()["frame"], *words()["asking"]]
    return {tuple(write(phrase).split()) for phrases in lists for phrase in phrases}


def asks_after(question: Question) -> bool:
    """Whether the same is asked of another: 'mẫu E thì sao', 'còn khai tử?'"""
    text = f" {' '.join(question.plain)} "
    begins = question.words[:1] and question.words[0] in words()["begins_after"]
    return bool(begins) or any(f" {plain(cue)} " in text for cue in words()["asks_after"])


def with_levels(said: tuple[str, ...]) -> tuple[str, ...]:
    """'cấp 3' also as catalogues write it: 'cấp III'."""
    pairs = pairwise(said)
    levels = [_ROMAN[word] for before, word in pairs if before == "cap" and word in _ROMAN]
    return (*said, *levels)


def is_field(name: str) -> bool:
    return name in words()["fields"]


def field_called(question: Question) -> str | None:
    """The field whose name is all that is said."""
    said = " ".join(rest(question))
    for field in words()["fields"]:
        name = field_name(field)
        if said and said in (" ".join(read(name).plain), " ".join(read(name.split(",")[0]).plain)):
            return str(field)
    return None


def asks_in_principle(question: Question) -> bool:
    """Whether it asks what something is or how it differs, of no procedure in particular."""
    text = f" {' '.join(question.plain)} "
    return any(f" {plain(cue)} " in text for cue in words()["in_principle"])


def asks_for_all(question: Question) -> bool:
    """Whether the whole of a list that was cut is wanted: 'Xem đủ'."""
    text = f" {' '.join(question.plain)} "
    return any(f" {plain(cue)} " in text for cue in words()["all"])


def asks_for_fields(question: Question) -> bool:
    """Whether a list of everything is all that is wanted: 'menu'."""
    return " ".join(question.plain) in {plain(word) for word in words()["menu"]}


def field_in(question: Question) -> str | None:
    """The field whose longest word stands in the question."""
    text = f" {' '.join(question.plain)} "
    found = [
        (len(word), field)
        for field, entry in words()["fields"].items()
        for word in entry["words"]
        if f" {plain(word)} " in text
    ]
    return max(found)[1] if found else None


def option_in(question: Question, count: int) -> int | None:
    """Which of `count` options (0-based) the words choose; None when they choose none."""
    digits = [word for word in question.plain if word.isdecimal()]
    if digits:
        number = int(digits[0][:4])
        return number - 1 if 1 <= number <= count else None
    text = f" {' '.join(question.words)} "
    # The longest ordinal wins: 'cuối cùng' before 'cùng'.
    named = [
        (len(word), int(number))
        for number, names in words()["ordinals"].items()
        for word in names
        if regex.search(rf" {word} | {plain(word)} ", text)
    ]
    if not named:
        return None
    number = max(named)[1]
    return count - 1 if number == -1 else number - 1 if number <= count else None


def contacts(agency: Agency) -> str:
    """Whom to ask, a line each."""
    line = words()["contact"]
    asked = [channel for channel in agency.channels if "ask" in channel.purposes]
    return "\n".join(
        line.format(name=channel.name, contact=channel.contact) if channel.contact else f"- {channel.name}"
        for channel in asked
    )


def hotline(agency: Agency) -> str:
    """The first telephone to ask, or the one-stop counter."""
    asked = [channel for channel in agency.channels if "ask" in channel.purposes]
    phone = next((channel for channel in asked if channel.kind == "phone" and channel.contact), None)
    return f"{phone.name} {phone.contact}" if phone else asked[0].name
