"""Intents of the dialogue and the aspect of the shared vocabulary that each stands for."""

from __future__ import annotations

ASPECT_OF = {
    "ask_overview": "overview",
    "ask_dossier": "dossier",
    "ask_fee": "fee",
    "ask_time_limit": "time_limit",
    "ask_online_level": "online_level",
    "ask_submission": "submission",
    "ask_agency": "agency",
    "ask_legal_basis": "legal_basis",
    "ask_result": "result",
    "ask_condition": "condition",
    "ask_form": "form",
    "ask_payment": "payment",
    "ask_complaint": "complaint",
    "ask_status": "status",
    "request_officer": "handoff",
    "give_feedback": "feedback",
    "greet": "chitchat",
    "say_thanks": "chitchat",
    "say_goodbye": "chitchat",
    "ask_identity": "chitchat",
    "say_yes": "chitchat",
    "say_no": "chitchat",
    "out_of_scope": "out_of_scope",
    "report_emergency": "out_of_scope",
    "browse_field": "overview",
    "choose_option": "overview",
    "correct_procedure": "overview",
}
# The intent that asks for an aspect, for examples that are labelled with aspects only.
INTENT_OF = {aspect: intent for intent, aspect in reversed(ASPECT_OF.items())}
# Questions about a procedure can be combined; everything else is said alone.
COMBINABLE = tuple(intent for intent in ASPECT_OF if intent.startswith("ask_") and intent != "ask_identity")
# Asked mostly in general, of no procedure in particular.
GENERAL = ("ask_payment", "ask_complaint", "ask_status")
# Said around a question: 'chào anh chị, … em cảm ơn'.
COURTESIES = ("greet", "say_thanks", "say_goodbye")
