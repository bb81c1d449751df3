"""`python -m bot` is `bot`."""

from bot.cli import bot

bot(prog_name="bot")
