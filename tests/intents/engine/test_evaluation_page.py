from html.parser import HTMLParser

from intents.engine.evaluation import Confusion, Evaluation, Scores
from intents.engine.evaluation_page import confusion_picture, render_page

_SCORES = Scores(4, 0.5, 0.75, None)
_EVALUATION = Evaluation(
    overall=_SCORES,
    by_language={"de": _SCORES},
    by_kind={"short": Scores(1, None, None, 1.0)},
    counts={("fees", "fees"): 3, ("fees", "photo"): 1, ("none", "photo"): 1},
    confusions=(Confusion("fees", "photo", 1, ("<script>alert(1)</script> & مرحبا",)),),
)


def test_the_picture_is_a_square_of_all_topics_with_shares_of_each_row() -> None:
    picture = confusion_picture(_EVALUATION)
    assert [row[0].expected for row in picture] == ["fees", "none", "photo"]
    assert [(cell.got, cell.count, cell.share) for cell in picture[0]] == [
        ("fees", 3, 0.75),
        ("none", 0, 0.0),
        ("photo", 1, 0.25),
    ]
    assert [cell.share for cell in picture[2]] == [0.0, 0.0, 0.0]


def test_the_page_needs_nothing_from_elsewhere_and_escapes_what_was_said() -> None:
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    page = render_page(_EVALUATION, "a<b.tsv")
    Reader().feed(page)
    assert "script" not in {tag for tag, _ in tags}
    assert not any({"src", "href"} & set(attributes) for _, attributes in tags)
    assert "&lt;script&gt;" in page
    assert "a&lt;b.tsv" in page


def test_figures_are_percentages_and_missing_ones_are_blank() -> None:
    page = render_page(_EVALUATION, "x")
    assert "50.0 %" in page
    assert "100.0 %" in page
    assert "None" not in page
