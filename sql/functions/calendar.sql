-- Days off as the practice has them: what ships, with what it has changed (R-bh-1 to R-bh-3).
CREATE OR REPLACE FUNCTION app.calendar() RETURNS TABLE (on_date date, kind text, name text, is_shipped boolean)
LANGUAGE sql STABLE AS $$
  SELECT b.on_date, 'bank_holiday', b.name, true FROM app.bank_holiday b
   WHERE NOT EXISTS (SELECT FROM app.practice_day d WHERE d.practice_id = app.practice() AND d.on_date = b.on_date
                      AND d.kind = 'bank_holiday')
  UNION ALL
  SELECT d.on_date, d.kind, d.name, d.kind = 'bank_holiday' AND EXISTS (SELECT FROM app.bank_holiday b WHERE b.on_date = d.on_date)
    FROM app.practice_day d WHERE d.practice_id = app.practice() AND d.is_off
$$;
-- Nobody works on that day: weekends and every day off.
CREATE OR REPLACE FUNCTION app.is_closed(which date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT extract(isodow FROM which) >= 6 OR EXISTS (SELECT FROM app.calendar() d WHERE d.on_date = which)
$$;
