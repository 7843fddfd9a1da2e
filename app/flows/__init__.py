"""What spans features: one file a journey, one transaction each where it writes."""
