-- What a server whose tables are of revision 0009 leaves behind: a row or two of everything, all of it invented.
-- Written in that revision's columns, for SQLite and PostgreSQL alike. «…» is put in by the test: what is encrypted
-- must be so under a secret that the test knows. No numbers of rows are given: they come from the database, as ever.

INSERT INTO procedure (code, name, field, short_name, aliases, levels, agency, audience, summary, dossier_sets,
    dossier_complete, replaced_papers, methods, online_level, legal_bases, forms, warnings, state, source, checked,
    confidence, completeness, field_confidence, "rank")
VALUES ('9.000001', 'Cấp giấy phép thử nghiệm', 'lao_dong', 'Giấy phép thử', '["giấy thử", "gpt"]', '["province"]',
    'Cơ quan thử nghiệm', '["enterprise"]', 'Thủ tục bịa ra để kiểm thử.', 1, true, '[]', '["counter", "online"]',
    'full', '["01/2026/NĐ-TN"]', '["Mẫu số 01"]', '[]', 'in_force', 'Văn bản thử nghiệm', '2026-08-01', 'high',
    'full', '{"dossier": "medium"}', 1);
INSERT INTO dossier_item (procedure_id, position, name, form, originals, mandatory)
VALUES (1, 0, 'Đơn đề nghị thử nghiệm', 'Mẫu số 01', 1, true), (1, 1, 'Bản thuyết minh', NULL, 1, false);
INSERT INTO time_limit (procedure_id, position, value, unit) VALUES (1, 0, 10, 'working_day');
INSERT INTO fee (procedure_id, position, kind, state, amount, online_amount, unit)
VALUES (1, 0, 'le_phi', 'known', 600000, 300000, 'đồng');
INSERT INTO example (procedure_id, position, text, aspects) VALUES (1, 0, 'xin giấy thử cần gì', '["dossier"]');
INSERT INTO revision (at, who, action, batch, code, after)
VALUES ('2026-08-01 02:00:00.000000', 'bot up', 'import', 1, '9.000001', '{"code": "9.000001"}');
UPDATE catalogue_version SET number = 1;

INSERT INTO sender (sender, channel, address, seen, due, leaving)
VALUES ('test:an', 'test', '«address»', '2026-08-10 03:00:00.000000', '2026-08-10 03:00:00.000000', false),
    ('zalo:binh', 'zalo', '«address»', '2026-08-10 03:00:00.000000', NULL, false);
INSERT INTO inbox (channel, key, sender, body, at, state, attempts)
VALUES ('test', 'k1', 'test:an', NULL, '2026-08-10 03:00:00.000000', 'done', 1),
    ('test', 'k2', 'test:an', '«event»', '2026-08-10 03:05:00.000000', 'new', 0);
INSERT INTO outbox (sender, event, notice, text, buttons, attachment, at, state, attempts)
VALUES ('test:an', 1, false, 'Lệ phí: 600.000 đồng', '[["Hồ sơ", "b1"]]', NULL, '2026-08-10 03:00:01.000000', 'sent', 1),
    ('zalo:binh', NULL, true, 'Mẫu số 01', '[]', '{"kind": "file", "name": "m1.docx", "path": "9.000001/m1.docx"}',
    '2026-08-10 03:00:01.000000', 'refused', 3);
INSERT INTO button (id, sender, title, payload, letter, expires)
VALUES ('b1', 'test:an', 'Hồ sơ', 'hồ sơ gồm gì', NULL, '2026-08-11 03:00:00.000000');
INSERT INTO talk (sender, slots, at)
VALUES ('test:an', '{"procedure": "9.000001"}', '2026-08-10 03:00:01.000000');
INSERT INTO pause (sender, until) VALUES ('zalo:binh', '2026-08-10 04:00:00.000000');
INSERT INTO lease (name, holder, until) VALUES ('zalo token 360', 'nobody', '2026-08-10 03:00:00.000000');
INSERT INTO zalo_token (app_id, access, refresh, obtained, expires)
VALUES ('360', '«access»', '«refresh»', '2026-08-10 02:00:00.000000', '2026-08-11 03:00:00.000000');
INSERT INTO zalo_interaction (sender, at) VALUES ('zalo:binh', '2026-08-10 03:00:00.000000');

INSERT INTO turn (at, sender, channel, text, procedure, aspects, confidence, outcome, plain)
VALUES ('2026-08-10 03:00:00.000000', 'test:an', 'test', 'lệ phí giấy thử', '9.000001', '["fee"]', 0.98, 'answered',
    'le phi giay thu'),
    ('2026-08-10 03:01:00.000000', 'test:an', 'test', 'giá vàng hôm nay', NULL, '[]', NULL, 'declined',
    'gia vang hom nay');
INSERT INTO unanswered (at, sender, text, aspects, candidates, outcome, plain, state, note, reviewed_by, reviewed_at)
VALUES ('2026-08-10 03:01:00.000000', 'test:an', 'giá vàng hôm nay', '[]', '[]', 'declined', 'gia vang hom nay',
    'out_of_scope', 'không thuộc', 'lan', '2026-08-11 03:00:00.000000');
INSERT INTO line (sender, at, author, staff, text, buttons, rating, turn, key)
VALUES ('test:an', '2026-08-10 03:00:00.000000', 'person', NULL, 'lệ phí giấy thử', '[]', '[]', 1, 'k1'),
    ('test:an', '2026-08-10 03:00:01.000000', 'assistant', NULL, 'Lệ phí: 600.000 đồng', '[["Hồ sơ", "b1"]]', '[]', 1, NULL);
