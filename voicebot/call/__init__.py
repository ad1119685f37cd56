"""One telephone call: frames through a pipecat pipeline around a conversation."""
