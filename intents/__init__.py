"""What the caller wants: the knowledge of the office, training sentences, understanding, slots."""
