"""What Qt says of the screens here, for the doctor; asked in a process of its own where no window is open yet."""

import json
import sys
from typing import Any

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication


def screens() -> dict[str, Any]:
    """Platform, version of Qt, and each screen with its size in pixels, scale and dots per inch."""
    found = [
        {
            "size": f"{round(one.size().width() * one.devicePixelRatio())} x "
            f"{round(one.size().height() * one.devicePixelRatio())}",
            "wide": one.size().width(),
            "high": one.size().height(),
            "scale": round(one.devicePixelRatio(), 2),
            "dpi": round(one.logicalDotsPerInch()),
        }
        for one in QGuiApplication.screens()
    ]
    return {"platform": QGuiApplication.platformName(), "qt": qVersion(), "screens": found}


def serve() -> None:
    """Start Qt without a window and print what it says as JSON."""
    app = QGuiApplication(["channeldesk"])
    sys.stdout.write(json.dumps(screens()) + "\n")
    sys.stdout.flush()
    del app
