"""Every indicator, computed once. What each means stands in indicators.yml; a report prints it beside the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Union

import yaml

from bot.feedback.figures import Figure, Mean, Wait, known, mean, quantile, share
from bot.feedback.model import FACTORS, REASONS
from bot.feedback.periods import Period
from bot.storage import petition_tallies, tallies
from bot.storage.database import UnitOfWork
from bot.storage.petition_tables import ENDS, KINDS
from bot.storage.petition_tallies import Due
from bot.storage.tallies import Rated, Span

# Named in the plans of Quảng Bình and Kon Tum: land, construction, investment.
NAMED_FIELDS = ("dat_dai", "xay_dung", "dau_tu")
# What satisfaction is told by.
DIMENSIONS = ("field", "procedure", "channel", "online_level", "outcome")
# What a sheet of the survey page may be about → the dimension of its figures.
PLACES = {"counter": "counter", "procedure": "surveyed_procedure"}
# A turn's outcome → the indicator that counts it.
_OUTCOMES = {
    "answered": "answered",
    "choices": "asked_back",
    "unknown": "unknown",
    "declined": "declined",
    "handoff": "handed_over",
}
QUESTIONS = tuple(_OUTCOMES.values())
SMALL_TALK = ("chitchat", "feedback")

Result = Union[Figure, Mean, Wait]


@dataclass(frozen=True)
class Indicator:
    """`confidence`: 'C' read in a source, 'TB' inferred, 'T' to be checked against the text, 'own' our measure."""

    code: str
    name: str
    numerator: str
    denominator: str
    exclusions: str
    source: str
    confidence: str


@cache
def indicators() -> dict[str, Indicator]:
    """By code, in the order in which a report tells them."""
    text = files("bot.feedback").joinpath("indicators.yml").read_text("utf-8")
    return {code: Indicator(code, **given) for code, given in yaml.safe_load(text).items()}


def measured(uow: UnitOfWork, period: Period, agency: str, today: date, stale_days: int) -> list[Result]:
    """All of a period. The catalogue has no past: its shares are those of now, checked as of the period's day."""
    span = Span(period.since, period.until, agency)
    return [
        *satisfaction(uow, span),
        *reasons(uow, span),
        *survey(uow, span),
        *questions(uow, span),
        *officers(uow, span),
        *petitions(uow, span, overdue_from(period, today)),
        *catalogue(uow, period.as_of(today), stale_days),
    ]


def satisfaction(uow: UnitOfWork, span: Span) -> list[Figure]:
    """Overall, of the fields that plans name, by each dimension; and how many answered at all."""
    rated = tallies.rated(uow.session, span)
    named = [one for one in rated if one.field in NAMED_FIELDS]
    return [
        _satisfied("satisfaction", rated),
        _satisfied("satisfaction_named_fields", named),
        *(figure for dimension in DIMENSIONS for figure in _by(rated, dimension)),
        share("response_rate", sum(one.rated for one in rated), sum(one.asked for one in rated)),
    ]


def _by(rated: Sequence[Rated], dimension: str) -> list[Figure]:
    """Of each group that was rated at all, by name; answers about no procedure are the group ''."""
    groups: dict[str, list[Rated]] = {}
    for one in rated:
        if one.rated:
            groups.setdefault(getattr(one, dimension) or "", []).append(one)
    return [_satisfied("satisfaction", groups[name], dimension, name) for name in sorted(groups)]


def _satisfied(indicator: str, rated: Iterable[Rated], *of: str) -> Figure:
    counts = [(one.satisfied, one.rated) for one in rated]
    return share(indicator, sum(yes for yes, _ in counts), sum(count for _, count in counts), *of)


def reasons(uow: UnitOfWork, span: Span) -> list[Figure]:
    counts = tallies.reasons(uow.session, span)
    told = sum(counts.values())
    return [share("reason", counts.get(reason, 0), told, "reason", reason) for reason in REASONS]


