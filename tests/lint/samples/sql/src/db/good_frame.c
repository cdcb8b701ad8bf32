/* The frame of a transaction. "SELECT 1 FROM x" in a comment is no SQL. */
const char *q = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const char *s = "Select a reason from the list"; /* a sentence */
