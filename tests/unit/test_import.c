/* Importing comments: dates, order, rows, whole files, and loading them (U-25). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/str.h"
#include "db/db.h"
#include "db_scratch.h"
#include "monitor/import.h"
#include "monitor/import_date.h"
#include "unit.h"

static const struct date latest = { 2024, 11, 22 };

/* ---- Dates ---------------------------------------------------------------------------------- */

/* "day-first/month-first", "-" where a reading does not exist; "=" behind it: speaks for an order;
 * "f": one reading is in the future; or the fault. */
static const struct {
	const char *text;
	const char *means;
} dates[] = {
	{ "28/01/2022", "2022-01-28/-=" },
	{ "8/24/2022", "-/2022-08-24=" },
	{ "03/04/2022", "2022-04-03/2022-03-04" },
	{ "3/4/22", "2022-04-03/2022-03-04" },
	{ "02/02/2022", "2022-02-02/2022-02-02" },
	{ "03-04-2022", "2022-04-03/2022-03-04" },
	{ "03.04.2022", "2022-04-03/2022-03-04" },
	{ "3 4 2022", "2022-04-03/2022-03-04" },
	{ "3 / 4 / 2022", "2022-04-03/2022-03-04" },
	{ "29/02/2024", "2024-02-29/-=" },
	{ "29/02/2023", "impossible" },
	{ "31/04/2022", "impossible" },
	{ "13/13/2022", "impossible" },
	{ "00/01/2022", "impossible" },
	{ "01/00/2022", "impossible" },
	{ "01/02/1947", "impossible" },
	/* the year first, or the month in letters: one reading, and no word about order */
	{ "2022-03-05", "2022-03-05/2022-03-05" },
	{ "2022/3/5", "2022-03-05/2022-03-05" },
	{ "2022-13-05", "impossible" },
	{ "5 March 2022", "2022-03-05/2022-03-05" },
	{ "5th of", "unreadable" },
	{ "05-Mar-22", "2022-03-05/2022-03-05" },
	{ "05MAR2022", "2022-03-05/2022-03-05" },
	{ "March 5th, 2022", "2022-03-05/2022-03-05" },
	{ "Sept 1 2022", "2022-09-01/2022-09-01" },
	{ "1st September 2022", "2022-09-01/2022-09-01" },
	{ "31 June 2022", "impossible" },
	{ "5 Marxh 2022", "unreadable" },
	{ "5 Ma 2022", "unreadable" },
	/* weekday before, time of day behind */
	{ "Saturday 5 March 2022", "2022-03-05/2022-03-05" },
	{ "Sat, 5 Mar 2022", "2022-03-05/2022-03-05" },
	{ "28/01/2022 14:05", "2022-01-28/-=" },
	{ "28/01/2022 00:00:00", "2022-01-28/-=" },
	{ "1/28/2022 2:05:00 PM", "-/2022-01-28=" },
	{ "2022-03-05T14:05:00Z", "2022-03-05/2022-03-05" },
	{ "2022-03-05 14:05:00.123+01:00", "2022-03-05/2022-03-05" },
	{ "28/01/2022\xc2\xa0", "2022-01-28/-=" },
	/* the future is no reading */
	{ "22/11/2024", "2024-11-22/-=" },
	{ "23/11/2024", "future" },
	{ "2024-11-23", "future" },
	{ "11/12/2024", "-/2024-11-12f" },
	{ "12/11/2024", "2024-11-12/-f" },
	{ "12/12/2024", "future" },
	{ "30/12/2024", "future" },
	/* not dates */
	{ "", "unreadable" },
	{ "last week", "unreadable" },
	{ "44501", "unreadable" },
	{ "20220305", "unreadable" },
	{ "28/01", "unreadable" },
	{ "28/01/", "unreadable" },
	{ "28//01/2022", "unreadable" },
	{ "28/01/222", "unreadable" },
	{ "28/01/2022 and 29/01/2022", "unreadable" },
	{ "28/01/2022-29/01/2022", "unreadable" },
	{ "128/01/2022", "unreadable" },
	{ "-1/01/2022", "unreadable" },
	{ "March 2022", "unreadable" },
	{ "Monday", "unreadable" },
	{ "1/2/3", "unreadable" },
};

static const char *describe_date(struct arena *a, const char *text)
{
	struct date_readings d;
	enum date_fault fault = date_readings_of(text, latest, &d);
	char day_first[DATE_SIZE] = "-", month_first[DATE_SIZE] = "-";

	if (fault)
		return fault == DATE_UNREADABLE   ? "unreadable"
		       : fault == DATE_IMPOSSIBLE ? "impossible"
		                                  : "future";
	if (d.has_day_first)
		date_print(d.day_first, day_first);
	if (d.has_month_first)
		date_print(d.month_first, month_first);
	return arena_printf(a, "%s/%s%s%s", day_first, month_first, d.says_order ? "=" : "",
	                    d.one_is_future ? "f" : "");
}

