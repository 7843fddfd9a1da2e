-- One syllable is looked up by itself from here on: the words are written anew once, into an index of beginnings (store/wording.py).
DROP TABLE IF EXISTS search_text_anew;  -- half written, without beginnings
DROP TABLE IF EXISTS search_jamo_anew;
INSERT OR REPLACE INTO meta (id, value) VALUES ('words-anew', 0);  -- the document they were written up to
