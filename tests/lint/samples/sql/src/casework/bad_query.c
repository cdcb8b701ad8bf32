/* SQL where it does not belong. */
const char *q = "SELECT id FROM app.case_file WHERE id = $1";
