"""Part `control`: the default pipeline and ours, trained one after the other on the same examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from benchmarks.control import project
from benchmarks.control.importer import RETRIEVAL, examples
from benchmarks.plan import OUT, Plan
from benchmarks.training import Training, trained
from bot.settings import ROOT

FOLDER = OUT / "control"
CONTROL = OUT / "models" / "control.tar.gz"
OURS = OUT / "models" / "ours.tar.gz"
# Rasa's own number, to which a shorter run is projected.
FULL = 100


def run(plan: Plan) -> dict[str, Any]:
    project.write(FOLDER, plan.epochs, plan.diet)
    print(f"training the control, {plan.epochs} epochs (DIET {plan.diet or plan.epochs}) …", flush=True)
    control = trained(FOLDER, FOLDER / "stories.yml", CONTROL)
    print(f"{control}\ntraining ours …", flush=True)
    ours = trained(ROOT, ROOT / "data", OURS)
    print(ours, flush=True)
    return {
        "epochs": plan.epochs,
        "diet": plan.diet or plan.epochs,
        "data": _data(),
        "configuration": (FOLDER / "config.yml").read_text("utf-8"),
        "control": asdict(control) | {"projected_wall_seconds": projected(control, plan)},
        "ours": asdict(ours),
    }


def projected(training: Training, plan: Plan) -> float:
    """Wall seconds at Rasa's own number of epochs.

    Batches grow evenly from the first epoch to the last, so the mean epoch costs the same in a short run.
    """
    slowest = training.components.get(project.SLOWEST, 0.0) if plan.diet else 0.0
    others = max(training.epoch_seconds - slowest, 0.0)
    missing = others * (FULL / plan.epochs - 1) + slowest * (FULL / (plan.diet or plan.epochs) - 1)
    return round(training.wall_seconds + missing, 1)


def _data() -> dict[str, int]:
    messages = examples()
    intents = Counter(message.get("intent") for message in messages)
    keys = Counter(message.get("intent_response_key") for message in messages)
    del keys[None]
    return {
        "examples": len(messages),
        "intents": len(intents),
        "intents_of_several_aspects": sum("+" in intent for intent in intents),
        "examples_about_a_procedure": sum(keys.values()),
        f"{RETRIEVAL}_response_keys": len(keys),
    }
