-- The gates in the database answer as tests/rules/*.cases say: the files that the Check tests read too.
-- Run from the root of the repository: pg_prove -d DATABASE tests/sql/gates.sql
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
\set files `awk '{ name = FILENAME; sub(/.*\//, "", name); sub(/\.cases$/, "", name); print name "\t" FNR "\t" $0 }' tests/rules/*.cases`
\set listed `cat tests/rules/gates.list`

-- One row for each line that is not a comment: file, number, name, facts, met, sentence, outcome.
CREATE TEMPORARY TABLE file_case ON COMMIT DROP AS
SELECT part[1] AS file, part[2]::integer AS number, part[3] AS name,
       coalesce((SELECT jsonb_object_agg(split_part(fact, '=', 1), split_part(fact, '=', 2))
                   FROM unnest(string_to_array(part[4], ' ')) fact WHERE fact <> '-'), '{}') AS facts,
       part[5] = 'met' AS met, part[6] AS sentence, part[7] AS outcome
  FROM unnest(string_to_array(:'files', E'\n')) line, string_to_array(line, E'\t') part
 WHERE part[3] <> '' AND NOT starts_with(part[3], '#');

CREATE TEMPORARY TABLE listed_gate ON COMMIT DROP AS
SELECT ordinality AS n, nullif(part[1], '-')::integer AS place, part[2] AS code, part[3] AS kind,
       part[4] AS title, part[5] AS basis
  FROM unnest(string_to_array(:'listed', E'\n')) WITH ORDINALITY line (text, ordinality),
       string_to_array(line.text, E'\t') part
 WHERE line.text <> '' AND NOT starts_with(line.text, '#');

SELECT plan((SELECT count(*)::integer FROM file_case)
          + (SELECT count(*)::integer FROM file_case WHERE file = 'quorum_met')
          + (SELECT count(*)::integer FROM listed_gate) + 9);

-- Every line of every gate's file, and the order before removal.
SELECT is(a.met || ': ' || a.sentence, c.met || ': ' || c.sentence,
          c.file || '.cases line ' || c.number || ', ' || c.name)
  FROM file_case c CROSS JOIN LATERAL (
    SELECT g.met, g.sentence FROM app.gate_ask(c.file, c.facts) g) a
 WHERE c.file <> 'removal' ORDER BY c.file, c.number;

SELECT is(coalesce(app.removal_refusal(c.facts), 'All are met.'), c.sentence,
          'removal.cases line ' || c.number || ', ' || c.name)
  FROM file_case c WHERE c.file = 'removal' ORDER BY c.number;

SELECT is(q.outcome, c.outcome, 'quorum_met.cases line ' || c.number || ', outcome')
  FROM file_case c CROSS JOIN LATERAL app.quorum(c.facts) q
 WHERE c.file = 'quorum_met' ORDER BY c.number;

-- The register: each gate is listed as it is in C, and has its file.
SELECT ok(EXISTS (SELECT FROM app.gates() g WHERE (g.place, g.code, g.kind, g.title, g.basis)
                    IS NOT DISTINCT FROM (l.place, l.code, l.kind, l.title, l.basis))
          AND EXISTS (SELECT FROM file_case c WHERE c.file = l.code AND c.met)
          AND EXISTS (SELECT FROM file_case c WHERE c.file = l.code AND NOT c.met),
          l.code || ' is listed, and has cases met and refused')
  FROM listed_gate l ORDER BY l.n;
SELECT is((SELECT count(*) FROM app.gates()), (SELECT count(*) FROM listed_gate), 'no gate is missing from the list');
SELECT is((SELECT array_agg(g.code) FROM app.gates_for_removal() g),
          (SELECT array_agg(l.code ORDER BY l.place) FROM listed_gate l WHERE l.place IS NOT NULL),
          'the gates before removal, in order');
SELECT is((SELECT count(*) FROM app.removal_gates('{}') g WHERE g.met IS NOT TRUE AND g.sentence IS NULL), 0::bigint,
          'every refusal says why');
SELECT is(app.removal_refusal('{}'), 'Not yet, because nobody has recorded who posted.',
          'nothing known, nothing done');
SELECT is(app.removal_refusal(NULL), 'Not yet, because nobody has recorded who posted.',
          'no facts at all refuse as well');

-- A slip in gathering the facts raises; it never opens a gate.
SELECT throws_ok($$SELECT * FROM app.gate_author_alive('{"has_person_died": "perhaps"}')$$, '22023', NULL,
                 'not a boolean');
SELECT throws_ok($$SELECT * FROM app.quorum('{"votes_for": -1}')$$, '22023', NULL, 'not a count');
SELECT throws_ok($$SELECT * FROM app.gate_complaint_ruled_out('{"complaint_triage": "none"}')$$, '22023', NULL,
                 'not one of the values');
SELECT throws_ok($$SELECT * FROM app.gate_ask('no_such_gate', '{}')$$, '22023', NULL, 'no such gate');

SELECT * FROM finish();
ROLLBACK;
