/* The example practice: Woodbrook, with its people, its policy and a dozen cases, for trying Candour out.
 * Its people sign in as anybody would, so that every event says who did what. Names are roles. */
#include "cli.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/str.h"
#include "casework/incident.h"
#include "db/conninfo.h"
#include "db/queries.h"
#include "identity/password.h"

#include "base/banned.h"

static const struct {
	const char *user;
	const char *name;
	const char *job;
	const char *roles; /* the first is the one that the sign-ins file names */
	bool sealed;
} people[] = {
	{ "reception", "Receptionist", "Reception", "staff", false },
	{ "nurse", "Nurse A", "Practice nurse", "clinician", false },
	{ "partner.a", "Partner A", "GP partner", "partner", true },
	{ "partner.b", "Partner B", "GP partner", "partner", false },
	{ "partner.c", "Partner C", "GP partner", "partner", false },
	{ "manager", "Practice Manager", "Practice manager", "practice_manager", true },
	{ "complaints", "Complaints Lead", "Complaints Lead", "complaints_lead", false },
	{ "admin", "Administrator", "IT administrator", "administrator", false },
	{ "auditor", "Auditor", "Outside auditor", "auditor", false },
};
enum { PEOPLE = sizeof(people) / sizeof(people[0]) };

static const struct {
	const char *kind, *platform, *venue, *link, *summary, *author;
	bool names_staff, names_patient, threatening, untrue, praise, other_patient;
} cases[] = {
	{ "patient_post", "facebook", "personal_profile", "https://www.facebook.com/example/posts/1",
	  "Post says the nurse was rude and should not be working here", "A. Poster", true, false, false, false, false, false },
	{ "own_page_post", "facebook", "own_page", "https://www.facebook.com/example/posts/2",
	  "Comment under our flu clinic post calls the front desk useless", "Local resident", true, false, false, true, false, false },
	{ "review", "google_reviews", "review_site", "https://maps.example/review/3",
	  "One-star review: forty minutes in the telephone queue", "K.", false, false, false, false, false, false },
	{ "review", "nhs_website", "review_site", "", "Review thanks the team for looking after a relative", "Anonymous", false, false, false,
	  false, true, false },
	{ "public_area_recording", "tiktok", "personal_profile", "https://www.tiktok.com/@example/video/5",
	  "Film taken in the waiting room, other patients can be seen", "waitingroomdiary", false, true, false, false, false, true },
	{ "patient_post", "x", "personal_profile", "https://x.com/example/status/6",
	  "Post says a doctor made up the test results", "frustrated_of_town", true, false, false, true, false, false },
	{ "posted_consultation", "youtube", "personal_profile", "https://www.youtube.com/watch?v=example7",
	  "Sound recording of a consultation put online", "A. Channel", true, false, false, false, false, false },
	{ "patient_post", "nextdoor", "public_group", "",
	  "Neighbourhood post asks others to shout at reception until they give in", "Neighbour", false, false, true, false, false, false },
	{ "unwanted_contact", "instagram", "messaging", "", "Repeated private messages to a receptionist after being asked to stop",
	  "not_known_9", true, false, false, false, false, false },
	{ "recording_request", "in_person", "not_online", "", "Patient would like to record the diabetes review", "", false, false, false,
	  false, false, false },
	{ "unauthorised_account", "facebook", "not_known", "https://www.facebook.com/example-surgery-unofficial",
	  "Page uses our name and logo and answers questions", "", false, false, false, true, false, false },
	{ "review", "google_reviews", "review_site", "https://maps.example/review/12",
	  "Review says nobody answered the complaint sent in spring", "M.", false, false, false, false, false, false },
};

/* A session for that login, as signing in would open it. */
static struct tx *tx_as(struct db *db, int64_t login, struct problem *reterr_why)
{
	unsigned char token[32], hash[crypto_hash_sha256_BYTES];
	struct tx *tx = tx_begin(db, cli.arena, reterr_why);

