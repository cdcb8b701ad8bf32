/* Where audit records come from: the database, or an export of it. */
#ifndef AUDIT_SOURCE_H
#define AUDIT_SOURCE_H

#include <stdio.h>

#include "audit/record.h"
#include "base/problem.h"
#include "db/db.h"

/* Streams all records of one snapshot of the database. db is logged in as role auditor, which reads
 * every practice. Memory is constant. The transaction is read only and rolled back at the end.
 * -1 with *reterr_why when the database fails; when the sink stopped, *reterr_why says only that.
 */
int audit_read_database(struct db *db, const struct audit_sink *sink, struct problem *reterr_why);

/* Streams the records of an export, one JSON object a line. -1 with *reterr_why (PROBLEM_REFUSED,
 * with the line's number) for a line that is not such a record, and for a file without its end. */
int audit_read_export(FILE *in, const struct audit_sink *sink, struct problem *reterr_why);

/* Writes records as an export: one JSON object a line, UTF-8, bytes in base64, digests in hex. Its
 * take gives -1 when writing failed (errno says why). */
struct audit_sink audit_export_to(FILE *out);

#endif