START_TEST(dates_are_read)
{
	struct arena *a = arena_new();

	ck_assert_msg(strcmp(describe_date(a, dates[_i].text), dates[_i].means) == 0,
	              "\"%s\" is %s, not %s", dates[_i].text, describe_date(a, dates[_i].text),
	              dates[_i].means);
	arena_free(a);
}
END_TEST

static void note(struct date_orders *o, const char *organisation, const char *service,
                 const char *text)
{
	struct date_readings d;

	ck_assert_int_eq(date_readings_of(text, latest, &d), DATE_GOOD);
	date_orders_note(o, organisation, service, &d);
}

START_TEST(order_is_decided_by_organisation_and_service)
{
	struct arena *a = arena_new();
	struct date_orders *o = date_orders_new(a);

	note(o, "Brook Lane", "Visits", "25/03/2022");
	note(o, "Brook Lane", "Reception", "3/25/2022");
	note(o, "Brook Lane", "Pharmacy", "25/03/2022");
	note(o, "brook lane", "pharmacy", "3/25/2022");
	note(o, "Brook Lane", "Letters", "3/4/2022");
	note(o, "Brook Lane", "Letters", "2022-03-25");
	note(o, "Brook Lane", "Letters", "25 March 2022");
	ck_assert_int_eq(date_orders_ask(o, "Brook Lane", "Visits"), ORDER_DAY_FIRST);
	ck_assert_int_eq(date_orders_ask(o, "BROOK LANE", "reception"), ORDER_MONTH_FIRST);
	ck_assert_int_eq(date_orders_ask(o, "Brook Lane", "Pharmacy"), ORDER_MIXED);
	ck_assert_int_eq(date_orders_ask(o, "Brook Lane", "Letters"), ORDER_UNKNOWN);
	ck_assert_int_eq(date_orders_ask(o, "Brook Lane", ""), ORDER_UNKNOWN);
	/* Two names are not one name cut elsewhere. */
	note(o, "ab", "c", "25/03/2022");
	ck_assert_int_eq(date_orders_ask(o, "a", "bc"), ORDER_UNKNOWN);
	arena_free(a);
}
END_TEST

START_TEST(order_is_bounded)
{
	struct arena *a = arena_new();
	struct date_orders *o = date_orders_new(a);
	char name[40];
	size_t used;

	for (int i = 0; i < ORDER_GROUPS_MAX; i++) {
		snprintf(name, sizeof(name), "practice %d", i);
		note(o, name, "", "25/03/2022");
	}
	used = arena_used(a);
	note(o, "one more", "", "25/03/2022");
	ck_assert_uint_eq(arena_used(a), used);
	ck_assert_int_eq(date_orders_ask(o, "one more", ""), ORDER_UNKNOWN);
	ck_assert_int_eq(date_orders_ask(o, "practice 4095", ""), ORDER_DAY_FIRST);
	/* A pair that is known still learns. */
	note(o, "practice 7", "", "3/25/2022");
	ck_assert_int_eq(date_orders_ask(o, "practice 7", ""), ORDER_MIXED);
	arena_free(a);
}
END_TEST

/* ---- Whole files, without a database --------------------------------------------------------- */

static int temporary(struct arena *a, const char *text, size_t size)
{
	int fd = import_temporary(a, NULL);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
	return fd;
}

static int temporary_text(struct arena *a, const char *text)
{
	return temporary(a, text, strlen(text));
}

/* Rows as lines "line date[/other] organisation|service|question|comment|sentiment|topics [why]".
 */
static int write_row(void *context, const struct import_row *row, struct problem *reterr_why)
{
	struct str *out = context;
	char on_date[DATE_SIZE], other[DATE_SIZE];

	(void)reterr_why;
	date_print(row->on_date, on_date);
	str_addf(out, "%lld %s", (long long)row->line, on_date);
	if (row->date_is_doubtful) {
		date_print(row->other_date, other);
		str_addf(out, "/%s", other);
	}
	str_addf(out, " %s|%s|%s|%s|%d|%s", row->text[IMPORT_ORGANISATION],
	         row->text[IMPORT_SERVICE], row->text[IMPORT_QUESTION], row->text[IMPORT_COMMENT],
	         row->sentiment, row->text[IMPORT_TOPICS]);
	ck_assert_int_eq(row->class == ROW_DOUBTFUL, row->why != NULL);
	if (row->why)
		str_addf(out, " [%s]", row->why);
	str_add_char(out, '\n');
	return 0;
}

static const char *read_fd(struct arena *a, int fd, bool month_first, struct import_check *check)
{
	struct import_reading reading = { .fd = fd, .latest = latest, .month_first = month_first };
	struct str out = str_new(a);
	struct problem why = { 0 };

	if (import_check_first(a, &reading, check, &why) < 0 ||
	    import_check_second(a, &reading, check, write_row, &out, &why) < 0)
		return arena_printf(a, "%s%s", why.sentence, why.detail);
	for (size_t i = 0; i < check->kept_count; i++)
		str_addf(&out, "refused %lld: %s\n", (long long)check->kept[i].line,
		         check->kept[i].why);
	return out.data;
}

