/* The example practice: Woodbrook, with its people, its policy and its cases, for trying Candour
 * out. Its people sign in as anybody would, so that every event says who did what. Names are roles.
 */
#include "example.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/casework.h"
#include "casework/incident.h"
#include "cli.h"
#include "db/conninfo.h"
#include "db/queries.h"
#include "identity/password.h"

#include "base/banned.h"

struct person {
	const char *user;
	const char *name;
	const char *job;
	const char *role;
	bool sealed;
};

static const struct person people[EXAMPLE_PEOPLE] = {
	[RECEPTION] = { "reception", "Receptionist", "Reception", "staff", false },
	[NURSE] = { "nurse", "Nurse A", "Practice nurse", "clinician", false },
	[PARTNER_A] = { "partner.a", "Partner A", "GP partner", "partner", true },
	[PARTNER_B] = { "partner.b", "Partner B", "GP partner", "partner", false },
	[PARTNER_C] = { "partner.c", "Partner C", "GP partner", "partner", false },
	[MANAGER] = { "manager", "Practice Manager", "Practice manager", "practice_manager", true },
	[COMPLAINTS] = { "complaints", "Complaints Lead", "Complaints Lead", "complaints_lead",
	                 false },
	[ADMIN] = { "admin", "Administrator", "IT administrator", "administrator", false },
	[AUDITOR] = { "auditor", "Auditor", "Outside auditor", "auditor", false },
};
static const struct person second_people[] = {
	{ "second.manager", "Practice Manager", "Practice manager", "practice_manager", true },
};

enum mark { STAFF = 1, PATIENT = 2, THREATENING = 4, UNTRUE = 8, GOOD = 16, SHOWS_PATIENT = 32 };

static const struct {
	const char *kind, *platform, *venue, *link, *summary, *author;
	enum example_person by;
	unsigned marks; /* enum mark */
	int days_ago;
	const char *staff_other;
} cases[EXAMPLE_CASES] = {
	[NURSE_NAMED] = { "patient_post", "facebook", "personal_profile",
	                  "https://www.facebook.com/example/posts/1",
	                  "Post says Nurse A was rude and should find other work", "A. Poster",
	                  RECEPTION, STAFF, 3, "" },
	[OWN_PAGE_COMMENT] = { "own_page_post", "facebook", "own_page",
	                       "https://www.facebook.com/example/posts/2",
	                       "Comment under our flu clinic post calls the front desk useless",
	                       "Local resident", RECEPTION, STAFF, 2, "The front desk" },
	[QUEUE_REVIEW] = { "review", "google_reviews", "review_site",
	                   "https://maps.example/review/3",
	                   "One-star review: forty minutes in the telephone queue", "K.", RECEPTION,
	                   0, 4, "" },
	[PRAISE] = { "review", "nhs_website", "review_site", "",
	             "Review thanks the team for looking after a relative", "Anonymous", RECEPTION,
	             GOOD, 5, "" },
	[WAITING_ROOM_FILM] = { "public_area_recording", "tiktok", "personal_profile",
	                        "https://www.tiktok.com/@example/video/5",
	                        "Film taken in the waiting room, other patients can be seen",
	                        "waitingroomdiary", RECEPTION, PATIENT | SHOWS_PATIENT, 0, "" },
	[MADE_UP_RESULTS] = { "patient_post", "x", "personal_profile",
	                      "https://x.com/example/status/6",
	                      "Post says that a doctor made up test results", "frustrated_of_town",
	                      RECEPTION, STAFF | UNTRUE, 6, "One of the doctors" },
	[RECORDING_ONLINE] = { "posted_consultation", "youtube", "personal_profile",
	                       "https://www.youtube.com/watch?v=example7",
	                       "Sound recording of a consultation put online", "A. Channel", NURSE,
	                       STAFF, 1, "" },
	[THREAT] = { "patient_post", "nextdoor", "public_group", "",
	             "Neighbourhood post asks others to come and make reception sorry", "Neighbour",
	             RECEPTION, STAFF | THREATENING, 8, "Reception" },
	[UNWANTED_MESSAGES] = { "unwanted_contact", "instagram", "messaging", "",
	                        "Messages to a receptionist go on after being asked to stop",
	                        "not_known_9", RECEPTION, STAFF, 0, "" },
	[ASKED_TO_RECORD] = { "recording_request", "in_person", "not_online", "",
	                      "Patient would like to record the diabetes review", "", NURSE, 0, 0,
	                      "" },
	[FALSE_PAGE] = { "unauthorised_account", "facebook", "not_known",
	                 "https://www.facebook.com/example-surgery-unofficial",
	                 "Page uses our name and logo and answers questions", "", RECEPTION, UNTRUE,
	                 7, "" },
	[UNANSWERED_COMPLAINT] = { "review", "google_reviews", "review_site",
	                           "https://maps.example/review/12",
	                           "Review says nobody answered the complaint sent in spring", "M.",
	                           RECEPTION, 0, 1, "" },
	[STAFF_POST] = { "staff_post", "whatsapp", "messaging", "",
	                 "Picture of the appointment screen in a group of colleagues", "", MANAGER,
	                 PATIENT, 1, "" },
	[GONE_AGAIN] = { "patient_post", "facebook", "public_group",
	                 "https://www.facebook.com/groups/example/posts/14",
	                 "Local group asks who else cannot get an appointment", "B. Neighbour",
	                 RECEPTION, 0, 9, "" },
};

