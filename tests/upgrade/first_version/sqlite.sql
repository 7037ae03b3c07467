BEGIN TRANSACTION;
CREATE TABLE access_key (
  access TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  project_id TEXT NOT NULL REFERENCES project (id),
  sealed_secret TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO "access_key" VALUES('SW0XacWYMPSmAHVY0H3y','1d195468b8cf3c4e4dd9663d1e746857','2f3705151e9e5c7b9401a5a950754a83','57edb2eecee55e90bdab089e288dccfbf9ced4842a8584d541792c6b26ba7abba38a4d35d576022176abc2f773647e8a7033fe6719ee606085baa902947dedd17d20dfa9061e4eae','made at the first start',1768478280046037);
INSERT INTO "access_key" VALUES('SW4FTMu9wz9QXzvRmHOE','4d8d7faaa27b2afb215249ae727d02f5','2f3705151e9e5c7b9401a5a950754a83','57edb2ee7c6ef8570103b15e1e61c9927e6a31fab372e78d2b1628ca3631675f6a25bd059e41c99ea79885c3e143328c3b06dcb24732f19d21edf0486d92076fdb212d151e092275','',1768478280077007);
INSERT INTO "access_key" VALUES('SWRBGXkVs3gPFhG574ZM','08e7979ac6a4cf86bb4565e06dfea74b','2f3705151e9e5c7b9401a5a950754a83','57edb2eede87c3ddc8da7cad03b39f946a7364c3a088116783f0e9bd4ba407665160e16f0685704afa35982004f3039e3203887db7378f01fb23314662c6a28ce43d649c89e3c2ee','',1768478280102695);
INSERT INTO "access_key" VALUES('SWWzHQgv3vRm1jZoDEwq','47fe3797291220259992375774e28081','2f3705151e9e5c7b9401a5a950754a83','57edb2ee8bbf63c24b5848128cdaa8f4e7f6cc1d2ee2e6506dfd90a7fd46ed3ed35f137874326ae1e8ccf447c04d4c3181303328bfc922bc45ce0accf2f486c14bee445fcf713e49','',1768478280124459);
INSERT INTO "access_key" VALUES('SWMJnCQ1CKbqjJUW1CrK','a8deca7db4dcddc645bf2e059ce04044','2f3705151e9e5c7b9401a5a950754a83','57edb2ee0d53d716e6a223f8e2f9d3b07506f04ed38d92009525a04f8ee8de9c94d55c5d30d7ea0006101f75e8b4637cc650f69300a3105271b841624cecf775d1799796e9091117','',1768478280148266);
INSERT INTO "access_key" VALUES('SW5DKh3kCcxZMvKax0jP','303428abf3eae1cbf27722dd28da18d6','2f3705151e9e5c7b9401a5a950754a83','57edb2eee89111480e38f73667b34f7500e69ab04a2935004b4dabbed2bd4ef1f72c995dd472cbe6c97e651f4d3dc8bbd5c52c16c25a980295971e6f6437c7d8aaff3a873b459ac4','',1768478280170465);
INSERT INTO "access_key" VALUES('SWng4BawbrjpGXPMQ25v','bf5b4254717d411eed98a73abc885d6c','2f3705151e9e5c7b9401a5a950754a83','57edb2eea986ecc972ccc885b1091fb0cfc71515e0d66875a7aeba0575a07a6b2dfebc7e3a17c7483c528e57002fa350029e3a634c4a6f0093fce9ffe23046006d4e742bac6f4d62','',1768478280189925);
INSERT INTO "access_key" VALUES('SWec03rHmb78DGIF2ET2','fff696ab8d28122ea6edef1d5f1f8b4d','2f3705151e9e5c7b9401a5a950754a83','57edb2ee624372230efba32364c06dfc77913c78b5ede6ab04b3481204ffe859e58dcb003358e1bf4e9c3c8d7be96e8b2cb17e8a5a5bf4e6e43d1b789aec5192f5cab1c55b5ba76f','',1768478280207844);
INSERT INTO "access_key" VALUES('SWfgeRMm6L3cpW53D9rF','9eeac2c602556552bafdfafa385f65fa','2f3705151e9e5c7b9401a5a950754a83','57edb2eebdf39eabc10840859deecf3d989da06c09e0d89f7b2b6de62277e60585a7940793bec52ed6324bb67e09952e617f830a77d1754b2d4be8dbe273d0669ef4342d0d798ec0','',1768478280226774);
INSERT INTO "access_key" VALUES('SWWLtygxTxFr3ccD9Ws6','713e5ac6944ee5f8618e977ad4cbf866','44a744bd92e426ca73d103cbec4e8423','57edb2ee3bb296dd8a010eff4b4e63f8a6a1b3b01b6667bc852488835614d45b304886c05e214e2aa249dc2d207bf4a1c8b789bb6b41c5b11635b49781b5145fa722f08f681bc9ae','',1768478280244760);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT REFERENCES workspace (id),
  user_id TEXT REFERENCES users (id),
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO "audit" VALUES(1,'417339a7f4c5d747f22bdf54947424a3','1d195468b8cf3c4e4dd9663d1e746857','installation.started','workspace','417339a7f4c5d747f22bdf54947424a3','default','{}',1768478280046715);
INSERT INTO "audit" VALUES(2,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','4d8d7faaa27b2afb215249ae727d02f5','developer','{}',1768478280073789);
INSERT INTO "audit" VALUES(3,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SW4FTMu9wz9QXzvRmHOE','developer','{}',1768478280077119);
INSERT INTO "audit" VALUES(4,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','08e7979ac6a4cf86bb4565e06dfea74b','developer2','{}',1768478280100090);
INSERT INTO "audit" VALUES(5,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWRBGXkVs3gPFhG574ZM','developer2','{}',1768478280102809);
INSERT INTO "audit" VALUES(6,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','47fe3797291220259992375774e28081','deployer','{}',1768478280122005);
INSERT INTO "audit" VALUES(7,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWWzHQgv3vRm1jZoDEwq','deployer','{}',1768478280124568);
INSERT INTO "audit" VALUES(8,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','a8deca7db4dcddc645bf2e059ce04044','deployer2','{}',1768478280145755);
INSERT INTO "audit" VALUES(9,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWMJnCQ1CKbqjJUW1CrK','deployer2','{}',1768478280148384);
INSERT INTO "audit" VALUES(10,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','303428abf3eae1cbf27722dd28da18d6','operator','{}',1768478280168250);
INSERT INTO "audit" VALUES(11,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SW5DKh3kCcxZMvKax0jP','operator','{}',1768478280170562);
INSERT INTO "audit" VALUES(12,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','bf5b4254717d411eed98a73abc885d6c','viewer','{}',1768478280187683);
INSERT INTO "audit" VALUES(13,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWng4BawbrjpGXPMQ25v','viewer','{}',1768478280189969);
INSERT INTO "audit" VALUES(14,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','fff696ab8d28122ea6edef1d5f1f8b4d','boss','{}',1768478280205979);
INSERT INTO "audit" VALUES(15,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWec03rHmb78DGIF2ET2','boss','{}',1768478280207871);
INSERT INTO "audit" VALUES(16,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','9eeac2c602556552bafdfafa385f65fa','outsider','{}',1768478280224510);
INSERT INTO "audit" VALUES(17,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWfgeRMm6L3cpW53D9rF','outsider','{}',1768478280226800);
INSERT INTO "audit" VALUES(18,NULL,'1d195468b8cf3c4e4dd9663d1e746857','project.created','project','44a744bd92e426ca73d103cbec4e8423','elsewhere','{}',1768478280228233);
INSERT INTO "audit" VALUES(19,NULL,'1d195468b8cf3c4e4dd9663d1e746857','user.created','user','713e5ac6944ee5f8618e977ad4cbf866','foreigner','{}',1768478280243013);
INSERT INTO "audit" VALUES(20,NULL,'1d195468b8cf3c4e4dd9663d1e746857','key.created','access_key','SWWLtygxTxFr3ccD9Ws6','foreigner','{}',1768478280244789);
INSERT INTO "audit" VALUES(21,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','workspace.created','workspace','31fac03081b21b75767d5586758d2bbc','team1','{"mode":"enterprise"}',1768478280247275);
INSERT INTO "audit" VALUES(22,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','4d8d7faaa27b2afb215249ae727d02f5','developer','{"roles":["developer"]}',1768478280249329);
INSERT INTO "audit" VALUES(23,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','08e7979ac6a4cf86bb4565e06dfea74b','developer2','{"roles":["developer"]}',1768478280251182);
INSERT INTO "audit" VALUES(24,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','47fe3797291220259992375774e28081','deployer','{"roles":["deployer"]}',1768478280252654);
INSERT INTO "audit" VALUES(25,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','a8deca7db4dcddc645bf2e059ce04044','deployer2','{"roles":["deployer"]}',1768478280254150);
INSERT INTO "audit" VALUES(26,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','303428abf3eae1cbf27722dd28da18d6','operator','{"roles":["operator"]}',1768478280255565);
INSERT INTO "audit" VALUES(27,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','bf5b4254717d411eed98a73abc885d6c','viewer','{"roles":["viewer"]}',1768478280257068);
INSERT INTO "audit" VALUES(28,'31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','member.set','user','fff696ab8d28122ea6edef1d5f1f8b4d','boss','{"roles":["admin"]}',1768478280258820);
INSERT INTO "audit" VALUES(29,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.created','script','1','greet','{}',1768478280260726);
INSERT INTO "audit" VALUES(30,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.submitted','script','1','greet','{"version":1,"digest":"6040dd47fa531ddb114f368e7ed1d348399f9e1a8c01d52a437d5fe9f8378f5c"}',1768478280260726);
INSERT INTO "audit" VALUES(31,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','2','report','{}',1768478280263509);
INSERT INTO "audit" VALUES(32,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','2','report','{"version":1,"digest":"31e4f41c5a11db26b0e5b43e1e853aa62f2373a96d31bce7ec8a12547dc52ba3"}',1768478280263509);
INSERT INTO "audit" VALUES(33,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','3','broken','{}',1768478280265281);
INSERT INTO "audit" VALUES(34,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','3','broken','{"version":1,"digest":"60ad0186e50b0959198dd16c5fe160a3c46d6ba4bf7f51bf254c84a5342450fa"}',1768478280265281);
INSERT INTO "audit" VALUES(35,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','4','writer','{}',1768478280267112);
INSERT INTO "audit" VALUES(36,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','4','writer','{"version":1,"digest":"4985b74654b799b8db47496f93ce5b8196f7c0dd2dd6cdc07951fd438de69be5"}',1768478280267112);
INSERT INTO "audit" VALUES(37,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','5','lost','{}',1768478280268890);
INSERT INTO "audit" VALUES(38,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','5','lost','{"version":1,"digest":"24526696a3474247b5179fb17fd5213ef3a7c746ce41ed5fadfaba96cd0180c9"}',1768478280268890);
INSERT INTO "audit" VALUES(39,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','6','again','{}',1768478280270686);
INSERT INTO "audit" VALUES(40,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','6','again','{"version":1,"digest":"c54db5b0a369a328b7c0ca1b44a913e8785a9ef46f958636e6f0f6ce8a0d78f5"}',1768478280270686);
INSERT INTO "audit" VALUES(41,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','7','queued','{}',1768478280272375);
INSERT INTO "audit" VALUES(42,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','7','queued','{"version":1,"digest":"df8c16c1b59b6ae770eccdc7e1dbd5b84ebd5257a86b30bc31a426b11c3b1de7"}',1768478280272375);
INSERT INTO "audit" VALUES(43,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','8','ready','{}',1768478280274714);
INSERT INTO "audit" VALUES(44,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','8','ready','{"version":1,"digest":"0faedbcc43aa6d910a789330e017fd0e7df189677cee93cac4ed814c3b4af63d"}',1768478280274714);
INSERT INTO "audit" VALUES(45,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','9','minutely','{}',1768478280276563);
INSERT INTO "audit" VALUES(46,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','9','minutely','{"version":1,"digest":"d6451cb10fc72a1f14b143f26ba6d809d8b1ff5ec62373957e9dce0e02b9e19c"}',1768478280276563);
INSERT INTO "audit" VALUES(47,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','10','monthly','{}',1768478280278110);
INSERT INTO "audit" VALUES(48,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','10','monthly','{"version":1,"digest":"21b23fe17d161a58efe3a75a70bd1051c70c7ef99c53b41f6e9995dae3a73e4a"}',1768478280278110);
INSERT INTO "audit" VALUES(49,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','11','stopped','{}',1768478280280440);
INSERT INTO "audit" VALUES(50,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','11','stopped','{"version":1,"digest":"6ed06f741cca6451cc96d658cfbd7ede47fcc1a0c7b37134d93d459d396a4cc2"}',1768478280280440);
INSERT INTO "audit" VALUES(51,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','package.created','package','1','release','{"items":11,"approvers":["47fe3797291220259992375774e28081"],"applicant":"4d8d7faaa27b2afb215249ae727d02f5"}',1768478280284641);
INSERT INTO "audit" VALUES(52,'31fac03081b21b75767d5586758d2bbc','47fe3797291220259992375774e28081','package.deploy_requested','package','1','release','{"task":"74902f8f90aa8f702797899b0c0552d8","items":11,"starts_jobs":false,"self_approved":false}',1768478280287742);
INSERT INTO "audit" VALUES(53,'31fac03081b21b75767d5586758d2bbc','47fe3797291220259992375774e28081','package.deployed','package','1','release','{"generation":1,"task":"74902f8f90aa8f702797899b0c0552d8"}',1768478280291851);
INSERT INTO "audit" VALUES(54,'31fac03081b21b75767d5586758d2bbc','47fe3797291220259992375774e28081','deployment.finished','deployment','1','','{"state":"succeeded","generation":1,"package":"1","failed_starts":0}',1768478280294905);
INSERT INTO "audit" VALUES(55,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','2','report','{"instance":1,"version":1}',1768478280316683);
INSERT INTO "audit" VALUES(56,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','3','broken','{"instance":2,"version":1}',1768478285367190);
INSERT INTO "audit" VALUES(57,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','4','writer','{"instance":3,"version":1}',1768478285418599);
INSERT INTO "audit" VALUES(58,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.started','job','9','minutely','{"version":1}',1768478285475466);
INSERT INTO "audit" VALUES(59,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.started','job','10','monthly','{"version":1}',1768478285510899);
INSERT INTO "audit" VALUES(60,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.started','job','11','stopped','{"version":1}',1768478285515173);
INSERT INTO "audit" VALUES(61,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.stopped','job','11','stopped','{"cancelled_instances":0}',1768478465875288);
INSERT INTO "audit" VALUES(62,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.created','script','12','packaged','{}',1768478465880101);
INSERT INTO "audit" VALUES(63,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.submitted','script','12','packaged','{"version":1,"digest":"c47d19cb3bf87511719f84bcada279f62ab80f30992f11b1c74e8474a0e2875b"}',1768478465880101);
INSERT INTO "audit" VALUES(64,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.created','job','13','packaged_job','{}',1768478465882163);
INSERT INTO "audit" VALUES(65,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','job.submitted','job','13','packaged_job','{"version":1,"digest":"b2d87d912c1df06f44f252cccf58791a251e4b350d5d679a7c4270e04b02063a"}',1768478465882163);
INSERT INTO "audit" VALUES(66,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','package.created','package','2','release','{"items":2,"approvers":["47fe3797291220259992375774e28081"],"applicant":"4d8d7faaa27b2afb215249ae727d02f5"}',1768478465886171);
INSERT INTO "audit" VALUES(67,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.created','script','14','submitted','{}',1768478465888094);
INSERT INTO "audit" VALUES(68,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.submitted','script','14','submitted','{"version":1,"digest":"b7381d888350fc506c259b217552f9540eb6273b097094fd7b5fbba446d56a48"}',1768478465888094);
INSERT INTO "audit" VALUES(69,'31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','script.created','script','15','draft','{}',1768478465889602);
INSERT INTO "audit" VALUES(70,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','5','lost','{"instance":10,"version":1}',1768478465891811);
INSERT INTO "audit" VALUES(71,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','6','again','{"instance":11,"version":1}',1768478465896910);
INSERT INTO "audit" VALUES(72,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','7','queued','{"instance":12,"version":1}',1768478465899415);
INSERT INTO "audit" VALUES(73,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','7','queued','{"instance":13,"version":1}',1768478465902287);
INSERT INTO "audit" VALUES(74,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','7','queued','{"instance":14,"version":1}',1768478465904393);
INSERT INTO "audit" VALUES(75,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','7','queued','{"instance":15,"version":1}',1768478465906636);
INSERT INTO "audit" VALUES(76,'31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','job.run_once','job','8','ready','{"instance":16,"version":1}',1768478465958828);
CREATE TABLE deployment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id TEXT NOT NULL CONSTRAINT deployment_task_unique UNIQUE,
  package_id INTEGER REFERENCES release_package (id),
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  state TEXT NOT NULL CHECK (state IN ('queued', 'staging', 'following_up', 'succeeded', 'succeeded_with_warnings', 'failed')),
  starts_jobs INTEGER NOT NULL CHECK (starts_jobs IN (0, 1)),
  requested_by TEXT NOT NULL REFERENCES users (id),
  requested_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  base_generation INTEGER,
  generation INTEGER,
  staged_through INTEGER NOT NULL,
  staged_count INTEGER NOT NULL,
  item_count INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  ended_at INTEGER,
  failure_code TEXT,
  failure_message TEXT,
  culprit_object_id INTEGER,
  CHECK ((state IN ('succeeded', 'succeeded_with_warnings', 'failed')) = (ended_at IS NOT NULL)),
  CHECK ((state = 'failed') = (failure_code IS NOT NULL))
) STRICT;
INSERT INTO "deployment" VALUES(1,'74902f8f90aa8f702797899b0c0552d8',1,'31fac03081b21b75767d5586758d2bbc',3,'succeeded',0,'47fe3797291220259992375774e28081',1768478280287742,1,0,1,11,11,11,1768478280294905,1768478280294905,NULL,NULL,NULL);
CREATE TABLE directory (
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  path TEXT NOT NULL,
  PRIMARY KEY (workspace_id, kind, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
  object_id INTEGER NOT NULL PRIMARY KEY REFERENCES object (id),
  content TEXT NOT NULL,
  digest TEXT NOT NULL,
  submission TEXT NOT NULL
) STRICT;
INSERT INTO "draft" VALUES(1,'{"connectionName":"local","content":"echo hello\n","name":"greet","type":"Shell"}','6040dd47fa531ddb114f368e7ed1d348399f9e1a8c01d52a437d5fe9f8378f5c','{}');
INSERT INTO "draft" VALUES(2,'{"name":"report","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo attempt $SLIPWAY_ATTEMPT\ntest $SLIPWAY_ATTEMPT = 2"}],"retryInterval":5,"retryTimes":1,"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"end","preNodeName":["n"],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','31e4f41c5a11db26b0e5b43e1e853aa62f2373a96d31bce7ec8a12547dc52ba3','{}');
INSERT INTO "draft" VALUES(3,'{"name":"broken","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo the reason >&2; exit 3"}],"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"after","preNodeName":["n"],"properties":[{"name":"statement","value":"true"}],"type":"Shell"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','60ad0186e50b0959198dd16c5fe160a3c46d6ba4bf7f51bf254c84a5342450fa','{}');
INSERT INTO "draft" VALUES(4,'{"name":"writer","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','4985b74654b799b8db47496f93ce5b8196f7c0dd2dd6cdc07951fd438de69be5','{}');
INSERT INTO "draft" VALUES(5,'{"name":"lost","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\ntest -e ${dir}/go || exec sleep 600\n"}],"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"after","preNodeName":["n"],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','24526696a3474247b5179fb17fd5213ef3a7c746ce41ed5fadfaba96cd0180c9','{}');
INSERT INTO "draft" VALUES(6,'{"name":"again","nodes":[{"location":{"x":"0","y":"0"},"name":"before","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"n","preNodeName":["before"],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\ntest -e ${dir}/go || exec sleep 600\n"}],"retryInterval":5,"retryTimes":1,"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"after","preNodeName":["n"],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','c54db5b0a369a328b7c0ca1b44a913e8785a9ef46f958636e6f0f6ce8a0d78f5','{}');
INSERT INTO "draft" VALUES(7,'{"name":"queued","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\ntest -e ${dir}/go || exec sleep 600\n"}],"retryInterval":5,"retryTimes":1,"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','df8c16c1b59b6ae770eccdc7e1dbd5b84ebd5257a86b30bc31a426b11c3b1de7','{}');
INSERT INTO "draft" VALUES(8,'{"name":"ready","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','0faedbcc43aa6d910a789330e017fd0e7df189677cee93cac4ed814c3b4af63d','{}');
INSERT INTO "draft" VALUES(9,'{"name":"minutely","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"cron":{"expression":"0 * * * * ?","expressionTimeZone":"GMT+0","startTime":"2020-01-01T00:00:00+00"},"type":"CRON"}}','d6451cb10fc72a1f14b143f26ba6d809d8b1ff5ec62373957e9dce0e02b9e19c','{}');
INSERT INTO "draft" VALUES(10,'{"name":"monthly","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"cron":{"expression":"0 0 3 1 * ?","expressionTimeZone":"GMT+0","startTime":"2020-01-01T00:00:00+00"},"type":"CRON"}}','21b23fe17d161a58efe3a75a70bd1051c70c7ef99c53b41f6e9995dae3a73e4a','{}');
INSERT INTO "draft" VALUES(11,'{"name":"stopped","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"cron":{"expression":"0 * * * * ?","expressionTimeZone":"GMT+0","startTime":"2020-01-01T00:00:00+00"},"type":"CRON"}}','6ed06f741cca6451cc96d658cfbd7ede47fcc1a0c7b37134d93d459d396a4cc2','{}');
INSERT INTO "draft" VALUES(12,'{"connectionName":"local","content":"echo packaged\n","name":"packaged","type":"Shell"}','c47d19cb3bf87511719f84bcada279f62ab80f30992f11b1c74e8474a0e2875b','{}');
INSERT INTO "draft" VALUES(13,'{"name":"packaged_job","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','b2d87d912c1df06f44f252cccf58791a251e4b350d5d679a7c4270e04b02063a','{}');
INSERT INTO "draft" VALUES(14,'{"connectionName":"local","content":"echo submitted\n","name":"submitted","type":"Shell"}','b7381d888350fc506c259b217552f9540eb6273b097094fd7b5fbba446d56a48','{}');
INSERT INTO "draft" VALUES(15,'{"connectionName":"local","content":"echo draft\n","name":"draft","type":"Shell"}','76365b1d4455c0a0721865d5ef4749d2339207b729abdcee66aa5dfd9510e223','{"targetStatus":"SAVED"}');
CREATE TABLE environment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  name TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 0),
  fence INTEGER NOT NULL CHECK (fence >= 0),
  holder_deployment_id INTEGER,
  holder_incarnation TEXT,
  CONSTRAINT environment_name_unique UNIQUE (workspace_id, name),
  CHECK ((holder_deployment_id IS NULL) = (holder_incarnation IS NULL))
) STRICT;
INSERT INTO "environment" VALUES(1,'417339a7f4c5d747f22bdf54947424a3','production',0,0,NULL,NULL);
INSERT INTO "environment" VALUES(2,'417339a7f4c5d747f22bdf54947424a3','development',0,0,NULL,NULL);
INSERT INTO "environment" VALUES(3,'31fac03081b21b75767d5586758d2bbc','production',1,1,NULL,NULL);
INSERT INTO "environment" VALUES(4,'31fac03081b21b75767d5586758d2bbc','development',0,0,NULL,NULL);
CREATE TABLE environment_job (
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  status TEXT NOT NULL CHECK (status IN ('scheduling', 'paused', 'stopped')),
  started_at INTEGER,
  started_by TEXT REFERENCES users (id),
  parameters TEXT NOT NULL,
  planned_version INTEGER,
  planned_through INTEGER,
  next_plan_time INTEGER,
  PRIMARY KEY (environment_id, object_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "environment_job" VALUES(3,2,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,3,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,4,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,5,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,6,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,7,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,8,'stopped',NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "environment_job" VALUES(3,9,'scheduling',1768478285475336,'303428abf3eae1cbf27722dd28da18d6','{}',1,1768478465822550,1768478520000000);
INSERT INTO "environment_job" VALUES(3,10,'scheduling',1768478285510835,'303428abf3eae1cbf27722dd28da18d6','{}',1,1768478285510835,1769914800000000);
INSERT INTO "environment_job" VALUES(3,11,'stopped',1768478285515108,'303428abf3eae1cbf27722dd28da18d6','{}',1,1768478465822550,NULL);
CREATE TABLE environment_object (
  environment_id INTEGER NOT NULL,
  object_id INTEGER NOT NULL,
  first_generation INTEGER NOT NULL CHECK (first_generation >= 1),
  last_generation INTEGER,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  deployment_id INTEGER NOT NULL,
  PRIMARY KEY (environment_id, object_id, first_generation),
  FOREIGN KEY (object_id, version) REFERENCES object_version (object_id, number),
  CHECK (last_generation IS NULL OR last_generation >= first_generation)
) STRICT, WITHOUT ROWID;
INSERT INTO "environment_object" VALUES(3,1,1,NULL,1,'script','greet',1);
INSERT INTO "environment_object" VALUES(3,2,1,NULL,1,'job','report',1);
INSERT INTO "environment_object" VALUES(3,3,1,NULL,1,'job','broken',1);
INSERT INTO "environment_object" VALUES(3,4,1,NULL,1,'job','writer',1);
INSERT INTO "environment_object" VALUES(3,5,1,NULL,1,'job','lost',1);
INSERT INTO "environment_object" VALUES(3,6,1,NULL,1,'job','again',1);
INSERT INTO "environment_object" VALUES(3,7,1,NULL,1,'job','queued',1);
INSERT INTO "environment_object" VALUES(3,8,1,NULL,1,'job','ready',1);
INSERT INTO "environment_object" VALUES(3,9,1,NULL,1,'job','minutely',1);
INSERT INTO "environment_object" VALUES(3,10,1,NULL,1,'job','monthly',1);
INSERT INTO "environment_object" VALUES(3,11,1,NULL,1,'job','stopped',1);
CREATE TABLE generation (
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  deployment_id INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  item_count INTEGER NOT NULL,
  PRIMARY KEY (environment_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "generation" VALUES(3,1,1,'47fe3797291220259992375774e28081',1768478280291851,11);
CREATE TABLE incarnation (
  id TEXT NOT NULL PRIMARY KEY,
  host_name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  lease_end INTEGER NOT NULL
) STRICT;
INSERT INTO "incarnation" VALUES('b0914a004dcac884c736d7f47d8ea0d0','first-host',1768478280048390,1768478280048390);
CREATE TABLE installation (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  key_check TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO "installation" VALUES(1,'57fda41b1540c06499755d0e7e05341630a44adffc3b9d6c4fb7a5adb66e99dd',1768478280018813);
CREATE TABLE job_instance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  job_name TEXT NOT NULL,
  job_name_folded TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (0, 2, 5, 6, 7)),
  plan_time INTEGER NOT NULL,
  version INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  deployment_id INTEGER,
  definition TEXT,
  parameters TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'success', 'fail', 'stopped')),
  is_failure_ignored INTEGER NOT NULL CHECK (is_failure_ignored IN (0, 1)),
  is_stop_requested INTEGER NOT NULL CHECK (is_stop_requested IN (0, 1)),
  has_failed INTEGER NOT NULL CHECK (has_failed IN (0, 1)),
  unfinished_nodes INTEGER NOT NULL CHECK (unfinished_nodes >= 0),
  created_by TEXT REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  message TEXT,
  CHECK ((state IN ('success', 'fail', 'stopped')) = (ended_at IS NOT NULL))
) STRICT;
INSERT INTO "job_instance" VALUES(1,'31fac03081b21b75767d5586758d2bbc',3,2,'report','report',7,1768478280316438,1,1,NULL,NULL,'{}','success',0,0,0,0,'303428abf3eae1cbf27722dd28da18d6',1768478280316438,1768478280317312,1768478285360954,NULL);
INSERT INTO "job_instance" VALUES(2,'31fac03081b21b75767d5586758d2bbc',3,3,'broken','broken',7,1768478285367025,1,1,NULL,NULL,'{}','fail',0,0,1,0,'303428abf3eae1cbf27722dd28da18d6',1768478285367025,1768478285368323,1768478285401310,'node ''n'' failed: exit code 3: the reason');
INSERT INTO "job_instance" VALUES(3,'31fac03081b21b75767d5586758d2bbc',3,4,'writer','writer',7,1768478285418434,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version"}','success',0,0,0,0,'303428abf3eae1cbf27722dd28da18d6',1768478285418434,1768478285422403,1768478285449509,NULL);
INSERT INTO "job_instance" VALUES(4,'31fac03081b21b75767d5586758d2bbc',3,9,'minutely','minutely',0,1768478340000000,1,1,NULL,NULL,'{}','success',0,0,0,0,NULL,1768478345615845,1768478345617039,1768478345619229,NULL);
INSERT INTO "job_instance" VALUES(5,'31fac03081b21b75767d5586758d2bbc',3,11,'stopped','stopped',0,1768478340000000,1,1,NULL,NULL,'{}','success',0,0,0,0,NULL,1768478345615845,1768478345617039,1768478345619229,NULL);
INSERT INTO "job_instance" VALUES(6,'31fac03081b21b75767d5586758d2bbc',3,9,'minutely','minutely',0,1768478400000000,1,1,NULL,NULL,'{}','success',0,0,0,0,NULL,1768478405719866,1768478405720474,1768478405721672,NULL);
INSERT INTO "job_instance" VALUES(7,'31fac03081b21b75767d5586758d2bbc',3,11,'stopped','stopped',0,1768478400000000,1,1,NULL,NULL,'{}','success',0,0,0,0,NULL,1768478405719866,1768478405720474,1768478405721672,NULL);
INSERT INTO "job_instance" VALUES(8,'31fac03081b21b75767d5586758d2bbc',3,9,'minutely','minutely',0,1768478460000000,1,1,NULL,NULL,'{}','success',0,0,0,0,NULL,1768478465822550,1768478465823879,1768478465830672,NULL);
INSERT INTO "job_instance" VALUES(9,'31fac03081b21b75767d5586758d2bbc',3,11,'stopped','stopped',0,1768478460000000,1,1,NULL,NULL,'{}','success',0,0,0,0,NULL,1768478465822550,1768478465823879,1768478465830672,NULL);
INSERT INTO "job_instance" VALUES(10,'31fac03081b21b75767d5586758d2bbc',3,5,'lost','lost',7,1768478465891720,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version"}','running',0,0,0,2,'303428abf3eae1cbf27722dd28da18d6',1768478465891720,1768478465892276,NULL,NULL);
INSERT INTO "job_instance" VALUES(11,'31fac03081b21b75767d5586758d2bbc',3,6,'again','again',7,1768478465896862,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version"}','running',0,0,0,2,'303428abf3eae1cbf27722dd28da18d6',1768478465896862,1768478465898411,NULL,NULL);
INSERT INTO "job_instance" VALUES(12,'31fac03081b21b75767d5586758d2bbc',3,7,'queued','queued',7,1768478465899377,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version","n":"0"}','running',0,0,0,1,'303428abf3eae1cbf27722dd28da18d6',1768478465899377,1768478465902446,NULL,NULL);
INSERT INTO "job_instance" VALUES(13,'31fac03081b21b75767d5586758d2bbc',3,7,'queued','queued',7,1768478465902195,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version","n":"1"}','waiting',0,0,0,0,'303428abf3eae1cbf27722dd28da18d6',1768478465902195,NULL,NULL,NULL);
INSERT INTO "job_instance" VALUES(14,'31fac03081b21b75767d5586758d2bbc',3,7,'queued','queued',7,1768478465904358,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version","n":"2"}','waiting',0,0,0,0,'303428abf3eae1cbf27722dd28da18d6',1768478465904358,NULL,NULL,NULL);
INSERT INTO "job_instance" VALUES(15,'31fac03081b21b75767d5586758d2bbc',3,7,'queued','queued',7,1768478465906594,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version","n":"3"}','waiting',0,0,0,0,'303428abf3eae1cbf27722dd28da18d6',1768478465906594,NULL,NULL,NULL);
INSERT INTO "job_instance" VALUES(16,'31fac03081b21b75767d5586758d2bbc',3,8,'ready','ready',7,1768478465958770,1,1,NULL,NULL,'{"dir":"/var/tmp/slipway-first-version"}','running',0,0,0,1,'303428abf3eae1cbf27722dd28da18d6',1768478465958770,1768478465959875,NULL,NULL);
CREATE TABLE member (
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL CHECK (role IN ('admin', 'developer', 'deployer', 'operator', 'viewer')),
  PRIMARY KEY (workspace_id, user_id, role)
) STRICT, WITHOUT ROWID;
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','08e7979ac6a4cf86bb4565e06dfea74b','developer');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','1d195468b8cf3c4e4dd9663d1e746857','admin');
INSERT INTO "member" VALUES('417339a7f4c5d747f22bdf54947424a3','1d195468b8cf3c4e4dd9663d1e746857','admin');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','303428abf3eae1cbf27722dd28da18d6','operator');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','47fe3797291220259992375774e28081','deployer');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','4d8d7faaa27b2afb215249ae727d02f5','developer');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','a8deca7db4dcddc645bf2e059ce04044','deployer');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','bf5b4254717d411eed98a73abc885d6c','viewer');
INSERT INTO "member" VALUES('31fac03081b21b75767d5586758d2bbc','fff696ab8d28122ea6edef1d5f1f8b4d','admin');
CREATE TABLE node_attempt (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  outcome TEXT,
  exit_code INTEGER,
  log_host TEXT,
  log_path TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  message TEXT,
  PRIMARY KEY (instance_id, ordinal, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO "node_attempt" VALUES(1,0,1,'failed',1,'first-host','logs/2026-01-15/1/n-1.log',1768478280318859,1768478280334965,'exit code 1: attempt 1');
INSERT INTO "node_attempt" VALUES(1,0,2,'succeeded',0,'first-host','logs/2026-01-15/1/n-2.log',1768478285338609,1768478285356225,NULL);
INSERT INTO "node_attempt" VALUES(1,1,1,'succeeded',NULL,NULL,NULL,1768478285360097,1768478285360954,NULL);
INSERT INTO "node_attempt" VALUES(2,0,1,'failed',3,'first-host','logs/2026-01-15/2/n-1.log',1768478285372383,1768478285401310,'exit code 3: the reason');
INSERT INTO "node_attempt" VALUES(3,0,1,'succeeded',0,'first-host','logs/2026-01-15/3/n-1.log',1768478285428154,1768478285449509,NULL);
INSERT INTO "node_attempt" VALUES(4,0,1,'succeeded',NULL,NULL,NULL,1768478345618472,1768478345619229,NULL);
INSERT INTO "node_attempt" VALUES(5,0,1,'succeeded',NULL,NULL,NULL,1768478345618472,1768478345619229,NULL);
INSERT INTO "node_attempt" VALUES(6,0,1,'succeeded',NULL,NULL,NULL,1768478405721018,1768478405721672,NULL);
INSERT INTO "node_attempt" VALUES(7,0,1,'succeeded',NULL,NULL,NULL,1768478405721018,1768478405721672,NULL);
INSERT INTO "node_attempt" VALUES(8,0,1,'succeeded',NULL,NULL,NULL,1768478465824739,1768478465830672,NULL);
INSERT INTO "node_attempt" VALUES(9,0,1,'succeeded',NULL,NULL,NULL,1768478465824739,1768478465830672,NULL);
INSERT INTO "node_attempt" VALUES(10,0,1,NULL,NULL,'first-host','logs/2026-01-15/10/n-1.log',1768478465893709,NULL,NULL);
INSERT INTO "node_attempt" VALUES(11,0,1,'succeeded',0,'first-host','logs/2026-01-15/11/before-1.log',1768478465899280,1768478465927372,NULL);
INSERT INTO "node_attempt" VALUES(11,1,1,NULL,NULL,'first-host','logs/2026-01-15/11/n-1.log',1768478465927948,NULL,NULL);
INSERT INTO "node_attempt" VALUES(12,0,1,NULL,NULL,'first-host','logs/2026-01-15/12/n-1.log',1768478465904495,NULL,NULL);
CREATE TABLE node_instance (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'running', 'success', 'fail', 'skip', 'stopped')),
  waiting_for INTEGER NOT NULL CHECK (waiting_for >= 0),
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  ready_at INTEGER,
  script_object_id INTEGER,
  script_version INTEGER,
  script_content TEXT,
  holder_incarnation TEXT,
  fence INTEGER NOT NULL,
  process_id INTEGER,
  process_start INTEGER,
  boot_id TEXT,
  log_host TEXT,
  log_path TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  message TEXT,
  PRIMARY KEY (instance_id, ordinal),
  CONSTRAINT node_instance_name_unique UNIQUE (instance_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "node_instance" VALUES(1,0,'n','Shell','success',0,2,NULL,NULL,NULL,NULL,NULL,2,15581,606142,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/1/n-2.log',1768478280318859,1768478285356225,NULL);
INSERT INTO "node_instance" VALUES(1,1,'end','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478285360097,1768478285360954,NULL);
INSERT INTO "node_instance" VALUES(2,0,'n','Shell','fail',0,1,NULL,NULL,NULL,NULL,NULL,1,15585,606145,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/2/n-1.log',1768478285372383,1768478285401310,'exit code 3: the reason');
INSERT INTO "node_instance" VALUES(2,1,'after','Shell','skip',1,0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,1768478285401310,NULL);
INSERT INTO "node_instance" VALUES(3,0,'n','Shell','success',0,1,NULL,NULL,NULL,NULL,NULL,1,15589,606151,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/3/n-1.log',1768478285428154,1768478285449509,NULL);
INSERT INTO "node_instance" VALUES(4,0,'n','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478345618472,1768478345619229,NULL);
INSERT INTO "node_instance" VALUES(5,0,'n','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478345618472,1768478345619229,NULL);
INSERT INTO "node_instance" VALUES(6,0,'n','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478405721018,1768478405721672,NULL);
INSERT INTO "node_instance" VALUES(7,0,'n','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478405721018,1768478405721672,NULL);
INSERT INTO "node_instance" VALUES(8,0,'n','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478465824739,1768478465830672,NULL);
INSERT INTO "node_instance" VALUES(9,0,'n','Dummy','success',0,1,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,1768478465824739,1768478465830672,NULL);
INSERT INTO "node_instance" VALUES(10,0,'n','Shell','running',0,1,NULL,NULL,NULL,NULL,'b0914a004dcac884c736d7f47d8ea0d0',1,15618,606197,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/10/n-1.log',1768478465893709,NULL,NULL);
INSERT INTO "node_instance" VALUES(10,1,'after','Shell','waiting',1,0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "node_instance" VALUES(11,0,'before','Shell','success',0,1,NULL,NULL,NULL,NULL,NULL,1,15619,606198,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/11/before-1.log',1768478465899280,1768478465927372,NULL);
INSERT INTO "node_instance" VALUES(11,1,'n','Shell','running',0,1,NULL,NULL,NULL,NULL,'b0914a004dcac884c736d7f47d8ea0d0',1,15622,606201,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/11/n-1.log',1768478465927948,NULL,NULL);
INSERT INTO "node_instance" VALUES(11,2,'after','Shell','waiting',1,0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "node_instance" VALUES(12,0,'n','Shell','running',0,1,NULL,NULL,NULL,NULL,'b0914a004dcac884c736d7f47d8ea0d0',1,15620,606198,'00000000-0000-4000-8000-000000000000','first-host','logs/2026-01-15/12/n-1.log',1768478465904495,NULL,NULL);
INSERT INTO "node_instance" VALUES(16,0,'n','Shell','ready',0,0,1768478465959875,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE object (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  is_live INTEGER NOT NULL CHECK (is_live IN (0, 1)),
  latest_version INTEGER NOT NULL CHECK (latest_version >= 0),
  lock_holder TEXT REFERENCES users (id),
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL REFERENCES users (id),
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "object" VALUES(1,'31fac03081b21b75767d5586758d2bbc','script','greet','greet',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280260726,'4d8d7faaa27b2afb215249ae727d02f5',1768478280260726);
INSERT INTO "object" VALUES(2,'31fac03081b21b75767d5586758d2bbc','job','report','report',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280263509,'4d8d7faaa27b2afb215249ae727d02f5',1768478280263509);
INSERT INTO "object" VALUES(3,'31fac03081b21b75767d5586758d2bbc','job','broken','broken',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280265281,'4d8d7faaa27b2afb215249ae727d02f5',1768478280265281);
INSERT INTO "object" VALUES(4,'31fac03081b21b75767d5586758d2bbc','job','writer','writer',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280267112,'4d8d7faaa27b2afb215249ae727d02f5',1768478280267112);
INSERT INTO "object" VALUES(5,'31fac03081b21b75767d5586758d2bbc','job','lost','lost',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280268890,'4d8d7faaa27b2afb215249ae727d02f5',1768478280268890);
INSERT INTO "object" VALUES(6,'31fac03081b21b75767d5586758d2bbc','job','again','again',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280270686,'4d8d7faaa27b2afb215249ae727d02f5',1768478280270686);
INSERT INTO "object" VALUES(7,'31fac03081b21b75767d5586758d2bbc','job','queued','queued',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280272375,'4d8d7faaa27b2afb215249ae727d02f5',1768478280272375);
INSERT INTO "object" VALUES(8,'31fac03081b21b75767d5586758d2bbc','job','ready','ready',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280274714,'4d8d7faaa27b2afb215249ae727d02f5',1768478280274714);
INSERT INTO "object" VALUES(9,'31fac03081b21b75767d5586758d2bbc','job','minutely','minutely',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280276563,'4d8d7faaa27b2afb215249ae727d02f5',1768478280276563);
INSERT INTO "object" VALUES(10,'31fac03081b21b75767d5586758d2bbc','job','monthly','monthly',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280278110,'4d8d7faaa27b2afb215249ae727d02f5',1768478280278110);
INSERT INTO "object" VALUES(11,'31fac03081b21b75767d5586758d2bbc','job','stopped','stopped',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280280440,'4d8d7faaa27b2afb215249ae727d02f5',1768478280280440);
INSERT INTO "object" VALUES(12,'31fac03081b21b75767d5586758d2bbc','script','packaged','packaged',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478465880101,'4d8d7faaa27b2afb215249ae727d02f5',1768478465880101);
INSERT INTO "object" VALUES(13,'31fac03081b21b75767d5586758d2bbc','job','packaged_job','packaged_job',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478465882163,'4d8d7faaa27b2afb215249ae727d02f5',1768478465882163);
INSERT INTO "object" VALUES(14,'31fac03081b21b75767d5586758d2bbc','script','submitted','submitted',1,1,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478465888094,'4d8d7faaa27b2afb215249ae727d02f5',1768478465888094);
INSERT INTO "object" VALUES(15,'31fac03081b21b75767d5586758d2bbc','script','draft','draft',1,0,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478465889602,'4d8d7faaa27b2afb215249ae727d02f5',1768478465889602);
CREATE TABLE object_version (
  object_id INTEGER NOT NULL REFERENCES object (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  digest TEXT NOT NULL,
  submission TEXT NOT NULL,
  submitted_by TEXT NOT NULL REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  PRIMARY KEY (object_id, number)
) STRICT;
INSERT INTO "object_version" VALUES(1,1,'greet','{"connectionName":"local","content":"echo hello\n","name":"greet","type":"Shell"}','6040dd47fa531ddb114f368e7ed1d348399f9e1a8c01d52a437d5fe9f8378f5c','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280260726);
INSERT INTO "object_version" VALUES(2,1,'report','{"name":"report","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo attempt $SLIPWAY_ATTEMPT\ntest $SLIPWAY_ATTEMPT = 2"}],"retryInterval":5,"retryTimes":1,"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"end","preNodeName":["n"],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','31e4f41c5a11db26b0e5b43e1e853aa62f2373a96d31bce7ec8a12547dc52ba3','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280263509);
INSERT INTO "object_version" VALUES(3,1,'broken','{"name":"broken","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo the reason >&2; exit 3"}],"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"after","preNodeName":["n"],"properties":[{"name":"statement","value":"true"}],"type":"Shell"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','60ad0186e50b0959198dd16c5fe160a3c46d6ba4bf7f51bf254c84a5342450fa','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280265281);
INSERT INTO "object_version" VALUES(4,1,'writer','{"name":"writer","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','4985b74654b799b8db47496f93ce5b8196f7c0dd2dd6cdc07951fd438de69be5','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280267112);
INSERT INTO "object_version" VALUES(5,1,'lost','{"name":"lost","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\ntest -e ${dir}/go || exec sleep 600\n"}],"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"after","preNodeName":["n"],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','24526696a3474247b5179fb17fd5213ef3a7c746ce41ed5fadfaba96cd0180c9','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280268890);
INSERT INTO "object_version" VALUES(6,1,'again','{"name":"again","nodes":[{"location":{"x":"0","y":"0"},"name":"before","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"n","preNodeName":["before"],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\ntest -e ${dir}/go || exec sleep 600\n"}],"retryInterval":5,"retryTimes":1,"type":"Shell"},{"location":{"x":"0","y":"0"},"name":"after","preNodeName":["n"],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','c54db5b0a369a328b7c0ca1b44a913e8785a9ef46f958636e6f0f6ce8a0d78f5','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280270686);
INSERT INTO "object_version" VALUES(7,1,'queued','{"name":"queued","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\ntest -e ${dir}/go || exec sleep 600\n"}],"retryInterval":5,"retryTimes":1,"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','df8c16c1b59b6ae770eccdc7e1dbd5b84ebd5257a86b30bc31a426b11c3b1de7','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280272375);
INSERT INTO "object_version" VALUES(8,1,'ready','{"name":"ready","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[{"name":"statement","value":"echo \"$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT\" >> ${dir}/ran\n"}],"type":"Shell"}],"params":[{"name":"dir","value":"/var/tmp/slipway-first-version"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','0faedbcc43aa6d910a789330e017fd0e7df189677cee93cac4ed814c3b4af63d','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280274714);
INSERT INTO "object_version" VALUES(9,1,'minutely','{"name":"minutely","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"cron":{"expression":"0 * * * * ?","expressionTimeZone":"GMT+0","startTime":"2020-01-01T00:00:00+00"},"type":"CRON"}}','d6451cb10fc72a1f14b143f26ba6d809d8b1ff5ec62373957e9dce0e02b9e19c','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280276563);
INSERT INTO "object_version" VALUES(10,1,'monthly','{"name":"monthly","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"cron":{"expression":"0 0 3 1 * ?","expressionTimeZone":"GMT+0","startTime":"2020-01-01T00:00:00+00"},"type":"CRON"}}','21b23fe17d161a58efe3a75a70bd1051c70c7ef99c53b41f6e9995dae3a73e4a','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280278110);
INSERT INTO "object_version" VALUES(11,1,'stopped','{"name":"stopped","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"cron":{"expression":"0 * * * * ?","expressionTimeZone":"GMT+0","startTime":"2020-01-01T00:00:00+00"},"type":"CRON"}}','6ed06f741cca6451cc96d658cfbd7ede47fcc1a0c7b37134d93d459d396a4cc2','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478280280440);
INSERT INTO "object_version" VALUES(12,1,'packaged','{"connectionName":"local","content":"echo packaged\n","name":"packaged","type":"Shell"}','c47d19cb3bf87511719f84bcada279f62ab80f30992f11b1c74e8474a0e2875b','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478465880101);
INSERT INTO "object_version" VALUES(13,1,'packaged_job','{"name":"packaged_job","nodes":[{"location":{"x":"0","y":"0"},"name":"n","preNodeName":[],"properties":[],"type":"Dummy"}],"processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"}}','b2d87d912c1df06f44f252cccf58791a251e4b350d5d679a7c4270e04b02063a','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478465882163);
INSERT INTO "object_version" VALUES(14,1,'submitted','{"connectionName":"local","content":"echo submitted\n","name":"submitted","type":"Shell"}','b7381d888350fc506c259b217552f9540eb6273b097094fd7b5fbba446d56a48','{}','4d8d7faaa27b2afb215249ae727d02f5',1768478465888094);
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  deployment_id INTEGER NOT NULL REFERENCES deployment (id),
  available_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  holder_incarnation TEXT,
  CONSTRAINT outbox_kind_unique UNIQUE (deployment_id, kind)
) STRICT;
CREATE TABLE package_approver (
  package_id INTEGER NOT NULL REFERENCES release_package (id),
  ordinal INTEGER NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  PRIMARY KEY (package_id, ordinal),
  CONSTRAINT package_approver_unique UNIQUE (package_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "package_approver" VALUES(1,0,'47fe3797291220259992375774e28081');
INSERT INTO "package_approver" VALUES(2,0,'47fe3797291220259992375774e28081');
CREATE TABLE package_item (
  package_id INTEGER NOT NULL REFERENCES release_package (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  pending_item_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('put', 'remove')),
  version INTEGER NOT NULL CHECK ((change = 'remove') = (version = 0)),
  submitted_by TEXT NOT NULL REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  PRIMARY KEY (package_id, object_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "package_item" VALUES(1,1,1,'script','greet','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280260726,0);
INSERT INTO "package_item" VALUES(1,2,2,'job','report','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280263509,0);
INSERT INTO "package_item" VALUES(1,3,3,'job','broken','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280265281,0);
INSERT INTO "package_item" VALUES(1,4,4,'job','writer','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280267112,0);
INSERT INTO "package_item" VALUES(1,5,5,'job','lost','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280268890,0);
INSERT INTO "package_item" VALUES(1,6,6,'job','again','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280270686,0);
INSERT INTO "package_item" VALUES(1,7,7,'job','queued','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280272375,0);
INSERT INTO "package_item" VALUES(1,8,8,'job','ready','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280274714,0);
INSERT INTO "package_item" VALUES(1,9,9,'job','minutely','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280276563,0);
INSERT INTO "package_item" VALUES(1,10,10,'job','monthly','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280278110,0);
INSERT INTO "package_item" VALUES(1,11,11,'job','stopped','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478280280440,0);
INSERT INTO "package_item" VALUES(2,12,12,'script','packaged','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478465880101,1);
INSERT INTO "package_item" VALUES(2,13,13,'job','packaged_job','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478465882163,1);
CREATE TABLE pending_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('put', 'remove')),
  version INTEGER NOT NULL CHECK ((change = 'remove') = (version = 0)),
  submitted_by TEXT NOT NULL REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  package_id INTEGER
) STRICT;
INSERT INTO "pending_item" VALUES(12,'31fac03081b21b75767d5586758d2bbc',12,'script','packaged','packaged','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478465880101,2);
INSERT INTO "pending_item" VALUES(13,'31fac03081b21b75767d5586758d2bbc',13,'job','packaged_job','packaged_job','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478465882163,2);
INSERT INTO "pending_item" VALUES(14,'31fac03081b21b75767d5586758d2bbc',14,'script','submitted','submitted','put',1,'4d8d7faaa27b2afb215249ae727d02f5',1768478465888094,NULL);
CREATE TABLE project (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  name TEXT NOT NULL CONSTRAINT project_name_unique UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO "project" VALUES('2f3705151e9e5c7b9401a5a950754a83','default',1768478280021425);
INSERT INTO "project" VALUES('44a744bd92e426ca73d103cbec4e8423','elsewhere',1768478280228203);
CREATE TABLE release_package (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaiting_approval', 'deploying', 'deployed', 'failed')),
  item_count INTEGER NOT NULL CHECK (item_count >= 1),
  applicant_id TEXT NOT NULL REFERENCES users (id),
  packaged_by TEXT NOT NULL REFERENCES users (id),
  applied_at INTEGER NOT NULL,
  deployer_id TEXT REFERENCES users (id),
  deploy_requested_at INTEGER,
  deployed_at INTEGER,
  is_self_approved INTEGER NOT NULL CHECK (is_self_approved IN (0, 1)),
  revoked_by TEXT REFERENCES users (id),
  revoked_at INTEGER,
  revoked_generation INTEGER,
  checked_generation INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CHECK ((state = 'deployed') = (deployed_at IS NOT NULL)),
  CHECK ((deployer_id IS NULL) = (deploy_requested_at IS NULL)),
  CHECK (state = 'awaiting_approval' OR deployer_id IS NOT NULL),
  CHECK ((revoked_at IS NULL) = (revoked_generation IS NULL)),
  CHECK (revoked_at IS NULL OR state IN ('awaiting_approval', 'failed'))
) STRICT;
INSERT INTO "release_package" VALUES(1,'31fac03081b21b75767d5586758d2bbc',3,'release','release','deployed',11,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478280284641,'47fe3797291220259992375774e28081',1768478280287742,1768478280291851,0,NULL,NULL,NULL,0,3);
INSERT INTO "release_package" VALUES(2,'31fac03081b21b75767d5586758d2bbc',3,'release','release','awaiting_approval',2,'4d8d7faaa27b2afb215249ae727d02f5','4d8d7faaa27b2afb215249ae727d02f5',1768478465886171,NULL,NULL,NULL,0,NULL,NULL,NULL,1,1);
CREATE TABLE replay (
  access TEXT NOT NULL,
  signature TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  status INTEGER,
  answer TEXT,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (access, signature)
) STRICT, WITHOUT ROWID;
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','0d92905b29a7eb1f2a5650febe470dd67e1242325da849433986bfd065b25837','dd0fcdde5cb9185fe4baa6b2102083a4a1bc840cd54adfb31e899754586df5ff',200,'',1768480085475097);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','204bbd70737f17fe643dc1942265f8a820c281977e642749bf27648adff4a53b','77df525a09cd7ee28f86eeee1904f73ef8d226aae32ca1993399cf71e94870d9',200,'',1768480085514977);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','270cb3723f83661191de739806cd74a1705b9ed9a9ae6357d1cc3a8fff6405e0','bcb7a276575ce5416132463905b27c01d7a0db643f838e7953f1ca7b809c89a2',200,'1',1768480080316226);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','4b1855b8996a63235a4ef8f7d6c418139fcada2263ae89fef3ab6f7d480c77c8','98463eb6ac4b98c01c4da90f298be8b97dfef4055620ae6e731a0e109d6f8f09',200,'14',1768480265904216);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','4d4d081dcb67c079c85eb5e4d7a2db8eb9a7dcc85438377a957bd7465067e938','22519124b2b75f80dfc8c8c490c8041f80d7a712f452b656c15e9292ef3e7561',200,'11',1768480265896762);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','4e52c95e9604bc0a70818935175bfbce53c2a70b0cee4479a71d7c2c8e370bd7','d721233f882ad4930292b7f9a2f430259dd81f6b60711766dd8d218557c5c54b',200,'10',1768480265891603);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','58fb01759f4d8f1a4c7fa9b99ddb505decf1f58d1dba86c19f61c0b411a47d0c','8a2ca6c45e31149b5cc3d522d91060021c940142471479442827d3311172e8b8',200,'15',1768480265905893);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','9bb8efcdaefc562790d5aa93bd89e9325f3d54f1a5fbcdeb4d86f7456d4bcc9c','83d9f7ec81732c37bd641d076791bd02691d40a96ecd7da21ac458a86dd01667',200,'3',1768480085418162);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','b61974dadd75189d3d2ec6dd5bdd7fb7b8ab0a53f1d49586acb6575ca06b2d63','0ca8194462cc6830ea174e854963ab5e7edb17fff97f3506bd8909ee729b694b',200,'2',1768480085366639);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','bde22a981fa1da70e2d53f7bd128984f539cf3a8f0c6b9a40a1d644b976f0be5','b5d438dbcb696a32935dd476ab31f3c98f097069c3de18f48fc14a44a116889d',200,'',1768480085510681);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','c7f8a9ad8e846b886dd303c4b4e4d5421dfb9c3fa271e887cf07d8cabfe78d57','a7390056db084a138cc478cd457c4f032a215581ddaa3cf73fdb347da4a18ed1',200,'16',1768480265958510);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','d01f19ad96324a3fc157b7647d6d670e9c09c2c580b4fbaa00d59b8107f81a9b','37b01e3beb272724a99729731817cd2c035cfcc34801e6b00ed67432fda7eceb',200,'12',1768480265899113);
INSERT INTO "replay" VALUES('SW5DKh3kCcxZMvKax0jP','f8e5c7684573bee2e5b4ed5acdd73e0cec6aa52c2d4ef5a642e416632e110775','e75331d8676f36e98dad8283cbc6caa0a0f72636e98299bbb4767220864bb0d2',200,'13',1768480265902120);
CREATE TABLE schema_migration (
  number INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;
INSERT INTO "schema_migration" VALUES(1,'first_tables',1768478280012172);
CREATE TABLE start_journal (
  deployment_id INTEGER NOT NULL REFERENCES deployment (id),
  ordinal INTEGER NOT NULL,
  object_id INTEGER NOT NULL REFERENCES object (id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'started', 'failed')),
  message TEXT,
  PRIMARY KEY (deployment_id, ordinal),
  CONSTRAINT start_journal_object_unique UNIQUE (deployment_id, object_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE token (
  digest TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  project_id TEXT REFERENCES project (id),
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE users (  -- plural: "user" is a reserved word
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  name TEXT NOT NULL CONSTRAINT user_name_unique UNIQUE,
  name_folded TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  is_system_administrator INTEGER NOT NULL CHECK (is_system_administrator IN (0, 1)),
  is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO "users" VALUES('1d195468b8cf3c4e4dd9663d1e746857','admin','admin','$argon2id$v=19$m=19456,t=2,p=1$8eTqnzR+aI1uSNc+OrLWww$JWw3MoayZ/ISbcpx0PqB5Pd69D4yhjvU0k/U8//wDOg',1,0,1768478280021425);
INSERT INTO "users" VALUES('4d8d7faaa27b2afb215249ae727d02f5','developer','developer','$argon2id$v=19$m=19456,t=2,p=1$ln5exGb1zhCoTZf+nZUPpQ$sBUo10z8LEJkifNfFWGOaNHHIN2okVo9ui9DAKtBoqQ',0,0,1768478280073511);
INSERT INTO "users" VALUES('08e7979ac6a4cf86bb4565e06dfea74b','developer2','developer2','$argon2id$v=19$m=19456,t=2,p=1$uIw+N34MrLhEVnn9Aw7Oww$EBVAn/BH6XRKv08NgIVuDGC1/JeHyfEWWJo4BJ9v0/w',0,0,1768478280099969);
INSERT INTO "users" VALUES('47fe3797291220259992375774e28081','deployer','deployer','$argon2id$v=19$m=19456,t=2,p=1$S16Zb1OzR/nAfqQdL7ojeA$/HrvLL3KQgRTgAnFsB5O3gKz3MitD4SN8vN+51yA83I',0,0,1768478280121937);
INSERT INTO "users" VALUES('a8deca7db4dcddc645bf2e059ce04044','deployer2','deployer2','$argon2id$v=19$m=19456,t=2,p=1$TAdDf6xomtYzKBtXKLxLqA$LdxObaKJEwvcyJZzu4YZdTVZJvkFQSOcH2oP5O1j0P0',0,0,1768478280145630);
INSERT INTO "users" VALUES('303428abf3eae1cbf27722dd28da18d6','operator','operator','$argon2id$v=19$m=19456,t=2,p=1$M8NGFV+7HjvAvUudfdik7Q$qUOwm4nkhZHQErDgildvBS6mY7bjnet7nWO5hpnQXl0',0,0,1768478280168177);
INSERT INTO "users" VALUES('bf5b4254717d411eed98a73abc885d6c','viewer','viewer','$argon2id$v=19$m=19456,t=2,p=1$MLD5DPngOL7/xcshTXhvhw$Bv3/1sk5O/i2xMbywqI5j9I9GnyQ0R1A+KE7YmoSsYo',0,0,1768478280187608);
INSERT INTO "users" VALUES('fff696ab8d28122ea6edef1d5f1f8b4d','boss','boss','$argon2id$v=19$m=19456,t=2,p=1$sCYX1HneTcr9zW43OfJSjA$D5qaih9lZG/ITKJn5lzmoo5VynnSllN8LiJh6NFlqcs',0,0,1768478280205872);
INSERT INTO "users" VALUES('9eeac2c602556552bafdfafa385f65fa','outsider','outsider','$argon2id$v=19$m=19456,t=2,p=1$0fFVkJIDBe8Dhh5DAbZoeQ$X7e2FSr4TDAnn15h+t6xLmD0lOXAzO4g3OXLj37ttDY',0,0,1768478280224441);
INSERT INTO "users" VALUES('713e5ac6944ee5f8618e977ad4cbf866','foreigner','foreigner','$argon2id$v=19$m=19456,t=2,p=1$LyIAvSu9xxJ7nXdx6ZcVKA$wL84Kx3EvQRDntZk+sx7wNBhWkgl4tTBfBSLio0QpEE',0,0,1768478280242909);
CREATE TABLE version_reference (
  object_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  relation TEXT NOT NULL CHECK (relation IN ('needs', 'after')),
  target_kind TEXT NOT NULL CHECK (target_kind IN ('job', 'script')),
  target_name TEXT NOT NULL,
  node_name TEXT NOT NULL,
  PRIMARY KEY (object_id, number, relation, target_kind, target_name, node_name),
  FOREIGN KEY (object_id, number) REFERENCES object_version (object_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE workspace (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  project_id TEXT NOT NULL REFERENCES project (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 32),
  mode TEXT NOT NULL CHECK (mode IN ('simple', 'enterprise')),
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  CONSTRAINT workspace_name_unique UNIQUE (project_id, name)
) STRICT;
INSERT INTO "workspace" VALUES('417339a7f4c5d747f22bdf54947424a3','2f3705151e9e5c7b9401a5a950754a83','default','enterprise','1d195468b8cf3c4e4dd9663d1e746857',1768478280021425);
INSERT INTO "workspace" VALUES('31fac03081b21b75767d5586758d2bbc','2f3705151e9e5c7b9401a5a950754a83','team1','enterprise','1d195468b8cf3c4e4dd9663d1e746857',1768478280247093);
CREATE INDEX access_key_user ON access_key (user_id, created_at);
CREATE INDEX token_expires ON token (expires_at);
CREATE INDEX member_user ON member (user_id, workspace_id);
CREATE INDEX replay_expires ON replay (expires_at);
CREATE INDEX audit_workspace ON audit (workspace_id, id);
CREATE UNIQUE INDEX object_name_unique ON object (workspace_id, kind, name) WHERE is_live = 1;
CREATE INDEX object_deleted_name ON object (workspace_id, kind, name) WHERE is_live = 0;
CREATE INDEX version_reference_target ON version_reference (target_kind, target_name, object_id, number);
CREATE UNIQUE INDEX environment_object_open ON environment_object (environment_id, object_id) WHERE last_generation IS NULL;
CREATE UNIQUE INDEX environment_object_name_open ON environment_object (environment_id, kind, name) WHERE last_generation IS NULL;
CREATE INDEX environment_object_name ON environment_object (environment_id, kind, name, first_generation);
CREATE UNIQUE INDEX pending_item_free ON pending_item (object_id) WHERE package_id IS NULL;
CREATE INDEX pending_item_package ON pending_item (package_id) WHERE package_id IS NOT NULL;
CREATE INDEX pending_item_workspace ON pending_item (workspace_id, submitted_at, id);
CREATE INDEX release_package_workspace ON release_package (workspace_id, applied_at, id);
CREATE INDEX package_item_name ON package_item (package_id, kind, name);
CREATE UNIQUE INDEX package_item_open ON package_item (object_id) WHERE is_open = 1;
CREATE INDEX deployment_unfinished ON deployment (environment_id, id) WHERE ended_at IS NULL;
CREATE INDEX deployment_package ON deployment (package_id, id);
CREATE INDEX outbox_available ON outbox (available_at, id);
CREATE INDEX environment_job_due ON environment_job (next_plan_time) WHERE next_plan_time IS NOT NULL;
CREATE UNIQUE INDEX job_instance_plan_time_unique ON job_instance (environment_id, object_id, plan_time) WHERE kind = 0;
CREATE UNIQUE INDEX job_instance_deployment_unique ON job_instance (deployment_id, object_id) WHERE deployment_id IS NOT NULL;
CREATE INDEX job_instance_unfinished ON job_instance (environment_id, object_id, state, plan_time, id) WHERE ended_at IS NULL;
CREATE INDEX job_instance_workspace ON job_instance (workspace_id, plan_time, id);
CREATE INDEX job_instance_object ON job_instance (object_id, id);
CREATE INDEX node_instance_ready ON node_instance (ready_at, instance_id, ordinal) WHERE state = 'ready';
CREATE INDEX node_instance_running ON node_instance (holder_incarnation) WHERE state = 'running';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('environment',4);
INSERT INTO "sqlite_sequence" VALUES('audit',76);
INSERT INTO "sqlite_sequence" VALUES('object',15);
INSERT INTO "sqlite_sequence" VALUES('pending_item',14);
INSERT INTO "sqlite_sequence" VALUES('release_package',2);
INSERT INTO "sqlite_sequence" VALUES('deployment',1);
INSERT INTO "sqlite_sequence" VALUES('outbox',3);
INSERT INTO "sqlite_sequence" VALUES('job_instance',16);
COMMIT;