static const char *read_text(struct arena *a, const char *text)
{
	struct import_check check;

	return read_fd(a, temporary_text(a, text), false, &check);
}

static const char *read_path(struct arena *a, const char *path, bool month_first,
                             struct import_check *check)
{
	int fd = open(path, O_RDONLY);
	const char *rows;

	ck_assert_msg(fd >= 0, "%s: run from the top of the repository", path);
	rows = read_fd(a, fd, month_first, check);
	close(fd);
	return rows;
}

#define BOTH "The date can be read two ways, and this service's other dates are written in both."
#define NONE                                                                                       \
	"The date can be read two ways, and no other date of this service shows which is meant."

START_TEST(an_everyday_file)
{
	struct arena *a = arena_new();
	struct import_check check;

	ck_assert_str_eq(
	        read_path(a, "tests/data/feedback.csv", false, &check),
	        "2 2024-01-28 Brook Lane|Reception|What was good?|The new phone queue tells you "
	        "your place.|2|Access\n"
	        "3 2024-04-03 Brook Lane|Reception|What was good?|Seen on time\xc2\xa0"
	        "and listened to.|1|Staff\n"
	        "4 2024-03-25 Brook Lane|Home - Visits|What could we do better?|Nobody rang "
	        "back.\nI waited in all afternoon,\n\nthen it was dark.|5|Communication\n"
	        "8 2024-02-14 Brook Lane|Home - Visits|What could we do better?|The nurse said "
	        "\"sit down\" before I had my coat off|4|\n"
	        "9 2024-02-05/2024-05-02 Brook Lane|Home - Visits|What was good?|Kind and "
	        "quick|1|Staff [" BOTH "]\n"
	        "10 2024-02-02 Brook Lane|Home - Visits|What was good?|Same day either "
	        "way|1|Staff\n"
	        "11 2023-12-11/2023-11-12 Brook Lane|Home - Visits|What was good?|Blanks before, "
	        "and after|2|Staff [" BOTH "]\n"
	        "12 2024-05-04/2024-04-05 Mill Street|Pharmacy|Please tell us about your visit|No "
	        "queue at all|0|Access [" NONE "]\n"
	        "14 2024-05-04/2024-04-05 Mill Street|Pharmacy|Please tell us about your visit|No "
	        "queue at all|0|Access [" NONE "]\n"
	        "16 2023-11-17 Mill Street||What was good?|Nothing really "
	        "\xf0\x9f\x91\x8f|3|\n"
	        "17 2023-11-06 Mill Street||What was good?|\xc2\xa3"
	        "7 for a letter\xe2\x80\xa6 that\xe2\x80\x99s a lot|4|Cost\n");
	ck_assert_int_eq(check.good, 7);
	ck_assert_int_eq(check.doubtful, 4);
	ck_assert_int_eq(check.refused, 0);
	ck_assert_int_eq(check.encoding, ENCODING_UTF8);
	arena_free(a);
}
END_TEST

START_TEST(the_setting_decides_only_what_is_undecided)
{
	struct arena *a = arena_new();
	struct import_check check;
	const char *rows = read_path(a, "tests/data/feedback.csv", true, &check);

	ck_assert_ptr_nonnull(strstr(rows, "\n3 2024-04-03 Brook Lane|Reception"));
	ck_assert_ptr_nonnull(strstr(rows, "\n9 2024-05-02/2024-02-05 Brook Lane"));
	ck_assert_ptr_nonnull(strstr(rows, "\n12 2024-04-05/2024-05-04 Mill Street"));
	ck_assert_int_eq(check.doubtful, 4);
	arena_free(a);
}
END_TEST

START_TEST(refused_rows_are_named)
{
	struct arena *a = arena_new();
	struct import_check check;

	ck_assert_str_eq(
	        read_path(a, "tests/data/feedback-refused.csv", false, &check),
	        "2 2024-01-28 Brook Lane|Reception|What was good?|Good row before|2|Access\n"
	        "14 2024-01-31 Brook Lane|Reception|What was good?|Good row after|2|Access\n"
	        "refused 3: The row has no date.\n"
	        "refused 4: The row has no text.\n"
	        "refused 5: The row has 5 columns; the first row has 7.\n"
	        "refused 6: The row has 9 columns; the first row has 7.\n"
	        "refused 7: The date \"31/02/2024\" does not exist.\n"
	        "refused 8: The date \"13/13/2023\" does not exist.\n"
	        "refused 9: The date column does not hold a date.\n"
	        "refused 10: The date \"01/01/2199\" is in the future.\n"
	        "refused 11: The organisation is longer than 200 characters.\n"
	        "refused 15: The quotation mark on line 15 is not closed, so the rest of the file "
	        "belongs to this row.\n");
	ck_assert_int_eq(check.refused, 10);
	arena_free(a);
}
END_TEST

