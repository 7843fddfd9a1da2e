-- Every round asks what the relay was not told of yet and which threads ended: a few among very many.
CREATE INDEX report_message_untaken ON report_message (number) WHERE taken = 0;
CREATE INDEX report_thread_ended ON report_thread (closed_there, state);