	if (!tx)
		return NULL;
	randombytes_buf(token, sizeof(token));
	crypto_hash_sha256(hash, token, sizeof(token));
	if (!write_sign_in_open(tx, login, (struct bytes){ hash, sizeof(hash) }, "example", 1) ||
	    !tx_read_authenticate(tx, (struct bytes){ hash, sizeof(hash) })) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
		return NULL;
	}
	return tx;
}

static int add_people(FILE *sign_ins, int64_t *logins, struct problem *reterr_why)
{
	struct db *db = cli_db("worker");
	struct tx *tx = cli_tx(db, NULL, reterr_why);
	const struct rows *r;

	if (!tx)
		return -1;
	if (!write_practice_add(tx, "Y99999", "WMC", "Woodbrook Medical Centre") || !write_seed_woodbrook(tx))
		goto failed;
	for (int i = 0; i < PEOPLE; i++) {
		const char *password = password_make(cli.arena);
		const char *roles = arena_printf(cli.arena, "{%s}", people[i].roles);

		r = write_user_add(tx, people[i].user, password_hash(cli.arena, password),
				   arena_printf(cli.arena, "%s@woodbrook.example", people[i].user), people[i].name,
				   people[i].job, roles, people[i].sealed);
		if (!r)
			goto failed;
		fprintf(sign_ins, "%s %s %s\n", people[i].roles, people[i].user, password);
	}
	r = tx_read_login_ids(tx);
	for (int i = 0; r && i < PEOPLE; i++)
		for (int k = 0; k < rows_count(r); k++)
			if (text_equal(rows_text(r, k, LOGIN_IDS_USER_NAME), people[i].user))
				logins[i] = rows_int(r, k, LOGIN_IDS_ID);
	if (!r)
		goto failed;
	if (tx_commit(tx, reterr_why) < 0)
		return -1;
	db_close(db);
	return 0;
failed:
	*reterr_why = *tx_problem(tx);
	tx_rollback(tx);
	db_close(db);
	return -1;
}

static int log_cases(struct db *db, int64_t reception, struct problem *reterr_why)
{
	static const char *const nobody[] = { NULL };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tx *tx = tx_as(db, reception, reterr_why);
		const struct rows *today;
		struct incident_start s = { .kind = cases[i].kind, .platform = cases[i].platform, .venue = cases[i].venue,
					    .link = cases[i].link, .other_patient_shown = cases[i].other_patient };
		struct incident_details d = { .summary = cases[i].summary, .seen_time = "", .author_handle = cases[i].author,
					      .seen_by = "", .told_by = "", .names_staff = cases[i].names_staff,
					      .names_patient = cases[i].names_patient,
					      .is_threatening = cases[i].threatening, .looks_untrue = cases[i].untrue,
					      .is_praise = cases[i].praise, .staff = nobody, .conduct = nobody,
					      .uploads = nobody, .staff_other = "", .description = "",
					      .why_described = "" };
		const char *reference;

		if (!tx)
			return -1;
		today = tx_read_practice_today(tx);
		d.seen_on = today ? rows_text(today, 0, 0) : "";
		if (incident_log(tx, &s, &d, NULL, &reference, reterr_why) < 0) {
			tx_rollback(tx);
			return -1;
		}
		if (tx_commit(tx, reterr_why) < 0)
			return -1;
	}
	return 0;
}

int cli_example(const char *sign_ins_file)
{
	const char *slash = strrchr(cli.settings.file, '/');
	struct problem why = { 0 };
	int64_t logins[PEOPLE] = { 0 };
	struct db *db;
	FILE *out;
	int fd;

	if (!sign_ins_file)
		sign_ins_file = arena_printf(cli.arena, "%.*s/sign-ins.txt",
					     slash ? (int)(slash - cli.settings.file) : 1,
					     slash ? cli.settings.file : ".");
	fd = open(sign_ins_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || fchmod(fd, 0600) < 0 || !(out = fdopen(fd, "w"))) {
		perror(sign_ins_file);
		return 1;
	}
	if (add_people(out, logins, &why) < 0) {
		fclose(out);
		unlink(sign_ins_file);
		return cli_problem(&why);
	}
	fclose(out);
	db = cli_db("app");
	if (log_cases(db, logins[0], &why) < 0)
		return cli_problem(&why);
	db_close(db);
	return 0;
}
