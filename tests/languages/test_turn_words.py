from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import languages
from languages.registry import LANGUAGES
from languages.turn_words import Ending, ending, is_back_channel

COMPLETE, OPEN, OPENER, UNKNOWN = Ending.COMPLETE, Ending.OPEN, Ending.OPENER, Ending.UNKNOWN

BACK_CHANNELS = {
    "de": ["Mhm.", "Hm", "Ja, ja.", "Okay", "Ach so, genau.", "M-hm, verstehe.", "Alles klar!"],
    "en": ["Mm-hmm", "Uh-huh.", "Yeah, okay.", "I see.", "Right.", "Got it!", "O.K."],
    "tr": ["Hı hı.", "Evet, tamam.", "ANLADIM", "İYİ", "iyi", "Öyle mi?"],
    "ar": ["نعم", "نعم، فهمت.", "أيوه", "نَعَم", "هذا صحيح"],
    "uk": ["Угу", "Ага, зрозуміло.", "Так, так.", "Ну так."],
    "ru": ["Угу", "Ага.", "Ну да", "Да, понятно.", "Все понятно", "Всё понятно"],
    "pl": ["Mhm mhm", "Aha, rozumiem.", "No tak.", "Zgadza się."],
    "ro": ["Îhî.", "Da, da.", "Înțeleg", "Inteleg.", "Am înţeles"],
    "fr": ["Mhm.", "Oui, d'accord.", "Ah bon.", "Je vois.", "Tout à fait !"],
    "fa": ["بله", "آها، فهمیدم.", "بله بله", "متوجه شدم"],
    "es": ["Ajá.", "Sí, sí.", "Claro, vale.", "¡Muy bien!"],
    "it": ["Mhm.", "Sì, certo.", "Ho capito.", "Va bene", "D'accordo."],
}

ANSWERS = {
    "de": ["Nein.", "Ja, bitte einen Termin.", "Stopp!", "Ja, aber was kostet das?"],
    "en": ["No.", "Yes, on Monday.", "Okay, but what does it cost?", "Stop."],
    "tr": ["Hayır.", "Evet ama ne kadar?", "Durun, bir sorum var."],
    "ar": ["لا", "نعم، ولكن كم الرسوم؟"],
    "uk": ["Ні.", "Так, але скільки це коштує?"],
    "ru": ["Нет.", "Да, а сколько это стоит?"],
    "pl": ["Nie.", "Tak, ale ile to kosztuje?"],
    "ro": ["Nu.", "Da, dar cât costă?"],
    "fr": ["Non.", "Oui, mais ça coûte combien ?"],
    "fa": ["نه", "بله، ولی هزینه چقدر است؟"],
    "es": ["No.", "Sí, pero ¿cuánto cuesta?"],
    "it": ["No.", "Sì, ma quanto costa?"],
}

