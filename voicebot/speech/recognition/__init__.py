"""Speech recognition: Whisper in worker processes, and reading of audio files."""