struct tx *example_as(struct db *db, int64_t login, struct problem *reterr_why)
{
	unsigned char token[32], hash[crypto_hash_sha256_BYTES];
	struct tx *tx = tx_begin(db, cli.arena, reterr_why);

	if (!tx)
		return NULL;
	randombytes_buf(token, sizeof(token));
	crypto_hash_sha256(hash, token, sizeof(token));
	if (!write_sign_in_open(tx, login, (struct bytes){ hash, sizeof(hash) },
	                        text_hex(cli.arena, token, 16), 1) ||
	    !tx_read_authenticate(tx, (struct bytes){ hash, sizeof(hash) })) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
		return NULL;
	}
	return tx;
}

int example_done(struct tx *tx, struct problem *reterr_why)
{
	if (!write_session_end(tx, "example")) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
		return -1;
	}
	return tx_commit(tx, reterr_why);
}

/* Adds the people and says in lines who they are; logins[i] is the sign-in of who[i]. */
static int add_people(struct tx *tx, const struct person *who, size_t n, int64_t *logins,
                      struct str *lines)
{
	const struct rows *r;

	for (size_t i = 0; i < n; i++) {
		const char *password = password_make(cli.arena);

		if (!write_user_add(tx, who[i].user, password_hash(cli.arena, password),
		                    arena_printf(cli.arena, "%s@woodbrook.example", who[i].user),
		                    who[i].name, who[i].job,
		                    arena_printf(cli.arena, "{%s}", who[i].role), who[i].sealed))
			return -1;
		str_addf(lines, "%s %s %s\n", who[i].role, who[i].user, password);
	}
	r = tx_read_login_ids(tx);
	for (size_t i = 0; r && i < n; i++)
		for (int k = 0; k < rows_count(r); k++)
			if (text_equal(rows_text(r, k, LOGIN_IDS_USER_NAME), who[i].user))
				logins[i] = rows_int(r, k, LOGIN_IDS_ID);
	return r ? 0 : -1;
}

static int add_practice(bool second, int64_t *logins, struct str *lines, struct problem *reterr_why)
{
	struct db *db = cli_db("worker");
	struct tx *tx = cli_tx(db, NULL, reterr_why);
	bool added;
	int rc = -1;

	if (tx && second)
		added = write_practice_add(tx, "Y99998", "SEC", "Second Example Surgery") &&
		        write_seed_woodbrook(tx) &&
		        add_people(tx, second_people, 1, logins, lines) == 0;
	else
		added = tx && write_practice_add(tx, "Y99999", "WMC", "Woodbrook Medical Centre") &&
		        write_seed_woodbrook(tx) &&
		        write_practice_set(tx, NULL, "Neighbouring practice, 01632 960000",
		                           "duty.manager@neighbour.example", NULL, NULL) &&
		        add_people(tx, people, EXAMPLE_PEOPLE, logins, lines) == 0;
	if (added) {
		rc = tx_commit(tx, reterr_why);
	} else if (tx) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
	}
	db_close(db);
	return rc;
}

