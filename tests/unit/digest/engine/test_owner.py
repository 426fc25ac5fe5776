import os
import subprocess
import sys

from digest.engine.owner import gone, new_owner, place


def a_dead_pid() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_names_are_never_given_twice() -> None:
    assert new_owner() != new_owner()


def test_a_process_of_this_machine_that_ended_is_gone() -> None:
    dead = f"{place()}:{a_dead_pid()}:00"
    assert gone([dead, f"{place()}:{os.getppid()}:00"], living=[]) == [dead]


def test_of_other_machines_nothing_is_known() -> None:
    assert gone([f"elsewhere:{a_dead_pid()}:00"], living=[]) == []


def test_a_former_process_with_our_number_is_gone_and_we_are_not() -> None:
    ours, former = new_owner(), new_owner()
    assert gone([ours, former], living=[ours]) == [former]
