"""A headless Chromium, driven over a pipe: no port is opened and no driver is needed."""

import base64
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
)


class Browser:
    """One browser and its DevTools protocol; messages are JSON, each ended by a NUL.

    It reaches no further than this machine. options: more of the program's own.
    """

    def __init__(self, program: str, profile: Path, *options: str) -> None:
        theirs, self._out = os.pipe()
        self._in, ours = os.pipe()
        arguments = [program, *OPTIONS, *options, f"--user-data-dir={profile}"]
        devnull = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
        pipes = [(os.POSIX_SPAWN_DUP2, theirs, 3), (os.POSIX_SPAWN_DUP2, ours, 4)]
        self._process = os.posix_spawn(program, arguments, os.environ, file_actions=[*pipes, devnull])
        os.close(theirs)
        os.close(ours)
        self._count = 0
        self._unread = b""

    def open(self, page: Path, width: int, *, dark: bool = False) -> "Tab":
        """Open a file in a window `width` pixels wide that prefers the dark scheme or the light one."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        channel = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable", channel)
        self.call("Emulation.setScrollbarsHidden", channel, hidden=True)
        tab = Tab(self, target, channel)
        tab.look(width, dark=dark)
        self.call("Page.navigate", channel, url=page.as_uri())
        while self._message().get("method") != "Page.loadEventFired":
            pass
        return tab

    def call(self, method: str, channel: str = "", **parameters: object) -> dict[str, Any]:
        """Send one command and return its result."""
        self._count += 1
        command: dict[str, object] = {"id": self._count, "method": method, "params": parameters}
        os.write(
            self._out, json.dumps(command | ({"sessionId": channel} if channel else {})).encode() + b"\0"
        )
        while True:
            message = self._message()
            if message.get("id") == self._count:
                assert "error" not in message, message
                return message["result"]

    def close(self) -> None:
        """End the browser that we started."""
        try:
            self.call("Browser.close")
        except OSError:
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._in)
        os.close(self._out)

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            received = os.read(self._in, 1 << 20)
            if not received:
                raise BrokenPipeError("the browser has ended")
            self._unread += received
        message, self._unread = self._unread.split(b"\0", 1)
        return json.loads(message)


class Tab:
    """One open page."""

    def __init__(self, browser: Browser, target: str, channel: str) -> None:
        self._browser, self._target, self._channel = browser, target, channel

    def look(self, width: int, *, dark: bool = False, height: int = 900, scale: int = 1) -> None:
        """Make the window `width` pixels wide and let it prefer a scheme. scale: dots to a pixel."""
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])

    def ask(self, script: str) -> Any:
        """Return what a JavaScript expression is worth in this page; a promise is waited for."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """Return what the window shows as a PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        self._browser.call("Target.closeTarget", targetId=self._target)

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        return self._browser.call(method, self._channel, **parameters)
