"""Relays that throw everything away, each a process of its own: ours, Postfix's and one that costs almost nothing.

Ours is always there. Postfix's smtp-sink is what others are measured against, but it saturates before a good sender
does; against the C sink, whose source lies beside the corpora where it is present, the sender is what is measured.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = ("/usr/sbin", "/usr/libexec/postfix")


def program(name: str) -> str | None:
    """Return where one of Postfix's test programs is, None where it is not installed."""
    return shutil.which(name) or next(
        (path for path in (f"{at}/{name}" for at in _PLACES) if Path(path).exists()), None
    )


@contextmanager
def sinks() -> Iterator[dict[str, int]]:
    """Start every sink that this machine has; yield the port of each by its name."""
    with tempfile.TemporaryDirectory() as folder:
        running: dict[str, tuple[subprocess.Popen[bytes], int]] = {}
        for name, command in _commands(Path(folder)).items():
            port = _free_port()
            words = [word.format(port=port) for word in command]
            process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if _answers(port):
                running[name] = process, port
        try:
            yield {name: port for name, (_, port) in running.items()}
        finally:
            for process, _ in running.values():
                process.kill()
                process.wait()


def _commands(folder: Path) -> dict[str, list[str]]:
    found = {"our sink": [sys.executable, "-m", "benchmarks.sink", "{port}"]}
    if postfix := program("smtp-sink"):
        # It gives up its rights where it is started with all of them.
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        found["smtp-sink"] = [postfix, *user, "127.0.0.1:{port}", "1000"]
    source = Path(os.environ.get("DIGEST_CORPORA", "")).parent / "tools" / "fastsink.c"
    compiler = shutil.which("cc")
    if source.is_file() and compiler:
        binary = folder / "fastsink"
        subprocess.run([compiler, "-O2", "-o", binary, source], check=True, capture_output=True)
        found["fast sink"] = [str(binary), "{port}"]
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
