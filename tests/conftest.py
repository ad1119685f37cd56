"""What all tests share."""

from hypothesis import settings

# A deadline would measure the machine: the first example in a language loads its tables, and
# other tests may compute beside it. Speed is measured in benchmarks.
settings.register_profile("voicebot", deadline=None)
settings.load_profile("voicebot")