START_TEST(an_older_encoding_throughout_is_sure)
{
	struct arena *a = arena_new();
	struct import_check check;

	ck_assert_str_eq(read_path(a, "tests/data/feedback-1252.csv", false, &check),
	                 "2 2024-01-28 Brook Lane|R\xc3\xa9"
	                 "ception||The doctor\xe2\x80\x99s caf\xc3\xa9 voucher \xe2\x80\x93 thank "
	                 "you|0|\n"
	                 "3 2024-01-28 Brook Lane|R\xc3\xa9"
	                 "ception||Plain enough|0|\n"
	                 "4 2024-01-29 Brook Lane|R\xc3\xa9"
	                 "ception||Cost \xe2\x80\x9c\xc2\xa3"
	                 "5\xe2\x80\x9d\xe2\x80\xa6|0|\n");
	ck_assert_int_eq(check.encoding, ENCODING_1252);
	ck_assert_str_eq(check.columns.left_out, "Reference");
	arena_free(a);
}
END_TEST

START_TEST(two_encodings_in_one_file_are_doubtful)
{
	struct arena *a = arena_new();
	struct import_check check;

	ck_assert_str_eq(
	        read_path(a, "tests/data/feedback-mixed.csv", false, &check),
	        "2 2024-01-28 Brook Lane|Reception|Q|Tr\xc3\xa8s bien|1|T\n"
	        "3 2024-01-28 Brook Lane|Reception|Q|Tr\xc3\xa8s bien aussi|1|T [The row is not "
	        "in UTF-8 as others in the file are; it was read as Windows-1252.]\n"
	        "4 2024-01-29 Brook Lane|Reception|Q|Broken \xef\xbf\xbd byte|1|T [The text holds "
	        "bytes that stand for no character; each was replaced by a mark.]\n"
	        "5 2024-01-30 Brook Lane|Reception|Q|So-called service|1|T [Text follows a "
	        "closing quotation mark; it was kept.]\n"
	        "6 2024-01-31 Brook Lane|Reception|Q|Sentiment in words|0|T [The sentiment is not "
	        "a number from 1 to 5; it was left out.]\n");
	ck_assert_int_eq(check.encoding, ENCODING_MIXED);
	arena_free(a);
}
END_TEST

static const struct {
	const char *text;
	const char *says;
} files[] = {
	{ "", "The file is empty." },
	{ "\n\r\n", "The file is empty." },
	{ "date,comment\n", "The file has column names and no row below them." },
	{ "date,comment\n,\n\n", "The file has column names and no row below them." },
	{ "28/01/2022,fine\n",
	  "The first row has no column called \"date\". It has: 28/01/2022, fine." },
	{ "date;comment\n",
	  "The first row has no column called \"date\". It has: date;comment. Columns must be "
	  "separated by commas." },
	{ "date,,organisation\n",
	  "The first row has no column called \"comment\". It has: date, (no name), "
	  "organisation." },
	{ "date,comment, DATE \n",
	  "The file has two columns called \"date\". Take one out, then import it again." },
	{ "\"date,comment\n", "The first row, which should name the columns, cannot be read." },
	{ "\xff\xfe"
	  "d",
	  "The file is in UTF-16. Save it as \"CSV UTF-8\", then import it again." },
	{ "PK\3\4....",
	  "The file is a spreadsheet. Save it as \"CSV UTF-8\", then import it again." },
	/* names in any order and case; lines above them are passed over */
	{ "\n\nCOMMENT,Date\nfine,28/01/2022\n", "4 2022-01-28 ||"
	                                         "|fine|0|\n" },
	{ "date,comment\n28/01/2022,\"=1+1\"\n", "2 2022-01-28 |||=1+1|0|\n" },
	{ "date,comment\n28/01/2022,\"a\tb\x0b\x1b[1mc\"\n", "2 2022-01-28 |||a\tb  [1mc|0|\n" },
	{ "date,comment\n28/01/2022,fine", "2 2022-01-28 |||fine|0|\n" },
	/* what a patient wrote is not repeated when the cells have slipped */
	{ "date,comment\nMy mother fell in the car park,28/01/2022\n",
	  "refused 2: The date column does not hold a date.\n" },
	/* a future reading is none, and says so where the service's other dates disagree */
	{ "date,comment,service\n25/03/2024,a,x\n11/12/2024,b,x\n11/12/2024,c,y\n",
	  "2 2024-03-25 |x||a|0|\n"
	  "3 2024-11-12/2024-12-11 |x||b|0| [The date would be in the future if it were read as "
	  "this service's other dates are, so it was read the other way round.]\n"
	  "4 2024-11-12 |y||c|0|\n" },
};

START_TEST(whole_files)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(read_text(a, files[_i].text), files[_i].says);
	arena_free(a);
}
END_TEST

START_TEST(a_nul_refuses_its_row)
{
	static const char text[] = "date,comment\n28/01/2022,a\0b\n29/01/2022,c\n";
	struct arena *a = arena_new();
	struct import_check check;

	ck_assert_str_eq(read_fd(a, temporary(a, text, sizeof(text) - 1), false, &check),
	                 "3 2022-01-29 |||c|0|\n"
	                 "refused 2: The row holds a NUL byte: the file is damaged, or is not "
	                 "text.\n");
	arena_free(a);
}
END_TEST

