/* Files coming in, and evidence going out. */
#include <string.h>

#include "base/str.h"
#include "casework/evidence.h"
#include "pages.h"

#include "base/banned.h"

static long read_part(void *handle, int64_t at, void *buffer, size_t size)
{
	return form_file_read(handle, at, buffer, size);
}

static int store(struct visit *v, const struct form_file *file, const char **ret_public_id)
{
	const struct upload_source from = { (void *)(uintptr_t)file, read_part, file->name, file->size };

	return upload_store(v->tx, &from, (int64_t)v->settings->web.max_upload_mb * 1024 * 1024, ret_public_id,
			    &v->problem);
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
const struct form_def upload_form = { .name = "upload", .fields = upload_fields,
				      .max_body = 110u * 1024 * 1024 };

/* One file, sent by the page's script while the form is being filled in. */
int upload_submit(struct visit *v)
{
	const struct form_file *file;
	const char *public_id;

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
