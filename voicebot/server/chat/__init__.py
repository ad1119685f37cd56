"""The text chat for websites: the conversation of the telephone over a websocket, and its page."""
