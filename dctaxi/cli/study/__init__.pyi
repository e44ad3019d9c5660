from .commands import add_commands as add_commands
