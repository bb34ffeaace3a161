"""``python -m eccp_assistant`` is ``eccp``."""

from eccp_assistant.cli.main import main

main()
