"""The in-process understanding engine: sentence embedding, topic classifier, out-of-scope gate."""
