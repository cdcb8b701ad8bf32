-- Policies: drafts are edited, what is in force is not (W-0.1, W-1.2b). Gates are not in these tables:
-- a step's needs only add to what src/rules asks in any case.

CREATE OR REPLACE FUNCTION app.policy_is_draft(which bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce((SELECT v.status = 'draft' FROM app.policy_version v WHERE v.id = which), false)
$$;
ALTER FUNCTION app.policy_is_draft(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.policy_is_draft(bigint) FROM PUBLIC;

-- What a version holds, as one digest: the event that puts it in force carries it, so that whoever later
-- alters a clause behind Candour's back is found out.
CREATE OR REPLACE FUNCTION app.policy_digest(which bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n',
    (SELECT concat_ws(E'\t', v.title, v.version, v.edited_by, v.comment, v.equality, v.next_review_on, v.quorum_least)
       FROM app.policy_version v WHERE v.id = which),
    (SELECT string_agg(concat_ws(E'\t', c.clause, c.title, c.text), E'\n' ORDER BY c.position, c.clause)
       FROM app.policy_clause c WHERE c.policy_version_id = which),
    (SELECT string_agg(concat_ws(E'\t', g.code, g.parent, g.title, g.is_breach), E'\n' ORDER BY g.position, g.code)
       FROM app.policy_category g WHERE g.policy_version_id = which),
    (SELECT string_agg(concat_ws(E'\t', s.step, s.title, s.clause, s.needs, s.target), E'\n' ORDER BY s.position, s.step)
       FROM app.policy_step s WHERE s.policy_version_id = which)), 'UTF8')), 'hex')
$$;
ALTER FUNCTION app.policy_digest(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.policy_digest(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.policy_digest(bigint) TO app, auditor;

-- Parts of a version that is no draft stay as they are.
CREATE OR REPLACE FUNCTION app.policy_part_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF (TG_OP <> 'INSERT' AND NOT app.policy_is_draft(OLD.policy_version_id))
     OR (TG_OP <> 'DELETE' AND NOT app.policy_is_draft(NEW.policy_version_id)) THEN
    PERFORM app.refuse('This version is not a draft any more: make a new version to change it.');
  END IF;
  RETURN coalesce(NEW, OLD);
END
$$;
ALTER FUNCTION app.policy_part_guard() OWNER TO definer;
REVOKE ALL ON FUNCTION app.policy_part_guard() FROM PUBLIC;
CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON app.policy_clause
  FOR EACH ROW EXECUTE FUNCTION app.policy_part_guard();
CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON app.policy_category
  FOR EACH ROW EXECUTE FUNCTION app.policy_part_guard();
CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON app.policy_step
  FOR EACH ROW EXECUTE FUNCTION app.policy_part_guard();

-- A draft may change, come into force or be dropped; a version in force may be superseded or withdrawn, and
-- nothing else of it changes. Whoever edited it needs a reason to approve it too (C-27).
CREATE OR REPLACE FUNCTION app.policy_version_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  same app.policy_version := OLD;
BEGIN
  IF OLD.status <> 'draft' THEN
    same.status := NEW.status;
    same.withdraw_reason := NEW.withdraw_reason;
    IF same IS DISTINCT FROM NEW OR NEW.status NOT IN ('superseded', 'withdrawn') OR OLD.status <> 'in_force' THEN
      PERFORM app.refuse('This version is not a draft any more: make a new version to change it.');
    END IF;
  ELSIF NEW.status = 'in_force' THEN
    IF NEW.editor_id IS NOT NULL AND NEW.editor_id = NEW.approver_id AND NEW.approve_reason = '' THEN
      PERFORM app.refuse('Whoever edited a policy approves it only with a reason.');
    END IF;
    IF NEW.effective_on IS NULL OR NEW.next_review_on IS NULL OR NEW.edited_by = '' OR NEW.approved_by = '' THEN
      PERFORM app.refuse('A policy in force names who edited it, who approved it, and both of its dates.');
    END IF;
    IF NOT EXISTS (SELECT FROM app.policy_clause c WHERE c.policy_version_id = NEW.id) THEN
      PERFORM app.refuse('A policy without a clause cannot come into force.');
    END IF;
  END IF;
  IF NEW.status = 'withdrawn' AND NEW.withdraw_reason = '' THEN
    PERFORM app.refuse('A policy is withdrawn with a reason.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.policy_version_guard() OWNER TO definer;
REVOKE ALL ON FUNCTION app.policy_version_guard() FROM PUBLIC;
CREATE OR REPLACE TRIGGER guard BEFORE UPDATE ON app.policy_version
  FOR EACH ROW EXECUTE FUNCTION app.policy_version_guard();

-- The version that new cases are opened under: the one in force that has steps.
CREATE OR REPLACE FUNCTION app.policy_for_cases() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT v.id FROM app.policy_version v
   WHERE v.practice_id = app.practice() AND v.status = 'in_force'
     AND EXISTS (SELECT FROM app.policy_step s WHERE s.policy_version_id = v.id)
   ORDER BY v.id LIMIT 1
$$;
ALTER FUNCTION app.policy_for_cases() OWNER TO definer;
REVOKE ALL ON FUNCTION app.policy_for_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.policy_for_cases() TO app, worker;

-- Partners who must vote on a case: by the policy it was opened under, else by the practice's setting (U-3).
CREATE OR REPLACE FUNCTION app.quorum_least(which bigint) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT v.quorum_least FROM app.case_file c JOIN app.policy_version v ON v.id = c.policy_version_id
                    WHERE c.id = which), app.setting_whole('quorum_least'));
END
$$;
ALTER FUNCTION app.quorum_least(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.quorum_least(bigint) FROM PUBLIC;

INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('policy.drafted', 'Draft of a policy made', true),
  ('policy.edited', 'Draft of a policy edited', true),
  ('policy.in_force', 'Policy put in force', true),
  ('policy.withdrawn', 'Policy withdrawn', true),
  ('policy.acknowledged', 'Policy read and acknowledged', true),
  ('setting.changed', 'Setting of the practice changed', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
