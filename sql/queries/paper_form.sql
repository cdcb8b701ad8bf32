-- The form for logging an incident on paper.

-- name: paper_form :read
-- Whose form it is.
-- gives: practice_name text
SELECT y.name AS practice_name FROM app.practice y WHERE y.id = app.practice();
