/* src/db may frame a transaction, not name a table. */
const char *q = "UPDATE app.case_file SET summary = $1";
