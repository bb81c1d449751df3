"""What Rasa's action server loads. Its lines are written as MOTCUA_LOG says, like those of the other servers."""

from bot import logs
from bot.settings import Settings

logs.install(Settings.from_env().log)
