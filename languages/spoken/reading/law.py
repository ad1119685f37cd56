"""Citations of German law ("§ 16b Abs. 1 Satz 2 AufenthG") and the names of the laws."""

import re

from languages.spoken.forms import spoken_forms
from languages.spoken.number_words import cardinal
from languages.spoken.reading.rules import DASH, Rule, any_of, put

# How German law is cited, whatever the language around the citation.
_SECTION = r"§§?"
_ARTICLE = r"Art\."
_PARTS = {
    "paragraph": r"Abs\.|Absatz",
    "half_sentence": r"Halbs\.|Hs\.|Halbsatz",
    "sentence": r"Satz|S\.",
    "number": r"Nrn?\.|Nummer",
    "letter": r"lit\.|Buchst\.|Buchstabe",
}
_NUMBER = r"\d{1,4}[a-z]?(?![a-z\d])"
_PIECE = re.compile(rf"(?P<figures>\d+)(?P<letter>[a-z]?)|(?P<dash>\s*{DASH}\s*)|&|(?<=\s)u\.")


def law_names(language: str) -> str:
    """A pattern for the abbreviations of laws."""
    return rf"(?<!\w)(?:{any_of(spoken_forms(language).reading.law.names)})(?!\w)"


def law_rule(language: str) -> Rule:
    """Say "§ 16b AufenthG" as "section sixteen b of the Residence Act"."""
    forms = spoken_forms(language).reading.law
    conjunctions = any_of([*forms.conjunctions, "u.", "&", "und", "bis", "oder"])
    numbers = rf"{_NUMBER}(?:(?:\s*,\s*|\s+(?:{conjunctions})\s+|\s*{DASH}\s*){_NUMBER})*"
    section = rf"{_SECTION}|(?<!\w)(?:{any_of(forms.section_words)})(?!\w)"
    article = rf"(?<!\w)(?:{_ARTICLE}|(?:{any_of(forms.article_words)})(?!\w))"
    written_parts = _PARTS | {
        "paragraph": f"{_PARTS['paragraph']}|{any_of(forms.paragraph_words)}",
        "sentence": f"{_PARTS['sentence']}|{any_of(forms.sentence_words)}",
    }
    heads = "|".join(f"(?P<{part}>{words})" for part, words in written_parts.items())
    part_pattern = re.compile(
        rf"\s*,?\s*(?:(?:{heads})\s*(?P<numbers>{numbers}|[a-z](?!\w))|\((?P<inner>{_NUMBER})\))"
    )
    a_part = re.sub(r"\?P<\w+>", "?:", part_pattern.pattern)
    links = rf"(?:(?:{any_of(forms.links)})\s+)?" if forms.links else ""
    citation = re.compile(
        rf"(?P<head>{section}|{article})\s*(?P<first>{numbers})(?P<following>\s*ff?\.(?!\w))?"
        rf"(?P<parts>(?:{a_part})*)"
        rf"(?:\s*,?\s*{links}(?P<law>{any_of(forms.names)})(?!\w))?"
    )
    is_article = re.compile(article)
    joined = spoken_forms(language).reading.range.between
    letters = spoken_forms(language).reading.letters

    def piece(match: re.Match[str]) -> str:
        if match["figures"]:
            number, letter = int(match["figures"]), match["letter"]
            return " ".join(filter(None, [cardinal(number, language), letters.get(letter, letter)]))
        return joined if match["dash"] else forms.conjunctions[0]

    def spoken_numbers(written: str) -> str:
        return _PIECE.sub(piece, letters.get(written, written)).strip()

    def part(match: re.Match[str]) -> str:
        if match["inner"]:
            return forms.paragraph.format(numbers=spoken_numbers(match["inner"]))
        name = next(name for name in written_parts if match[name])
        template = str(getattr(forms, name))
        return template.format(numbers=spoken_numbers(match["numbers"]))

    def read(match: re.Match[str]) -> str:
        if is_article.match(match["head"]):
            template = forms.article
        else:
            several = match["head"] == "§§" or not re.fullmatch(_NUMBER, match["first"])
            template = forms.sections if several else forms.section
        first = template.format(numbers=spoken_numbers(match["first"]))
        if match["following"]:
            several = match["following"].strip() == "ff."
            first += f" {forms.following_all if several else forms.following}"
        said = [first, *(part(one) for one in part_pattern.finditer(match["parts"]))]
        cited = forms.joint.join(said)
        if match["law"]:
            name = law_name(match["law"], cited=True)
            cited = forms.cited.format(citation=cited, law=name)
        return put(match, cited)

    def law_name(written: str, *, cited: bool) -> str:
        key = next(
            name for name in forms.names if name.replace(" ", "") == re.sub(r"\s", "", written)
        )
        return (cited and forms.cited_names.get(key)) or forms.names[key]

    alone = re.compile(law_names(language))

    def rule(text: str) -> str:
        text = citation.sub(read, text)
        return alone.sub(lambda match: put(match, law_name(match[0], cited=False)), text)

    return rule
