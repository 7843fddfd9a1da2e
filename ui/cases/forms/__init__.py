"""The forms of a case: each says at its field what is wrong, and keeps what was typed."""
