/* Exports: written, read back and verified; no line can be lost and no letter changed unseen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/source.h"
#include "audit_book.h"
#include "unit.h"

static struct book book;
static char *text;
static size_t size;
static struct problem why;

static void export_book(void)
{
	FILE *out;
	struct audit_sink sink;

	free(text);
	out = open_memstream(&text, &size);
	sink = audit_export_to(out);
	book_make(&book);
	book_give(&book, &sink);
	fclose(out);
}

/* Findings, or -1 when the export is not read to its end. */
static int verify_text(const char *export, size_t n)
{
	struct audit_verify *v = audit_verify_open(book_note, NULL);
	struct audit_sink sink = audit_verify_sink(v);
	FILE *in = fmemopen((void *)(uintptr_t) export, n, "r");
	struct audit_counts counts;
	int result;

	book_sentences[0] = '\0';
	problem_clear(&why);
	result = audit_read_export(in, &sink, &why);
	fclose(in);
	counts = audit_verify_close(v);
	return result < 0 ? -1 : (int)counts.findings;
}

static size_t line_length(const char *line)
{
	return (size_t)(strchr(line, '\n') - line) + 1;
}

START_TEST(comes_back_as_it_went)
{
	export_book();
	ck_assert_msg(verify_text(text, size) == 0, "%s%s", book_sentences, why.sentence);
	ck_assert_ptr_nonnull(strstr(text, "{\"is\":\"event\",\"id\":104,"));
}
END_TEST

START_TEST(no_line_is_lost_or_doubled_unseen)
{
	size_t at, length;
	char *other;

	export_book();
	other = malloc(size * 2);
	for (at = 0; at < size; at += length) {
		length = line_length(text + at);
		/* An upload that no case has is nobody's loss. */
		if (strstr(text + at, "draft.png") &&
		    strstr(text + at, "draft.png") < text + at + length)
			continue;
		memcpy(other, text, at);
		memcpy(other + at, text + at + length, size - at - length);
		ck_assert_msg(verify_text(other, size - length) != 0, "lost unseen: %.*s",
		              (int)length, text + at);
		if (!strncmp(text + at, "{\"is\":\"table\"", 13) ||
		    !strncmp(text + at, "{\"is\":\"row\"", 11) ||
		    !strncmp(text + at, "{\"is\":\"content\"", 15))
			continue; /* said twice, it says nothing else */
		memcpy(other, text, at + length);
		memcpy(other + at + length, text + at, size - at);
		ck_assert_msg(verify_text(other, size + length) != 0, "doubled unseen: %.*s",
		              (int)length, text + at);
	}
	free(other);
}
END_TEST

START_TEST(no_letter_is_changed_unseen)
{
	size_t i;
	const char *upload;

	export_book();
	upload = strstr(text, "{\"is\":\"row\",\"table\":\"stored_file\",\"version\":1,\"id\":71");
	ck_assert_ptr_nonnull(upload);
	for (i = 0; i + 1 < size; i++) {
		char was = text[i];

		if (text + i >= upload && text + i < upload + line_length(upload))
			continue;
		text[i] = was == '1' ? '2' : was == '\n' ? ' ' : (char)(was ^ 1);
		ck_assert_msg(verify_text(text, size) != 0, "\"%c\" made \"%c\" unseen in %.*s",
		              was, text[i], 60, text + (i > 30 ? i - 30 : 0));
		text[i] = was;
	}
}
END_TEST

START_TEST(says_which_line_cannot_be_read)
{
	static const char no_end[] = "{\"is\":\"orphan\",\"event\":1,\"n\":1}\n";
	static const char not_json[] = "{\"is\":\"orphan\",\"event\":1,\"n\":1}\n{\n";
	static const char no_number[] = "{\"is\":\"orphan\",\"event\":\"1\",\"n\":1}\n";
	static const char after[] = "{\"is\":\"end\"}\n{\"is\":\"end\"}\n";
	static const char unknown[] = "{\"is\":\"secret\"}\n";

	ck_assert_int_eq(verify_text(no_end, sizeof(no_end) - 1), -1);
	ck_assert_str_eq(why.sentence, "The export breaks off after line 1, before its end");
	ck_assert_int_eq(verify_text(not_json, sizeof(not_json) - 1), -1);
	ck_assert_str_eq(why.sentence, "Line 2 of the export is not a record");
	ck_assert_int_eq(verify_text(no_number, sizeof(no_number) - 1), -1);
	ck_assert_str_eq(why.sentence, "Line 1 of the export has no proper value for \"event\"");
	ck_assert_int_eq(verify_text(after, sizeof(after) - 1), -1);
	ck_assert_str_eq(why.sentence, "Line 2 of the export comes after its end");
	ck_assert_int_eq(verify_text(unknown, sizeof(unknown) - 1), -1);
	ck_assert_str_eq(why.sentence, "Line 1 of the export has no proper value for \"is\"");
}
END_TEST

START_TEST(says_when_it_cannot_be_written)
{
	FILE *full = fopen("/dev/full", "w");
	struct audit_sink sink = audit_export_to(full);
	struct audit_record end = { .kind = AUDIT_END };

	ck_assert_int_eq(sink.take(sink.context, &end), -1);
	fclose(full);
}
END_TEST

UNIT_SUITE(export_suite, "audit: export", comes_back_as_it_went, no_line_is_lost_or_doubled_unseen,
           no_letter_is_changed_unseen, says_which_line_cannot_be_read,
           says_when_it_cannot_be_written)
UNIT_MAIN(export_suite)
