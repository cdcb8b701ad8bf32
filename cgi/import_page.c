/* Imports: sending a file, how far it is, what came of it, and settling what is doubtful. The
 * comments themselves, as what they are. */
#include <string.h>

#include "base/str.h"
#include "monitor/import.h"
#include "pages.h"

#include "base/banned.h"

enum {
	LIST_MOST = 100,
	DOUBTFUL_MOST = 50,
	FEEDBACK_MOST = 50,
	CHUNK = 256 * 1024,
	FILE_MAX = 20 * 1024 * 1024, /* as nginx lets through */
};

static const struct field import_upload_fields[] = {
	{ "file", FIELD_FILES },
	{ "skip_bad", FIELD_TICK },
	{ 0 },
};
const struct form_def import_upload_form = { .name = "import_upload",
	                                     .fields = import_upload_fields,
	                                     .max_body = FILE_MAX + 64 * 1024 };

static const char *const readings[] = { "loaded", "other", NULL };

static const struct field import_settle_fields[] = {
	{ "line", FIELD_WHOLE, .missing = "Choose a row of the list" },
	{ "use", FIELD_CHOICE, .missing = "Choose which reading is right", .choices = readings },
	{ 0 },
};
const struct form_def import_settle_form = { .name = "import_settle",
	                                     .fields = import_settle_fields };

static const struct field import_service_fields[] = {
	{ "organisation", FIELD_LINE, .max = IMPORT_LABEL_MAX },
	{ "service", FIELD_LINE, .max = IMPORT_LABEL_MAX },
	{ "use", FIELD_CHOICE, .missing = "Choose which reading is right", .choices = readings },
	{ 0 },
};
const struct form_def import_service_form = { .name = "import_service",
	                                      .fields = import_service_fields };

static const struct field feedback_filter_fields[] = {
	{ "from_on", FIELD_DATE },
	{ "to_on", FIELD_DATE },
	{ 0 },
};
const struct form_def feedback_filter_form = { .name = "feedback_filter",
	                                       .fields = feedback_filter_fields };

/* ---- Sending a file ------------------------------------------------------------------------- */

int import_list_page(struct visit *v)
{
	read_import_list(v->batch, LIST_MOST);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "registers");
	return visit_page(v, &template_import_list);
}

static int receive(struct visit *v, const struct form_file *file, int64_t import_id)
{
	unsigned char *block = arena_alloc(v->arena, CHUNK);
	int64_t at = 0;

	for (int n = 0; at < file->size; n++) {
		struct bytes chunk = { block, 0 };

		/* Filled, so that the number of rows depends on the size alone. */
		while (chunk.size < CHUNK) {
			long got = form_file_read(file, at, block + chunk.size, CHUNK - chunk.size);

			if (got < 0)
				return fault(&v->problem, "reading the file that was sent");
			if (got == 0)
				break;
			chunk.size += (size_t)got;
			at += got;
		}
		if (!chunk.size)
			return fault(&v->problem, "the file that was sent ended early");
		if (!write_import_receive_chunk(v->tx, import_id, n, chunk))
			return visit_tx_failed(v);
	}
	return 0;
}

/* The worker reads it: a page does not wait for a long file, and a worker that is interrupted
 * begins again. */
int import_upload_submit(struct visit *v)
{
	const struct form_file *file = form_file_count(v->form) ? form_file_at(v->form, 0) : NULL;
	const struct rows *made;
	int64_t import_id;

	if (!file || (!*file->name && !file->size)) {
		form_refuse(v->form, "file", "Choose a CSV file");
		return -1;
	}
	if (file->size > FILE_MAX) {
		form_refuse(v->form, "file", "The file must be 20 MB or smaller");
		return -1;
	}
	made = write_import_receive(v->tx, "pals", *file->name ? file->name : "file.csv",
	                            file->size, form_ticked(v->form, "skip_bad"));
	if (!made)
		return visit_tx_failed(v);
	import_id = rows_int(made, 0, IMPORT_RECEIVE_IMPORT_ID);
	if (receive(v, file, import_id) < 0)
		return -1;
	if (!write_import_receive_event(v->tx, import_id, file->size))
		return visit_tx_failed(v);
	return visit_see_other(v, "/imports/%s", rows_text(made, 0, IMPORT_RECEIVE_PUBLIC_ID));
}

/* ---- What came of it ------------------------------------------------------------------------ */

static int64_t query_whole(struct visit *v, const char *name)
{
	const char *text = request_query(v->rq, name);
	int64_t value = 0;

	for (; text && *text >= '0' && *text <= '9' && value < 1000000000; text++)
		value = value * 10 + (*text - '0');
	return value;
}

