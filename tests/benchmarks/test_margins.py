from benchmarks.margins import Row, smallest_good_margin


def rows(errors: dict[float, tuple[float, float]]) -> list[Row]:
    return [
        Row(margin, language, error, 200.0, 300.0)
        for margin, pair in errors.items()
        for language, error in zip(("en", "ru"), pair, strict=True)
    ]


def test_the_smallest_margin_without_loss_is_chosen() -> None:
    found = rows({1.0: (0.7, 0.5), 4.0: (0.05, 0.2), 6.0: (0.05, 0.2), 30.0: (0.05, 0.2)})
    assert smallest_good_margin(found) == 4.0


def test_a_point_is_tolerated_and_more_is_not() -> None:
    found = rows({4.0: (0.062, 0.2), 6.0: (0.059, 0.2), 30.0: (0.05, 0.2)})
    assert smallest_good_margin(found) == 6.0


def test_no_language_pays_for_another() -> None:
    found = rows({2.0: (0.03, 0.22), 4.0: (0.05, 0.2), 30.0: (0.05, 0.2)})
    assert smallest_good_margin(found) == 4.0


def test_the_full_window_is_left_when_nothing_else_is_good() -> None:
    assert smallest_good_margin(rows({1.0: (0.7, 0.5), 30.0: (0.05, 0.2)})) == 30.0
