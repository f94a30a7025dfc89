PRAGMA application_id = 1936617548;
PRAGMA user_version = 5;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE change_set_items (
	change_set TEXT NOT NULL, 
	template TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (change_set, template, revision), 
	FOREIGN KEY(change_set) REFERENCES change_sets (id)
);
INSERT INTO "change_set_items" VALUES('set-1','01a202b3-db7a-720d-b754-936e4da3060c',2,4);
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
INSERT INTO "change_set_steps" VALUES(1,'set-1','01a202b3-db7a-720d-b754-936e4da3060c',2,'out','mia','2026-11-22T10:01:11.535000Z',4);
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
INSERT INTO "changes" VALUES(1,'','c93e34f632d07d5c53a6dd72f90468179048b11b7d119e643ae1ed4d2b92808b','2026-11-22T10:01:11.338000Z','mia','');
INSERT INTO "changes" VALUES(2,'c93e34f632d07d5c53a6dd72f90468179048b11b7d119e643ae1ed4d2b92808b','79e18eefa3cf9033ef42793c55d6b637c7f20aa92524f841827fb49dbc7d4c24','2026-11-22T10:01:11.424000Z','mia','clearer');
INSERT INTO "changes" VALUES(3,'79e18eefa3cf9033ef42793c55d6b637c7f20aa92524f841827fb49dbc7d4c24','1c36d6ee93aec12f38c5e292ffdc7a94a621c83b1abf5c6b3efccc5b05e0a544','2026-11-22T10:01:11.455000Z','mia','setting title');
CREATE TABLE cut_offs (
	number INTEGER NOT NULL, 
	"before" TEXT NOT NULL, 
	uses INTEGER NOT NULL, 
	searches INTEGER NOT NULL, 
	flags INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "cut_offs" VALUES(1,'2026-01-01T00:00:00.000000Z',0,0,0,'mia','2026-05-03T10:00:00.000000Z',4);
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
INSERT INTO "decisions" VALUES(1,'01a202b3-db7a-720d-b754-936e4da3060c',1,'approved','mia','2026-11-22T10:01:11.337000Z','',NULL,'','e7d1555c38d24a1fd58adcf8b756502c24b1bb3fa4a5ac951f24b7a7b4fa3bc4',1,NULL);
INSERT INTO "decisions" VALUES(2,'01a202b3-db7a-720d-b754-936e4da3060c',2,'submitted','mia','2026-11-22T10:01:11.404000Z','',NULL,'e7d1555c38d24a1fd58adcf8b756502c24b1bb3fa4a5ac951f24b7a7b4fa3bc4','1e18cef4067b9f43ac1dcf37f1d6289dea8f6498fe2dc82f7fc07c9725d30d80',NULL,3);
INSERT INTO "decisions" VALUES(3,'01a202b3-db7a-720d-b754-936e4da3060c',2,'approved','mia','2026-11-22T10:01:11.423000Z','clearer',NULL,'1e18cef4067b9f43ac1dcf37f1d6289dea8f6498fe2dc82f7fc07c9725d30d80','9e9c354d1bdd20224bd9232f15baf38a35c668125d4deef183bc1094cbc88ffa',2,NULL);
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
INSERT INTO "flags" VALUES('flag-1','01a202b3-db7a-720d-b754-936e4da3060c',0,0,'tom','','2026-05-03T10:00:00.000000Z','2026-11-22T10:01:11.521000Z');
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
INSERT INTO "frozen_questions" VALUES('2026Q4',1,'01a202b3-dc2d-7d5f-ad9a-186c3717742a','Where is my refund?',12,'0.3','mia','2026-11-22T10:01:11.516000Z',4);
CREATE TABLE library_info (
	id TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	ticket_key TEXT NOT NULL, 
	title TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "library_info" VALUES('01a202b3-d9ff-764c-8088-e1637bfc7106','2026-11-22T10:01:11.181000Z','6aa9e3f47321a9e632fd07e1e91c958aa7d60b2848dde45f7ca022d8faf066f3','Test',1);
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
INSERT INTO "links" VALUES(1,'01a202b3-dc2d-7d5f-ad9a-186c3717742a','01a202b3-db7a-720d-b754-936e4da3060c','linked','mia','2026-11-22T10:01:11.513000Z',3);
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
INSERT INTO "members" VALUES(1,'mia','owner','','2026-11-22T10:01:11.181000Z',NULL,'[]','mia','2026-11-22T10:01:11.181000Z',1);
INSERT INTO "members" VALUES(2,'Tom','agent','','2026-11-22T10:01:11.449000Z',NULL,'[]','mia','2026-11-22T10:01:11.449000Z',4);
CREATE TABLE names (
	name TEXT NOT NULL, 
	template TEXT NOT NULL, 
	spelled TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	PRIMARY KEY (name), 
	FOREIGN KEY(template) REFERENCES templates (id)
);
INSERT INTO "names" VALUES('refund-late','01a202b3-db7a-720d-b754-936e4da3060c','refund-late','2026-11-22T10:01:11.300000Z','mia');
INSERT INTO "names" VALUES('late','01a202b3-db7a-720d-b754-936e4da3060c','late','2026-11-22T10:01:11.300000Z','mia');
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
INSERT INTO "phrasings" VALUES(1,'01a202b3-dc2d-7d5f-ad9a-186c3717742a','wheres my refund','confirmed','','mia','2026-11-22T10:01:11.506000Z',3);
INSERT INTO "phrasings" VALUES(2,'01a202b3-dc2d-7d5f-ad9a-186c3717742a','refund not here','confirmed','','mia','2026-11-22T10:01:11.506000Z',3);
CREATE TABLE proposals (
	id TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	document TEXT NOT NULL, 
	why TEXT NOT NULL, 
	proposed_at TEXT NOT NULL, 
	stored_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "proposals" VALUES('proposal-1','tom','{"abbreviation":"thanks","body":"Hello.","format":1,"kind":"reply"}','often asked','2026-05-03T10:00:00.000000Z','2026-11-22T10:01:11.544000Z');
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
INSERT INTO "questions" VALUES(1,'01a202b3-dc2d-7d5f-ad9a-186c3717742a','Where is my refund?','open',NULL,0,'mia','2026-11-22T10:01:11.469000Z',3);
CREATE TABLE receipts (
	number INTEGER NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "receipts" VALUES(1,'','4c40802287707f94ec447928a4246cdf80a57b58fe6abdc66fe3af3462b7f324','2026-11-22T10:01:11.187000Z','mia');
INSERT INTO "receipts" VALUES(2,'4c40802287707f94ec447928a4246cdf80a57b58fe6abdc66fe3af3462b7f324','583e43ca9c2c6d9acc89d138f2c5579279e61efafc63c5143dc31f044ce8a999','2026-11-22T10:01:11.300000Z','mia');
INSERT INTO "receipts" VALUES(3,'583e43ca9c2c6d9acc89d138f2c5579279e61efafc63c5143dc31f044ce8a999','93e5eb23e68a4c0bd609958561d849109c91daab44f47ebb0b0b632139cfb16f','2026-11-22T10:01:11.390000Z','mia');
INSERT INTO "receipts" VALUES(4,'93e5eb23e68a4c0bd609958561d849109c91daab44f47ebb0b0b632139cfb16f','a62d843144f4bca1e987890210a64a2409c303558fc1050a0039f7e85c5b3cc4','2026-11-22T10:01:11.441000Z','mia');
CREATE TABLE report_keys (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "report_keys" VALUES(1,'739c1b85cd74937b06044742d187c6d0d6f102b9754d1c7633a51ccce948a4b2');
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
INSERT INTO "revisions" VALUES('01a202b3-db7a-720d-b754-936e4da3060c',1,NULL,'2c0a8a770ae72c86deb234b12c0356e41dca84820db842fd6f21bca916020fc4','','7581325ac60836ecdf7256ddaaf6ac9ad4bdd326004d31e34324e1709d22b951','mia','2026-11-22T10:01:11.300000Z','','',NULL,2);
INSERT INTO "revisions" VALUES('01a202b3-db7a-720d-b754-936e4da3060c',2,1,'5c206dff4c1b404d5e69744649058eca823f385ef2baf208093285878c3379ea','7581325ac60836ecdf7256ddaaf6ac9ad4bdd326004d31e34324e1709d22b951','d4f0242142aa3dac8b10dfdfa44d5644eb023b3b9d695c60a9b172f2a28c968a','mia','2026-11-22T10:01:11.390000Z','','',NULL,3);
INSERT INTO "revisions" VALUES('01a202b3-db7a-720d-b754-936e4da3060c',3,2,'d1343c1e627e2b50f2a6bc972eb15a5b5072265029c7cbd52486e7a59fa85ab4','d4f0242142aa3dac8b10dfdfa44d5644eb023b3b9d695c60a9b172f2a28c968a','964c20cc35060f94da6ed5b47d1e8c32d5b067c872e6552571e4d53caf082b9d','mia','2026-11-22T10:01:11.441000Z','','',NULL,4);
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
INSERT INTO "searches" VALUES('search-1','tom','refund','','',NULL,NULL,'2026-05-03T10:00:00.000000Z','2026-05-03T10:00:00.000000Z');
CREATE TABLE settings (
	number INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "settings" VALUES(1,'title','Support','mia','2026-11-22T10:01:11.455000Z',3);
CREATE TABLE templates (
	id TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "templates" VALUES('01a202b3-db7a-720d-b754-936e4da3060c');
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
INSERT INTO "uses" VALUES('use-1','01a202b3-db7a-720d-b754-936e4da3060c',0,0,'tom','','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,NULL,'2026-05-03T10:00:00.000000Z','2026-11-22T10:01:11.519000Z',NULL);
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
CREATE INDEX cut_offs_of_receipt ON cut_offs (receipt);
CREATE INDEX proposals_of_agent ON proposals (agent);
CREATE TRIGGER library_info_guard_update BEFORE UPDATE ON library_info BEGIN SELECT RAISE(ABORT, 'library_info is append-only: rows are never altered or removed'); END;
CREATE TRIGGER library_info_guard_delete BEFORE DELETE ON library_info BEGIN SELECT RAISE(ABORT, 'library_info is append-only: rows are never altered or removed'); END;
CREATE TRIGGER library_info_guard_insert BEFORE INSERT ON library_info WHEN EXISTS (SELECT 1 FROM library_info WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'library_info: this key is there already'); END;
CREATE TRIGGER report_keys_guard_update BEFORE UPDATE ON report_keys BEGIN SELECT RAISE(ABORT, 'report_keys is append-only: rows are never altered or removed'); END;
CREATE TRIGGER report_keys_guard_delete BEFORE DELETE ON report_keys BEGIN SELECT RAISE(ABORT, 'report_keys is append-only: rows are never altered or removed'); END;
CREATE TRIGGER report_keys_guard_insert BEFORE INSERT ON report_keys WHEN EXISTS (SELECT 1 FROM report_keys WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'report_keys: this key is there already'); END;
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
CREATE TRIGGER uses_guard_update BEFORE UPDATE ON uses WHEN NOT coalesce(substr(NEW.agent, 1, 5) = 'left-' AND OLD.id IS NEW.id AND OLD.template IS NEW.template AND OLD.revision IS NEW.revision AND OLD.version IS NEW.version AND OLD.channel IS NEW.channel AND OLD.source IS NEW.source AND OLD.action IS NEW.action AND OLD.search IS NEW.search AND OLD.row_rank IS NEW.row_rank AND OLD.found_at IS NEW.found_at AND OLD.chosen_at IS NEW.chosen_at AND OLD.delivered_at IS NEW.delivered_at AND OLD.typed_characters IS NEW.typed_characters AND OLD.rendered_characters IS NEW.rendered_characters AND OLD.edited IS NEW.edited AND OLD.fields_by_hand IS NEW.fields_by_hand AND OLD.fields_from_context IS NEW.fields_from_context AND OLD.ticket_hash IS NEW.ticket_hash AND OLD.used_at IS NEW.used_at AND OLD.stored_at IS NEW.stored_at AND OLD.corrects IS NEW.corrects AND OLD.rowid IS NEW.rowid AND 1 = (SELECT min(CASE WHEN m.until <= (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') THEN 1 ELSE 0 END) FROM members m WHERE (lower(m.name) = lower(OLD.agent) OR (m.earlier_names <> '[]' AND EXISTS (SELECT 1 FROM json_each(m.earlier_names) e WHERE lower(e.value) = lower(OLD.agent)))) AND NOT EXISTS (SELECT 1 FROM members n WHERE lower(n.name) = lower(m.name) AND n.number > m.number)), 0) BEGIN SELECT RAISE(ABORT, 'uses is append-only: rows are never altered or removed'); END;
CREATE TRIGGER uses_guard_delete BEFORE DELETE ON uses WHEN NOT coalesce(OLD.used_at < (SELECT max(c."before") FROM cut_offs c), 0) BEGIN SELECT RAISE(ABORT, 'uses is append-only: rows are never altered or removed'); END;
CREATE TRIGGER uses_guard_insert BEFORE INSERT ON uses WHEN EXISTS (SELECT 1 FROM uses WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER searches_guard_update BEFORE UPDATE ON searches WHEN NOT coalesce(substr(NEW.agent, 1, 5) = 'left-' AND OLD.id IS NEW.id AND OLD.words IS NEW.words AND OLD.kind IS NEW.kind AND OLD.outcome IS NEW.outcome AND OLD.template IS NEW.template AND OLD.row_rank IS NEW.row_rank AND OLD.started_at IS NEW.started_at AND OLD.ended_at IS NEW.ended_at AND OLD.rowid IS NEW.rowid AND 1 = (SELECT min(CASE WHEN m.until <= (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') THEN 1 ELSE 0 END) FROM members m WHERE (lower(m.name) = lower(OLD.agent) OR (m.earlier_names <> '[]' AND EXISTS (SELECT 1 FROM json_each(m.earlier_names) e WHERE lower(e.value) = lower(OLD.agent)))) AND NOT EXISTS (SELECT 1 FROM members n WHERE lower(n.name) = lower(m.name) AND n.number > m.number)), 0) BEGIN SELECT RAISE(ABORT, 'searches is append-only: rows are never altered or removed'); END;
CREATE TRIGGER searches_guard_delete BEFORE DELETE ON searches WHEN NOT coalesce(OLD.ended_at < (SELECT max(c."before") FROM cut_offs c), 0) BEGIN SELECT RAISE(ABORT, 'searches is append-only: rows are never altered or removed'); END;
CREATE TRIGGER searches_guard_insert BEFORE INSERT ON searches WHEN EXISTS (SELECT 1 FROM searches WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER flags_guard_update BEFORE UPDATE ON flags WHEN NOT coalesce(substr(NEW.agent, 1, 5) = 'left-' AND OLD.id IS NEW.id AND OLD.template IS NEW.template AND OLD.revision IS NEW.revision AND OLD.version IS NEW.version AND OLD.why IS NEW.why AND OLD.flagged_at IS NEW.flagged_at AND OLD.stored_at IS NEW.stored_at AND OLD.rowid IS NEW.rowid AND 1 = (SELECT min(CASE WHEN m.until <= (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') THEN 1 ELSE 0 END) FROM members m WHERE (lower(m.name) = lower(OLD.agent) OR (m.earlier_names <> '[]' AND EXISTS (SELECT 1 FROM json_each(m.earlier_names) e WHERE lower(e.value) = lower(OLD.agent)))) AND NOT EXISTS (SELECT 1 FROM members n WHERE lower(n.name) = lower(m.name) AND n.number > m.number)), 0) BEGIN SELECT RAISE(ABORT, 'flags is append-only: rows are never altered or removed'); END;
CREATE TRIGGER flags_guard_delete BEFORE DELETE ON flags WHEN NOT coalesce(OLD.flagged_at < (SELECT max(c."before") FROM cut_offs c), 0) BEGIN SELECT RAISE(ABORT, 'flags is append-only: rows are never altered or removed'); END;
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
CREATE TRIGGER cut_offs_guard_update BEFORE UPDATE ON cut_offs BEGIN SELECT RAISE(ABORT, 'cut_offs is append-only: rows are never altered or removed'); END;
CREATE TRIGGER cut_offs_guard_delete BEFORE DELETE ON cut_offs BEGIN SELECT RAISE(ABORT, 'cut_offs is append-only: rows are never altered or removed'); END;
CREATE TRIGGER cut_offs_guard_insert BEFORE INSERT ON cut_offs WHEN EXISTS (SELECT 1 FROM cut_offs WHERE (rowid = NEW.rowid) OR (number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'cut_offs: this key is there already'); END;
CREATE TRIGGER proposals_guard_update BEFORE UPDATE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals is append-only: rows are never altered or removed'); END;
CREATE TRIGGER proposals_guard_delete BEFORE DELETE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals is append-only: rows are never altered or removed'); END;
CREATE TRIGGER proposals_guard_insert BEFORE INSERT ON proposals WHEN EXISTS (SELECT 1 FROM proposals WHERE (rowid = NEW.rowid) OR (id = NEW.id)) BEGIN SELECT RAISE(IGNORE); END;
CREATE VIEW desk_v1_library("id", "title", "ticket_key") AS SELECT id, title, ticket_key FROM library_info;
CREATE VIEW desk_v1_changes("number", "hash") AS SELECT number, hash FROM changes;
CREATE VIEW desk_v1_settings("key", "value") AS SELECT key, value FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY number DESC) AS age, min(number) OVER (PARTITION BY key) AS first FROM settings) s WHERE s.age = 1;
CREATE VIEW desk_v1_templates("template", "revision", "text", "approved_at", "approved_by", "live_from", "why") AS SELECT 
d.template, d.revision, o.text, d.at, d."by", coalesce(s.live_from, ''),
CASE WHEN d.reason <> '' THEN d.reason ELSE r.message END FROM templates t JOIN decisions d ON d.number = (SELECT x.number FROM decisions x WHERE x.template = t.id AND x.kind IN ('approved', 'suspended', 'retired', 'revived') AND NOT (x.kind = 'approved' AND coalesce(x.change_set, '') IN (SELECT c.id FROM change_sets c WHERE c.live_from <> '' AND (c.live_from > (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') OR 
(SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'approved')
< (SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'rejected')))) ORDER BY x.number DESC LIMIT 1) 
JOIN revisions r ON r.template = d.template AND r.number = d.revision
JOIN documents o ON o.hash = r.document LEFT JOIN change_sets s ON s.id = d.change_set WHERE d.kind IN ('approved', 'revived');
CREATE VIEW desk_v1_coming("template", "revision", "text", "approved_at", "approved_by", "live_from", "why") AS SELECT 
d.template, d.revision, o.text, d.at, d."by", coalesce(s.live_from, ''),
CASE WHEN d.reason <> '' THEN d.reason ELSE r.message END FROM change_sets s JOIN change_set_items i ON i.change_set = s.id JOIN decisions d ON d.template = i.template AND d.revision = i.revision AND d.change_set = s.id AND d.kind = 'approved' 
JOIN revisions r ON r.template = d.template AND r.number = d.revision
JOIN documents o ON o.hash = r.document WHERE s.live_from > (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') AND s.id NOT IN (SELECT c.id FROM change_sets c WHERE c.live_from <> '' AND 
(SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'approved')
< (SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'rejected')) AND d.number = (SELECT x.number FROM decisions x WHERE x.template = d.template AND x.kind IN ('approved', 'suspended', 'retired', 'revived') AND NOT (x.kind = 'approved' AND coalesce(x.change_set, '') IN (SELECT c.id FROM change_sets c WHERE c.live_from <> '' AND 
(SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'approved')
< (SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'rejected'))) ORDER BY x.number DESC LIMIT 1);
CREATE VIEW desk_v1_names("template", "name") AS SELECT n.template, n.name FROM names n WHERE EXISTS (SELECT 1 FROM decisions d WHERE d.template = n.template AND d.kind = 'approved');
CREATE VIEW desk_v1_earlier("template", "number", "text") AS SELECT d.template, d.number, o.text FROM decisions d 
JOIN revisions r ON r.template = d.template AND r.number = d.revision
JOIN documents o ON o.hash = r.document WHERE d.kind = 'approved' AND (EXISTS (SELECT 1 FROM desk_v1_templates l WHERE l.template = d.template) OR EXISTS (SELECT 1 FROM desk_v1_coming l WHERE l.template = d.template));
CREATE VIEW desk_v1_phrasings("template", "text", "linked", "phrased") AS SELECT l.template, p.text, l.first, p.first FROM (SELECT *, row_number() OVER (PARTITION BY question, template ORDER BY number DESC) AS age, min(number) OVER (PARTITION BY question, template) AS first FROM links) l JOIN (SELECT *, row_number() OVER (PARTITION BY question, text ORDER BY number DESC) AS age, min(number) OVER (PARTITION BY question, text) AS first FROM phrasings) p ON p.question = l.question WHERE l.age = 1 AND p.age = 1 AND l.state = 'linked' AND p.state = 'confirmed';
CREATE VIEW desk_v1_touched("template", "change") AS SELECT template, change FROM decisions WHERE change IS NOT NULL UNION ALL SELECT template, change FROM links UNION ALL SELECT l.template, p.change FROM (SELECT *, row_number() OVER (PARTITION BY question, template ORDER BY number DESC) AS age, min(number) OVER (PARTITION BY question, template) AS first FROM links) l JOIN phrasings p ON p.question = l.question WHERE l.age = 1 AND l.state = 'linked';
CREATE VIEW desk_v1_withdrawn("template", "by", "at", "why") AS SELECT d.template, d."by", d.at, d.reason FROM decisions d WHERE d.change IS NOT NULL AND d.number = (SELECT max(x.number) FROM decisions x WHERE x.template = d.template AND x.change IS NOT NULL);
CREATE VIEW desk_v1_answers("flag", "answer", "by", "at", "why") AS SELECT f.id, CASE d.kind WHEN 'approved' THEN 'changed' WHEN 'confirmed' THEN 'confirmed' WHEN 'retired' THEN 'retired' WHEN 'suspended' THEN 'suspended' WHEN 'redacted' THEN 'retired' END, d."by", CASE WHEN ds.live_from > d.at THEN ds.live_from ELSE d.at END, CASE WHEN d.reason <> '' THEN d.reason WHEN d.kind = 'approved' THEN r.message ELSE '' END FROM flags f JOIN decisions d ON d.number = (SELECT x.number FROM decisions x LEFT JOIN change_sets xs ON xs.id = x.change_set AND x.kind = 'approved' WHERE x.template = f.template AND x.kind IN ('approved', 'confirmed', 'retired', 'suspended', 'redacted') AND NOT (x.kind = 'approved' AND coalesce(x.change_set, '') IN (SELECT c.id FROM change_sets c WHERE c.live_from <> '' AND (c.live_from > (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z') OR 
(SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'approved')
< (SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'rejected')))) AND ((f.version > 0 AND x.change IS NOT NULL AND x.change > f.version) OR x.at >= f.stored_at) AND (x.kind <> 'redacted' OR x.revision = f.revision) ORDER BY CASE WHEN xs.live_from > x.at THEN xs.live_from ELSE x.at END, x.number LIMIT 1) JOIN revisions r ON r.template = d.template AND r.number = d.revision LEFT JOIN change_sets ds ON ds.id = d.change_set AND d.kind = 'approved' WHERE 1;
CREATE VIEW desk_v1_team_uses("template", "uses") AS SELECT template, sum(uses) FROM (SELECT template, count(*) AS uses FROM uses WHERE used_at >= strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-90 days') GROUP BY template UNION ALL SELECT template, -1 FROM uses WHERE used_at >= strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-90 days') AND corrects IS NOT NULL UNION ALL SELECT template, -1 FROM uses WHERE used_at >= strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-90 days') AND id IN (SELECT corrects FROM uses WHERE corrects IS NOT NULL)) counted GROUP BY template HAVING sum(uses) > 0;
CREATE VIEW desk_v1_team_words("words", "template", "uses") AS SELECT t.words, t.template, sum(t.uses) FROM (SELECT lower(trim(words)) AS words, template, lower(trim(agent)) AS agent, count(*) AS uses FROM searches WHERE ended_at >= strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-90 days') AND outcome = 'used' AND template IS NOT NULL AND words NOT LIKE '%<%>%' AND id NOT IN (SELECT u.search FROM uses u JOIN uses c ON c.corrects = u.id WHERE u.search IS NOT NULL) GROUP BY 1, 2, 3) t JOIN (SELECT a.agent, coalesce((SELECT max(lower(m.name)) FROM members m WHERE instr(lower(m.earlier_names), '"' || a.agent || '"') > 0), a.agent) AS person FROM (SELECT DISTINCT lower(trim(agent)) AS agent FROM searches) a) p ON p.agent = t.agent GROUP BY t.words, t.template HAVING count(DISTINCT p.person) >= 2;
CREATE VIEW report_v1_uses("id", "template", "agent", "channel", "source", "action", "used_at", "corrects", "search") AS SELECT id, template, u.agent, channel, source, action, used_at, corrects, search FROM uses u;
CREATE VIEW report_v1_searches("id", "agent", "words", "kind", "outcome", "template", "row_rank", "started_at", "ended_at") AS SELECT id, u.agent, words, kind, outcome, template, row_rank, started_at, ended_at FROM searches u;
CREATE VIEW report_v1_members("name", "role", "team", "until") AS SELECT u.name, role, team, until FROM (SELECT *, row_number() OVER (PARTITION BY lower(name) ORDER BY number DESC) AS age, min(number) OVER (PARTITION BY lower(name)) AS first FROM members) u WHERE u.age = 1;
CREATE VIEW report_v1_names("earlier", "name", "number") AS SELECT e.value, u.name, u.number FROM (SELECT *, row_number() OVER (PARTITION BY lower(name) ORDER BY number DESC) AS age, min(number) OVER (PARTITION BY lower(name)) AS first FROM members) u CROSS JOIN json_each(u.earlier_names) e WHERE u.age = 1;
COMMIT;
PRAGMA journal_mode = WAL;
