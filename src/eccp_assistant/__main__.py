"""``python -m eccp_assistant`` is ``eccp``."""

from eccp_assistant.service.cli import main

main()