int import_show_page(struct visit *v)
{
	const char *id = v->params[0];
	const struct rows *import = read_import_show(v->batch, id);
	const struct rows *doubtful;
	const char *next = "";

	read_import_refusals(v->batch, id, IMPORT_REFUSED_KEPT);
	read_feedback_doubtful_groups(v->batch, id);
	doubtful = read_feedback_doubtful(v->batch, id, query_whole(v, "after"), DOUBTFUL_MOST);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(import) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (rows_count(doubtful) == DOUBTFUL_MOST)
		next = arena_printf(v->arena, "/imports/%s?after=%s#doubtful",
		                    rows_text(import, 0, IMPORT_SHOW_PUBLIC_ID),
		                    rows_text(doubtful, DOUBTFUL_MOST - 1, FEEDBACK_DOUBTFUL_LINE));
	view_text(v->view, "next_href", next);
	view_flag(v->view, "has_more_refused",
	          rows_int(import, 0, IMPORT_SHOW_ROWS_REFUSED) > IMPORT_REFUSED_KEPT);
	visit_section(v, "registers");
	visit_back(v, "Imports", "/imports");
	return visit_page(v, &template_import_show);
}

/* For the page's script, which asks again until it is done. */
int import_progress_page(struct visit *v)
{
	const struct rows *import = read_import_show(v->batch, v->params[0]);

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(import) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	response_header(v->rs, "Content-Type", "application/json; charset=utf-8");
	str_addf(&v->rs->body, "{\"percent\": %d, \"rows\": %lld, \"done\": %s}\n",
	         (int)rows_int(import, 0, IMPORT_SHOW_PERCENT),
	         (long long)rows_int(import, 0, IMPORT_SHOW_ROWS_DONE),
	         rows_bool(import, 0, IMPORT_SHOW_IS_RUNNING) ? "false" : "true");
	return 0;
}

/* ---- Settling what is doubtful -------------------------------------------------------------- */

static int settled(struct visit *v, int64_t import_id, const int64_t *line, int64_t rows)
{
	if (!write_feedback_settled_event(v->tx, import_id, line, rows, form_text(v->form, "use")))
		return visit_tx_failed(v);
	return visit_see_other(v, "/imports/%s", v->params[0]);
}

static int already_settled(struct visit *v)
{
	return refuse(&v->problem, PROBLEM_CONFLICT,
	              "This was settled already, or it is not in this import. The list below is as "
	              "it is now.");
}

int import_settle_submit(struct visit *v)
{
	int64_t line = form_whole(v->form, "line", 0);
	const struct rows *done = write_feedback_settle_date(
	        v->tx, v->params[0], line, text_equal(form_text(v->form, "use"), "other"));

	if (!done)
		return visit_tx_failed(v);
	if (rows_count(done) == 0)
		return already_settled(v);
	return settled(v, rows_int(done, 0, FEEDBACK_SETTLE_DATE_IMPORT_ID), &line, 1);
}

int import_service_submit(struct visit *v)
{
	const struct rows *done = write_feedback_settle_group(
	        v->tx, v->params[0], form_text(v->form, "organisation"),
	        form_text(v->form, "service"), text_equal(form_text(v->form, "use"), "other"));

	if (!done)
		return visit_tx_failed(v);
	if (rows_count(done) == 0)
		return already_settled(v);
	return settled(v, rows_int(done, 0, FEEDBACK_SETTLE_GROUP_IMPORT_ID), NULL,
	               rows_int(done, 0, FEEDBACK_SETTLE_GROUP_SETTLED));
}

/* ---- Comments ------------------------------------------------------------------------------- */

/* The address of another page of the same list. */
static const char *list_href(struct visit *v, const char *from_on, const char *to_on, int64_t page)
{
	return arena_printf(v->arena, "/feedback?from_on=%s&to_on=%s&page=%lld",
	                    from_on ? from_on : "", to_on ? to_on : "", (long long)page);
}

int feedback_list_page(struct visit *v)
{
	int64_t page = query_whole(v, "page");
	const struct rows *count, *list;
	const char *from_on, *to_on;
	bool has_more;

	if (page < 1 || page > 100000)
		page = 1;
	v->form = form_from_query(v->rq, &feedback_filter_form);
	from_on = form_text_or_null(v->form, "from_on");
	to_on = form_text_or_null(v->form, "to_on");
	count = read_feedback_count(v->batch, from_on, to_on);
	list = read_feedback_list(v->batch, from_on, to_on, FEEDBACK_MOST,
	                          (int)(page - 1) * FEEDBACK_MOST);
	if (visit_read(v) < 0)
		return -1;
	has_more = page * FEEDBACK_MOST < rows_int(count, 0, FEEDBACK_COUNT_TOTAL);
	view_text(v->view, "before_href",
	          page > 1 && rows_count(list) ? list_href(v, from_on, to_on, page - 1) : "");
	view_text(v->view, "after_href", has_more ? list_href(v, from_on, to_on, page + 1) : "");
	visit_section(v, "registers");
	return visit_page(v, &template_feedback_list);
}
