"""How sure is sure enough: the thresholds by which it answers, offers or declines."""

from __future__ import annotations

from bot.desk.talk import State, Understood
from bot.desk.words import words

# Calibrated confidences (bot.catalogue.ranking), chosen on data/dev so that at most 2 in 100 answers
# concern a wrong procedure: from SURE on it is answered; when the first four together reach POSSIBLE they
# are offered as choices, without those that are FAR behind the first.
SURE = 0.65
POSSIBLE = 0.15
FAR = 0.04
# From this on the choices are offered as cases of what was asked, below as the nearest that there is.
LIKELY = 0.35
# A runner-up this close to the best is offered beside it.
CLOSE = 0.25
MOST_CHOICES = 4
# Above this probability the question names a procedure of its own; below, it leans on what was said before.
NAMES_ITS_OWN = 0.5
# From this on it surely names one, known or not.
NAMED = 0.85
# Below this probability of every intent, a message that names nothing is not understood.
UNCLEAR = 0.3
# From this probability on, what was asked before gives way to what is asked now.
CLEAR = 0.5


def sure(heard: Understood) -> bool:
    """Whether the best candidate may be answered without asking back."""
    if not heard.candidates:
        return False
    best = heard.candidates[0][2]
    second = heard.candidates[1][2] if len(heard.candidates) > 1 else 0.0
    return best >= SURE and second < best - CLOSE


def together(heard: Understood) -> float:
    """How likely it is that one of the choices that could be offered is meant."""
    return sum(confidence for _, _, confidence in heard.candidates[:MOST_CHOICES])


def close(heard: Understood) -> list[str]:
    """What would be offered."""
    likely = heard.candidates[:MOST_CHOICES]
    return [code for code, _, confidence in likely if confidence >= FAR * likely[0][2]]


def procedural(heard: Understood) -> tuple[str, ...]:
    """The aspects asked that a procedure can be asked about."""
    return tuple(aspect for aspect in heard.aspects if aspect in words()["aspects"]) or ("overview",)


def asked(heard: Understood, state: State) -> tuple[str, ...]:
    """What is asked of another procedure: what this message asks, else what was asked before."""
    aspects = procedural(heard)
    if heard.confidence >= CLEAR and aspects != ("overview",):
        return aspects
    return state.aspects or aspects
