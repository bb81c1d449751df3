"""Looking around: all fields, and the procedures of one."""

from __future__ import annotations

from bot.desk.certainty import MOST_CHOICES
from bot.desk.offering import buttons, numbered
from bot.desk.talk import Button, Desk, Line, Reply, State
from bot.desk.words import asks_for_all, field_in, field_name, words
from bot.text.question import Question

MOST_LISTED = 8


def browse(desk: Desk, question: Question, state: State) -> Reply:
    """The field that the question names, or all of them."""
    field = field_in(question)
    if field is None or not desk.fields().get(field):
        return _fields(desk, state)
    return list_field(desk, field, asks_for_all(question))


def list_field(desk: Desk, field: str, full: bool = False) -> Reply:
    """The most asked of a field's procedures; all when `full`."""
    codes = desk.fields()[field]
    listed = list(desk.names().outlines(codes).values())
    shown = listed if full else listed[:MOST_LISTED]
    values = {"field": field_name(field), "count": str(len(listed))}
    first = Line("utter_field" if len(shown) < len(listed) else "utter_whole_field", values)
    more = (_more(field),) if len(shown) < len(listed) else ()
    return Reply(
        lines=(first, Line(text=numbered(one.title for one in shown))),
        outcome="choices",
        state=State(None, ("overview",), tuple(one.code for one in listed), 0),
        buttons=more + buttons([[one] for one in shown[:MOST_CHOICES]], ("overview",)),
        aspects=("overview",),
    )


def _fields(desk: Desk, state: State) -> Reply:
    by_field = desk.fields()
    ask = words()["browse_question"]
    offered = tuple(Button(field_name(name), ask.format(field=field_name(name))) for name in by_field)
    listed = numbered(f"{field_name(name)} ({len(codes)})" for name, codes in by_field.items())
    lines = Line("utter_fields", {"count": str(sum(map(len, by_field.values())))}), Line(text=listed)
    return Reply(lines, "answered", State(state.procedure, choices=tuple(by_field)), offered)


def _more(field: str) -> Button:
    whole = words()["browse_all_question"].format(field=field_name(field))
    return Button(words()["all"][0], whole)
