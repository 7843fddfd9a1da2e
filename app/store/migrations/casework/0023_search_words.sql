-- Words that went from a record could stay in the index beside its new ones; all words are written anew once (store/wording.py).
INSERT INTO meta (id, value) VALUES ('words-anew', 0);  -- the document they were written up to
