"""What to say next: pure decisions. State and event in, state and actions out."""
