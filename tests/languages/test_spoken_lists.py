import pytest

from languages.spoken import spoken_list


@pytest.mark.parametrize(
    ("items", "german", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a und b", "a and b"),
        (["a", "b", "c"], "a, b und c", "a, b and c"),
    ],
)
def test_the_last_item_follows_the_conjunction(items: list[str], german: str, english: str) -> None:
    assert spoken_list(items, "de", "and") == german
    assert spoken_list(items, "en", "and") == english
    assert spoken_list(items, "de", "or") == german.replace("und", "oder")
    assert spoken_list(items, "en", "or") == english.replace("and", "or")


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="unknown language 'xx'"):
        spoken_list(["a"], "xx", "and")