def survey(uow: UnitOfWork, span: Span) -> list[Result]:
    """The factors, their mean, the counters, and how many answered."""
    asked = tallies.surveyed(uow.session, span)
    scores = tallies.scored(uow.session, span)
    factors = []
    for factor in FACTORS:
        count, satisfied = scores.get(factor, (0, 0))
        factors.append(share("factor", satisfied, count, "factor", factor))
    people = asked.answered + asked.unasked
    return [
        *factors,
        mean("survey_satisfaction", factors, people),
        share("survey_response", asked.answered, asked.offered),
        share("survey_unasked", asked.unasked, people),
        *_sheets(uow, span),
    ]


def _sheets(uow: UnitOfWork, span: Span) -> list[Figure]:
    """Of the page, and of each counter and procedure: people, not scores; few people are never many answers."""
    found = [share("survey_page", *tallies.sheets(uow.session, span))]
    for place, dimension in PLACES.items():
        counts = sorted(tallies.sheets_at(uow.session, span, place).items())
        found += [share("survey_page", *both, dimension, name) for name, both in counts]
    return found


def questions(uow: UnitOfWork, span: Span) -> list[Figure]:
    """What came of them."""
    counts = tallies.asked(uow.session, span, *SMALL_TALK)
    return [share(code, counts[outcome], counts.total()) for outcome, code in _OUTCOMES.items()]


def officers(uow: UnitOfWork, span: Span) -> list[Result]:
    """Whether one came, how long it took, and whether those who wanted a call were reached."""
    wished, came = tallies.handed_over(uow.session, span)
    waits = tallies.waits(uow.session, span)
    calls = tallies.called(uow.session, span)
    return [
        share("officer_came", came, wished),
        Wait("wait_p50", len(waits), quantile(waits, 50)),
        Wait("wait_p90", len(waits), quantile(waits, 90)),
        share("callback_reached", calls["reached"], calls.total() - calls["cancelled"]),
    ]


def overdue_from(period: Period, today: date) -> date:
    """The first last day that is not over yet; of a period that is over, the day after it."""
    return min(today, period.last + timedelta(days=1))


def petitions(uow: UnitOfWork, span: Span, overdue: date) -> list[Figure]:
    """Those that came, and those that had to be done; what is neither done nor overdue is not judged yet."""
    sent, handled = petition_tallies.sent(uow.session, span)
    due = petition_tallies.due(uow.session, span, overdue)
    kinds = [(kind, [one for one in due if one.kind == kind]) for kind in KINDS]
    return [
        share("petition_handled", handled, sent),
        _in_time(due),
        *(_in_time(found, "petition_kind", kind) for kind, found in kinds if found),
        share("petition_content", sum(one.content for one in due), len(due)),
        share(
            "petition_satisfied",
            sum(one.satisfied is True for one in due),
            sum(one.satisfied is not None for one in due),
        ),
        *_ends(petition_tallies.ends(uow.session, span)),
    ]


def _ends(counts: Mapping[str, int]) -> list[Figure]:
    """Each that there was; of an empty period the first, which has no share."""
    there = [name for name in ENDS if counts.get(name)] or ENDS[:1]
    whole = sum(counts.values())
    return [share("petition_end", counts.get(name, 0), whole, "petition_end", name) for name in there]


def _in_time(due: Sequence[Due], *of: str) -> Figure:
    return share("petition_in_time", sum(one.in_time for one in due), len(due), *of)


def catalogue(uow: UnitOfWork, as_of: date, stale_days: int) -> list[Figure]:
    """The catalogue is counted, not sampled: bounds come from what is unknown."""
    levels = tallies.online_levels(uow.session)
    unknown = levels.pop(None, 0)
    costly, online = tallies.with_fee(uow.session)
    every, checked = tallies.checked_since(uow.session, as_of - timedelta(days=stale_days))
    return [
        known("online_full", levels["full"], levels.total(), unknown),
        known("online_offered", levels["full"] + levels["partial"], levels.total(), unknown),
        known("online_fee_known", online, costly, 0),
        known("checked_in_time", checked, every, 0),
    ]
