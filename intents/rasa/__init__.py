"""Rasa as the understanding engine: its project, its training, its server, and the client."""
