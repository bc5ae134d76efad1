"""A mail server and a chat's robot on this machine, as small as they can be."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import ssl


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much of RFC 5321 as smtplib asks for; ``answers`` overrides what it says to a command.

    With ``tls`` it offers STARTTLS, and a login only to who asked for that.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.logins: list[str] = []
        self.tls: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("MailServer", self.server)
        self._say("220 loopback")
        plain = server.tls is not None
        while line := self.rfile.readline():
            words = line.decode().strip()
            verb = words.split(" ", 1)[0].upper().split(":")[0]
            if verb in server.answers:
                self._say(server.answers[verb])
            elif verb == "EHLO" and plain:
                self._say("250-loopback\r\n250 STARTTLS")
            elif verb == "STARTTLS" and server.tls is not None:
                self._say("220 go on")
                try:
                    self.request = server.tls.wrap_socket(self.request, server_side=True)
                except OSError:  # the other side does not know us
                    return
                self.setup()
                plain = False
            elif verb == "EHLO":
                self._say("250-loopback\r\n250-AUTH PLAIN\r\n250 8BITMIME")
            elif verb == "AUTH":
                server.logins.append(words)
                self._say("235 ok")
            elif verb == "DATA":
                self._say("354 go on")
                server.letters.append(self._letter())
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return cast("EmailMessage", message_from_bytes(b"".join(lines), policy=policy.default))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Robot(ThreadingHTTPServer):
    """Takes what is posted and answers ``answer`` with ``status``; with ``mute`` it breaks off without a word."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Robot)
        self.posted: list[tuple[str, dict[str, Any]]] = []
        self.status, self.answer, self.mute = 200, b'{"errcode":0,"errmsg":"ok"}', False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send?key=k"


class _Robot(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        robot = cast("Robot", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        robot.posted.append((self.path, json.loads(body)))
        if robot.mute:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(robot.status)
        self.send_header("Content-Length", str(len(robot.answer)))
        self.end_headers()
        self.wfile.write(robot.answer)

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
