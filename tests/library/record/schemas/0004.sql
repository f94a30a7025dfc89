PRAGMA application_id = 1936617548;
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE change_set_items (
	change_set TEXT NOT NULL, 
	template TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (change_set, template, revision), 
	FOREIGN KEY(change_set) REFERENCES change_sets (id)
);
INSERT INTO "change_set_items" VALUES('set-1','01a201ea-04b9-78c5-a9fb-21d01d078bf1',2,4);
CREATE TABLE change_set_steps (
	number INTEGER NOT NULL, 
	change_set TEXT NOT NULL, 
	template TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(change_set) REFERENCES change_sets (id)
);
INSERT INTO "change_set_steps" VALUES(1,'set-1','01a201ea-04b9-78c5-a9fb-21d01d078bf1',2,'out','mia','2026-11-22T06:20:43.644000Z',4);
CREATE TABLE change_sets (
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	live_from TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "change_sets" VALUES('set-1','Spring','mia','2026-05-03T10:00:00.000000Z','',4);
CREATE TABLE changes (
	number INTEGER NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "changes" VALUES(1,'','7392fbbf915ea08eb629cabecfef227e2c4aaa5c62a2e29ed61d27bdb5708b57','2026-11-22T06:20:43.593000Z','mia','');
INSERT INTO "changes" VALUES(2,'7392fbbf915ea08eb629cabecfef227e2c4aaa5c62a2e29ed61d27bdb5708b57','588fd0287fe5b1be826caed977c7af460e56af3fd53761e28c1c6a869f0eb5d0','2026-11-22T06:20:43.614000Z','mia','clearer');
INSERT INTO "changes" VALUES(3,'588fd0287fe5b1be826caed977c7af460e56af3fd53761e28c1c6a869f0eb5d0','65e53698febaf2480be2255b04e8d82cb1ce91edfecbf90622f6066dd12c567d','2026-11-22T06:20:43.621000Z','mia','setting title');
CREATE TABLE decisions (
	number INTEGER NOT NULL, 
	template TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	change_set TEXT, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	change INTEGER, 
	receipt INTEGER, 
	PRIMARY KEY (number), 
	CONSTRAINT decisions_either CHECK ((change IS NULL) <> (receipt IS NULL)), 
	FOREIGN KEY(template, revision) REFERENCES revisions (template, number)
);
INSERT INTO "decisions" VALUES(1,'01a201ea-04b9-78c5-a9fb-21d01d078bf1',1,'approved','mia','2026-11-22T06:20:43.593000Z','',NULL,'','39c6d6d05488a4eb7b27dc285fa42b992f1fcea53e49995c669d2adcf57cea2b',1,NULL);
INSERT INTO "decisions" VALUES(2,'01a201ea-04b9-78c5-a9fb-21d01d078bf1',2,'submitted','mia','2026-11-22T06:20:43.608000Z','',NULL,'39c6d6d05488a4eb7b27dc285fa42b992f1fcea53e49995c669d2adcf57cea2b','05dd11b9897c58dafd11111f6e7e53b7c6e30c156b8629b0a85bd3a11cdc4863',NULL,3);
INSERT INTO "decisions" VALUES(3,'01a201ea-04b9-78c5-a9fb-21d01d078bf1',2,'approved','mia','2026-11-22T06:20:43.613000Z','clearer',NULL,'05dd11b9897c58dafd11111f6e7e53b7c6e30c156b8629b0a85bd3a11cdc4863','2fd8131146231f65fe68b5f8528047893fc9add5dee58b78edc2c0e88864b35f',2,NULL);
CREATE TABLE documents (
	hash TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (hash)
);
INSERT INTO "documents" VALUES('2c0a8a770ae72c86deb234b12c0356e41dca84820db842fd6f21bca916020fc4','{"abbreviation":"refund-late","aliases":["late"],"body":"It is on its way.","format":1,"kind":"reply"}');
INSERT INTO "documents" VALUES('5c206dff4c1b404d5e69744649058eca823f385ef2baf208093285878c3379ea','{"abbreviation":"refund-late","aliases":["late"],"body":"It left us today.","format":1,"kind":"reply"}');
INSERT INTO "documents" VALUES('d1343c1e627e2b50f2a6bc972eb15a5b5072265029c7cbd52486e7a59fa85ab4','{"abbreviation":"refund-late","body":"A draft.","format":1,"kind":"reply"}');
CREATE TABLE flags (
	id TEXT NOT NULL, 
	template TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	agent TEXT NOT NULL, 
	why TEXT NOT NULL, 
	flagged_at TEXT NOT NULL, 
	stored_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "flags" VALUES('flag-1','01a201ea-04b9-78c5-a9fb-21d01d078bf1',0,0,'tom','','2026-05-03T10:00:00.000000Z','2026-11-22T06:20:43.640000Z');
CREATE TABLE frozen_questions (
	period TEXT NOT NULL, 
	rank INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	name TEXT NOT NULL, 
	volume INTEGER, 
	share TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (period, rank)
);
INSERT INTO "frozen_questions" VALUES('2026Q4',1,'01a201ea-04e6-78ae-877c-cb5f12f93772','Where is my refund?',12,'0.3','mia','2026-11-22T06:20:43.637000Z',4);
CREATE TABLE library_info (
	id TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	ticket_key TEXT NOT NULL, 
	title TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "library_info" VALUES('01a201ea-049e-7647-b60e-ef0ea1f465e9','2026-11-22T06:20:43.549000Z','fc6c2024cf23b92aa220060e3faa8822538a6c6ffd48b9f60fa1d99b0a29d2f2','',1);
CREATE TABLE links (
	number INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	template TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "links" VALUES(1,'01a201ea-04e6-78ae-877c-cb5f12f93772','01a201ea-04b9-78c5-a9fb-21d01d078bf1','linked','mia','2026-11-22T06:20:43.635000Z',3);
CREATE TABLE measurements (
	number INTEGER NOT NULL, 
	period TEXT NOT NULL, 
	question TEXT, 
	scope TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	numerator FLOAT, 
	denominator FLOAT, 
	value FLOAT, 
	low FLOAT, 
	high FLOAT, 
	n INTEGER NOT NULL, 
	method TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "measurements" VALUES(1,'2026Q4',NULL,'','coverage',NULL,NULL,3.00000000000000044408e-01,NULL,NULL,50,'links',1,'mia','2026-05-03T10:00:00.000000Z',4);
CREATE TABLE members (
	number INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	team TEXT NOT NULL, 
	"from" TEXT NOT NULL, 
	until TEXT, 
	earlier_names TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "members" VALUES(1,'mia','owner','','2026-11-22T06:20:43.549000Z',NULL,'[]','mia','2026-11-22T06:20:43.549000Z',1);
INSERT INTO "members" VALUES(2,'Tom','agent','','2026-11-22T06:20:43.620000Z',NULL,'[]','mia','2026-11-22T06:20:43.620000Z',4);
CREATE TABLE names (
	name TEXT NOT NULL, 
	template TEXT NOT NULL, 
	spelled TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	PRIMARY KEY (name), 
	FOREIGN KEY(template) REFERENCES templates (id)
);
INSERT INTO "names" VALUES('refund-late','01a201ea-04b9-78c5-a9fb-21d01d078bf1','refund-late','2026-11-22T06:20:43.580000Z','mia');
INSERT INTO "names" VALUES('late','01a201ea-04b9-78c5-a9fb-21d01d078bf1','late','2026-11-22T06:20:43.580000Z','mia');
CREATE TABLE phrasings (
	number INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	text TEXT NOT NULL, 
	state TEXT NOT NULL, 
	source TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "phrasings" VALUES(1,'01a201ea-04e6-78ae-877c-cb5f12f93772','wheres my refund','confirmed','','mia','2026-11-22T06:20:43.634000Z',3);
INSERT INTO "phrasings" VALUES(2,'01a201ea-04e6-78ae-877c-cb5f12f93772','refund not here','confirmed','','mia','2026-11-22T06:20:43.634000Z',3);
CREATE TABLE questions (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	merged_into TEXT, 
	pinned INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "questions" VALUES(1,'01a201ea-04e6-78ae-877c-cb5f12f93772','Where is my refund?','open',NULL,0,'mia','2026-11-22T06:20:43.622000Z',3);
CREATE TABLE receipts (
	number INTEGER NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "receipts" VALUES(1,'','c8d05ce0fd4da97c4567c7e234d5c166bdd1eadff89abbdf597d23382ee1fa3f','2026-11-22T06:20:43.550000Z','mia');
INSERT INTO "receipts" VALUES(2,'c8d05ce0fd4da97c4567c7e234d5c166bdd1eadff89abbdf597d23382ee1fa3f','003ded889cb692dc27c70450dc5880ba773b17b18284ef73a6d783e4cd044390','2026-11-22T06:20:43.580000Z','mia');
INSERT INTO "receipts" VALUES(3,'003ded889cb692dc27c70450dc5880ba773b17b18284ef73a6d783e4cd044390','031f91109ffb075fcc624c6a09d508b814c0283b9cc2e41239e57b28694c5f76','2026-11-22T06:20:43.606000Z','mia');
INSERT INTO "receipts" VALUES(4,'031f91109ffb075fcc624c6a09d508b814c0283b9cc2e41239e57b28694c5f76','5897dc47052d5095cd90d768faf71c7cf1b36e933b638c6474d6469611f61733','2026-11-22T06:20:43.619000Z','mia');
CREATE TABLE revisions (
	template TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	based_on INTEGER, 
	document TEXT NOT NULL, 
	parent_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	author TEXT NOT NULL, 
	at TEXT NOT NULL, 
	message TEXT NOT NULL, 
	source TEXT NOT NULL, 
	change INTEGER, 
	receipt INTEGER, 
	PRIMARY KEY (template, number), 
	CONSTRAINT revisions_either CHECK ((change IS NULL) <> (receipt IS NULL)), 
	FOREIGN KEY(template) REFERENCES templates (id), 
	CONSTRAINT revisions_hash UNIQUE (hash)
);
INSERT INTO "revisions" VALUES('01a201ea-04b9-78c5-a9fb-21d01d078bf1',1,NULL,'2c0a8a770ae72c86deb234b12c0356e41dca84820db842fd6f21bca916020fc4','','7caac18b4900ca2aefad76cb31d0e6a30c154fcf0bdfd949c9fd0f4214c537bd','mia','2026-11-22T06:20:43.580000Z','','',NULL,2);
INSERT INTO "revisions" VALUES('01a201ea-04b9-78c5-a9fb-21d01d078bf1',2,1,'5c206dff4c1b404d5e69744649058eca823f385ef2baf208093285878c3379ea','7caac18b4900ca2aefad76cb31d0e6a30c154fcf0bdfd949c9fd0f4214c537bd','c8bf0879477d126345376f477c39b17218464144cdf9ec83ec0e4e398ef4ee40','mia','2026-11-22T06:20:43.606000Z','','',NULL,3);
INSERT INTO "revisions" VALUES('01a201ea-04b9-78c5-a9fb-21d01d078bf1',3,2,'d1343c1e627e2b50f2a6bc972eb15a5b5072265029c7cbd52486e7a59fa85ab4','c8bf0879477d126345376f477c39b17218464144cdf9ec83ec0e4e398ef4ee40','c77569d6abc2fd42940c46f5a13d01b3377473b1205674d59911cc1d078c203f','mia','2026-11-22T06:20:43.619000Z','','',NULL,4);
CREATE TABLE searches (
	id TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	words TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	template TEXT, 
	row_rank INTEGER, 
	started_at TEXT NOT NULL, 
	ended_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "searches" VALUES('search-1','tom','refund','','',NULL,NULL,'2026-05-03T10:00:00.000000Z','');
CREATE TABLE settings (
	number INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "settings" VALUES(1,'title','Support','mia','2026-11-22T06:20:43.621000Z',3);
CREATE TABLE templates (
	id TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "templates" VALUES('01a201ea-04b9-78c5-a9fb-21d01d078bf1');
CREATE TABLE uses (
	id TEXT NOT NULL, 
	template TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	agent TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	source TEXT NOT NULL, 
	action TEXT NOT NULL, 
	search TEXT, 
	row_rank INTEGER, 
	found_at TEXT, 
	chosen_at TEXT, 
	delivered_at TEXT, 
	typed_characters INTEGER, 
	rendered_characters INTEGER, 
	edited INTEGER NOT NULL, 
	fields_by_hand INTEGER NOT NULL, 
	fields_from_context INTEGER NOT NULL, 
	ticket_hash TEXT, 
	used_at TEXT NOT NULL, 
	stored_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') NOT NULL, 
	corrects TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "uses" VALUES('use-1','01a201ea-04b9-78c5-a9fb-21d01d078bf1',0,0,'tom','','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,NULL,'2026-05-03T10:00:00.000000Z','2026-11-22T06:20:43.639000Z',NULL);
CREATE INDEX change_sets_of_receipt ON change_sets (receipt);
CREATE INDEX frozen_questions_of_receipt ON frozen_questions (receipt);
CREATE INDEX links_of_change ON links (change);
CREATE INDEX links_of_question ON links (question, number);
CREATE INDEX measurements_of_measure ON measurements (measure, period);
CREATE INDEX measurements_of_receipt ON measurements (receipt);
CREATE INDEX members_of_receipt ON members (receipt);
CREATE INDEX phrasings_of_change ON phrasings (change);
CREATE INDEX phrasings_of_question ON phrasings (question, number);
CREATE INDEX questions_of_change ON questions (change);
CREATE INDEX questions_of_id ON questions (id, number);
CREATE INDEX searches_ended ON searches (ended_at);
CREATE INDEX settings_of_change ON settings (change);
CREATE INDEX uses_of_agent ON uses (agent, used_at);
CREATE INDEX uses_of_template ON uses (template, used_at);
CREATE INDEX change_set_items_of_receipt ON change_set_items (receipt);
CREATE INDEX names_of_template ON names (template);
CREATE INDEX revisions_of_change ON revisions (change);
CREATE INDEX revisions_of_document ON revisions (document);
CREATE INDEX revisions_of_receipt ON revisions (receipt);
CREATE INDEX decisions_of_change ON decisions (change);
CREATE INDEX decisions_of_receipt ON decisions (receipt);
CREATE INDEX decisions_of_template ON decisions (template, number);
CREATE INDEX flags_of_template ON flags (template);
CREATE INDEX uses_of_search ON uses (search) WHERE search IS NOT NULL;
CREATE INDEX uses_corrected ON uses (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX change_set_steps_of_set ON change_set_steps (change_set, number);
CREATE INDEX change_set_steps_of_receipt ON change_set_steps (receipt);
CREATE TRIGGER library_info_guard_update BEFORE UPDATE ON library_info BEGIN SELECT RAISE(ABORT, 'library_info is append-only: rows are never altered or removed'); END;
CREATE TRIGGER library_info_guard_delete BEFORE DELETE ON library_info BEGIN SELECT RAISE(ABORT, 'library_info is append-only: rows are never altered or removed'); END;
CREATE TRIGGER library_info_guard_insert BEFORE INSERT ON library_info WHEN EXISTS (SELECT 1 FROM library_info WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'library_info: this key is there already'); END;
CREATE TRIGGER documents_guard_update BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'documents is append-only: rows are never altered or removed'); END;
CREATE TRIGGER documents_guard_delete BEFORE DELETE ON documents WHEN NOT coalesce(NOT EXISTS (SELECT 1 FROM revisions r WHERE r.document = OLD.hash AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.template = r.template AND d.revision = r.number AND d.kind = 'redacted')) AND EXISTS (SELECT 1 FROM revisions r WHERE r.document = OLD.hash), 0) BEGIN SELECT RAISE(ABORT, 'documents is append-only: rows are never altered or removed'); END;
CREATE TRIGGER documents_guard_insert BEFORE INSERT ON documents WHEN EXISTS (SELECT 1 FROM documents WHERE (rowid = NEW.rowid) OR (hash = NEW.hash)) BEGIN SELECT RAISE(ABORT, 'documents: this key is there already'); END;
CREATE TRIGGER templates_guard_update BEFORE UPDATE ON templates BEGIN SELECT RAISE(ABORT, 'templates is append-only: rows are never altered or removed'); END;
CREATE TRIGGER templates_guard_delete BEFORE DELETE ON templates BEGIN SELECT RAISE(ABORT, 'templates is append-only: rows are never altered or removed'); END;
CREATE TRIGGER templates_guard_insert BEFORE INSERT ON templates WHEN EXISTS (SELECT 1 FROM templates WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'templates: this key is there already'); END;
CREATE TRIGGER names_guard_update BEFORE UPDATE ON names BEGIN SELECT RAISE(ABORT, 'names is append-only: rows are never altered or removed'); END;
CREATE TRIGGER names_guard_delete BEFORE DELETE ON names WHEN NOT coalesce('retired' = (SELECT d.kind FROM decisions d WHERE d.template = OLD.template AND d.kind IN ('approved', 'suspended', 'retired', 'revived') ORDER BY d.number DESC LIMIT 1), 0) BEGIN SELECT RAISE(ABORT, 'names is append-only: rows are never altered or removed'); END;
CREATE TRIGGER names_guard_insert BEFORE INSERT ON names WHEN EXISTS (SELECT 1 FROM names WHERE (rowid = NEW.rowid) OR (name = NEW.name)) BEGIN SELECT RAISE(ABORT, 'names: this key is there already'); END;
CREATE TRIGGER revisions_guard_update BEFORE UPDATE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER revisions_guard_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER revisions_guard_insert BEFORE INSERT ON revisions WHEN EXISTS (SELECT 1 FROM revisions WHERE (rowid = NEW.rowid) OR (template = NEW.template AND number = NEW.number) OR (hash = NEW.hash)) BEGIN SELECT RAISE(ABORT, 'revisions: this key is there already'); END;
CREATE TRIGGER decisions_guard_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER decisions_guard_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER decisions_guard_insert BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'decisions: this key is there already'); END;
CREATE TRIGGER changes_guard_update BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'changes is append-only: rows are never altered or removed'); END;
CREATE TRIGGER changes_guard_delete BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'changes is append-only: rows are never altered or removed'); END;
CREATE TRIGGER changes_guard_insert BEFORE INSERT ON changes WHEN EXISTS (SELECT 1 FROM changes WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'changes: this key is there already'); END;
CREATE TRIGGER receipts_guard_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts is append-only: rows are never altered or removed'); END;
CREATE TRIGGER receipts_guard_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts is append-only: rows are never altered or removed'); END;
CREATE TRIGGER receipts_guard_insert BEFORE INSERT ON receipts WHEN EXISTS (SELECT 1 FROM receipts WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'receipts: this key is there already'); END;
CREATE TRIGGER change_sets_guard_update BEFORE UPDATE ON change_sets BEGIN SELECT RAISE(ABORT, 'change_sets is append-only: rows are never altered or removed'); END;
CREATE TRIGGER change_sets_guard_delete BEFORE DELETE ON change_sets BEGIN SELECT RAISE(ABORT, 'change_sets is append-only: rows are never altered or removed'); END;
CREATE TRIGGER change_sets_guard_insert BEFORE INSERT ON change_sets WHEN EXISTS (SELECT 1 FROM change_sets WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'change_sets: this key is there already'); END;
CREATE TRIGGER change_set_items_guard_update BEFORE UPDATE ON change_set_items BEGIN SELECT RAISE(ABORT, 'change_set_items is append-only: rows are never altered or removed'); END;
CREATE TRIGGER change_set_items_guard_delete BEFORE DELETE ON change_set_items BEGIN SELECT RAISE(ABORT, 'change_set_items is append-only: rows are never altered or removed'); END;
CREATE TRIGGER change_set_items_guard_insert BEFORE INSERT ON change_set_items WHEN EXISTS (SELECT 1 FROM change_set_items WHERE (rowid = NEW.rowid) OR (change_set = NEW.change_set AND template = NEW.template AND revision = NEW.revision)) BEGIN SELECT RAISE(ABORT, 'change_set_items: this key is there already'); END;
CREATE TRIGGER change_set_steps_guard_update BEFORE UPDATE ON change_set_steps BEGIN SELECT RAISE(ABORT, 'change_set_steps is append-only: rows are never altered or removed'); END;
CREATE TRIGGER change_set_steps_guard_delete BEFORE DELETE ON change_set_steps BEGIN SELECT RAISE(ABORT, 'change_set_steps is append-only: rows are never altered or removed'); END;
CREATE TRIGGER change_set_steps_guard_insert BEFORE INSERT ON change_set_steps WHEN EXISTS (SELECT 1 FROM change_set_steps WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'change_set_steps: this key is there already'); END;
CREATE TRIGGER uses_guard_update BEFORE UPDATE ON uses BEGIN SELECT RAISE(ABORT, 'uses is append-only: rows are never altered or removed'); END;
CREATE TRIGGER uses_guard_delete BEFORE DELETE ON uses BEGIN SELECT RAISE(ABORT, 'uses is append-only: rows are never altered or removed'); END;
CREATE TRIGGER uses_guard_insert BEFORE INSERT ON uses WHEN EXISTS (SELECT 1 FROM uses WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER searches_guard_update BEFORE UPDATE ON searches BEGIN SELECT RAISE(ABORT, 'searches is append-only: rows are never altered or removed'); END;
CREATE TRIGGER searches_guard_delete BEFORE DELETE ON searches BEGIN SELECT RAISE(ABORT, 'searches is append-only: rows are never altered or removed'); END;
CREATE TRIGGER searches_guard_insert BEFORE INSERT ON searches WHEN EXISTS (SELECT 1 FROM searches WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER flags_guard_update BEFORE UPDATE ON flags BEGIN SELECT RAISE(ABORT, 'flags is append-only: rows are never altered or removed'); END;
CREATE TRIGGER flags_guard_delete BEFORE DELETE ON flags BEGIN SELECT RAISE(ABORT, 'flags is append-only: rows are never altered or removed'); END;
CREATE TRIGGER flags_guard_insert BEFORE INSERT ON flags WHEN EXISTS (SELECT 1 FROM flags WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER questions_guard_update BEFORE UPDATE ON questions BEGIN SELECT RAISE(ABORT, 'questions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER questions_guard_delete BEFORE DELETE ON questions BEGIN SELECT RAISE(ABORT, 'questions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER questions_guard_insert BEFORE INSERT ON questions WHEN EXISTS (SELECT 1 FROM questions WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'questions: this key is there already'); END;
CREATE TRIGGER frozen_questions_guard_update BEFORE UPDATE ON frozen_questions BEGIN SELECT RAISE(ABORT, 'frozen_questions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER frozen_questions_guard_delete BEFORE DELETE ON frozen_questions BEGIN SELECT RAISE(ABORT, 'frozen_questions is append-only: rows are never altered or removed'); END;
CREATE TRIGGER frozen_questions_guard_insert BEFORE INSERT ON frozen_questions WHEN EXISTS (SELECT 1 FROM frozen_questions WHERE (rowid = NEW.rowid) OR (period = NEW.period AND rank = NEW.rank)) BEGIN SELECT RAISE(ABORT, 'frozen_questions: this key is there already'); END;
CREATE TRIGGER phrasings_guard_update BEFORE UPDATE ON phrasings BEGIN SELECT RAISE(ABORT, 'phrasings is append-only: rows are never altered or removed'); END;
CREATE TRIGGER phrasings_guard_delete BEFORE DELETE ON phrasings BEGIN SELECT RAISE(ABORT, 'phrasings is append-only: rows are never altered or removed'); END;
CREATE TRIGGER phrasings_guard_insert BEFORE INSERT ON phrasings WHEN EXISTS (SELECT 1 FROM phrasings WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'phrasings: this key is there already'); END;
CREATE TRIGGER links_guard_update BEFORE UPDATE ON links BEGIN SELECT RAISE(ABORT, 'links is append-only: rows are never altered or removed'); END;
CREATE TRIGGER links_guard_delete BEFORE DELETE ON links BEGIN SELECT RAISE(ABORT, 'links is append-only: rows are never altered or removed'); END;
CREATE TRIGGER links_guard_insert BEFORE INSERT ON links WHEN EXISTS (SELECT 1 FROM links WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'links: this key is there already'); END;
CREATE TRIGGER measurements_guard_update BEFORE UPDATE ON measurements BEGIN SELECT RAISE(ABORT, 'measurements is append-only: rows are never altered or removed'); END;
CREATE TRIGGER measurements_guard_delete BEFORE DELETE ON measurements BEGIN SELECT RAISE(ABORT, 'measurements is append-only: rows are never altered or removed'); END;
CREATE TRIGGER measurements_guard_insert BEFORE INSERT ON measurements WHEN EXISTS (SELECT 1 FROM measurements WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'measurements: this key is there already'); END;
CREATE TRIGGER members_guard_update BEFORE UPDATE ON members BEGIN SELECT RAISE(ABORT, 'members is append-only: rows are never altered or removed'); END;
CREATE TRIGGER members_guard_delete BEFORE DELETE ON members BEGIN SELECT RAISE(ABORT, 'members is append-only: rows are never altered or removed'); END;
CREATE TRIGGER members_guard_insert BEFORE INSERT ON members WHEN EXISTS (SELECT 1 FROM members WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'members: this key is there already'); END;
CREATE TRIGGER settings_guard_update BEFORE UPDATE ON settings BEGIN SELECT RAISE(ABORT, 'settings is append-only: rows are never altered or removed'); END;
CREATE TRIGGER settings_guard_delete BEFORE DELETE ON settings BEGIN SELECT RAISE(ABORT, 'settings is append-only: rows are never altered or removed'); END;
CREATE TRIGGER settings_guard_insert BEFORE INSERT ON settings WHEN EXISTS (SELECT 1 FROM settings WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'settings: this key is there already'); END;
COMMIT;
PRAGMA journal_mode = WAL;
