"""The core of Gyeot: everything a counselling centre does, without a window."""