START_TEST(more_refused_rows_than_are_named)
{
	struct arena *a = arena_new();
	struct str s = str_new(a);
	struct import_check check;

	str_add(&s, "date,comment\n");
	for (int i = 0; i < IMPORT_REFUSED_KEPT + 5; i++)
		str_add(&s, "nonsense,x\n");
	read_fd(a, temporary(a, s.data, s.len), false, &check);
	ck_assert_int_eq(check.refused, IMPORT_REFUSED_KEPT + 5);
	ck_assert_uint_eq(check.kept_count, IMPORT_REFUSED_KEPT);
	arena_free(a);
}
END_TEST

START_TEST(a_pipe_can_be_read_twice)
{
	static const char text[] = "date,comment\n28/01/2022,fine\n";
	struct arena *a = arena_new();
	struct import_check check;
	int ends[2];
	int fd;

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], text, sizeof(text) - 1), (ssize_t)sizeof(text) - 1);
	close(ends[1]);
	fd = import_seekable(a, ends[0], NULL);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_ne(fd, ends[0]);
	ck_assert_str_eq(read_fd(a, fd, false, &check), "2 2022-01-28 |||fine|0|\n");
	close(ends[0]);
	arena_free(a);
}
END_TEST

static void change_it(void *context, const struct import_progress *progress)
{
	int *fd = context;

	if (progress->phase == IMPORT_CHECKING)
		ck_assert_int_eq(pwrite(*fd, "29", 2, 13), 2);
}

START_TEST(a_file_that_changes_meanwhile_is_refused)
{
	static const char text[] = "date,comment\n28/01/2022,fine\n";
	struct arena *a = arena_new();
	int fd = temporary(a, text, sizeof(text) - 1);
	struct import_reading reading = {
		.fd = fd, .latest = latest, .on_progress = change_it, .context = &fd
	};
	struct import_check check;
	struct problem why = { 0 };

	ck_assert_int_eq(import_check_first(a, &reading, &check, &why), 0);
	ck_assert_int_eq(import_check_second(a, &reading, &check, NULL, NULL, &why), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "changed"));
	arena_free(a);
}
END_TEST

/* A file of so many bytes at least, of rows that differ. */
static int large_file(struct arena *a, long bytes)
{
	int fd = import_temporary(a, NULL);
	FILE *f = fdopen(dup(fd), "w");
	long n = 0;

	ck_assert_ptr_nonnull(f);
	fprintf(f, "date,organisation,service,question,comment,sentiment,topics\r\n");
	while (ftell(f) < bytes) {
		n++;
		fprintf(f,
		        "%02ld/%02ld/2022,Practice %ld,Service %ld,What was good?,\"Comment %ld,\n"
		        "with a line break, a no-break\xc2\xa0"
		        "blank and some length to it\",%ld,Access\r\n",
		        n % 28 + 1, n % 12 + 1, n % 700, n % 9, n, n % 5 + 1);
	}
	fclose(f);
	return fd;
}

START_TEST(memory_is_the_same_for_any_file)
{
	struct arena *a = arena_new();
	struct import_check check;
	struct import_reading reading = { .fd = large_file(a, 2 << 20), .latest = latest };
	struct problem why = { 0 };
	long before;

	ck_assert_int_eq(import_check_first(a, &reading, &check, &why), 0);
	ck_assert_int_eq(import_check_second(a, &reading, &check, NULL, NULL, &why), 0);
	reading.fd = large_file(a, 30 << 20);
	before = scratch_peak_kb();
	ck_assert_int_eq(import_check_first(a, &reading, &check, &why), 0);
	ck_assert_int_eq(import_check_second(a, &reading, &check, NULL, NULL, &why), 0);
	ck_assert_int_gt(check.good, 100000);
	/* The tables of orders once more, and nothing that grows with the file. */
	ck_assert_int_lt(scratch_peak_kb() - before, SCRATCH_HOARDS ? 16384 : 2048);
	arena_free(a);
}
END_TEST

/* ---- Loading --------------------------------------------------------------------------------- */

struct loading {
	struct arena *arena;
	struct import_job job;
	struct import_result result;
	struct problem why;
	const char *practice; /* its id */
};

/* The first value that the SQL gives, asked by the superuser. */
static const char *ask_server(struct arena *a, const char *sql)
{
	PGconn *conn = PQconnectdb(scratch_conninfo("postgres"));
	PGresult *res = PQexec(conn, sql);
	const char *value = "";

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		ck_abort_msg("%s", PQerrorMessage(conn));
	if (PQntuples(res) > 0)
		value = arena_text(a, PQgetvalue(res, 0, 0));
	PQclear(res);
	PQfinish(conn);
	return value;
}

