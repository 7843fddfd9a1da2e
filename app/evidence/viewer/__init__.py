"""The confined child that opens untrusted bytes: no keys, no network, no files; it answers with pixels or with letters."""
