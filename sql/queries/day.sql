-- Bank holidays and days on which the practice is closed.

-- name: day_list :read
-- A year's days off, and days taken away, in order.
-- params: year integer
-- gives: on_date date, kind text, name text, is_off boolean, is_shipped boolean, reason text, by_name text, at timestamptz, key text
SELECT x.on_date, x.kind, x.name, x.is_off, x.is_shipped, x.reason, coalesce(m.name, '') AS by_name, x.at,
       replace(x.kind, '_', '-') || '-' || x.on_date AS key
  FROM (SELECT c.on_date, c.kind, c.name, true AS is_off, c.is_shipped, coalesce(d.reason, '') AS reason, d.by_member, d.at
          FROM app.calendar() c LEFT JOIN app.practice_day d ON d.on_date = c.on_date AND d.kind = c.kind
        UNION ALL
        SELECT d.on_date, d.kind, d.name, false, EXISTS (SELECT FROM app.bank_holiday b WHERE b.on_date = d.on_date), d.reason, d.by_member, d.at
          FROM app.practice_day d WHERE NOT d.is_off) x
  LEFT JOIN app.member m ON m.id = x.by_member
 WHERE extract(year FROM x.on_date) = $1 ORDER BY x.on_date, x.kind;

-- name: day_years :read
-- Years to choose from, each with whether its bank holidays are known.
-- params: least integer
-- gives: year integer, is_known boolean, is_near boolean
SELECT y.year, (SELECT count(*) FROM app.calendar() c WHERE c.kind = 'bank_holiday' AND extract(year FROM c.on_date) = y.year) >= $1 AS is_known,
       make_date(y.year, 1, 1) < current_date + 366 AND y.year >= extract(year FROM current_date) AS is_near
  FROM generate_series(extract(year FROM current_date)::integer - 1, extract(year FROM current_date)::integer + 3) y (year) ORDER BY 1;

-- name: day_doubts :read
-- Open clocks whose date is not certain, because a year's bank holidays are not known.
-- gives: clocks bigint
SELECT count(*) AS clocks FROM app.clock WHERE state <> 'ended' AND warning <> '';

-- name: day_show :read
-- One day off.
-- params: on_date date, kind text
-- gives: on_date date, kind text, name text, is_shipped boolean
SELECT on_date, kind, name, is_shipped FROM app.calendar() WHERE on_date = $1 AND kind = $2;

-- name: day_now :read
-- The same while changing it, and today.
-- params: on_date date, kind text
-- gives: name text, today date
SELECT (SELECT c.name FROM app.calendar() c WHERE c.on_date = $1 AND c.kind = $2) AS name, app.today() AS today;

-- name: day_change :write
-- A day as it stands from now on.
-- params: on_date date, kind text, is_off boolean, name text, reason text
INSERT INTO app.practice_day (practice_id, on_date, kind, is_off, name, reason, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member())
ON CONFLICT (practice_id, on_date, kind) DO UPDATE SET is_off = excluded.is_off, name = excluded.name, reason = excluded.reason,
  at = now(), by_member = excluded.by_member, recounted_at = NULL;
