/* Files coming in, and evidence going out. */
#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "casework/evidence.h"
#include "pages.h"

#include "base/banned.h"

static long read_part(void *handle, int64_t at, void *buffer, size_t size)
{
	return form_file_read(handle, at, buffer, size);
}

static int store(struct visit *v, const struct form_file *file, const char **ret_public_id)
{
	const struct upload_source from = { (void *)(uintptr_t)file, read_part, file->name,
		                            file->size };

	return upload_store(v->tx, &from, (int64_t)v->settings->web.max_upload_mb * 1024 * 1024,
	                    ret_public_id, &v->problem);
}

/* Files that came with a form (without JavaScript) join those uploaded before: field "uploads". */
int evidence_store_files(struct visit *v)
{
	for (size_t i = 0; i < form_file_count(v->form); i++) {
		const struct form_file *file = form_file_at(v->form, i);
		const char *public_id;

		if (!*file->name && file->size == 0)
			continue;
		if (store(v, file, &public_id) < 0) {
			if (v->problem.kind == PROBLEM_REFUSED)
				return refuse_field(&v->problem, "files", "%s",
				                    arena_text(v->arena, v->problem.sentence));
			return -1;
		}
		form_add(v->form, "uploads", public_id);
	}
	return 0;
}

static const struct field upload_fields[] = { { "file", FIELD_FILES }, { 0 } };
const struct form_def upload_form = { .name = "upload",
	                              .fields = upload_fields,
	                              .max_body = 110u * 1024 * 1024 };

/* One file, sent by the page's script while the form is being filled in. */
int upload_submit(struct visit *v)
{
	const struct form_file *file;
	const char *public_id;

	if (!form_is_good(v->form)) {
		const char *field, *sentence;

		form_error_at(v->form, 0, &field, &sentence);
		return refuse(&v->problem, PROBLEM_REFUSED, "%s", sentence);
	}
	if (form_file_count(v->form) != 1)
		return refuse(&v->problem, PROBLEM_REFUSED, "Send one file at a time.");
	file = form_file_at(v->form, 0);
	if (store(v, file, &public_id) < 0)
		return -1;
	v->rs->status = 201;
	response_header(v->rs, "Content-Type", "application/json; charset=utf-8");
	str_addf(&v->rs->body, "{\"id\": \"%s\", \"name\": ", public_id);
	str_add_json(&v->rs->body, file->name);
	str_addf(&v->rs->body, ", \"size\": %lld}\n", (long long)file->size);
	return 0;
}

/* ---- The evidence of a case ------------------------------------------------------------------ */

static const char *const why_described[] = { "already_gone", "harm_could_not_wait", "must_not_copy",
	                                     NULL };
static const struct field evidence_fields[] = {
	{ "files", FIELD_FILES },
	{ "uploads", FIELD_MANY },
	{ "shows_patient", FIELD_TICK },
	{ "description", FIELD_PROSE, .max = 4000 },
	{ "why_described", FIELD_CHOICE, .choices = why_described },
	{ 0 },
};
const struct form_def evidence_form = { .name = "evidence",
	                                .fields = evidence_fields,
	                                .max_body = 110u * 1024 * 1024 };

int evidence_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_evidence_list(v->batch, v->params[0]);
	read_upload_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_evidence_list);
}

int evidence_submit(struct visit *v)
{
	struct form *f = v->form;

	if (form_given(f, "description") && !form_given(f, "why_described"))
		form_refuse(f, "why_described", "Select why it is described and not copied");
	if (!form_is_good(f) || evidence_store_files(v) < 0)
		return -1;
	if (!form_given(f, "uploads") && !form_given(f, "description")) {
		form_refuse(f, "files", "Choose a file, or describe what you saw");
		return -1;
	}
	if (evidence_add(v->tx, v->case_id, form_many(f, "uploads"),
	                 form_ticked(f, "shows_patient"), form_text(f, "description"),
	                 form_text(f, "why_described"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/evidence", v->reference);
}

/* ---- One file going out ---------------------------------------------------------------------- */

struct outgoing {
	struct visit *v;
	int64_t skip; /* bytes of the chunk before the range */
	int64_t left; /* bytes of the range still to go */
	bool gone;    /* the reader has gone away */
	bool came;
};

static int nibble(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* One chunk, as PostgreSQL prints bytea: backslash, x, two digits a byte. */
static int send_chunk(void *context, const struct rows *row)
{
	static unsigned char block[EVIDENCE_CHUNK]; /* one process answers one request at a time */
	struct outgoing *out = context;
	const char *hex = rows_text(row, 0, EVIDENCE_CHUNK_BYTES);
	size_t size = hex && hex[0] == '\\' ? (strlen(hex) - 2) / 2 : 0;
	size_t first = (size_t)out->skip;
	size_t length;

	out->came = true;
	if (size > sizeof(block) || first >= size)
		return 0;
	hex += 2;
	for (size_t i = first; i < size; i++)
		block[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	length = size - first;
	if ((int64_t)length > out->left)
		length = (size_t)out->left;
	out->gone = response_send_piece(out->v->rs, out->v->rq, block + first, length) < 0;
	out->left -= (int64_t)length;
	out->skip = 0;
	return 0;
}

static int send_range(struct visit *v, int64_t file_id, struct byte_range range)
{
	struct outgoing out = { .v = v,
		                .skip = range.first % EVIDENCE_CHUNK,
		                .left = range.length };
	struct tx *tx = visit_stream_begin(v);
	int result = 0;

	if (!tx)
		return -1;
	if (response_send_head(v->rs, v->rq, range.length) < 0 || v->rq->method == METHOD_HEAD)
		out.left = 0;
	/* a statement for each chunk: a slow reader keeps none of them running */
	for (int n = (int)(range.first / EVIDENCE_CHUNK); out.left > 0 && !out.gone; n++) {
		out.came = false;
		if (stream_evidence_chunk(tx, file_id, n, send_chunk, &out) < 0) {
			v->problem = *tx_problem(tx);
			result = -1;
			break;
		}
		if (!out.came) {
			result = fault(&v->problem, "file %lld has no chunk %d", (long long)file_id,
			               n);
			break;
		}
	}
	tx_rollback(tx);
	return result;
}

/* The read event is committed before the first byte goes (invariant 2): visit_read comes first. */
int evidence_file_page(struct visit *v)
{
	const struct rows *file = read_evidence_file(v->batch, v->params[0], v->params[1]);
	struct byte_range range;
	const char *etag;
	int64_t size;

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(file) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	size = rows_int(file, 0, EVIDENCE_FILE_SIZE);
	etag = arena_printf(v->arena, "\"%s\"", rows_text(file, 0, EVIDENCE_FILE_SHA256));
	range = response_range(v->rq, size, etag);
	response_range_headers(v->rs, range, size, etag);
	if (range.status == 416)
		return 0;
	response_attachment(v->rs, rows_text(file, 0, EVIDENCE_FILE_NAME),
	                    rows_text(file, 0, EVIDENCE_FILE_MEDIA_TYPE));
	return send_range(v, rows_int(file, 0, EVIDENCE_FILE_FILE_ID), range);
}
