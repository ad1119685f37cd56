"""What leaves the program: text messages, and callbacks for a ticket system."""
