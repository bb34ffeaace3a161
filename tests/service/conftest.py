"""The real application over the real index."""

import pytest
from fastapi.testclient import TestClient

from eccp_assistant.service.app import create_app


@pytest.fixture(scope="module")
def client(assistant, settings):
    with TestClient(create_app(assistant, settings), raise_server_exceptions=False) as client:
        yield client