static struct loading open_loading(void)
{
	struct loading l = { .arena = arena_new() };

	l.practice = ask_server(
	        l.arena,
	        "INSERT INTO app.practice (code, letters, name) SELECT 'Y' || lpad((70000 + "
	        "count(*))"
	        "::text, 5, '0'), 'TST', 'Import test' FROM app.practice RETURNING id");
	l.job.db = db_open(scratch_conninfo("worker"), 20000);
	l.job.progress = db_open(scratch_conninfo("worker"), 20000);
	l.job.practice_id = strtoll(l.practice, NULL, 10);
	l.job.actor = "command: tester";
	l.job.name = "feedback.csv";
	return l;
}

static void close_loading(struct loading *l)
{
	ck_assert(db_settle(l->job.db));
	ck_assert(db_settle(l->job.progress));
	db_close(l->job.db);
	db_close(l->job.progress);
	arena_free(l->arena);
}

static int load_fd(struct loading *l, int fd)
{
	l->job.fd = fd;
	memset(&l->why, 0, sizeof(l->why));
	return import_run(l->arena, &l->job, &l->result, &l->why);
}

static int load_path(struct loading *l, const char *path)
{
	int fd = open(path, O_RDONLY);
	int rc = load_fd(l, fd);

	close(fd);
	return rc;
}

/* The first value of a query in which $P is the practice. */
static const char *ask(struct loading *l, const char *sql)
{
	struct str s = str_new(l->arena);
	const char *p;

	for (; (p = strstr(sql, "$P")); sql = p + 2) {
		str_add_n(&s, sql, (size_t)(p - sql));
		str_add(&s, l->practice);
	}
	str_add(&s, sql);
	return ask_server(l->arena, s.data);
}

#define COUNT "SELECT count(*) FROM app.feedback WHERE practice_id = $P"
#define LAST_IMPORT                                                                                \
	"SELECT concat_ws(' ', state, rows_total, rows_good, rows_doubtful, rows_refused,"         \
	" rows_repeated, rows_done, encoding, finished_at IS NOT NULL)"                            \
	" FROM app.import_file WHERE practice_id = $P ORDER BY id DESC LIMIT 1"

START_TEST(a_file_is_loaded_once)
{
	struct loading l = open_loading();
	int fd;

	ck_assert_msg(load_path(&l, "tests/data/feedback.csv") == 0, "%s (%s)", l.why.sentence,
	              l.why.detail);
	ck_assert_int_eq(l.result.outcome, IMPORT_LOADED);
	ck_assert_int_eq(l.result.repeated, 0);
	ck_assert_str_eq(ask(&l, COUNT), "11");
	ck_assert_str_eq(ask(&l, LAST_IMPORT), "loaded 11 7 4 0 0 11 utf8 t");
	ck_assert_str_eq(
	        ask(&l, "SELECT string_agg(concat_ws('|', line, source, on_date, other_date,"
	                " date_is_doubtful, doubt IS NOT NULL, service, sentiment, occurrence), ' '"
	                " ORDER BY line) FROM app.feedback WHERE practice_id = $P"
	                " AND line IN (3, 9, 12, 14)"),
	        "3|fft|2024-04-03|f|f|Reception|1|0"
	        " 9|fft|2024-02-05|2024-05-02|t|t|Home - Visits|1|0"
	        " 12|fft|2024-05-04|2024-04-05|t|t|Pharmacy|0"
	        " 14|fft|2024-05-04|2024-04-05|t|t|Pharmacy|1");
	ck_assert_str_eq(ask(&l, "SELECT comment FROM app.feedback WHERE practice_id = $P"
	                         " AND line = 4"),
	                 "Nobody rang back.\nI waited in all afternoon,\n\nthen it was dark.");
	ck_assert_str_eq(ask(&l,
	                     "SELECT concat_ws(' ', actor_kind, actor_name, detail->>'good',"
	                     " detail->>'doubtful', detail->>'repeated', length(detail->>'sha256'))"
	                     " FROM app.event WHERE practice_id = $P AND kind = 'import.loaded'"),
	                 "import command: tester 7 4 0 64");

	/* The same file: nothing. */
	ck_assert_int_eq(load_path(&l, "tests/data/feedback.csv"), 0);
	ck_assert_int_eq(l.result.outcome, IMPORT_REPEATED);
	ck_assert_ptr_nonnull(l.result.twin_at);
	ck_assert_str_eq(ask(&l, COUNT), "11");
	ck_assert_str_eq(ask(&l, LAST_IMPORT), "repeated 0 0 0 0 0 0  t");
	ck_assert_str_eq(ask(&l, "SELECT count(*) FROM app.event WHERE practice_id = $P"
	                         " AND kind = 'import.loaded'"),
	                 "1");

	/* Another file: one row that is here, a third equal to two that are here, a new one. */
	fd = temporary_text(
	        l.arena,
	        "topics,comment,date,organisation,service,question\n"
	        "Access,No queue at all,04/05/2024,Mill Street,Pharmacy,Please tell us about "
	        "your visit\n"
	        "Access,No queue at all,04/05/2024,Mill Street,Pharmacy,Please tell us about "
	        "your visit\n"
	        "Access,No queue at all,04/05/2024,Mill Street,Pharmacy,Please tell us about "
	        "your visit\n"
	        "Access,A queue this time,04/05/2024,Mill Street,Pharmacy,\n");
	ck_assert_int_eq(load_fd(&l, fd), 0);
	ck_assert_int_eq(l.result.outcome, IMPORT_LOADED);
	ck_assert_int_eq(l.result.repeated, 2);
	ck_assert_str_eq(ask(&l, COUNT), "13");
	close_loading(&l);
}
END_TEST

