"""Our training data, labelled as Rasa's default pipeline can learn it.

What is asked is the intent; several aspects at once are one intent 'ask_dossier+ask_fee', Rasa's way to write
multi-intents. About what is a response key 'procedure/<code>' for the ResponseSelector. A message in Rasa's files
has room for one of the two only, so their users would train two models and parse twice; here each message carries
both labels, and one model learns both. That halves the control's cost and takes nothing from its accuracy: DIET
reads only the intent, the ResponseSelector only the key.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue.source.collection import read_all
from bot.nlu.aspects import intents_of, metadata_of
from bot.nlu.importer import CatalogueImporter
from bot.settings import ROOT, Settings

RETRIEVAL = "procedure"


class ControlImporter(TrainingDataImporter):
    """Configuration, domain and stories from the control's folder; examples from ours."""

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[List[Text], Text]] = None,
        **kwargs: Any,
    ) -> None:
        self._files = RasaFileImporter(config_file, domain_path, training_data_paths)

    def get_domain(self) -> Domain:
        return self._files.get_domain()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return self._files.get_stories(exclusion_percentage)

    def get_conversation_tests(self) -> StoryGraph:
        return self._files.get_conversation_tests()

    def get_config(self) -> Dict:
        return self._files.get_config()

    def get_config_file_for_auto_config(self) -> Optional[Text]:
        return self._files.get_config_file_for_auto_config()

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