INSERT INTO handoff (sender, channel, state, asked, subject, procedure, officer, claimed, replied, waited, closed, outcome)
VALUES ('test:an', 'test', 'closed', '2026-08-10 03:10:00.000000', 'lệ phí giấy thử', '9.000001', 'lan',
    '2026-08-10 03:12:00.000000', '2026-08-10 03:13:00.000000', 120, '2026-08-10 03:30:00.000000', 'solved');
INSERT INTO callback (sender, channel, at, phone, best, subject, state, tries)
VALUES ('test:an', 'test', '2026-08-10 03:40:00.000000', '«phone»', 'buổi chiều', 'lệ phí giấy thử', 'new', 0);
INSERT INTO presence (staff, here, seen) VALUES ('lan', true, '2026-08-10 03:00:00.000000');
INSERT INTO canned (title, text, who, at)
VALUES ('Chào', 'Chào anh/chị.', 'lan', '2026-08-10 03:00:00.000000');

INSERT INTO rating (at, changed, sender, turn, asked, satisfied, reason, comment, channel, agency, procedure, field,
    aspects, outcome, online_level, respondent)
VALUES ('2026-08-10 03:00:01.000000', '2026-08-10 03:02:00.000000', 'test:an', 1, true, true, NULL, 'nhanh', 'test',
    'dong-nai-kcn', '9.000001', 'lao_dong', '["fee"]', 'answered', 'full', 'enterprise'),
    ('2026-08-10 03:01:01.000000', NULL, 'test:an', 2, true, NULL, NULL, NULL, 'test', 'dong-nai-kcn', NULL, NULL,
    '[]', 'declined', NULL, 'unknown');
INSERT INTO survey (at, changed, sender, handoff, consented, comment, channel, agency, procedure, field, outcome,
    online_level, respondent)
VALUES ('2026-08-10 03:31:00.000000', '2026-08-10 03:32:00.000000', 'test:an', 1, true, 'chu đáo', 'test',
    'dong-nai-kcn', '9.000001', 'lao_dong', 'solved', 'full', 'enterprise');
INSERT INTO survey_answer (survey, factor, score, changed)
VALUES (1, 'access', 4, '2026-08-10 03:32:00.000000'), (1, 'staff', 5, '2026-08-10 03:32:00.000000');
INSERT INTO feedback (key, at, sender, agency, channel, turn, procedure, field, satisfied, rated, unsatisfied, score,
    comment, plain, state, tags)
VALUES ('test:an 2026-08-10', '2026-08-10 03:32:00.000000', 'test:an', 'dong-nai-kcn', 'test', 1, '9.000001',
    'lao_dong', true, 1, 0, 4.5, 'nhanh', 'nhanh', 'read', '|thái độ|');
INSERT INTO petition (code, at, sender, channel, agency, state, kind, text, place, attachments, contact, due, days,
    source, officer, answer, done, satisfied, version, plain)
VALUES ('PA-0001', '2026-08-10 03:00:00.000000', 'test:an', 'test', 'dong-nai-kcn', 'answered', 'conduct',
    'Quầy số 2 mở muộn', 'Quầy số 2', '["image"]', '«contact»', '2026-08-24', 10, 'Nghị định thử nghiệm', 'lan',
    'Đã nhắc quầy.', '2026-08-12 03:00:00.000000', true, 2, 'quay so 2 mo muon'),
    ('PA-0002', '2026-08-10 03:00:00.000000', 'zalo:binh', 'zalo', 'dong-nai-kcn', 'closed', 'proposal',
    'Xin thêm ghế chờ', NULL, '[]', NULL, '2026-08-24', 10, NULL, 'lan', 'Ngoài phạm vi.',
    '2026-08-12 03:00:00.000000', NULL, 1, 'xin them ghe cho');
INSERT INTO petition_step (petition, at, step, staff, detail, told)
VALUES (1, '2026-08-10 03:00:00.000000', 'received', NULL, NULL, true),
    (1, '2026-08-12 03:00:00.000000', 'answered', 'lan', 'Đã nhắc quầy.', true),
    (2, '2026-08-12 03:00:00.000000', 'closed', 'lan', 'Ngoài phạm vi.', true);
INSERT INTO lesson (at, who, kind, text, procedure, aspects, keys, questions)
VALUES ('2026-08-11 03:00:00.000000', 'lan', 'example', 'phí giấy thử', '9.000001', '["fee"]', '["phi giay thu"]', 3);

INSERT INTO staff (name, full_name, unit, role, password, must_change, created)
VALUES ('lan', 'Cán bộ quầy 1', 'Phòng thử nghiệm', 'officer', 'not a hash', false, '2026-08-01 02:00:00.000000');
INSERT INTO staff_session (token, staff_id, began, seen)
VALUES ('not a token', 1, '2026-08-10 02:00:00.000000', '2026-08-10 03:00:00.000000');
INSERT INTO sign_in_attempt (at, key) VALUES ('2026-08-10 02:00:00.000000', 'not a digest');
INSERT INTO audit (at, who, action, subject, address, detail)
VALUES ('2026-08-10 02:00:00.000000', 'lan', 'sign_in', '', '::1', NULL),
    ('2026-08-10 03:12:00.000000', 'lan', 'handoff_claim', '1', '::1', '{"waited": 120, "lời": "đã nhận"}'),
    ('2026-08-12 03:00:00.123456', 'lan', 'petition_answer', 'PA-0001', NULL, '{"told": true}');
