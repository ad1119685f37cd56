"""The instructions given to Twilio, read back as XML."""

from xml.etree import ElementTree

from telephony.twilio.twiml import busy, connect_stream


def test_the_call_is_connected_to_the_stream_with_its_token() -> None:
    response = ElementTree.fromstring(connect_stream("wss://voicebot.example/twilio/media", "t&<1"))
    assert response.tag == "Response"
    stream = response.find("Connect/Stream")
    assert stream is not None
    assert stream.attrib == {"url": "wss://voicebot.example/twilio/media"}
    assert [p.attrib for p in stream] == [{"name": "token", "value": "t&<1"}]


def test_nothing_follows_the_connection_so_closing_it_hangs_up() -> None:
    response = ElementTree.fromstring(connect_stream("wss://voicebot.example/media", "t"))
    assert [verb.tag for verb in response] == ["Connect"]


def test_a_busy_line_says_so_in_the_language_asked_for_and_hangs_up() -> None:
    response = ElementTree.fromstring(busy([("Alle Leitungen sind belegt & besetzt.", "de-DE")]))
    say, hang_up = response
    assert (say.tag, say.text) == ("Say", "Alle Leitungen sind belegt & besetzt.")
    assert say.attrib == {"language": "de-DE"}
    assert hang_up.tag == "Hangup"