ENDINGS = {
    "de": [
        ("Was kostet eine Aufenthaltserlaubnis?", COMPLETE),
        ("Was kostet das?", COMPLETE),
        ("Was kostet die.", OPEN),
        ("Ja.", COMPLETE),
        ("Welche Unterlagen brauche ich?", COMPLETE),
        ("Das ist alles, was ich habe.", COMPLETE),
        ("Ich möchte gern.", OPEN),
        ("Ich brauche", OPEN),
        ("Guten Tag, ich habe.", OPEN),
        ("Mein Name ist.", OPEN),
        ("Ich rufe an wegen meiner", OPEN),
        ("Ich wollte fragen, ob.", OPEN),
        ("Ich ziehe im Mai um und", OPEN),
        ("Das ist bei Ihnen, oder?", COMPLETE),
        ("Ja, also, ähm.", OPEN),
        ("Einen Moment bitte.", OPEN),
        ("Guten Tag.", OPENER),
        ("Ja, hallo, guten Tag!", OPENER),
        ("Guten Tag, ich hätte da mal eine Frage.", OPENER),
        ("Hallo. Können Sie mir helfen?", OPENER),
        ("Ich rufe an wegen meiner Frau.", COMPLETE),
        ("Ich komme mit.", UNKNOWN),
        ("Kommt mein Mann mit?", COMPLETE),
        ("Ja, ich habe.", UNKNOWN),
        ("Können Sie mir sagen, wie hoch?", OPEN),
        ("Ich bin umgezogen", UNKNOWN),
    ],
    "en": [
        ("How much is a residence permit?", COMPLETE),
        ("What do I need?", COMPLETE),
        ("Who do I talk to?", COMPLETE),
        ("Yes, I have.", UNKNOWN),
        ("I'd like to", OPEN),
        ("I have.", OPEN),
        ("Could you tell me.", OPEN),
        ("I am calling about my.", OPEN),
        ("My phone number is", OPEN),
        ("It is because", OPEN),
        ("I need a, um.", OPEN),
        ("Good morning.", OPENER),
        ("Hello, I have a question.", OPENER),
        ("Hi there, can you help me please?", OPENER),
        ("I am calling about my wife.", COMPLETE),
        ("I moved last week", UNKNOWN),
    ],
    "tr": [
        ("Oturma izni ne kadar?", COMPLETE),
        ("Randevu almak istiyorum.", COMPLETE),
        ("Eşim Türkiye'den geliyor ve", OPEN),
        ("BENİM ADIM", OPEN),
        ("Benim adım.", OPEN),
        ("Şey.", OPEN),
        ("Ya da", OPEN),
        ("İyi günler.", OPENER),
        ("Merhaba, bir sorum var.", OPENER),
        ("Oturma izni için.", UNKNOWN),
    ],
    "ar": [
        ("كم رسوم تصريح الإقامة؟", COMPLETE),
        ("أريد أن", OPEN),
        ("أريد أَنْ.", OPEN),
        ("عندي موعد في", OPEN),
        ("اسمي", OPEN),
        ("يعني", OPEN),
        ("السلام عليكم.", OPENER),
        ("مرحبا، عندي سؤال.", OPENER),
        ("زوجتي ستأتي الشهر القادم", UNKNOWN),
    ],
    "uk": [
        ("Скільки коштує посвідка на проживання?", COMPLETE),
        ("Які документи мені потрібні?", COMPLETE),
        ("Я хотіла б дізнатися", OPEN),
        ("Мені потрібно", OPEN),
        ("Я дзвоню щодо", OPEN),
        ("Ну, е-е.", OPEN),
        ("Добрий день.", OPENER),
        ("Вітаю, у мене є питання.", OPENER),
        ("Я переїхав", UNKNOWN),
    ],
    "ru": [
        ("Сколько стоит вид на жительство?", COMPLETE),
        ("Вы не подскажете, сколько?", OPEN),
        ("Какие документы мне нужны?", COMPLETE),
        ("Мне нужно.", OPEN),
        ("Я хотел бы узнать", OPEN),
        ("Я звоню по поводу моего.", OPEN),
        ("Я живу в Фирзене, потому что", OPEN),
        ("Ещё один", OPEN),
        ("Еще один.", OPEN),
        ("Здравствуйте!", OPENER),
        ("Добрый день, у меня вопрос.", OPENER),
        ("Я переехала", UNKNOWN),
    ],
    "pl": [
        ("Ile kosztuje karta pobytu?", COMPLETE),
        ("Tak, zgadza się.", COMPLETE),
        ("Nie mam.", UNKNOWN),
        ("Chciałabym się dowiedzieć.", OPEN),
        ("Dzwonię w sprawie", OPEN),
        ("Przeprowadziłem się i", OPEN),
        ("Nazywam się", OPEN),
        ("Dzień dobry.", OPENER),
        ("Dzień dobry, mam pytanie.", OPENER),
        ("Moja żona przyjeżdża w maju", UNKNOWN),
    ],
    "ro": [
        ("Cât costă permisul de ședere?", COMPLETE),
        ("Aș vrea să știu.", OPEN),
        ("As vrea", OPEN),
        ("Am nevoie de", OPEN),
        ("M-am mutat și", OPEN),
        ("Mă numesc", OPEN),
        ("Bună ziua.", OPENER),
        ("Buna ziua, am o întrebare.", OPENER),
        ("Soția mea vine în mai", UNKNOWN),
    ],
    "fr": [
        ("Combien coûte un titre de séjour ?", COMPLETE),
        ("Vous êtes où ?", COMPLETE),
        ("Vous pouvez me dire combien ?", OPEN),
        ("Je voudrais.", OPEN),
        ("J'ai besoin d'", OPEN),
        ("J'appelle au sujet de ma", OPEN),
        ("Est-ce que", OPEN),
        ("Euh.", OPEN),
        ("Bonjour !", OPENER),
        ("Bonjour, j'ai une question.", OPENER),
        ("J'ai déménagé", UNKNOWN),
    ],
    "fa": [
        ("هزینه اجازه اقامت چقدر است؟", COMPLETE),
        ("من می‌خواستم بدونم", OPEN),
        ("من می خواستم بدونم.", OPEN),
        ("برای همسرم و", OPEN),
        ("شماره من", OPEN),
        ("سلام.", OPENER),
        ("سلام، یک سؤال داشتم.", OPENER),
        ("من اسباب‌کشی کردم", UNKNOWN),
    ],
    "es": [
        ("¿Cuánto cuesta el permiso de residencia?", COMPLETE),
        ("¿Qué documentos necesito?", COMPLETE),
        ("Sí.", COMPLETE),
        ("Es para él.", COMPLETE),
        ("Quisiera.", OPEN),
        ("Llamo por mi", OPEN),
        ("Me he mudado y", OPEN),
        ("Mi número es", OPEN),
        ("Buenos días.", OPENER),
        ("Hola, tengo una pregunta.", OPENER),
        ("Me he mudado", UNKNOWN),
    ],
    "it": [
        ("Quanto costa il permesso di soggiorno?", COMPLETE),
        ("Dov'è?", COMPLETE),
        ("Di quali documenti ho bisogno?", COMPLETE),
        ("Vorrei.", OPEN),
        ("Chiamo per il", OPEN),
        ("Chiamo per mia.", UNKNOWN),
        ("Ho bisogno di", OPEN),
        ("Mi chiamo", OPEN),
        ("Buongiorno.", OPENER),
        ("Salve, avrei una domanda.", OPENER),
        ("Mi sono trasferito", UNKNOWN),
    ],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in BACK_CHANNELS.items() for text in texts]
)
def test_a_listeners_sounds_are_back_channels(language: str, text: str) -> None:
    assert is_back_channel(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in ANSWERS.items() for text in texts]
)
def test_an_answer_is_not_a_back_channel(language: str, text: str) -> None:
    assert not is_back_channel(text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [(code, text, expected) for code, pairs in ENDINGS.items() for text, expected in pairs],
)
def test_words_tell_how_a_turn_ends(language: str, text: str, expected: Ending) -> None:
    assert ending(text, language) is expected


