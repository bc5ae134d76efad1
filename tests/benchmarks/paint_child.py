"""A process that shows a window, says when it has painted, and ends.

``bare`` is PySide6's own window, ``shell`` the program's, ``board`` goes on to the first figures (as they were left,
where nothing has changed since), ``anew`` to the first figures that were read; ``leave`` is the run before: it opens
the board and is closed as a person closes it.

It prints the clock and the user and system seconds of the process so far; every import is part of what is measured.
"""

import gc
import os
import sys
import time

SETTLED_MS = 5_000


def painted() -> None:
    """Say it and end at once."""
    used = os.times()
    os.write(1, f"{time.perf_counter()} {used.user} {used.system}\n".encode())
    os._exit(0)


def bare() -> None:
    """The window that PySide6 itself gives: a label in a main window of the same size."""
    from PySide6.QtCore import Qt, Signal
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    class Window(QMainWindow):
        done = Signal()

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)
            self.done.emit()

    app = QApplication(["bare"])
    window = Window()
    window.done.connect(painted, Qt.ConnectionType.QueuedConnection)
    window.setCentralWidget(QLabel("ChannelDesk"))
    window.resize(1366, 768)
    window.show()
    app.exec()


def shell() -> None:
    """The program as it starts with a workspace of last time, up to the first paint of its window."""
    gc.disable()  # as main does
    from PySide6.QtCore import Qt, Signal  # loaded by now; it costs nothing

    from ui.app import run
    from ui.shell.window import MainWindow

    class Painted(MainWindow):
        done = Signal()

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)
            self.done.connect(painted, Qt.ConnectionType.QueuedConnection)
            self.done.emit()

    from ui.shell import program

    program.MainWindow = Painted
    run([])


def board(*, left: bool = True) -> None:
    """The same up to the first figures on the board, painted; ``left`` takes those that the last run left."""
    gc.disable()  # as main does
    from PySide6.QtCore import QCoreApplication

    from ui.app import run
    from ui.shell import window
    from ui.shell.book import Book

    show = Book._show

    def watching(book: Book, *args: object, **named: object) -> None:
        show(book, *args, **named)
        page = book.page
        kind = type(page)
        if kind.__name__ != "BoardPage" or hasattr(kind, "watched"):
            return
        written = kind._write

        def write(self: object, view: object) -> None:
            written(self, view)
            self.show_body()
            QCoreApplication.sendPostedEvents()
            self.window().repaint()
            painted()

        kind._write, kind.watched = write, True

    sight = Book.show_sight

    def seeing(book: Book, *args: object) -> None:
        if left:
            sight(book, *args)
            QCoreApplication.sendPostedEvents()
            book.window().repaint()
            painted()

    window.Book._show, window.Book.show_sight = watching, seeing
    run([])


def anew() -> None:
    """The same where something has changed since: the figures are read from the file."""
    board(left=False)


def leave() -> None:
    """Open the board, wait until it stands, close the window."""
    from PySide6.QtCore import QTimer

    from ui.app import run
    from ui.shell.program import Program

    show = Program._opened

    def opened(program: Program, desk: object) -> None:
        show(program, desk)
        QTimer.singleShot(SETTLED_MS, program.window, program.window.close)

    Program._opened = opened
    run([])


if __name__ == "__main__":
    {"bare": bare, "shell": shell, "board": board, "anew": anew, "leave": leave}[sys.argv[1]]()
