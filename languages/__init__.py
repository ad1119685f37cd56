"""What a language is: names, codes, voices, phrases, and numbers and dates as people say them."""
