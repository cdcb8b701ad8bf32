-- Posts under one name on one platform are found together (U-16, R-staff-2).
CREATE INDEX case_file_by_handle ON app.case_file (practice_id, platform, lower(author_handle)) WHERE author_handle <> '';
