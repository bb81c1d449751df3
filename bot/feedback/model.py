"""What people said of us: ratings of answers, and the short survey, after a talk with an officer or on its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Why an answer did not satisfy; one, the main one.
REASONS = ("wrong_procedure", "wrong_facts", "unclear", "off_question", "other")
# The five factors of the ministry's survey (SIPAS), in its order.
FACTORS = ("access", "procedure", "officers", "result", "opinions")
SCORES = (1, 2, 3, 4, 5)
# 4 and 5 count as satisfied, as the ministry counts them.
SATISFIED = 4
RESPONDENTS = ("unknown", "citizen", "enterprise")
# Outcomes of a turn that can be rated. A question back, and the way to an officer, answer nothing yet.
RATED_OUTCOMES = ("answered", "unknown", "declined")
FORGOTTEN = "forgotten"
# The channel of what is said on the public survey page.
PAGE = "survey"


@dataclass(frozen=True)
class Asking:
    """An answer that is shown with the question whether it satisfied. `turn` is the row that it answers."""

    turn: int
    channel: str
    outcome: str
    agency: str
    procedure: str | None = None
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """What somebody said of one answer, or of nothing in particular (`turn` None: a free comment).

    What is None leaves as it is what he said before. `comment` is masked already.
    """

    turn: int | None
    channel: str
    agency: str
    satisfied: bool | None = None
    reason: str | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Response:
    """One step through the survey `survey`: consent or refusal, who answers, or a score for a factor."""

    survey: int
    consents: bool | None = None
    respondent: str | None = None
    factor: str | None = None
    score: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A survey filled in on the public page, whole: a factor without a score was passed over.

    Of a counter, of a procedure (its code), or of neither. `comment` is masked already.
    """

    agency: str
    scores: Mapping[str, int] = field(default_factory=dict)
    respondent: str = "unknown"
    comment: str | None = None
    counter: str | None = None
    procedure: str | None = None
