"""Our training data, labelled as Rasa's default pipeline can learn it.

What is asked is the intent; several aspects at once are one intent 'ask_dossier+ask_fee', Rasa's way to write
multi-intents. About what is a response key 'procedure/<code>' for the ResponseSelector. A message in Rasa's files
has room for one of the two only, so their users would train two models and parse twice; here each message carries
both labels, and one model learns both. That halves the control's cost and takes nothing from its accuracy: DIET
reads only the intent, the ResponseSelector only the key.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue.source.collection import read_all
from bot.nlu.aspects import intents_of, metadata_of
from bot.nlu.importer import CatalogueImporter
from bot.settings import ROOT, Settings

RETRIEVAL = "procedure"


class ControlImporter(RasaFileImporter):
    """Configuration, domain and stories from the control's folder; examples from ours."""

    def get_nlu_data(self, language: Optional[Text] = "vi") -> TrainingData:
        return TrainingData(examples(), responses=responses())


def examples() -> List[Message]:
    """The examples our own pipeline learns from, no more and no fewer."""
    ours = CatalogueImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")])
    return [_labelled(message) for message in ours.get_nlu_data().intent_examples]


def responses() -> Dict[Text, List[Dict[Text, Any]]]:
    """One for each procedure, so that its turns over REST end with words about the procedure."""
    return {
        f"utter_{RETRIEVAL}/{procedure.code}": [{TEXT: procedure.summary or procedure.name}]
        for procedure in read_all(Settings.from_env().catalogue)
    }


def _labelled(message: Message) -> Message:
    labelled = Message.build(text=message.get(TEXT), intent="+".join(sorted(intents_of(message))))
    code = metadata_of(message).get("procedure")
    if code and code != "none":
        labelled.data[INTENT_RESPONSE_KEY] = f"{RETRIEVAL}/{code}"
    return labelled
