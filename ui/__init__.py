"""The windows of Gyeot: what people see and press, without SQL and without rules."""
