"""What Rasa loads into its own process; copied into its project, never imported by us."""