START_TEST(refused_rows_block_the_file)
{
	struct loading l = open_loading();

	ck_assert_int_eq(load_path(&l, "tests/data/feedback-refused.csv"), 0);
	ck_assert_int_eq(l.result.outcome, IMPORT_BLOCKED);
	ck_assert_str_eq(ask(&l, COUNT), "0");
	ck_assert_str_eq(ask(&l, LAST_IMPORT), "blocked 12 2 0 10 0 12 utf8 t");
	ck_assert_str_eq(ask(&l, "SELECT concat_ws(' ', count(*), min(line), max(line))"
	                         " FROM app.import_refusal WHERE practice_id = $P"),
	                 "10 3 15");
	/* Passing over bad rows loads the others; a blocked import of the file is no twin. */
	l.job.skip_bad = true;
	ck_assert_int_eq(load_path(&l, "tests/data/feedback-refused.csv"), 0);
	ck_assert_int_eq(l.result.outcome, IMPORT_LOADED);
	ck_assert_str_eq(ask(&l, COUNT), "2");
	ck_assert_str_eq(ask(&l, LAST_IMPORT), "loaded 12 2 0 10 0 12 utf8 t");
	ck_assert_str_eq(ask(&l, "SELECT count(*) FROM app.import_refusal WHERE practice_id = $P"),
	                 "20");
	close_loading(&l);
}
END_TEST

START_TEST(a_file_of_the_wrong_kind_says_why)
{
	struct loading l = open_loading();

	ck_assert_int_eq(load_fd(&l, temporary_text(l.arena, "PK\3\4zip")), -1);
	ck_assert_int_eq(l.why.kind, PROBLEM_REFUSED);
	ck_assert_str_eq(ask(&l, "SELECT state || ': ' || why FROM app.import_file"
	                         " WHERE practice_id = $P"),
	                 "failed: The file is a spreadsheet. Save it as \"CSV UTF-8\", then import "
	                 "it again.");
	close_loading(&l);
}
END_TEST

START_TEST(the_practice_setting_is_used)
{
	struct loading l = open_loading();

	ask(&l, "INSERT INTO app.practice_setting VALUES ($P, 'date_order', 'month_first')");
	ck_assert_int_eq(load_path(&l, "tests/data/feedback.csv"), 0);
	ck_assert_str_eq(ask(&l, "SELECT on_date FROM app.feedback WHERE practice_id = $P"
	                         " AND line = 12"),
	                 "2024-04-05");
	close_loading(&l);
}
END_TEST

struct watcher {
	struct loading *l;
	int calls;
	bool kills;
	bool imports;
};

static void watch(void *context, const struct import_progress *progress)
{
	struct watcher *w = context;

	if (progress->phase != IMPORT_LOADING || ++w->calls != 3)
		return;
	ck_assert_str_eq(ask(w->l, "SELECT concat_ws(' ', state, rows_done > 0, bytes_done > 0,"
	                           " size > bytes_done) FROM app.import_file"
	                           " WHERE practice_id = $P"),
	                 "loading t t t");
	ck_assert_str_eq(ask(w->l, COUNT), "0");
	if (w->kills)
		ck_assert_int_ge(scratch_kill("worker"), 1);
	if (w->imports) {
		struct loading other = *w->l;

		other.job.db = db_open(scratch_conninfo("worker"), 20000);
		other.job.progress = db_open(scratch_conninfo("worker"), 20000);
		other.job.on_progress = NULL;
		ck_assert_int_eq(load_path(&other, "tests/data/feedback.csv"), -1);
		ck_assert_int_eq(other.why.kind, PROBLEM_CONFLICT);
		db_close(other.job.db);
		db_close(other.job.progress);
	}
}

START_TEST(progress_is_seen_while_it_loads)
{
	struct loading l = open_loading();
	struct watcher w = { .l = &l };

	l.job.on_progress = watch;
	l.job.context = &w;
	ck_assert_int_eq(load_fd(&l, large_file(l.arena, 1 << 20)), 0);
	ck_assert_int_ge(w.calls, 3);
	ck_assert_int_gt(strtol(ask(&l, COUNT), NULL, 10), 5000);
	close_loading(&l);
}
END_TEST

