import threading

import pytest

from intents.rasa.circuit import CircuitBreaker


class FakeClock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def circuit(clock: FakeClock) -> CircuitBreaker:
    return CircuitBreaker(failures=3, pause_seconds=10.0, clock=clock)


def _open(circuit: CircuitBreaker) -> None:
    for _ in range(3):
        circuit.failed()


def test_it_opens_after_failures_in_a_row(circuit: CircuitBreaker) -> None:
    circuit.failed()
    circuit.failed()
    assert circuit.allows()
    circuit.failed()
    assert not circuit.allows()


def test_a_success_in_between_starts_the_count_again(circuit: CircuitBreaker) -> None:
    circuit.failed()
    circuit.failed()
    circuit.succeeded()
    circuit.failed()
    circuit.failed()
    assert not circuit.is_open


def test_nothing_is_let_through_before_the_pause_is_over(
    circuit: CircuitBreaker, clock: FakeClock
) -> None:
    _open(circuit)
    clock.seconds += 9.9
    assert not circuit.allows()


def test_after_the_pause_one_call_tries_and_the_others_do_not_wait(
    circuit: CircuitBreaker, clock: FakeClock
) -> None:
    _open(circuit)
    clock.seconds += 10.0
    assert [circuit.allows() for _ in range(3)] == [True, False, False]


def test_a_trial_that_succeeds_closes_it(circuit: CircuitBreaker, clock: FakeClock) -> None:
    _open(circuit)
    clock.seconds += 10.0
    assert circuit.allows()
    circuit.succeeded()
    assert circuit.allows()
    assert not circuit.is_open


def test_a_trial_that_fails_costs_another_pause(circuit: CircuitBreaker, clock: FakeClock) -> None:
    _open(circuit)
    clock.seconds += 10.0
    assert circuit.allows()
    clock.seconds += 1.0
    circuit.failed()
    clock.seconds += 9.9
    assert not circuit.allows()
    clock.seconds += 0.1
    assert circuit.allows()


def test_a_trial_that_never_reports_does_not_keep_it_open_for_ever(
    circuit: CircuitBreaker, clock: FakeClock
) -> None:
    _open(circuit)
    clock.seconds += 10.0
    assert circuit.allows()
    clock.seconds += 10.0
    assert circuit.allows()


def test_of_many_threads_one_tries(circuit: CircuitBreaker, clock: FakeClock) -> None:
    _open(circuit)
    clock.seconds += 10.0
    together = threading.Barrier(8)
    let_through = []

    def ask() -> None:
        together.wait()
        let_through.append(circuit.allows())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_through) == 1
