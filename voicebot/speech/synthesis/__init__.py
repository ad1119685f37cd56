"""Speech output: sentences, voices in worker processes, and audio prepared ahead of time."""
