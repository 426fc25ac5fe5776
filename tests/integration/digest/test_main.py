import builtins
import subprocess
import sys

import pytest

from digest import __main__, __version__


def test_it_runs_as_a_module_under_its_own_name() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "digest", "--version"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"digest {__version__}\n", "")


def test_an_interruption_while_it_is_loaded_ends_it_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load = builtins.__import__

    def interrupted(name: str, *rest: object) -> object:
        if name == "digest.cli.main":
            raise KeyboardInterrupt
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", interrupted)
    with pytest.raises(SystemExit) as end:
        __main__.main()
    assert end.value.code == 130
