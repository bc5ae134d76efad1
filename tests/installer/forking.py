"""Runs commands in forks of one process that has imported the program: ``serve SOCKET``, ``ask SOCKET WORDS...``."""

import array
import json
import os
import socket
import sys
from contextlib import suppress


def serve(place: str) -> None:
    """Answer each asker with the exit status of its words, run in its folder with its output."""
    import app.cli.run  # noqa: F401 - what every command needs is loaded once
    import main

    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        asker, _ = listening.accept()
        message, held, _, _ = asker.recvmsg(1 << 16, socket.CMSG_SPACE(12))
        told = json.loads(message)
        streams = array.array("i", held[0][2])
        child = os.fork()
        if child == 0:
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
            os.chdir(told["cwd"])
            status = 1
            with suppress(SystemExit):
                status = main.main(told["words"])
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        for stream in streams:
            os.close(stream)
        _, ended = os.waitpid(child, 0)
        asker.sendall(str(os.waitstatus_to_exitcode(ended)).encode())
        asker.close()


def ask(place: str, words: list[str]) -> int:
    """Have words run; returns their exit status."""
    asked = socket.socket(socket.AF_UNIX)
    asked.connect(place)
    streams = array.array("i", [0, 1, 2])
    message = json.dumps({"cwd": os.getcwd(), "words": words}).encode()  # noqa: PTH109 - pathlib takes long to load
    asked.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
    return int(asked.recv(16))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    sys.exit(ask(sys.argv[2], sys.argv[3:]))
