-- Reports: what is counted by a span of days is found by it, and nothing that is counted is read beside its words.
CREATE INDEX contact_counted ON contact (started_at, kind, channel, counselling, violence, caller_relation, case_id)
    WHERE state = 'closed';
CREATE INDEX service_by_time ON service_given (at, service, case_id);
CREATE INDEX referral_by_time ON referral (at, status, service);
CREATE INDEX follow_up_by_day ON follow_up (held_on, channel, needs_met);
CREATE INDEX deletion_request_by_day ON deletion_request (sent_on, route, answer);
CREATE INDEX task_promised ON task (due_on, due_at, done_at, case_id) WHERE kind = 'call_back';
CREATE INDEX casefile_by_closing ON casefile (closed_on, outcome) WHERE status = 'closed';
CREATE INDEX casefile_at_work ON casefile (status, assigned_to, risk, last_activity) WHERE status = 'open';
CREATE INDEX casefile_coded ON casefile (id, survivor_id, status, channel, relation, main_type, risk, stage, opened_on);
DROP INDEX incident_by_case;
CREATE INDEX incident_by_case ON incident (case_id, id);
DROP INDEX incident_type_by_incident;
CREATE INDEX incident_type_by_incident ON incident_type (incident_id, type);
