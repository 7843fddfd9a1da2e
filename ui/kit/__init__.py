"""What pages are made of: one file a thing, painted in the tokens of the theme."""