START_TEST(a_lost_connection_adds_nothing)
{
	struct loading l = open_loading();
	struct watcher w = { .l = &l, .kills = true };
	int fd = large_file(l.arena, 1 << 20);

	l.job.on_progress = watch;
	l.job.context = &w;
	ck_assert_int_eq(load_fd(&l, fd), -1);
	ck_assert_int_eq(l.why.kind, PROBLEM_BUSY);
	ck_assert_str_eq(ask(&l, COUNT), "0");
	ck_assert_str_eq(ask(&l, "SELECT state FROM app.import_file WHERE practice_id = $P"),
	                 "failed");
	/* And then it goes through. */
	l.job.on_progress = NULL;
	ck_assert_int_eq(load_fd(&l, fd), 0);
	ck_assert_int_eq(l.result.repeated, 0);
	close_loading(&l);
}
END_TEST

START_TEST(one_import_of_a_practice_at_a_time)
{
	struct loading l = open_loading();
	struct watcher w = { .l = &l, .imports = true };

	l.job.on_progress = watch;
	l.job.context = &w;
	ck_assert_int_eq(load_fd(&l, large_file(l.arena, 1 << 20)), 0);
	close_loading(&l);
}
END_TEST

START_TEST(the_worker_reads_what_a_page_received)
{
	struct loading l = open_loading();

	scratch_do("UPDATE app.import_file SET finished_at = now() WHERE finished_at IS NULL");
	ck_assert_int_eq(import_work(l.arena, l.job.db, l.job.progress, &l.why), 0);
	ask(&l, "WITH f AS (INSERT INTO app.import_file (practice_id, kind, name, size, by_kind,"
	        " by_name, state) VALUES ($P, 'pals', 'sent.csv', 38, 'member', 'Ann', 'waiting')"
	        " RETURNING id) INSERT INTO app.import_chunk SELECT id, $P, n, b FROM f, (VALUES"
	        " (1, convert_to('01/2022,fine' || chr(10) || '29/01/2022,so', 'UTF8')),"
	        " (0, convert_to('date,comment' || chr(10) || '28/', 'UTF8'))) v (n, b)");
	ck_assert_msg(import_work(l.arena, l.job.db, l.job.progress, &l.why) == 1, "%s (%s)",
	              l.why.sentence, l.why.detail);
	ck_assert_str_eq(ask(&l, LAST_IMPORT), "loaded 2 2 0 0 0 2 utf8 t");
	ck_assert_str_eq(ask(&l, "SELECT string_agg(comment, ' ' ORDER BY line) FROM app.feedback"
	                         " WHERE practice_id = $P"),
	                 "fine so");
	ck_assert_str_eq(ask(&l, "SELECT count(*) FROM app.import_chunk WHERE practice_id = $P"),
	                 "0");
	ck_assert_str_eq(ask(&l, "SELECT actor_name FROM app.event WHERE practice_id = $P"
	                         " AND kind = 'import.loaded'"),
	                 "Ann");
	ck_assert_int_eq(import_work(l.arena, l.job.db, l.job.progress, &l.why), 0);
	close_loading(&l);
}
END_TEST

static Suite *import_suite(void)
{
	Suite *suite = suite_create("import");
	TCase *reading = tcase_create("reading");
	TCase *loading = tcase_create("loading");

	tcase_set_timeout(reading, 120);
	tcase_add_loop_test(reading, dates_are_read, 0, (int)UNIT_COUNT(dates));
	tcase_add_test(reading, order_is_decided_by_organisation_and_service);
	tcase_add_test(reading, order_is_bounded);
	tcase_add_test(reading, an_everyday_file);
	tcase_add_test(reading, the_setting_decides_only_what_is_undecided);
	tcase_add_test(reading, refused_rows_are_named);
	tcase_add_test(reading, an_older_encoding_throughout_is_sure);
	tcase_add_test(reading, two_encodings_in_one_file_are_doubtful);
	tcase_add_loop_test(reading, whole_files, 0, (int)UNIT_COUNT(files));
	tcase_add_test(reading, a_nul_refuses_its_row);
	tcase_add_test(reading, more_refused_rows_than_are_named);
	tcase_add_test(reading, a_pipe_can_be_read_twice);
	tcase_add_test(reading, a_file_that_changes_meanwhile_is_refused);
	tcase_add_test(reading, memory_is_the_same_for_any_file);
	suite_add_tcase(suite, reading);

	tcase_set_timeout(loading, 120);
	tcase_add_test(loading, a_file_is_loaded_once);
	tcase_add_test(loading, refused_rows_block_the_file);
	tcase_add_test(loading, a_file_of_the_wrong_kind_says_why);
	tcase_add_test(loading, the_practice_setting_is_used);
	tcase_add_test(loading, progress_is_seen_while_it_loads);
	tcase_add_test(loading, a_lost_connection_adds_nothing);
	tcase_add_test(loading, one_import_of_a_practice_at_a_time);
	tcase_add_test(loading, the_worker_reads_what_a_page_received);
	suite_add_tcase(suite, loading);
	return suite;
}

UNIT_MAIN(import_suite)
