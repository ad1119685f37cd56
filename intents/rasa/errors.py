"""What can go wrong with Rasa."""


class RasaAnswerError(Exception):
    """The server gave no usable answer; the message says why and holds neither words nor token."""


class RasaSetupError(Exception):
    """Rasa is not installed; the message is a sentence for the operator."""


class RasaTrainingError(Exception):
    """Rasa's training failed; the message is a sentence for the operator."""
