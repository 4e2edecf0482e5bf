"""A headless Chromium driven over its debugging pipe: no driver, no extra package, only the browser itself."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TALLEST = 1600
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def found() -> str | None:
    """The browser of this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One tab. Commands are those of the DevTools protocol."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._number, self._left = 0, b""
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; events in between are passed over."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            part = os.read(self._read, 1 << 16)
            assert part, "the browser is gone"
            self._left += part
        whole, _, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(whole)
        return message

    def size(self, width: int, height: int, mobile: bool) -> None:
        """The window, in CSS px."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def go(self, url: str) -> None:
        """Load a page to its end."""
        self.run("window.before = true")
        self.call("Page.navigate", url=url)
        self.until("!window.before && document.readyState === 'complete'")
        self.run("document.fonts.ready.then(() => 1)")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; again where the page changed meanwhile."""
        for _ in range(50):
            answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
            if "exceptionDetails" not in answer:
                return answer["result"].get("value")
        raise AssertionError(answer["exceptionDetails"])

    def until(self, script: str) -> None:
        """Look until an expression is true, a minute at the most."""
        ends = time.monotonic() + 60
        while not self.run(script):
            assert time.monotonic() < ends, script
            time.sleep(0.02)

    def key(self, key: str, text: str = "") -> None:
        """A key down and up."""
        codes = {"Tab": 9, "Enter": 13}
        named = {"key": key, "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper()))}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text or ("\r" if key == "Enter" else ""), **named)
        self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def type(self, words: str) -> None:
        """Text into what has the focus."""
        self.call("Input.insertText", text=words)

    def picture(self, path: Path) -> None:
        """The page from its top as PNG."""
        self.call("Emulation.setScrollbarsHidden", hidden=True)
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], TALLEST), "scale": 1}
        made = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(made["data"]))


@contextmanager
def browser(home: Path) -> Iterator[Browser]:
    """A fresh browser with its profile in `home`."""
    path = found()
    assert path is not None
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()

    def pipes() -> None:  # the browser reads commands from 3 and writes to 4
        os.dup2(to_read, 3)
        os.dup2(from_write, 4)

    arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-pipe",
        f"--user-data-dir={home}",
    ]
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--mute-audio"]
    quiet.append("--remote-debugging-pipe")
    process = subprocess.Popen(
        [path, *arguments, *quiet],
        preexec_fn=pipes,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Browser(to_write, from_read)
    finally:
        process.kill()
        process.wait()
        os.close(to_write)
        os.close(from_read)