def test_five_back_channels_in_a_row_are_something_said() -> None:
    assert is_back_channel("Ja, ja, ja, ja.", "de")
    assert not is_back_channel("Ja, ja, ja, ja, ja.", "de")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", " ", "...", "?", "—", "، ؟"])
def test_without_words_nothing_has_been_said_yet(language: str, text: str) -> None:
    assert ending(text, language) is OPEN
    assert not is_back_channel(text, language)


@pytest.mark.parametrize("mark", [",", "،", " -", "–", "…", "...", ":", ";"])
def test_a_mark_within_a_sentence_leaves_it_open(mark: str) -> None:
    assert ending(f"Meine Adresse hat sich geändert{mark}", "de") is OPEN


@pytest.mark.parametrize("mark", [".", "!", "?", "؟", "۔", "。", '."', ".)"])
def test_a_mark_after_a_sentence_completes_it(mark: str) -> None:
    assert ending(f"Meine Adresse hat sich geändert{mark}", "de") is COMPLETE


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.text(max_size=200))
def test_any_text_has_an_ending(language: str, text: str) -> None:
    assert ending(text, language) in Ending
    assert is_back_channel(text, language) in {True, False}


@pytest.mark.parametrize("language", LANGUAGES)
@given(words=st.lists(st.sampled_from(["ja", "да", "I", "have", "und", "hm", "نعم", "."])))
def test_words_in_any_order_have_an_ending(language: str, words: list[str]) -> None:
    assert ending(" ".join(words), language) in Ending


@pytest.mark.parametrize("code", ["de", "tr", "ru"])
def test_upper_case_makes_no_difference(code: str) -> None:
    for text in BACK_CHANNELS[code]:
        assert is_back_channel(text.upper(), code)


def test_every_language_has_its_words_and_there_are_no_others() -> None:
    folder = Path(languages.__file__).parent / "turn_words"
    assert {file.stem for file in folder.glob("*.yaml")} == set(LANGUAGES)


def test_an_unknown_language_has_no_words() -> None:
    with pytest.raises(FileNotFoundError):
        ending("Saluton.", "eo")