static const char *days_before(const char *today, int days)
{
	char text[DATE_SIZE];
	struct date d;

	if (!date_parse(today, &d))
		return today;
	date_print(date_add_days(d, -days), text);
	return arena_text(cli.arena, text);
}

/* One case, as its reporter would log it. */
static int log_case(struct tx *tx, size_t i, const char **ret_reference, struct problem *reterr_why)
{
	static const char *const nobody[] = { NULL };
	const char *today = casework_today(tx, reterr_why);
	unsigned marks = cases[i].marks;
	struct incident_start s = { .kind = cases[i].kind,
		                    .platform = cases[i].platform,
		                    .venue = cases[i].venue,
		                    .link = cases[i].link,
		                    .other_patient_shown = marks & SHOWS_PATIENT };
	struct incident_details d = { .summary = cases[i].summary,
		                      .seen_time = "",
		                      .author_handle = cases[i].author,
		                      .seen_by = "",
		                      .told_by = "",
		                      .names_staff = marks & STAFF,
		                      .names_patient = marks & PATIENT,
		                      .is_threatening = marks & THREATENING,
		                      .looks_untrue = marks & UNTRUE,
		                      .is_praise = marks & GOOD,
		                      .staff = nobody,
		                      .uploads = nobody,
		                      .staff_other = cases[i].staff_other,
		                      .description = "",
		                      .why_described = "" };

	if (!today)
		return -1;
	d.seen_on = days_before(today, cases[i].days_ago);
	return incident_log(tx, &s, &d, NULL, ret_reference, reterr_why);
}

static int log_cases(struct db *db, const int64_t *logins, const char **references,
                     struct problem *reterr_why)
{
	for (size_t i = 0; i < EXAMPLE_CASES; i++) {
		struct tx *tx = example_as(db, logins[cases[i].by], reterr_why);

		if (!tx)
			return -1;
		if (log_case(tx, i, &references[i], reterr_why) < 0) {
			tx_rollback(tx);
			return -1;
		}
		if (example_done(tx, reterr_why) < 0)
			return -1;
	}
	return 0;
}

/* Opened before anything is added: passwords that cannot be written down would be lost. */
static int open_sign_ins(const char *path, bool second)
{
	const char *slash = strrchr(cli.settings.file, '/');
	int fd;

	if (!path)
		path = arena_printf(cli.arena, "%.*s/sign-ins.txt",
		                    slash ? (int)(slash - cli.settings.file) : 1,
		                    slash ? cli.settings.file : ".");
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (second ? O_APPEND : 0), 0600);
	if (fd < 0 || fchmod(fd, 0600) < 0) {
		perror(path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int write_sign_ins(int fd, bool second, const struct str *lines)
{
	if ((!second && ftruncate(fd, 0) < 0) ||
	    write(fd, lines->data, lines->len) != (ssize_t)lines->len) {
		perror("sign-ins");
		return 1;
	}
	return 0;
}

int cli_example(const char *sign_ins_file, int second)
{
	struct str lines = str_new(cli.arena);
	struct problem why = { 0 };
	int64_t logins[EXAMPLE_PEOPLE] = { 0 };
	const char *references[EXAMPLE_CASES] = { 0 };
	int fd = open_sign_ins(sign_ins_file, second), status;
	struct db *db;

	if (fd < 0)
		return 1;
	status = add_practice(second, logins, &lines, &why) < 0
	                 ? cli_problem(&why)
	                 : write_sign_ins(fd, second, &lines);
	close(fd);
	if (status != 0 || second)
		return status;
	db = cli_db("app");
	if (log_cases(db, logins, references, &why) < 0 ||
	    example_work(db, logins, references, &why) < 0)
		status = cli_problem(&why);
	db_close(db);
	return status;
}
