"""Small Rasa projects in a folder of their own."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

from bot.settings import ROOT

CONFIG = """recipe: default.v1
language: vi
assistant_id: tiny
pipeline:
- name: WhitespaceTokenizer
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
"""
DOMAIN = """version: "3.1"
intents: [ask_fee]
actions: [action_fee]
"""
NLU = """version: "3.1"
nlu:
- intent: ask_fee
  examples: |
    - lệ phí
"""
RULES = """version: "3.1"
rules:
- rule: a fee is told
  steps:
  - intent: ask_fee
  - action: action_fee
"""
ACTIONS = """from rasa_sdk import Action

class ActionFee(Action):
    def name(self):
        return "action_fee"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Lệ phí 1.000.000 đồng")
        return []
"""
# Servers that answer everything, in place of Rasa's and the console's, where only starting and stopping matters.
PROCFILE = """rasa: exec "$PYTHON" server.py "$MOTCUA_RASA_PORT"
actions: exec "$PYTHON" server.py "$MOTCUA_ACTIONS_PORT"
console: exec "$PYTHON" server.py "$MOTCUA_CONSOLE_PORT"
"""
SERVER = """import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            print("something terrible", flush=True)
            sys.stdout.flush()
            import os; os._exit(7)
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass

print("listening", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def write_project(folder: Path) -> Path:
    """A Rasa project with one intent and one action, and the way we run it."""
    for name, text in {
        "config.yml": CONFIG,
        "domain.yml": DOMAIN,
        "data/nlu/fee.yml": NLU,
        "data/rules/fee.yml": RULES,
        "actions/__init__.py": ACTIONS,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name in ("Procfile", "endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, folder)
    return folder


def write_stand_ins(folder: Path) -> Path:
    """The same with servers that start at once."""
    write_project(folder)
    (folder / "Procfile").write_text(PROCFILE)
    (folder / "server.py").write_text(SERVER)
    return folder


def write_model(path: Path) -> Path:
    """An archive with what a trained model has at least."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, size in (("metadata.json", 2), ("components/weights", 50_000)):
            entry = tarfile.TarInfo(name)
            entry.size = size
            archive.addfile(entry, io.BytesIO(b"{}" * size))
    return path
