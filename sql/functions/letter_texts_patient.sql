-- Shipped wording of letters to a patient about conduct, the list, a breach or a file (W-2.4e, R-const-1). {{field}} is filled in from the case (src/casework/letter_merge.c); what
-- stands in [square brackets] is for whoever writes the letter.

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

We are writing about what was posted on {{platform}} and seen on {{seen_on}}.

Feedback helps us, the critical kind too, and you are free to hold and to express your opinion. [Say in plain words what in the post is of another kind, and what shows it.] Comments of that kind do not help to put anything right, and they can be hard on the people who work here.

The NHS Constitution has two sides, and both matter to us. Yours are rights: to be treated with dignity and respect, to give feedback, good or bad, to complain and to have it looked into, and not to be treated worse because you did. It also asks something of everybody who uses the NHS: to treat its staff and other patients with respect, and to remember that abuse or violence may lead to prosecution, or to care being refused. We ask you to keep to that when you write about us.

This letter is advice. It is not a warning.

If you are unhappy with our service, we would like to hear it and to put it right. You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Your care is not affected by this letter, nor would it be by a complaint.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'advice_letter';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

Formal warning: you are at risk of being removed from our practice list

We are giving you this warning because of what you did: [say what was done and when. Write only what has been found and can be shown: a threat, harassment, discrimination, another person's private facts, or something false with what proves it.]

Why this matters: [say whom it harms, and how].

We ask you to [say exactly what to do or to stop] by [date].

If this goes on, or happens again within the next 12 months, the partners may decide to ask for you to be removed from our practice list. They would look at everything again before that, and you would be told why.

If illness, disability or something else that is happening to you has to do with this, please tell us: we would like to help, and we will take it into account.

This warning is not about any complaint. You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details]. A complaint never leads to removal.

Your care continues as before.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'formal_warning';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

We are asking for you to be removed from our practice list

The partners of {{practice_name}} have decided to ask Primary Care Support England to remove you from our list of patients.

The reason is: [the reason, as the partners recorded it]. We warned you of this on [date of the warning].

The removal takes effect on the eighth day after our request is received, or when you are accepted by another practice, if that is sooner. Until then your care continues with us as before. If you are being treated at intervals of less than seven days, it takes effect on the eighth day after that treatment ends. Primary Care Support England will write to you too.

You can register with another practice now. A list of practices near you is on the NHS website; if you cannot find one, the integrated care board (ICB) will help you: [contact details]. Nobody else in your family or household is affected by this.

If you think that this decision is wrong, you can complain to us: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead.

Yours sincerely


[names of the partners]
{{practice_name}}
$text$ WHERE code = 'removal_notice';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

You are no longer on the list of {{practice_name}}

On [date and time] we asked for you to be removed from our list at once, because of what happened on [date]: [say what was done, or why somebody feared for their safety]. The police were told; their reference is [reference].

Primary Care Support England will write to you about the practice that looks after you from now on: your care continues there. In an emergency call 999; for advice call 111.

If you think that this is wrong, you can complain to us: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Yours sincerely


[names of the partners]
{{practice_name}}
$text$ WHERE code = 'immediate_removal_notice';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

You asked on [date] to be registered with {{practice_name}}. We cannot register you. The reason is: [the reason, which must be a reasonable one and have nothing to do with race, gender, social class, age, religion, sexual orientation, appearance, disability or any illness].

Care that cannot wait is not affected: anybody who is taken ill here is seen. Other practices near you are on the NHS website; if you cannot find one, the integrated care board (ICB) will help you: [contact details].

If you think that this is wrong, you can complain to us: [telephone, e-mail and name of the Complaints Lead]; or to the ICB instead.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'refusal_to_register';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

Something has gone wrong with information about you, and we are sorry.

What happened: [say in plain words what happened and when].
What it concerned: [which information].
What may come of it: [what it may mean for you].
What we have done: [what was done, and what is still being done].
What you can do: [practical steps].

Whom to ask: [name, telephone and e-mail of the data protection officer].

You can complain to us about it: [telephone, e-mail and name of the Complaints Lead]; or to the Information Commissioner's Office.

Your care is not affected.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'breach_notice';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

You asked on [date] for a copy of [what was asked for]. [It is with this letter. / We cannot give it, because: the reason. / We need until: date, because: the reason.]

[Say what was left out or covered, and why.]

If you think that this is not right, you can complain to us: [telephone, e-mail and name of the Complaints Lead]; or to the Information Commissioner's Office.

Your care is not affected.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'file_request_reply';
