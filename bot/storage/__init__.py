"""What is kept: tables, the unit of work, queries and migrations.

Importing this package maps the plain dataclasses of the domain onto the tables.
"""

from bot.storage import agency_changes as agency_changes
from bot.storage import desk_tables as desk_tables
from bot.storage import feedback_tables as feedback_tables
from bot.storage import leases as leases
from bot.storage import lesson_tables as lesson_tables
from bot.storage import mapping as mapping
from bot.storage import pauses as pauses
from bot.storage import petition_tables as petition_tables
from bot.storage import staff_tables as staff_tables
from bot.storage import zalo as zalo
