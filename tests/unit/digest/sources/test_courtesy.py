import threading

from digest.sources.courtesy import HostGate


class World:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_the_second_request_to_a_host_waits_for_the_rest_of_the_gap() -> None:
    world = World()
    gate = HostGate(2.0, world.monotonic, world.sleep)
    with gate.turn("a.example"):
        world.now += 0.5
    with gate.turn("a.example"):
        pass
    assert world.slept == [1.5]


def test_a_request_after_the_gap_and_one_to_another_host_wait_for_nothing() -> None:
    world = World()
    gate = HostGate(2.0, world.monotonic, world.sleep)
    with gate.turn("a.example"):
        world.now += 3
    with gate.turn("a.example"), gate.turn("b.example"):
        pass
    assert world.slept == []


def test_a_host_may_ask_for_a_longer_pause_but_not_for_a_shorter_one() -> None:
    world = World()
    gate = HostGate(2.0, world.monotonic, world.sleep)
    gate.widen("a.example", 7.0)
    gate.widen("b.example", 0.5)
    for host in ("a.example", "a.example", "b.example", "b.example"):
        with gate.turn(host):
            pass
    assert world.slept == [7.0, 2.0]


def test_a_turn_is_given_back_when_something_goes_wrong() -> None:
    world = World()
    gate = HostGate(0, world.monotonic, world.sleep)
    for _ in range(2):
        try:
            with gate.turn("a.example"):
                raise OSError
        except OSError:
            pass
    assert world.slept == []


def test_two_threads_never_hold_the_turn_of_one_host() -> None:
    gate = HostGate(0)
    inside = threading.Event()
    leave = threading.Event()
    order: list[str] = []

    def first() -> None:
        with gate.turn("a.example"):
            inside.set()
            leave.wait(5)
            order.append("first")

    def second() -> None:
        with gate.turn("a.example"):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    inside.wait(5)
    threads[1].start()
    threads[1].join(0.05)
    leave.set()
    for thread in threads:
        thread.join(5)
    assert order == ["first", "second"]
