"""What the control understood, in the shape that `bot.evaluation` judges."""

from __future__ import annotations

from typing import Any

from bot.nlu.intents import ASPECT_OF

_FALLBACK = "nlu_fallback"
_SELECTOR = ("response_selector", "default")


def turn(parsed: dict[str, Any], milliseconds: float) -> dict[str, Any]:
    """Answered when a question was recognised; Rasa's FallbackClassifier and small talk hold the facts back."""
    intents = (parsed["intent"]["name"] or _FALLBACK).split("+")
    aspects = list(dict.fromkeys(ASPECT_OF.get(intent, "out_of_scope") for intent in intents))
    asked = [intent for intent in intents if intent.startswith("ask_") and intent != "ask_identity"]
    candidates = _candidates(parsed)
    procedure = candidates[0]["code"] if asked and candidates else None
    return {
        "aspects": aspects,
        "procedure": procedure,
        "candidates": candidates,
        "outcome": "answered" if procedure else "declined",
        "milliseconds": milliseconds,
    }


def _candidates(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    ranking = parsed.get(_SELECTOR[0], {}).get(_SELECTOR[1], {}).get("ranking") or []
    return [
        {"code": one["intent_response_key"].partition("/")[2], "confidence": one["confidence"]}
        for one in ranking
    ]
